#include "market/checksum.h"

#include <QTest>

#include <functional>
#include <set>

using namespace Orderflow;

namespace {

Decimal decimal(std::string_view text)
{
    return *Decimal::parse(text);
}

AggTrade trade()
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    trade.aggTradeId = 3'000'000'001;
    trade.firstTradeId = 70;
    trade.lastTradeId = 74;
    trade.price = decimal("65000.10");
    trade.quantity = decimal("0.100");
    trade.eventTime = UtcMilliseconds(std::chrono::milliseconds(1'790'000'000'123));
    trade.tradeTime = UtcMilliseconds(std::chrono::milliseconds(1'790'000'000'001));
    trade.receiveTime.utc = UtcMicroseconds(std::chrono::microseconds(1'790'000'000'200'001));
    return trade;
}

DepthUpdate update()
{
    DepthUpdate update;
    update.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    update.depthKind = "depth5@100ms";
    update.firstUpdateId = 100;
    update.finalUpdateId = 200;
    update.prevFinalUpdateId = 90;
    update.eventTime = UtcMilliseconds(std::chrono::milliseconds(1'790'000'000'123));
    update.transactionTime = UtcMilliseconds(std::chrono::milliseconds(1'790'000'000'120));
    update.receiveTime.utc = UtcMicroseconds(std::chrono::microseconds(1'790'000'000'200'001));
    update.bids = {{decimal("65000.00"), decimal("1.0")}, {decimal("64999.90"), decimal("2")}};
    update.asks = {{decimal("65000.10"), decimal("3")}};
    return update;
}

} // namespace

/// Rows that exist hold these numbers, so they must never change, and each value must count.
class TestChecksum : public QObject
{
    Q_OBJECT

private slots:
    void testNeverChanges();
    void testEveryValueOfATradeCounts();
    void testEveryValueOfADepthUpdateCounts();
    void testTheMonotonicClockDoesNotCount();
};

void TestChecksum::testNeverChanges()
{
    QCOMPARE(checksumOf(trade()), std::int64_t(-6478675608782347061));
    QCOMPARE(checksumOf(update()), std::int64_t(-6449801464795961716));
}

void TestChecksum::testEveryValueOfATradeCounts()
{
    using Change = std::function<void(AggTrade &)>;
    const std::vector<Change> changes{
        [](AggTrade &) {},
        [](AggTrade &one) { one.symbol = *Symbol::parse(std::string_view("BTCUSDC")); },
        [](AggTrade &one) { ++one.aggTradeId; },
        [](AggTrade &one) { ++one.firstTradeId; },
        [](AggTrade &one) { ++one.lastTradeId; },
        [](AggTrade &one) { one.price = decimal("65000.11"); },
        [](AggTrade &one) { one.price = decimal("65000.1"); },
        [](AggTrade &one) { one.quantity = decimal("0.101"); },
        [](AggTrade &one) { one.quantityExclRpi = decimal("0"); },
        [](AggTrade &one) { one.quantityExclRpi = decimal("0.100"); },
        [](AggTrade &one) { one.isBuyerMaker = true; },
        [](AggTrade &one) { one.eventTime.reset(); },
        [](AggTrade &one) { *one.eventTime += std::chrono::milliseconds(1); },
        [](AggTrade &one) { one.tradeTime += std::chrono::milliseconds(1); },
        [](AggTrade &one) { one.receiveTime.utc += std::chrono::microseconds(1); },
        [](AggTrade &one) { one.source = EventSource::Rest; },
        [](AggTrade &one) {
            one.source = EventSource::File;
        }};
    std::set<std::int64_t> sums;
    for (const Change &change : changes) {
        AggTrade changed = trade();
        change(changed);
        sums.insert(checksumOf(changed));
    }
    QCOMPARE(sums.size(), changes.size());
}

void TestChecksum::testEveryValueOfADepthUpdateCounts()
{
    using Change = std::function<void(DepthUpdate &)>;
    const std::vector<Change> changes{
        [](DepthUpdate &) {},
        [](DepthUpdate &one) { one.symbol = *Symbol::parse(std::string_view("BTCUSDC")); },
        [](DepthUpdate &one) { one.depthKind = "depth5@500ms"; },
        [](DepthUpdate &one) { ++one.firstUpdateId; },
        [](DepthUpdate &one) { ++one.finalUpdateId; },
        [](DepthUpdate &one) { ++one.prevFinalUpdateId; },
        [](DepthUpdate &one) { one.eventTime += std::chrono::milliseconds(1); },
        [](DepthUpdate &one) { one.transactionTime += std::chrono::milliseconds(1); },
        [](DepthUpdate &one) { one.receiveTime.utc += std::chrono::microseconds(1); },
        [](DepthUpdate &one) { one.bids[1].quantity = decimal("2.0"); },
        [](DepthUpdate &one) { one.asks[0].price = decimal("65000.11"); },
        [](DepthUpdate &one) { std::swap(one.bids[0], one.bids[1]); },
        [](DepthUpdate &one) { std::swap(one.bids, one.asks); },
        // The same levels on other sides.
        [](DepthUpdate &one) {
            one.asks.insert(one.asks.begin(), one.bids.back());
            one.bids.pop_back();
        }};
    std::set<std::int64_t> sums;
    for (const Change &change : changes) {
        DepthUpdate changed = update();
        change(changed);
        sums.insert(checksumOf(changed));
    }
    QCOMPARE(sums.size(), changes.size());
}

void TestChecksum::testTheMonotonicClockDoesNotCount()
{
    AggTrade changed = trade();
    changed.receiveTime.monotonic += std::chrono::seconds(1);
    QCOMPARE(checksumOf(changed), checksumOf(trade()));
}

QTEST_APPLESS_MAIN(TestChecksum)
#include "tst_checksum.moc"
