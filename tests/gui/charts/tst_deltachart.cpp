#include "gui/charts/deltachart.h"

#include "gui/guitesting.h"

#include <QLocale>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// 2024-07-18 14:00:00 UTC.
constexpr UtcMicroseconds Two{1'721'311'200s};
constexpr float Unknown = std::numeric_limits<float>::quiet_NaN();

} // namespace

class TestDeltaChart : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testBins();
    void testUnknownIsLeftOut();
    void testInterval_data();
    void testInterval();
    void testHover();
    void testExactDelta_data();
    void testExactDelta();
    void testPictures();
};

void TestDeltaChart::testBins()
{
    const std::deque<UtcMicroseconds> times{Two, Two + 1s, Two + 4s, Two + 5s, Two + 11s};
    const auto bins = binDeltas(times, {1, 2, 4, 8, 16}, {0, 1, 0, 2, 6}, 5s, 30);
    QCOMPARE(bins.size(), 3U);
    QVERIFY(bins[0].from == Two);
    QCOMPARE(bins[0].bought, 7.0);
    QCOMPARE(bins[0].sold, 1.0);
    QVERIFY(bins[1].from == Two + 5s);
    QVERIFY(bins[2].from == Two + 10s);
    // From the total backwards: 16 - 6 in the last bin, 8 - 2 in the one before.
    QCOMPARE(bins[2].cumulative, 30.0);
    QCOMPARE(bins[1].cumulative, 20.0);
    QCOMPARE(bins[0].cumulative, 14.0);
}

void TestDeltaChart::testUnknownIsLeftOut()
{
    const std::deque<UtcMicroseconds> times{Two, Two + 5s, Two + 6s};
    const auto bins = binDeltas(times, {Unknown, 2, 3}, {Unknown, 1, Unknown}, 5s, 0);
    QCOMPARE(bins.size(), 1U);
    QVERIFY(bins[0].from == Two + 5s);
    QCOMPARE(bins[0].bought, 2.0);
    QVERIFY(binDeltas({}, {}, {}, 5s, 0).empty());
}

void TestDeltaChart::testInterval_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<double>("width");
    QTest::addColumn<int>("seconds");
    QTest::newRow("a minute") << 1 << 600.0 << 1;
    QTest::newRow("five minutes") << 5 << 600.0 << 2;
    QTest::newRow("five minutes, narrow") << 5 << 300.0 << 5;
    QTest::newRow("all") << 15 << 600.0 << 10;
    QTest::newRow("all, very narrow") << 15 << 50.0 << 10;
}

void TestDeltaChart::testInterval()
{
    QFETCH(int, minutes);
    QFETCH(double, width);
    QFETCH(int, seconds);
    QCOMPARE(int(deltaInterval(std::chrono::minutes(minutes), width, 4).count()), seconds);
}

void TestDeltaChart::testHover()
{
    TimeWindow window;
    window.setNow(Two + 60s);
    window.setSpan(1min);
    DeltaChart chart(window);
    chart.resize(600, 150);
    chart.setVolumes({Two + 10s, Two + 20s, Two + 30s}, {1.5, 2, 3}, {0, 4, 1}, Decimal(-5, 1));
    window.setCrosshair(Two + 20s + 300ms);
    QCOMPARE(chart.hoverText(), u"14:00:20 UTC · bought 2 · sold 4 · delta -2.5"_s);
    window.setCrosshair(Two + 40s);
    QCOMPARE(chart.hoverText(), u"14:00:40 UTC · bought – · sold – · delta –"_s);
}

void TestDeltaChart::testExactDelta_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<qint64>("mantissa");
    QTest::addColumn<QString>("text");
    // Beyond what a double can tell apart.
    QTest::newRow("bought") << true << qint64(9'007'199'254'740'993) << u"+9007199254740.993"_s;
    QTest::newRow("sold") << true << qint64(-11'876) << u"-11.876"_s;
    QTest::newRow("not known") << false << qint64(0) << u"–"_s;
}

void TestDeltaChart::testExactDelta()
{
    QFETCH(bool, isKnown);
    QFETCH(qint64, mantissa);
    QFETCH(QString, text);
    TimeWindow window;
    window.setNow(Two);
    DeltaChart chart(window);
    chart.show();
    QTRY_VERIFY(chart.paintCount() > 0);
    chart.setVolumes({Two}, {1}, {2}, isKnown ? std::optional(Decimal(mantissa, 3)) : std::nullopt);
    QTRY_VERIFY2(chart.accessibleDescription().endsWith(QString(u"delta "_s + text)),
                 qPrintable(chart.accessibleDescription()));
}

void TestDeltaChart::testPictures()
{
    TimeWindow window;
    window.setNow(Two);
    DeltaChart chart(window);
    chart.resize(600, 200);
    std::deque<UtcMicroseconds> times;
    std::vector<float> bought;
    std::vector<float> sold;
    for (int i = 0; i < 300; ++i) {
        times.push_back(Two - 300s + i * 1s);
        bought.push_back(float(i * 37 % 23));
        sold.push_back(float(i * 41 % 19));
    }
    chart.setVolumes(times, bought, sold, Decimal(1234, 1));
    QVERIFY(GuiTesting::savePictures(chart, u"deltachart"_s) > 20);
}

QTEST_MAIN(TestDeltaChart)
#include "tst_deltachart.moc"
