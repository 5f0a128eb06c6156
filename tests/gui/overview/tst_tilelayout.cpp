#include "gui/overview/tilelayout.h"

#include <QSet>
#include <QTest>
#include <QWidget>

using namespace Orderflow;

class TestTileLayout : public QObject
{
    Q_OBJECT

private slots:
    void testColumns_data();
    void testColumns();
    void testPlaces();
    void testNothingInIt();
};

void TestTileLayout::testColumns_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("height");
    QTest::newRow("all fit") << 870 << 8 << 50;
    QTest::newRow("a pixel too little for eight") << 869 << 4 << 110;
    QTest::newRow("four") << 430 << 4 << 110;
    QTest::newRow("three would leave a hole") << 429 << 3 << 170;
    QTest::newRow("two") << 210 << 2 << 230;
    QTest::newRow("one") << 100 << 1 << 470;
    QTest::newRow("none fits") << 20 << 1 << 470;
}

void TestTileLayout::testColumns()
{
    QFETCH(int, width);
    QWidget parent;
    auto *layout = new TileLayout(&parent);
    layout->setSpacing(10);
    for (int i = 0; i < 8; ++i) {
        auto *tile = new QWidget(&parent);
        tile->setMinimumSize(100, 50);
        layout->addWidget(tile);
    }
    QTEST(layout->columnsFor(width), "columns");
    QTEST(layout->heightForWidth(width), "height");
}

void TestTileLayout::testPlaces()
{
    QWidget parent;
    auto *layout = new TileLayout(&parent);
    layout->setSpacing(10);
    QList<QWidget *> tiles;
    for (int i = 0; i < 8; ++i) {
        tiles.append(new QWidget(&parent));
        tiles.last()->setMinimumSize(100, 50);
        layout->addWidget(tiles.last());
    }
    layout->setGeometry(QRect(0, 0, 433, 110));
    QCOMPARE(tiles[0]->geometry().topLeft(), QPoint(0, 0));
    QCOMPARE(tiles[3]->geometry().right(), 432);
    QCOMPARE(tiles[4]->geometry().topLeft(), QPoint(0, 60));
    for (int i = 0; i < 7; ++i) {
        QVERIFY(tiles[i]->width() >= 100);
        QVERIFY(!tiles[i]->geometry().intersects(tiles[i + 1]->geometry()));
    }
}

void TestTileLayout::testNothingInIt()
{
    QWidget parent;
    auto *layout = new TileLayout(&parent);
    QCOMPARE(layout->heightForWidth(100), 0);
    QCOMPARE(layout->takeAt(0), nullptr);
}

QTEST_MAIN(TestTileLayout)
#include "tst_tilelayout.moc"
