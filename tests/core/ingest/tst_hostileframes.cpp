// What a fuzzer does not come to: frames as large as a socket lets through, and what only adds up
// over very many of them.

#include "fakes/allocatedbytes.h"
#include "pipelinetesting.h"

#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// WebSocketClient lets no larger frame through.
constexpr qsizetype MaxFrameBytes = qsizetype(8) << 20;
/// Of a line of the log.
constexpr qsizetype MaxLineCharacters = 3000;

} // namespace

class TestHostileFrames : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testLargestFrame_data();
    void testLargestFrame();
    void testDeepNesting();
    void testShownLevelsAreFew();
    void testNamesDoNotAddUp_data();
    void testNamesDoNotAddUp();
    void testRefusalsDoNotFloodTheLog();
    void testUpdateThatNamesALaterOneBeforeIt();
    void testUpdateThatKnowsOfNoneBeforeIt();
    void testEventThatWaitedLeavesAGapInOrder();
    void testGapsDoNotAddUpWithoutADatabase();

private:
    FrameOutcome process(const QByteArray &frame, int milliseconds = 0,
                         std::uint32_t connection = 1)
    {
        return m_pipeline->processFrame({connection, int(connection), m_streams}, frame,
                                        received(milliseconds));
    }

    StreamTable m_table;
    std::vector<StreamId> m_streams;
    std::unique_ptr<EventPipeline> m_pipeline;
    bool m_isDatabaseAway = false;
    EventBatch m_batch;

    static void takeLine(QtMsgType, const QMessageLogContext &, const QString &line)
    {
        s_lines << line;
    }
    static inline QStringList s_lines;
    QtMessageHandler m_previous = nullptr;
};

void TestHostileFrames::init()
{
    m_table = {};
    m_streams = {m_table.add(*StreamName::parse("btcusdt@aggTrade")),
                 m_table.add(*StreamName::parse("btcusdt@depth5@100ms"))};
    m_batch = {};
    m_isDatabaseAway = false;
    m_pipeline = std::make_unique<EventPipeline>(
        m_table, BatchLimits{100, std::size_t(1) << 20, std::chrono::milliseconds(250)},
        [this](EventBatch &batch) {
            if (m_isDatabaseAway)
                return false;
            for (AggTrade &trade : batch.trades)
                m_batch.add(std::move(trade));
            for (DepthUpdate &update : batch.depthUpdates)
                m_batch.add(std::move(update));
            for (CaptureGap &gap : batch.gaps)
                m_batch.add(std::move(gap));
            return true;
        });
    for (const StreamId stream : m_streams)
        m_pipeline->addStream(stream);
    s_lines.clear();
    m_previous = qInstallMessageHandler(takeLine);
}

void TestHostileFrames::cleanup()
{
    qInstallMessageHandler(m_previous);
    for (const QString &line : std::as_const(s_lines))
        QVERIFY2(line.size() <= MaxLineCharacters, qPrintable(line.left(100)));
}

void TestHostileFrames::testLargestFrame_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<char>("filling");
    QTest::addColumn<QString>("end");
    const auto row = [](const char *name, const char *frame, char filling, const char *end) {
        QTest::newRow(name) << QByteArray(frame) << filling << QString::fromLatin1(end);
    };
    row("a name of a stream", R"({"stream":"<>@aggTrade","data":{}})", 'q', "unknown");
    row("a name without data", R"({"stream":"<>"})", 'q', "unknown");
    row("a key", R"({"stream":"btcusdt@aggTrade","data":{"<>":1}})", 'k', "error");
    row("a text", R"({"stream":"btcusdt@aggTrade","data":{"e":"<>"}})", 'v', "error");
    row("a price", R"({"stream":"btcusdt@aggTrade","data":{"p":"<>"}})", '9', "error");
    row("an id", R"({"stream":"btcusdt@aggTrade","data":{"a":<>}})", '9', "error");
    row("a refusal", R"({"error":{"code":3,"msg":"<>"},"id":1})", 'm', "reply");
    row("lists in lists", R"({"stream":"btcusdt@aggTrade","data":{"x":<>}})", '[', "error");
    row("objects", R"({"stream":"btcusdt@aggTrade","data":<>)", '{', "error");
    row("blanks", "{<>}", ' ', "unknown");
    row("quotes", "<>", '"', "error");
    row("backslashes", R"({"stream":"<>"})", '\\', "error");
    row("zeros", "<>", '\0', "error");
    row("bytes that are no UTF-8", "<>", '\xff', "error");
}

void TestHostileFrames::testLargestFrame()
{
    QFETCH(QByteArray, frame);
    QFETCH(char, filling);
    QFETCH(QString, end);
    const QByteArray place = "<>";
    frame.replace(place, QByteArray(MaxFrameBytes - frame.size() + place.size(), filling));
    process(tradeFrame(1));
    process(frame);
    QVERIFY(process(tradeFrame(2)).stream);
    m_pipeline->flush();
    const IngestStatus status = m_pipeline->status();
    QCOMPARE(status.unknownFrames, end == u"unknown" ? 1 : 0);
    QCOMPARE(status.decodeErrors, end == u"error" ? 1 : 0);
    QCOMPARE(m_batch.trades.size(), std::size_t(2));
    QCOMPARE(status.gaps, std::int64_t(0));
}

void TestHostileFrames::testDeepNesting()
{
    constexpr qsizetype Depth = MaxFrameBytes / 2 - 100;
    QByteArray frame = tradeFrame(2);
    frame.insert(frame.indexOf("\"e\""),
                 R"("x":)" + QByteArray(Depth, '[') + QByteArray(Depth, ']') + ',');
    process(tradeFrame(1));
    process(frame);
    m_pipeline->flush();
    QCOMPARE(m_batch.trades.size(), std::size_t(2));
}

