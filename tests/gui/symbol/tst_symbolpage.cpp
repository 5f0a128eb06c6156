#include "gui/symbol/symbolpage.h"

#include "gui/guitesting.h"
#include "gui/symbol/marketwalk.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSymbolPage : public QObject
{
    Q_OBJECT

private slots:
    void testPictures_data();
    void testPictures();
};

void TestSymbolPage::testPictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("wide") << QSize(1100, 800);
    QTest::newRow("narrow") << QSize(600, 900);
}

void TestSymbolPage::testPictures()
{
    QFETCH(QSize, size);
    SeriesStore series;
    MarketWalk market;
    SymbolPage page(MarketWalk::symbol(), series);
    page.resize(size);
    page.show();
    for (auto time = 0ms; time < 4min; time += 100ms) {
        series.add(market.step());
        page.showStatus({market.status(), {}, {}});
    }
    const int colours = GuiTesting::savePictures(
        page, u"symbolpage-"_s + QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(colours > 50);
}

QTEST_MAIN(TestSymbolPage)
#include "tst_symbolpage.moc"
