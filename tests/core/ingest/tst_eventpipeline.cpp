#include "pipelinetesting.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestEventPipeline : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testBatchByCount();
    void testBatchByBytes();
    void testFlushOnDemand();
    void testGapTravelsWithItsEvent();
    void testDuplicateIsCountedAndDropped();
    void testLateEventIsKept();
    void testLateEventFilesItsGapAgain();
    void testGoesOnWhereTheDatabaseEnds();
    void testIdsThatStartOver();
    void testOutcomeNamesTheStream();
    void testStreamAddedWhileRecording();
    void testDecodeErrorShowsAsGap();
    void testFrameThatNamesNoStream();
    void testUnknownFramesAreCounted();
    void testReplyIsNoEvent();
    void testDisconnect();
    void testConnectionsTravelWithTheBatch();
    void testFinishFilesOpenInterruptions();
    void testOverflowLeavesGapRows();
    void testFinishFilesTheLossOfItsLastBatch();
    void testFinishSaysThatTheRecordIsLostToo();
    void testStatusOfASymbol();
    void testUnreadableFramesDoNotFloodTheLog();

private:
    std::unique_ptr<EventPipeline> pipeline(BatchLimits limits = {1000, 1 << 20,
                                                                  std::chrono::milliseconds(250)});

    TestStreams m_streams;
    const FrameSource m_public = m_streams.publicSource();
    const FrameSource m_market = m_streams.marketSource();
    std::vector<EventBatch> m_batches;
    bool m_sinkIsFull = false;
    bool m_roomForEvents = true;
};

void TestEventPipeline::init()
{
    m_batches.clear();
    m_sinkIsFull = false;
    m_roomForEvents = true;
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

std::unique_ptr<EventPipeline> TestEventPipeline::pipeline(BatchLimits limits)
{
    auto events =
        std::make_unique<EventPipeline>(m_streams.table, limits, [this](EventBatch &batch) {
            if (m_sinkIsFull || (!m_roomForEvents && batch.eventCount() > 0))
                return false;
            m_batches.push_back(std::move(batch));
            return true;
        });
    events->addStream(m_streams.depth());
    for (const StreamId stream : m_streams.marketStreams())
        events->addStream(stream);
    return events;
}

void TestEventPipeline::testBatchByCount()
{
    const auto events = pipeline({3, 1 << 20, std::chrono::milliseconds(250)});
    for (int id = 1; id <= 7; ++id)
        events->processFrame(m_market, tradeFrame(id), received(id));
    QCOMPARE(m_batches.size(), std::size_t(2));
    QCOMPARE(m_batches[0].trades.size(), std::size_t(3));
    QCOMPARE(m_batches[1].trades.back().aggTradeId, std::int64_t(6));
    QVERIFY(events->hasPendingBatch());
}

void TestEventPipeline::testBatchByBytes()
{
    const auto events = pipeline({1000, 1000, std::chrono::milliseconds(250)});
    for (int id = 1; id <= 100 && m_batches.empty(); ++id)
        events->processFrame(m_market, tradeFrame(id), received(id));
    QCOMPARE(m_batches.size(), std::size_t(1));
    QVERIFY(m_batches[0].bytes >= 1000);
    QVERIFY(m_batches[0].bytes < 1000 + 2 * sizeof(AggTrade));
}

void TestEventPipeline::testFlushOnDemand()
{
    const auto events = pipeline();
    events->flush();
    QVERIFY(m_batches.empty());
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_public, depthFrame(10, 20), received(2));
    events->flush();
    QCOMPARE(m_batches.size(), std::size_t(1));
    QCOMPARE(m_batches[0].eventCount(), std::size_t(2));
    QVERIFY(!events->hasPendingBatch());
}

void TestEventPipeline::testGapTravelsWithItsEvent()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 2 events missing, ids 2 to 3 (sequence)");
    const auto events = pipeline({2, 1 << 20, std::chrono::milliseconds(250)});
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_market, tradeFrame(4), received(2));
    QCOMPARE(m_batches.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    QCOMPARE(m_batches[0].trades.size(), std::size_t(2));
    QCOMPARE(events->status().gaps, std::int64_t(1));
    QCOMPARE(events->status().symbols[0].gaps, std::int64_t(1));
}

void TestEventPipeline::testDuplicateIsCountedAndDropped()
{
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_market, tradeFrame(1), received(2));
    events->flush();
    QCOMPARE(m_batches[0].trades.size(), std::size_t(1));
    QCOMPARE(events->status().eventsReceived, std::int64_t(2));
    QCOMPARE(events->status().duplicates, std::int64_t(1));
}

