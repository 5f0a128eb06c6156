#include "gui/charts/depthcolumns.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Noon{1'721'304'000s};

/// A side of the book from `first` on, in tenths, one step apart.
std::vector<PriceLevel> side(std::int64_t first, std::int64_t step, int levels,
                             std::int64_t quantity = 1000)
{
    std::vector<PriceLevel> levelsOfSide;
    for (int i = 0; i < levels; ++i)
        levelsOfSide.push_back({Decimal(first + i * step, 1), Decimal(quantity + i, 3)});
    return levelsOfSide;
}

void add(DepthColumns &columns, UtcMicroseconds time, std::int64_t bid, int levels = 2)
{
    columns.add(time, side(bid, -1, levels), side(bid + 1, 1, levels));
}

} // namespace

class TestDepthColumns : public QObject
{
    Q_OBJECT

private slots:
    void testBooksFollowEachOther();
    void testSameBookLastsOn();
    void testFastBooksReplaceEachOther();
    void testHoleWhileNobodyLooked();
    void testEmptyBook();
    void testOneSide();
    void testOldOnesGo();
    void testMemoryIsBounded();
    void testClockIsSetBack();
    void testPriceStep();
};

void TestDepthColumns::testBooksFollowEachOther()
{
    DepthColumns columns;
    add(columns, Noon, 1000);
    add(columns, Noon + 100ms, 1001);
    QCOMPARE(columns.columns().size(), 2U);
    const DepthColumn &first = columns.columns().front();
    QVERIFY(first.from == Noon);
    QVERIFY(first.until == Noon + 100ms);
    QCOMPARE(first.bestBid, 100.0f);
    QCOMPARE(first.bestAsk, 100.1f);
    QCOMPARE(first.lowest, 99.9f);
    QCOMPARE(first.highest, 100.2f);
    QVERIFY(first.cells[0] == (DepthCell{100.0f, 1.0f}));
    QCOMPARE(columns.at(Noon + 50ms), &first);
    QCOMPARE(columns.at(Noon + 100ms), &columns.columns().back());
    QCOMPARE(columns.at(Noon - 1ms), nullptr);
    QCOMPARE(columns.at(Noon + 101ms), nullptr);
}

void TestDepthColumns::testSameBookLastsOn()
{
    DepthColumns columns;
    for (int i = 0; i <= 10; ++i)
        add(columns, Noon + i * 100ms, 1000);
    QCOMPARE(columns.columns().size(), 1U);
    QVERIFY(columns.columns().front().until == Noon + 1s);
}

void TestDepthColumns::testFastBooksReplaceEachOther()
{
    DepthColumns columns;
    for (int i = 0; i < 9; ++i)
        add(columns, Noon + i * 10ms, 1000 + i);
    QCOMPARE(columns.columns().size(), 1U);
    QVERIFY(columns.columns().front().from == Noon);
    QCOMPARE(columns.columns().front().bestBid, 100.8f);
}

void TestDepthColumns::testHoleWhileNobodyLooked()
{
    DepthColumns columns;
    add(columns, Noon, 1000);
    add(columns, Noon + 100ms, 1000);
    add(columns, Noon + 10s, 1000);
    QCOMPARE(columns.columns().size(), 2U);
    QVERIFY(columns.columns().front().until == Noon + 100ms);
    QCOMPARE(columns.at(Noon + 5s), nullptr);
}

void TestDepthColumns::testEmptyBook()
{
    DepthColumns columns;
    columns.add(Noon, {}, {});
    QVERIFY(columns.columns().empty());
    add(columns, Noon + 100ms, 1000);
    columns.add(Noon + 200ms, {}, {});
    QCOMPARE(columns.columns().size(), 1U);
    QVERIFY(columns.columns().front().until == Noon + 200ms);
}

void TestDepthColumns::testOneSide()
{
    DepthColumns columns;
    columns.add(Noon, side(1000, -1, 3), {});
    QVERIFY(std::isnan(columns.columns().front().bestAsk));
    QCOMPARE(columns.columns().front().highest, 100.0f);
    QCOMPARE(columns.columns().front().lowest, 99.8f);
}

void TestDepthColumns::testOldOnesGo()
{
    DepthColumns columns;
    for (int i = 0; i < 2000; ++i)
        add(columns, Noon + i * 1s, 1000 + i % 7);
    QVERIFY(columns.columns().front().until >= Noon + 1999s - DepthColumns::Longest);
    QVERIFY(columns.columns().size() <= 902);
}

void TestDepthColumns::testMemoryIsBounded()
{
    constexpr std::size_t Most = 50'000;
    DepthColumns columns(Most);
    for (int i = 0; i < 3000; ++i) {
        add(columns, Noon + i * 100ms, 1000 + i % 7, 20);
        QVERIFY(columns.bytes() <= Most);
    }
    // What is older is there less often, but it is there, without a hole.
    QVERIFY(columns.columns().front().from < Noon + 3s);
    UtcMicroseconds before = columns.columns().front().from;
    for (const DepthColumn &column : columns.columns()) {
        QVERIFY(column.from == before);
        before = column.until;
    }
}

void TestDepthColumns::testClockIsSetBack()
{
    DepthColumns columns;
    add(columns, Noon, 1000);
    add(columns, Noon + 100ms, 1001);
    add(columns, Noon - 1h, 1002);
    QCOMPARE(columns.columns().size(), 1U);
    QVERIFY(columns.columns().front().from == Noon - 1h);
}

void TestDepthColumns::testPriceStep()
{
    DepthColumns columns;
    QCOMPARE(columns.priceStep(), 0.0);
    columns.add(Noon, side(1000, -3, 3), side(1002, 5, 3));
    QVERIFY(std::abs(columns.priceStep() - 0.3) < 1e-9);
    columns.add(Noon + 100ms, side(1000, -1, 3), side(1002, 5, 3));
    QVERIFY(std::abs(columns.priceStep() - 0.1) < 1e-9);
    QCOMPARE(columns.priceScale(), 1);
}

QTEST_APPLESS_MAIN(TestDepthColumns)
#include "tst_depthcolumns.moc"
