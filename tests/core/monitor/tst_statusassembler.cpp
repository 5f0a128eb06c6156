#include "monitor/statusassembler.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

ReceiveTime at(std::chrono::nanoseconds monotonic)
{
    return {UtcMicroseconds(std::chrono::seconds(1'790'000'000)) +
                std::chrono::floor<std::chrono::microseconds>(monotonic),
            monotonic};
}

IngestStatus intake(std::int64_t trades, std::int64_t depthUpdates)
{
    IngestStatus status;
    SymbolIntake symbol;
    symbol.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    symbol.trades = trades;
    symbol.depthUpdates = depthUpdates;
    status.symbols.push_back(symbol);
    status.eventsReceived = trades + depthUpdates;
    return status;
}

WriterStatus written(std::int64_t trades, std::int64_t depthUpdates)
{
    WriterStatus status;
    status.state = WriterStatus::State::Ready;
    status.tradesInserted = trades;
    status.depthUpdatesInserted = depthUpdates;
    return status;
}

StreamIntake stream(const char *symbol, const char *type)
{
    StreamIntake one;
    one.symbol = *Symbol::parse(std::string_view(symbol));
    one.type = type;
    return one;
}

} // namespace

class TestStatusAssembler : public QObject
{
    Q_OBJECT

private slots:
    void testFirstStatusHasNoRates();
    void testRatesOverTheWindow();
    void testRatesFollowTheWindow();
    void testOftenAskedIsStillRight();
    void testTotalsJoinBothSides();
    void testHungThread_data();
    void testHungThread();
    void testStreamsAreOfTheirSymbol();
    void testStreamsThatComeLater();
    void testCoverage_data();
    void testCoverage();
    void testCoverageIsOfTheNewestLedger();
};

void TestStatusAssembler::testFirstStatusHasNoRates()
{
    StatusAssembler assembler;
    const RecorderStatus status = assembler.assemble(intake(100, 50), written(80, 40), at(10s));
    QCOMPARE(status.eventsPerSecond, 0.0);
    QCOMPARE(status.rowsPerSecond, 0.0);
    QCOMPARE(status.eventsWritten, std::int64_t(120));
}

void TestStatusAssembler::testRatesOverTheWindow()
{
    StatusAssembler assembler;
    assembler.assemble(intake(0, 0), written(0, 0), at(10s));
    const RecorderStatus status = assembler.assemble(intake(8, 40), written(6, 40), at(14s));
    QCOMPARE(status.symbols[0].tradesPerSecond, 2.0);
    QCOMPARE(status.symbols[0].depthUpdatesPerSecond, 10.0);
    QCOMPARE(status.eventsPerSecond, 12.0);
    QCOMPARE(status.rowsPerSecond, 11.5);
}

void TestStatusAssembler::testRatesFollowTheWindow()
{
    StatusAssembler assembler;
    for (int second = 0; second <= 20; ++second)
        assembler.assemble(intake(std::int64_t(100) * second, 0), written(0, 0),
                           at(std::chrono::seconds(second)));
    // Quiet from then on: after the window nothing is left of the busy time.
    RecorderStatus status;
    for (int second = 21; second <= 26; ++second)
        status =
            assembler.assemble(intake(2000, 0), written(0, 0), at(std::chrono::seconds(second)));
    QCOMPARE(status.symbols[0].tradesPerSecond, 0.0);
}

void TestStatusAssembler::testOftenAskedIsStillRight()
{
    StatusAssembler assembler;
    RecorderStatus status;
    for (int i = 0; i <= 1000; ++i)
        status = assembler.assemble(intake(i, 0), written(0, 0), at(10ms * i));
    QVERIFY(qAbs(status.symbols[0].tradesPerSecond - 100.0) < 0.001);
}

void TestStatusAssembler::testTotalsJoinBothSides()
{
    IngestStatus ingest = intake(10, 0);
    ingest.duplicates = 2;
    ingest.eventsLost = 3;
    ingest.decodeErrors = 4;
    ingest.unknownFrames = 5;
    ingest.gaps = 6;
    WriterStatus writer = written(4, 0);
    writer.duplicates = 1;
    writer.eventsLost = 7;
    StatusAssembler assembler;
    const RecorderStatus status = assembler.assemble(ingest, writer, at(1s));
    QCOMPARE(status.eventsReceived, std::int64_t(10));
    QCOMPARE(status.duplicates, std::int64_t(3));
    QCOMPARE(status.eventsLost, std::int64_t(10));
    QCOMPARE(status.decodeErrors, std::int64_t(4));
    QCOMPARE(status.unknownFrames, std::int64_t(5));
    QCOMPARE(status.gaps, std::int64_t(6));
}

void TestStatusAssembler::testHungThread_data()
{
    QTest::addColumn<Heartbeat>("ingest");
    QTest::addColumn<Heartbeat>("writer");
    QTest::addColumn<QString>("hung");
    const Heartbeat none;
    const Heartbeat alive{95s, 30s};
    const Heartbeat hung{60s, 30s};
    QTest::newRow("both alive") << alive << alive << QString();
    QTest::newRow("not begun") << none << none << QString();
    QTest::newRow("ingest hangs") << hung << alive << QStringLiteral("ingest");
    QTest::newRow("writer hangs") << alive << hung << QStringLiteral("storage");
    QTest::newRow("both hang") << hung << hung << QStringLiteral("ingest");
    QTest::newRow("writer in a long statement") << alive << Heartbeat{40s, 10min} << QString();
    QTest::newRow("writer in a migration") << alive << Heartbeat{1s, std::nullopt} << QString();
}

void TestStatusAssembler::testHungThread()
{
    QFETCH(Heartbeat, ingest);
    QFETCH(Heartbeat, writer);
    IngestStatus taken = intake(1, 1);
    taken.heartbeat = ingest;
    WriterStatus done = written(1, 1);
    done.heartbeat = writer;
    const RecorderStatus status = StatusAssembler().assemble(taken, done, at(100s));
    QTEST(status.hungThread, "hung");
}

void TestStatusAssembler::testStreamsAreOfTheirSymbol()
{
    IngestStatus ingest = intake(1, 1);
    ingest.symbols.emplace_back().symbol = *Symbol::parse(std::string_view("ETHUSDT"));
    ingest.streams = std::make_shared<const std::vector<StreamIntake>>(
        std::vector<StreamIntake>{stream("BTCUSDT", "aggTrade"), stream("ETHUSDT", "aggTrade"),
                                  stream("BTCUSDT", "depth5@100ms")});
    StatusAssembler assembler;
    const RecorderStatus status = assembler.assemble(ingest, written(0, 0), at(10s));
    QCOMPARE(status.symbols[0].streams.size(), std::size_t(2));
    QCOMPARE(status.symbols[0].streams[1].type, std::string("depth5@100ms"));
    QCOMPARE(status.symbols[1].streams.size(), std::size_t(1));
}

void TestStatusAssembler::testStreamsThatComeLater()
{
    std::vector<StreamIntake> streams{stream("BTCUSDT", "aggTrade")};
    IngestStatus ingest = intake(10, 0);
    ingest.streams = std::make_shared<const std::vector<StreamIntake>>(streams);
    StatusAssembler assembler;
    assembler.assemble(ingest, written(0, 0), at(10s));
    streams.push_back(stream("ETHUSDT", "aggTrade"));
    streams.push_back(stream("BTCUSDT", "depth5@100ms"));
    ingest.streams = std::make_shared<const std::vector<StreamIntake>>(streams);
    ingest.symbols.emplace_back().symbol = *Symbol::parse(std::string_view("ETHUSDT"));
    ingest.symbols[0].trades = 30;
    ingest.symbols[1].trades = 30;
    RecorderStatus status = assembler.assemble(ingest, written(0, 0), at(12s));
    QCOMPARE(status.symbols[0].streams.size(), std::size_t(2));
    QCOMPARE(status.symbols[1].streams.size(), std::size_t(1));
    QCOMPARE(status.symbols[0].tradesPerSecond, 10.0);
    // What it had before is not known.
    QCOMPARE(status.symbols[1].tradesPerSecond, 0.0);
    ingest.symbols[1].trades = 34;
    status = assembler.assemble(ingest, written(0, 0), at(14s));
    QCOMPARE(status.symbols[1].tradesPerSecond, 2.0);
    // The threads have ended.
    status = assembler.assemble({}, written(0, 0), at(15s));
    QCOMPARE(status.symbols.size(), std::size_t(0));
}

void TestStatusAssembler::testCoverage_data()
{
    using Seconds = std::chrono::seconds;
    QTest::addColumn<bool>("isLedgerRead");
    // After midnight; less than 0 is yesterday.
    QTest::addColumn<QList<Seconds>>("begins");
    QTest::addColumn<Seconds>("missing");
    QTest::addColumn<double>("coverage");
    const Seconds never(1'000'000);
    QTest::newRow("the ledger was not read") << false << QList<Seconds>{0s} << 0s << -1.0;
    QTest::newRow("nothing came yet") << true << QList<Seconds>{never} << 0s << -1.0;
    QTest::newRow("complete since yesterday") << true << QList<Seconds>{-99s} << 0s << 1.0;
    QTest::newRow("an hour of four missing") << true << QList<Seconds>{-99s} << 3'600s << 0.75;
    QTest::newRow("since an hour") << true << QList<Seconds>{10'800s} << 360s << 0.9;
    QTest::newRow("two streams") << true << QList<Seconds>{-99s, 7'200s} << 2'160s << 0.9;
    QTest::newRow("more than all missing") << true << QList<Seconds>{10'800s} << 9'999s << 0.0;
}

void TestStatusAssembler::testCoverage()
{
    QFETCH(bool, isLedgerRead);
    QFETCH(QList<std::chrono::seconds>, begins);
    QFETCH(std::chrono::seconds, missing);
    QFETCH(double, coverage);
    const UtcMicroseconds midnight = std::chrono::floor<std::chrono::days>(at(10s).utc);
    std::vector<StreamIntake> streams;
    std::vector<StreamEnd> ends;
    for (const std::chrono::seconds begin : begins) {
        StreamIntake &stream = streams.emplace_back();
        stream.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
        stream.type = "depth" + std::to_string(streams.size());
        // What this run sees first is not what the database has first.
        if (begin < 0s) {
            StreamEnd &end = ends.emplace_back();
            end.symbol = stream.symbol;
            end.stream = stream.type;
            end.firstTime = std::chrono::floor<std::chrono::milliseconds>(midnight + begin);
            stream.firstEvent = ReceiveTime{midnight + 14'000s, 0s};
        } else if (begin < 86'400s) {
            stream.firstEvent = ReceiveTime{midnight + begin, 0s};
        }
    }
    IngestStatus ingest;
    ingest.streams = std::make_shared<const std::vector<StreamIntake>>(std::move(streams));
    WriterStatus writer;
    if (isLedgerRead) {
        writer.ledger.emplace();
        writer.ledger->asOf = midnight + 4h;
        writer.ledger->missingToday = missing;
    }
    StatusAssembler assembler;
    assembler.setStreamEnds(ends);
    QCOMPARE(assembler.assemble(ingest, writer, at(10s)).coverageToday.value_or(-1), coverage);
}

void TestStatusAssembler::testCoverageIsOfTheNewestLedger()
{
    const UtcMicroseconds midnight = std::chrono::floor<std::chrono::days>(at(10s).utc);
    StreamIntake since = stream("BTCUSDT", "aggTrade");
    since.firstEvent = ReceiveTime{midnight, 0s};
    IngestStatus ingest = intake(1, 0);
    ingest.streams = std::make_shared<const std::vector<StreamIntake>>(std::vector{since});
    WriterStatus writer = written(1, 0);
    StatusAssembler assembler;
    QVERIFY(!assembler.assemble(ingest, writer, at(10s)).coverageToday);
    writer.ledger.emplace();
    writer.ledger->asOf = midnight + 4h;
    QCOMPARE(assembler.assemble(ingest, writer, at(11s)).coverageToday.value_or(-1), 1.0);
    writer.ledger->asOf = midnight + 8h;
    writer.ledger->missingToday = 2h;
    QCOMPARE(assembler.assemble(ingest, writer, at(12s)).coverageToday.value_or(-1), 0.75);
}

QTEST_APPLESS_MAIN(TestStatusAssembler)
#include "tst_statusassembler.moc"