void TestEventPipeline::testLateEventIsKept()
{
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(5), received(1));
    events->processFrame(m_market, tradeFrame(3), received(2));
    events->flush();
    QCOMPARE(m_batches[0].trades.size(), std::size_t(2));
    QVERIFY(m_batches[0].gaps.empty());
    // What the screen shows does not go back in time.
    QCOMPARE(events->status().symbols[0].lastTrade->aggTradeId, std::int64_t(5));
}

void TestEventPipeline::testLateEventFilesItsGapAgain()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_market, tradeFrame(3), received(2));
    events->flush();
    events->processFrame(m_market, tradeFrame(2), received(3));
    events->flush();
    QCOMPARE(m_batches[1].trades.size(), std::size_t(1));
    CaptureGap filled = m_batches[0].gaps[0];
    filled.filledRows = 1;
    filled.status = GapStatus::Filled;
    QVERIFY(m_batches[1].gaps == std::vector<CaptureGap>{filled});
    // It is still one gap.
    QCOMPARE(events->status().gaps, std::int64_t(1));
}

void TestEventPipeline::testGoesOnWhereTheDatabaseEnds()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: SOLUSDT aggTrade: 2 events missing, ids 8 to 9 (shutdown)");
    const auto events = pipeline();
    const StreamId stream = m_streams.add("solusdt@aggTrade");
    const FrameSource source{5, 1, std::span(&stream, 1)};
    const StreamEnd end{*Symbol::parse(u"SOLUSDT"), "aggTrade", 7, received(-60'000).utc, {}};
    events->addStream(stream, end);
    events->processFrame(source, tradeFrame(10, "SOLUSDT"), received(1));
    events->flush();
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    const CaptureGap &gap = m_batches[0].gaps[0];
    QCOMPARE(gap.reason, GapReason::Shutdown);
    QCOMPARE(gap.fromTime, received(-60'000).utc);
    QCOMPARE(gap.toTime, received(1).utc);
    QCOMPARE(events->status().gaps, std::int64_t(1));
    // What is known of a stream already is newer than what the database had.
    events->addStream(stream, end);
    events->processFrame(source, tradeFrame(11, "SOLUSDT"), received(2));
    events->flush();
    QCOMPARE(m_batches[1].gaps.size(), std::size_t(0));
}

void TestEventPipeline::testIdsThatStartOver()
{
    QTest::ignoreMessage(QtWarningMsg, "Gap: BTCUSDT aggTrade: events missing (sequence)");
    const auto events = pipeline();
    const auto at = [](int id, int time) {
        return tradeFrame(id).replace("1789999999980",
                                      QByteArray::number(1'789'999'999'980 + time));
    };
    events->processFrame(m_market, at(1000, 0), received(1));
    for (int i = 1; i <= 4; ++i)
        events->processFrame(m_market, at(i, i), received(1 + i));
    events->flush();
    QCOMPARE(m_batches[0].trades.size(), std::size_t(5));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps[0].status, GapStatus::Unfillable);
    QCOMPARE(events->status().symbols[0].lastTrade->aggTradeId, std::int64_t(4));
}

void TestEventPipeline::testOutcomeNamesTheStream()
{
    const auto events = pipeline();
    FrameOutcome outcome = events->processFrame(m_market, tradeFrame(1), received(1));
    QCOMPARE(outcome.stream, std::optional(m_streams.trades()));
    QVERIFY(outcome.isJoined);
    // A second copy proves as well as the first that the stream is delivered.
    outcome = events->processFrame(m_market, tradeFrame(1), received(2));
    QCOMPARE(outcome.stream, std::optional(m_streams.trades()));
    QVERIFY(outcome.isJoined);
    outcome = events->processFrame(m_public, depthFrame(10, 20), received(3));
    QCOMPARE(outcome.stream, std::optional(m_streams.depth()));
    // An acknowledgement proves nothing.
    outcome = events->processFrame(m_market, R"({"result":null,"id":1})", received(4));
    QVERIFY(!outcome.stream);
}

void TestEventPipeline::testStreamAddedWhileRecording()
{
    const auto events = pipeline();
    QVERIFY(!events->processFrame(m_market, tradeFrame(1, "XRPUSDT"), received(1)).stream);
    const StreamId xrp = m_streams.add("xrpusdt@aggTrade");
    events->addStream(xrp);
    // Known ones stay as they are.
    events->processFrame(m_market, tradeFrame(1), received(2));
    events->addStream(m_streams.trades());
    events->processFrame(m_market, tradeFrame(1), received(3));
    QCOMPARE(events->processFrame(m_market, tradeFrame(2, "XRPUSDT"), received(4)).stream,
             std::optional(xrp));
    events->flush();
    QCOMPARE(m_batches[0].trades.size(), std::size_t(2));
    const IngestStatus status = events->status();
    QCOMPARE(status.duplicates, std::int64_t(1));
    QCOMPARE(status.symbols.size(), std::size_t(3));
    QCOMPARE(status.symbols[2].symbol.toString(), u"XRPUSDT"_s);
    QCOMPARE(status.symbols[2].trades, std::int64_t(1));
}

void TestEventPipeline::testDecodeErrorShowsAsGap()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"Cannot read a frame of 'btcusdt@aggTrade'"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Gap: .*decode_error"_s));
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_market, tradeFrame(2).replace("\"m\":true", "\"m\":7"), received(2));
    events->processFrame(m_market, tradeFrame(3), received(3));
    events->flush();
    QCOMPARE(events->status().decodeErrors, std::int64_t(1));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    const CaptureGap &gap = m_batches[0].gaps[0];
    QCOMPARE(gap.reason, GapReason::DecodeError);
    QCOMPARE(gap.firstMissingId, std::optional<std::int64_t>(2));
    QCOMPARE(gap.lastMissingId, std::optional<std::int64_t>(2));
}

