#include "monitor/streamhistory.h"

#include <QTest>

#include <utility>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

StreamIntake intake(const char *symbol, const char *type, std::int64_t events)
{
    StreamIntake stream;
    stream.symbol = *Symbol::parse(std::string_view(symbol));
    stream.type = type;
    stream.events = events;
    stream.bytes = events * 100;
    return stream;
}

IngestStatus ingest(std::vector<StreamIntake> streams)
{
    IngestStatus status;
    status.sides.resize(1);
    status.streams = std::make_shared<const std::vector<StreamIntake>>(std::move(streams));
    return status;
}

StreamCommits commits(const char *symbol, const char *type, std::int64_t events)
{
    StreamCommits stream;
    stream.symbol = *Symbol::parse(std::string_view(symbol));
    stream.type = type;
    stream.events = events;
    return stream;
}

WriterStatus writer(std::vector<StreamCommits> streams)
{
    WriterStatus status;
    status.commits = std::make_shared<const std::vector<StreamCommits>>(std::move(streams));
    return status;
}

} // namespace

class TestStreamHistory : public QObject
{
    Q_OBJECT

private slots:
    void testNothingYet();
    void testRates();
    void testCommitsFindTheirStream();
    void testStreamsThatComeLater();
    void testStates_data();
    void testStates();
    void testLatenciesOfTheLastMinute();
};

void TestStreamHistory::testNothingYet()
{
    StreamHistory history;
    history.update({}, {}, 1s);
    QVERIFY(history.statuses().empty());
    QCOMPARE(history.bytesPerSecond(), 0.0);
    QCOMPARE(history.latencies().receiveToCommit.count, 0);
}

void TestStreamHistory::testRates()
{
    StreamHistory history;
    // Ten a second, and from second 30 on a hundred.
    for (int second = 0; second <= 60; ++second) {
        const std::int64_t events = second <= 30 ? second * 10 : 300 + (second - 30) * 100;
        history.update(ingest({intake("BTCUSDT", "aggTrade", events)}),
                       writer({commits("BTCUSDT", "aggTrade", events / 2)}),
                       std::chrono::seconds(second));
    }
    const StreamStatus status = history.statuses().at(0);
    QCOMPARE(status.events, 3'300);
    QCOMPARE(status.rows, 1'650);
    QCOMPARE(status.eventsPerSecond, 100.0);
    QCOMPARE(status.rowsPerSecond, 50.0);
    QCOMPARE(status.bytesPerSecond, 10'000.0);
    QCOMPARE(history.bytesPerSecond(), 10'000.0);
    QCOMPARE(status.eventsPerSecondLastMinute, 55.0);
}

void TestStreamHistory::testCommitsFindTheirStream()
{
    StreamHistory history;
    // The writer meets the streams in another order, and one that ingest has not told of yet.
    history.update(ingest({intake("BTCUSDT", "aggTrade", 5)}),
                   writer({commits("ETHUSDT", "aggTrade", 3), commits("BTCUSDT", "aggTrade", 4)}),
                   1s);
    QCOMPARE(history.statuses().at(0).rows, 0);
    history.update(ingest({intake("BTCUSDT", "aggTrade", 5), intake("ETHUSDT", "aggTrade", 3)}),
                   writer({commits("ETHUSDT", "aggTrade", 3), commits("BTCUSDT", "aggTrade", 4)}),
                   2s);
    QCOMPARE(history.statuses().at(0).rows, 4);
    QCOMPARE(history.statuses().at(1).rows, 3);
}

void TestStreamHistory::testStreamsThatComeLater()
{
    StreamHistory history;
    history.update(ingest({intake("BTCUSDT", "aggTrade", 0)}), {}, 0s);
    history.update(
        ingest({intake("BTCUSDT", "aggTrade", 20), intake("ETHUSDT", "aggTrade", 1'000)}), {}, 2s);
    QCOMPARE(history.statuses().at(0).eventsPerSecond, 10.0);
    // What it had when it was first seen did not come in that time.
    QCOMPARE(history.statuses().at(1).eventsPerSecond, 0.0);
    QCOMPARE(history.statuses().at(1).events, 1'000);
}

void TestStreamHistory::testStates_data()
{
    using State = StreamStatus::State;
    QTest::addColumn<bool>("hasEvents");
    QTest::addColumn<int>("sides");
    QTest::addColumn<int>("muteOn");
    QTest::addColumn<State>("state");
    QTest::newRow("nothing came") << false << 1 << 0 << State::Waiting;
    QTest::newRow("delivers") << true << 1 << 0 << State::Delivering;
    QTest::newRow("mute") << true << 1 << 1 << State::Mute;
    QTest::newRow("mute from the start") << false << 1 << 1 << State::Mute;
    QTest::newRow("mute on one of two sides") << true << 2 << 1 << State::Delivering;
    QTest::newRow("mute on both sides") << true << 2 << 2 << State::Mute;
}

void TestStreamHistory::testStates()
{
    QFETCH(bool, hasEvents);
    QFETCH(int, sides);
    QFETCH(int, muteOn);
    StreamIntake stream = intake("BTCUSDT", "aggTrade", hasEvents ? 1 : 0);
    if (hasEvents)
        stream.lastEvent = ReceiveTime{{}, 7s};
    IngestStatus status = ingest({intake("ETHUSDT", "aggTrade", 0), stream});
    status.sides.resize(std::size_t(sides));
    for (int side = 0; side < sides; ++side) {
        status.feeds.emplace_back().side = side + 1;
        // 99 is a stream that nobody knows.
        if (side < muteOn)
            status.feeds.back().mute = {1, 99};
    }
    StreamHistory history;
    history.update(status, {}, 10s);
    QTEST(history.statuses().at(1).state, "state");
    QCOMPARE(history.statuses().at(0).state, StreamStatus::State::Waiting);
    QCOMPARE(history.statuses().at(1).age,
             hasEvents ? std::optional<std::chrono::nanoseconds>(3s) : std::nullopt);
}

void TestStreamHistory::testLatenciesOfTheLastMinute()
{
    StreamHistory history;
    StreamIntake received = intake("BTCUSDT", "aggTrade", 0);
    StreamCommits committed = commits("BTCUSDT", "aggTrade", 0);
    // Slow for ten seconds, and fast from then on.
    for (int second = 0; second <= 100; ++second) {
        received.exchangeToReceive.record(second <= 10 ? 1'000ms : 10us);
        committed.receiveToCommit.record(second <= 10 ? 2'000ms : 12us, 2);
        history.update(ingest({received}), writer({committed}), std::chrono::seconds(second));
        if (second == 10) {
            QVERIFY(history.latencies().receiveToCommit.p50 >= 2'000ms);
            QVERIFY(history.statuses()[0].latencies.exchangeToReceive.p99 >= 1'000ms);
        }
    }
    const Latencies lately = history.statuses()[0].latencies;
    QCOMPARE(lately.exchangeToReceive.max, 10us);
    QCOMPARE(lately.receiveToCommit.max, 12us);
    QCOMPARE(history.latencies().receiveToCommit.p99, 12us);
    QVERIFY(lately.exchangeToReceive.count >= 30 && lately.exchangeToReceive.count <= 60);
    // Those since the start keep all.
    QCOMPARE(history.exchangeToReceive().count(), 101);
    QCOMPARE(history.receiveToCommit().count(), 202);
}

QTEST_APPLESS_MAIN(TestStreamHistory)
#include "tst_streamhistory.moc"
