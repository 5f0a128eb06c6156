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

QTEST_APPLESS_MAIN(TestStatusAssembler)
#include "tst_statusassembler.moc"