void TestEventPipeline::testFrameThatNamesNoStream()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Cannot read a frame of ''"_s));
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_public, depthFrame(10, 20), received(1));
    events->processFrame(m_market, "garbage", received(2));
    // Both streams go on without a hole: the garbage was no event of theirs, which is a row too.
    events->processFrame(m_market, tradeFrame(2), received(3));
    events->processFrame(m_public, depthFrame(20, 30), received(3));
    events->flush();
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps[0].missingEvents, std::optional<std::int64_t>(0));
    QCOMPARE(m_batches[0].gaps[0].stream, std::string("aggTrade"));
    QCOMPARE(events->status().gaps, std::int64_t(0));
}

void TestEventPipeline::testUnknownFramesAreCounted()
{
    const auto events = pipeline();
    events->processFrame(m_market, R"({"stream":"btcusdt@kline_1m","data":{"e":"kline"}})",
                         received(1));
    events->processFrame(m_market, tradeFrame(1, "XRPUSDT"), received(2));
    events->flush();
    QVERIFY(m_batches.empty());
    QCOMPARE(events->status().unknownFrames, std::int64_t(2));
    QCOMPARE(events->status().eventsReceived, std::int64_t(0));
}

void TestEventPipeline::testReplyIsNoEvent()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "The exchange refused request 2: Too many subscriptions (code 4)");
    const auto events = pipeline();
    events->processFrame(m_market, R"({"result":null,"id":1})", received(1));
    events->processFrame(m_market, R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":2})",
                         received(2));
    events->flush();
    QVERIFY(m_batches.empty());
    QCOMPARE(events->status().eventsReceived, std::int64_t(0));
    QCOMPARE(events->status().unknownFrames, std::int64_t(0));
}

void TestEventPipeline::testDisconnect()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"Gap: ETHUSDT aggTrade: .*disconnect"_s));
    const auto events = pipeline();
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->processFrame(m_market, tradeFrame(1, "ETHUSDT"), received(1));
    events->processFrame(m_public, depthFrame(10, 20), received(1));
    events->noteInterruption(m_streams.marketStreams(), GapReason::Disconnect, received(2).utc);
    events->processFrame(m_market, tradeFrame(2), received(3));
    events->processFrame(m_market, tradeFrame(9, "ETHUSDT"), received(3));
    events->processFrame(m_public, depthFrame(20, 30), received(3));
    events->flush();
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(2));
    QCOMPARE(m_batches[0].gaps[0].missingEvents, std::optional<std::int64_t>(0));
    QCOMPARE(m_batches[0].gaps[1].missingEvents, std::optional<std::int64_t>(7));
    QCOMPARE(events->status().gaps, std::int64_t(1));
}

void TestEventPipeline::testConnectionsTravelWithTheBatch()
{
    const auto events = pipeline();
    CaptureConnection connection;
    connection.number = 7;
    events->addConnection(connection);
    QVERIFY(events->hasPendingBatch());
    events->flush();
    QCOMPARE(m_batches[0].connections.size(), std::size_t(1));
    QCOMPARE(m_batches[0].connections[0].number, std::int64_t(7));
}