void TestHostileFrames::testShownLevelsAreFew()
{
    const QByteArrayList levels(300'000, R"(["65000.00","1.0"])");
    process(depthFrame(1, 2).replace(levels.first(), levels.join(',')));
    QCOMPARE(m_pipeline->status().symbols.at(0).bids.size(), std::size_t(20));
    m_pipeline->flush();
    QCOMPARE(m_batch.depthUpdates.at(0).bids.size(), std::size_t(300'000));
}

void TestHostileFrames::testNamesDoNotAddUp_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("many names of streams") << QByteArray("usdt@aggTrade");
    QTest::newRow("many names of nothing") << QByteArray("@");
    QTest::newRow("long names") << QByteArray(4000, 'q');
}

void TestHostileFrames::testNamesDoNotAddUp()
{
    QFETCH(QByteArray, name);
    // Twice as many as the decoder remembers.
    constexpr int Names = 32'768;
    constexpr std::int64_t MostBytes = std::int64_t(8) << 20;
    const std::int64_t before = allocatedBytes();
    for (int i = 0; i < Names; ++i)
        process(R"({"stream":")" + QByteArray::number(i) + name + R"(","data":{}})");
    const std::int64_t kept = allocatedBytes() - before;
    QVERIFY2(kept < MostBytes, qPrintable(QString::number(kept)));
}

void TestHostileFrames::testRefusalsDoNotFloodTheLog()
{
    for (int i = 0; i < 1000; ++i)
        process(R"({"error":{"code":3,"msg":"Invalid JSON"},"id":1})");
    QCOMPARE(s_lines.size(), 5);
    process(R"({"error":{"code":3,"msg":"Invalid JSON"},"id":1})", 60'001);
    QCOMPARE(s_lines.last(), u"The exchange refused request 1: Invalid JSON (code 3)"
                             u" (995 like it not logged)"_s);
}

void TestHostileFrames::testUpdateThatNamesALaterOneBeforeIt()
{
    process(depthFrame(10, 20), 0, 1);
    process(depthFrame(10, 20), 0, 2);
    // Nothing is to be waited for, and nothing is missing.
    QVERIFY(process(depthFrame(900, 21), 1, 1).isJoined);
    QVERIFY(process(depthFrame(21, 22), 2, 1).isJoined);
    // A second copy is no late event.
    process(depthFrame(900, 21), 3, 2);
    process(depthFrame(21, 22), 3, 2);
    m_pipeline->flush();
    QCOMPARE(m_batch.depthUpdates.size(), std::size_t(3));
    QCOMPARE(m_pipeline->status().duplicates, std::int64_t(3));
    QCOMPARE(m_pipeline->status().eventsHeld, std::int64_t(0));
}

void TestHostileFrames::testUpdateThatKnowsOfNoneBeforeIt()
{
    const auto unchained = [](int final) -> QByteArray {
        return depthFrame(1, final).replace(R"("pu":1)", R"("pu":-1)");
    };
    process(unchained(20));
    process(depthFrame(5, 10));
    process(depthFrame(50, 60));
    process(unchained(40));
    // It is not what was missing before it, which may still come.
    process(depthFrame(20, 30));
    m_pipeline->flush();
    QCOMPARE(m_batch.depthUpdates.size(), std::size_t(5));
    QCOMPARE(m_pipeline->status().duplicates, std::int64_t(0));
}

void TestHostileFrames::testEventThatWaitedLeavesAGapInOrder()
{
    process(tradeFrame(1), 0, 1);
    process(tradeFrame(1), 0, 2);
    process(tradeFrame(9), 10, 1);
    process(tradeFrame(2), 20, 2);
    m_pipeline->noteSourceEnded(2);
    m_pipeline->releaseHeld(received(30).monotonic);
    m_pipeline->flush();
    QCOMPARE(m_batch.gaps.size(), std::size_t(1));
    const CaptureGap &gap = m_batch.gaps.at(0);
    QCOMPARE(gap.missingEvents, std::optional<std::int64_t>(6));
    QCOMPARE(gap.fromTime, received(10).utc);
    QCOMPARE(gap.toTime, received(20).utc);
}

void TestHostileFrames::testGapsDoNotAddUpWithoutADatabase()
{
    constexpr int Events = 20'000;
    constexpr std::int64_t MostBytes = std::int64_t(1) << 20;
    process(tradeFrame(1));
    m_isDatabaseAway = true;
    const std::int64_t before = allocatedBytes();
    // Each frame that cannot be read interrupts all streams, each next event is behind a hole.
    for (int i = 1; i <= Events; ++i) {
        process("{");
        process(tradeFrame(1 + 2 * i));
    }
    const std::int64_t kept = allocatedBytes() - before;
    QVERIFY2(kept < MostBytes, qPrintable(QString::number(kept)));
    m_isDatabaseAway = false;
    m_pipeline->flush();

    // Every event is there, or in a gap.
    std::int64_t missing = 0;
    for (const CaptureGap &gap : m_batch.gaps)
        missing += gap.missingEvents.value_or(0);
    QCOMPARE(missing + std::int64_t(m_batch.trades.size()), std::int64_t(1 + 2 * Events));
    QVERIFY(m_batch.gaps.size() < 1000);
}

QTEST_APPLESS_MAIN(TestHostileFrames)
#include "tst_hostileframes.moc"
