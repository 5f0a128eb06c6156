#include "gui/windowicon.h"

#include <QTest>

using namespace Orderflow;

class TestWindowIcon : public QObject
{
    Q_OBJECT

private slots:
    void testSizes_data();
    void testSizes();
};

void TestWindowIcon::testSizes_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {16, 32, 48, 64, 128, 256})
        QTest::addRow("%d", size) << size;
}

void TestWindowIcon::testSizes()
{
    QFETCH(int, size);
    const QImage picture = windowIcon().pixmap(QSize(size, size), 1.0).toImage();
    QCOMPARE(picture.size(), QSize(size, size));
    // Rounded corners, and a dark middle.
    QCOMPARE(picture.pixelColor(0, 0).alpha(), 0);
    QCOMPARE(picture.pixelColor(size / 2, size / 2).alpha(), 255);
}

QTEST_MAIN(TestWindowIcon)
#include "tst_windowicon.moc"