void TestEventPipeline::testFinishFilesOpenInterruptions()
{
    QTest::ignoreMessage(QtWarningMsg, "Gap: BTCUSDT depth5@100ms: events missing (disconnect)");
    const auto events = pipeline();
    events->processFrame(m_public, depthFrame(10, 20), received(1));
    events->noteInterruption(m_streams.publicStreams(), GapReason::Disconnect, received(2).utc);
    events->finish(received(9));
    QCOMPARE(m_batches.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps[0].toTime, received(9).utc);
}

void TestEventPipeline::testOverflowLeavesGapRows()
{
    const auto events = pipeline();
    m_sinkIsFull = true;
    for (int id = 1; id <= 5; ++id)
        QTest::ignoreMessage(QtCriticalMsg, "The queue to the database is full: 1 events are lost");
    for (int id = 1; id <= 5; ++id) {
        events->processFrame(m_market, tradeFrame(id), received(id));
        events->flush();
    }
    QVERIFY(m_batches.empty());
    QCOMPARE(events->status().eventsLost, std::int64_t(5));

    m_sinkIsFull = false;
    events->processFrame(m_market, tradeFrame(6), received(6));
    events->flush();
    QCOMPARE(m_batches.size(), std::size_t(1));
    QCOMPARE(m_batches[0].trades.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    const CaptureGap &gap = m_batches[0].gaps[0];
    QCOMPARE(gap.reason, GapReason::Overflow);
    QCOMPARE(gap.firstMissingId, std::optional<std::int64_t>(1));
    QCOMPARE(gap.lastMissingId, std::optional<std::int64_t>(5));
    QCOMPARE(gap.missingEvents, std::optional<std::int64_t>(5));
    QCOMPARE(gap.fromTime, received(1).utc);
    QCOMPARE(gap.toTime, received(5).utc);
}

void TestEventPipeline::testFinishFilesTheLossOfItsLastBatch()
{
    QTest::ignoreMessage(QtCriticalMsg, "The queue to the database is full: 1 events are lost");
    const auto events = pipeline();
    m_roomForEvents = false;
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->finish(received(2));
    QCOMPARE(m_batches.size(), std::size_t(1));
    QCOMPARE(m_batches[0].eventCount(), std::size_t(0));
    QCOMPARE(m_batches[0].gaps.size(), std::size_t(1));
    QCOMPARE(m_batches[0].gaps[0].reason, GapReason::Overflow);
    QCOMPARE(events->status().eventsLost, std::int64_t(1));
}

void TestEventPipeline::testFinishSaysThatTheRecordIsLostToo()
{
    QTest::ignoreMessage(QtCriticalMsg, "The queue to the database is full: 1 events are lost");
    QTest::ignoreMessage(QtCriticalMsg,
                         "The queue to the database is full: 1 rows of the gap ledger are lost");
    const auto events = pipeline();
    m_sinkIsFull = true;
    events->processFrame(m_market, tradeFrame(1), received(1));
    events->finish(received(2));
    QVERIFY(m_batches.empty());
    QCOMPARE(events->status().eventsLost, std::int64_t(1));
}

void TestEventPipeline::testStatusOfASymbol()
{
    const auto events = pipeline();
    events->processFrame(m_public, depthFrame(10, 20), received(1));
    events->processFrame(m_market, tradeFrame(7), received(2));
    const IngestStatus status = events->status();
    QCOMPARE(status.symbols.size(), std::size_t(2));
    const SymbolIntake &intake = status.symbols[0];
    QCOMPARE(intake.symbol.toString(), u"BTCUSDT"_s);
    QCOMPARE(intake.bids[0].price.toString(), u"65000.00"_s);
    QCOMPARE(intake.asks[0].quantity.toString(), u"2.0"_s);
    QCOMPARE(intake.lastTrade->aggTradeId, std::int64_t(7));
    QCOMPARE(intake.trades, std::int64_t(1));
    QCOMPARE(intake.depthUpdates, std::int64_t(1));
    QCOMPARE(intake.lag, std::chrono::microseconds(12'000));
    QVERIFY(!status.symbols[1].lastEvent);
}

void TestEventPipeline::testUnreadableFramesDoNotFloodTheLog()
{
    const auto events = pipeline();
    for (int i = 0; i < 5; ++i)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Cannot read a frame"_s));
    for (int i = 0; i < 100; ++i)
        events->processFrame(m_market, "garbage", received(i));
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"Cannot read .* \\(95 like it not logged\\): garbage"_s));
    events->processFrame(m_market, "garbage", received(61'000));
    QCOMPARE(events->status().decodeErrors, std::int64_t(101));
}

QTEST_APPLESS_MAIN(TestEventPipeline)
#include "tst_eventpipeline.moc"
