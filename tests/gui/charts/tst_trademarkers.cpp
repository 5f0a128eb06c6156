#include "gui/charts/trademarkers.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Noon{1'721'304'000s};

} // namespace

class TestTradeMarkers : public QObject
{
    Q_OBJECT

private slots:
    void testOneMarkerASideAndStretch();
    void testStretchesStayWhereTheyAre();
    void testOnlyWhatIsSeen();
    void testBounds();
    void testClockIsSetBack();
};

void TestTradeMarkers::testOneMarkerASideAndStretch()
{
    ChartTrades trades;
    trades.add({Noon + 100ms, 100, 1, false});
    trades.add({Noon + 200ms, 104, 3, false});
    trades.add({Noon + 300ms, 90, 2, true});
    trades.add({Noon + 1200ms, 91, 5, true});
    const auto markers = trades.markers(Noon, Noon + 2s, 1s);
    QCOMPARE(markers.size(), 3U);
    QVERIFY(!markers[0].isSold);
    QCOMPARE(markers[0].price, 103.0);
    QCOMPARE(markers[0].quantity, 4.0);
    QCOMPARE(markers[0].trades, 2);
    QVERIFY(markers[0].time == Noon + 500ms);
    QVERIFY(markers[1].isSold);
    QCOMPARE(markers[1].price, 90.0);
    QCOMPARE(markers[2].quantity, 5.0);
    QVERIFY(markers[2].time == Noon + 1500ms);
}

void TestTradeMarkers::testStretchesStayWhereTheyAre()
{
    ChartTrades trades;
    for (int i = 0; i < 20; ++i)
        trades.add({Noon + i * 100ms, 100, 1, false});
    const auto before = trades.markers(Noon + 50ms, Noon + 2s, 1s);
    const auto after = trades.markers(Noon + 250ms, Noon + 3s, 1s);
    QCOMPARE(before.size(), 2U);
    QCOMPARE(after.size(), 2U);
    QVERIFY(after[0].time == before[0].time);
    QCOMPARE(after[0].quantity, before[0].quantity);
}

void TestTradeMarkers::testOnlyWhatIsSeen()
{
    ChartTrades trades;
    for (int i = 0; i < 100; ++i)
        trades.add({Noon + i * 1s, 100, 1, false});
    QCOMPARE(trades.markers(Noon + 20s, Noon + 29s, 1s).size(), 10U);
    QVERIFY(trades.markers(Noon + 1h, Noon + 2h, 1s).empty());
}

void TestTradeMarkers::testBounds()
{
    ChartTrades trades;
    trades.add({Noon, 100, 1, false});
    trades.add({Noon + 16min, 100, 1, false});
    QCOMPARE(trades.trades().size(), 1U);
    for (std::size_t i = 0; i < ChartTrades::MostTrades + 10; ++i)
        trades.add({Noon + 17min, 100, 1, false});
    QCOMPARE(trades.trades().size(), ChartTrades::MostTrades);
}

void TestTradeMarkers::testClockIsSetBack()
{
    ChartTrades trades;
    trades.add({Noon, 100, 1, false});
    // A little is the exchange's clock against ours.
    trades.add({Noon - 20ms, 100, 1, false});
    QCOMPARE(trades.trades().size(), 2U);
    QVERIFY(trades.trades().back().time == Noon);
    trades.add({Noon - 1h, 100, 1, false});
    QCOMPARE(trades.trades().size(), 1U);
}

QTEST_APPLESS_MAIN(TestTradeMarkers)
#include "tst_trademarkers.moc"
