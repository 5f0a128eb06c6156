#include "storage/eventbatch.h"

#include <QTest>

using namespace Orderflow;

namespace {

UtcMicroseconds second(int value)
{
    return UtcMicroseconds(std::chrono::seconds(1'790'000'000 + value));
}

AggTrade trade(const char *symbol, std::int64_t id, int receivedAt)
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(std::string_view(symbol));
    trade.aggTradeId = id;
    trade.receiveTime.utc = second(receivedAt);
    return trade;
}

DepthUpdate update(std::int64_t prevFinalUpdateId, std::int64_t finalUpdateId, int receivedAt)
{
    DepthUpdate update;
    update.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    update.depthKind = "depth5@100ms";
    update.prevFinalUpdateId = prevFinalUpdateId;
    update.finalUpdateId = finalUpdateId;
    update.receiveTime.utc = second(receivedAt);
    return update;
}

} // namespace

class TestEventBatch : public QObject
{
    Q_OBJECT

private slots:
    void testBytesRiseWithEveryPart();
    void testIsEmptyKnowsEveryPart_data();
    void testIsEmptyKnowsEveryPart();
    void testLossOfEachStream();
    void testLossKeepsWhatTheBatchCarried();
    void testLossKeepsTheLastStateOfAGap();
    void testRepeatedLossExtendsItsGap();
    void testRepeatedLossKeepsTheNewestStateOfAConnection();
};

void TestEventBatch::testBytesRiseWithEveryPart()
{
    EventBatch batch;
    QVERIFY(batch.isEmpty());
    std::size_t before = batch.bytes;
    const auto rises = [&] {
        return std::exchange(before, batch.bytes) < batch.bytes;
    };
    batch.add(trade("BTCUSDT", 1, 1));
    QVERIFY(rises());
    batch.add(update(1, 2, 1));
    QVERIFY(rises());
    batch.add(CaptureGap());
    QVERIFY(rises());
    batch.add(CaptureConnection());
    QVERIFY(rises());
    batch.add(ClockSample());
    QVERIFY(rises());

    DepthUpdate deep = update(2, 3, 1);
    deep.bids.resize(1000);
    batch.add(deep);
    QVERIFY(batch.bytes - before > 1000 * sizeof(PriceLevel));
    QCOMPARE(batch.eventCount(), std::size_t(3));
    QVERIFY(!batch.isEmpty());
}

void TestEventBatch::testIsEmptyKnowsEveryPart_data()
{
    QTest::addColumn<EventBatch>("batch");
    const auto row = [](const char *name, const auto &part) {
        EventBatch batch;
        batch.add(part);
        QTest::newRow(name) << batch;
    };
    row("trade", AggTrade());
    row("depth update", DepthUpdate());
    row("gap", CaptureGap());
    row("connection", CaptureConnection());
    row("clock sample", ClockSample());
}

void TestEventBatch::testIsEmptyKnowsEveryPart()
{
    QFETCH(EventBatch, batch);
    QVERIFY(!batch.isEmpty());
}

void TestEventBatch::testLossOfEachStream()
{
    EventBatch batch;
    batch.add(trade("BTCUSDT", 12, 3));
    batch.add(trade("BTCUSDT", 11, 2));
    batch.add(trade("ETHUSDT", 5, 4));
    batch.add(update(100, 200, 5));
    batch.add(update(200, 300, 6));

    const EventBatch record = toLossRecord(batch, GapReason::WriteFailure);
    QCOMPARE(record.eventCount(), std::size_t(0));
    QCOMPARE(record.gaps.size(), std::size_t(3));

    CaptureGap expected;
    expected.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    expected.stream = "aggTrade";
    expected.reason = GapReason::WriteFailure;
    expected.status = GapStatus::Open;
    expected.firstMissingId = 11;
    expected.lastMissingId = 12;
    expected.missingEvents = 2;
    expected.fromTime = second(2);
    expected.toTime = second(3);
    QVERIFY(record.gaps[0] == expected);

    expected.stream = "depth5@100ms";
    expected.status = GapStatus::Unfillable;
    expected.note = noHistoryNote();
    expected.firstMissingId = 100;
    expected.lastMissingId = 300;
    expected.fromTime = second(5);
    expected.toTime = second(6);
    QVERIFY(record.gaps[1] == expected);
    QCOMPARE(record.gaps[2].symbol.name(), std::string("ETHUSDT"));
}

void TestEventBatch::testLossKeepsTheLastStateOfAGap()
{
    CaptureGap gap;
    gap.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    gap.stream = "aggTrade";
    gap.firstMissingId = 5;
    gap.lastMissingId = 6;
    gap.missingEvents = 2;
    CaptureGap other = gap;
    other.firstMissingId = 9;
    other.lastMissingId = 10;
    CaptureGap filled = gap;
    filled.filledRows = 2;
    filled.status = GapStatus::Filled;
    EventBatch batch;
    batch.add(gap);
    batch.add(other);
    batch.add(filled);
    const EventBatch record = toLossRecord(batch, GapReason::Overflow);
    QVERIFY((record.gaps == std::vector<CaptureGap>{filled, other}));
}

void TestEventBatch::testLossKeepsWhatTheBatchCarried()
{
    EventBatch batch;
    batch.add(trade("BTCUSDT", 1, 1));
    CaptureGap sequence;
    sequence.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    sequence.stream = "aggTrade";
    sequence.reason = GapReason::Sequence;
    batch.add(sequence);
    CaptureConnection connection;
    connection.number = 7;
    batch.add(connection);
    const ClockSample sample{second(1), std::chrono::microseconds(-3),
                             std::chrono::microseconds(8)};
    batch.add(sample);

    const EventBatch record = toLossRecord(batch, GapReason::Overflow);
    QCOMPARE(record.gaps.size(), std::size_t(2));
    QVERIFY(record.gaps[0] == sequence);
    QCOMPARE(record.gaps[1].reason, GapReason::Overflow);
    QCOMPARE(record.connections.size(), std::size_t(1));
    QCOMPARE(record.connections[0].number, std::int64_t(7));
    QVERIFY(record.clockSamples == std::vector{sample});
}

void TestEventBatch::testRepeatedLossExtendsItsGap()
{
    EventBatch batch;
    for (int i = 1; i <= 1000; ++i) {
        batch.add(trade("BTCUSDT", i, i));
        batch = toLossRecord(batch, GapReason::Overflow);
    }
    QCOMPARE(batch.gaps.size(), std::size_t(1));
    QCOMPARE(batch.gaps[0].firstMissingId, std::optional<std::int64_t>(1));
    QCOMPARE(batch.gaps[0].lastMissingId, std::optional<std::int64_t>(1000));
    QCOMPARE(batch.gaps[0].missingEvents, std::optional<std::int64_t>(1000));
    QCOMPARE(batch.gaps[0].fromTime, second(1));
    QCOMPARE(batch.gaps[0].toTime, second(1000));
}

void TestEventBatch::testRepeatedLossKeepsTheNewestStateOfAConnection()
{
    EventBatch batch;
    for (int i = 1; i <= 1000; ++i) {
        CaptureConnection unreachable;
        unreachable.number = 2;
        unreachable.attempts = i;
        batch.add(unreachable);
        CaptureConnection open;
        open.number = 1;
        open.frames = i;
        batch.add(open);
        batch = toLossRecord(batch, GapReason::Overflow);
    }
    QCOMPARE(batch.connections.size(), std::size_t(2));
    QCOMPARE(batch.connections[0].number, std::int64_t(1));
    QCOMPARE(batch.connections[0].frames, std::int64_t(1000));
    QCOMPARE(batch.connections[1].number, std::int64_t(2));
    QCOMPARE(batch.connections[1].attempts, std::int64_t(1000));
}

QTEST_APPLESS_MAIN(TestEventBatch)
#include "tst_eventbatch.moc"
