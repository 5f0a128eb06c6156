// What a fuzzer does not come to: frames as large as a socket lets through, and what only adds up
// over very many of them.

#include "pipelinetesting.h"

#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Of a line of the log.
constexpr qsizetype MaxLineCharacters = 3000;

} // namespace

class TestHostileFrames : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testRefusalsDoNotFloodTheLog();

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

void TestHostileFrames::testRefusalsDoNotFloodTheLog()
{
    for (int i = 0; i < 1000; ++i)
        process(R"({"error":{"code":3,"msg":"Invalid JSON"},"id":1})");
    QCOMPARE(s_lines.size(), 5);
    process(R"({"error":{"code":3,"msg":"Invalid JSON"},"id":1})", 60'001);
    QCOMPARE(s_lines.last(), u"The exchange refused request 1: Invalid JSON (code 3)"
                             u" (995 like it not logged)"_s);
}

QTEST_APPLESS_MAIN(TestHostileFrames)
#include "tst_hostileframes.moc"
