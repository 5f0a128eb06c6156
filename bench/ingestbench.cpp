// How fast frames get from a WebSocket on the loopback to batches, without a database: the
// recorder's own thread of ingest, whose batches are dropped, beside a bare QWebSocket that drops
// every frame. In turns; the sender is a process of its own that writes frames made ahead in large
// blocks. The processor time is that of the receiving thread alone, and that is what is compared: a
// bare client waits for the sender most of the time, so its rate is the sender's.
//     bench_ingest [FRAMES] [RUNS]
#include "bareclient.h"
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "frameserver.h"
#include "procfigures.h"

#include "binance/connection/websocketclient.h"
#include "ingest/ingestthread.h"
#include "settings/settingsloader.h"
#include "storage/batchqueue.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr auto PollInterval = std::chrono::milliseconds(5);

struct Run
{
    double framesPerSecond = 0;
    double nanosecondsPerFrame = 0;
    double senderNanosecondsPerFrame = 0;
};

/// A sender, and what it took so far.
struct Sender
{
    explicit Sender(const FrameLoad &what)
        : load(what)
        , server(what)
        , secondsAtStart(seconds())
    {}

    double seconds() const { return ProcFigures::of(server.processId()).seconds; }

    /// From the first frame to the last.
    Run runTo(std::chrono::nanoseconds endedAt, std::chrono::nanoseconds cpu) const
    {
        const auto frames = double(load.events);
        const std::chrono::duration<double> time = endedAt - server.startedAt();
        return {frames / time.count(), double(cpu.count()) / frames,
                (seconds() - secondsAtStart) * 1e9 / frames};
    }

    const FrameLoad load;
    FrameServer server;
    const double secondsAtStart;
};

/// Waits until `endedAt()` is there.
template <typename EndedAt>
void waitUntil(const EndedAt &endedAt)
{
    QEventLoop loop;
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (endedAt() != 0)
            loop.quit();
    });
    QTimer::singleShot(std::chrono::minutes(5), &loop, [] { qFatal("frames are missing"); });
    poll.start(PollInterval);
    loop.exec();
}

/// Takes batches and drops them, as a database would that costs nothing.
class BatchSink
{
public:
    BatchSink(BatchQueue &queue, std::uint64_t events)
        : m_queue(queue)
        , m_thread([this, events] { drop(events); })
    {}
    ~BatchSink()
    {
        m_queue.close();
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(BatchSink)

    /// When the last event was received, on the monotonic clock; 0 before that. What its batch then
    /// waits for others is not the work of anybody.
    std::int64_t endedAt() const { return m_endedAt; }

private:
    void drop(std::uint64_t events)
    {
        std::uint64_t seen = 0;
        while (const std::optional<EventBatch> batch = m_queue.pop()) {
            seen += batch->eventCount();
            if (seen == events)
                m_endedAt = lastReceived(*batch).count();
        }
    }

    static std::chrono::nanoseconds lastReceived(const EventBatch &batch)
    {
        std::chrono::nanoseconds last{};
        if (!batch.trades.empty())
            last = batch.trades.back().receiveTime.monotonic;
        if (!batch.depthUpdates.empty())
            last = std::max(last, batch.depthUpdates.back().receiveTime.monotonic);
        return last;
    }

    BatchQueue &m_queue;
    std::atomic<std::int64_t> m_endedAt = 0;
    std::thread m_thread;
};

Run runIngest(const FrameLoad &load)
{
    const Sender sender(load);
    const SystemClock clock;
    RecorderSettings settings = loadSettings({}).recorder;
    settings.webSocketBaseUrl = sender.server.url();
    settings.depthStreams.clear();
    settings.tradeStreams.clear();
    if (load.kind == FrameLoad::Kind::Trades)
        settings.tradeStreams = {"aggTrade"};
    else
        settings.depthStreams = {"depth5@100ms"};
    BatchQueue queue(settings.queueMaxBytes);
    BatchSink sink(queue, load.events);
    IngestThread ingest(
        settings, clock,
        [&clock] { return std::make_unique<WebSocketClient>(clock, NetworkAccess()); }, queue);
    ingest.start();
    waitUntil([&sink] { return sink.endedAt(); });
    const Run run = sender.runTo(std::chrono::nanoseconds(sink.endedAt()), threadTime(u"ingest"_s));
    ingest.stop();
    ingest.wait();
    if (ingest.status().eventsLost != 0)
        qFatal("the sink was too slow: %lld events lost", qlonglong(ingest.status().eventsLost));
    return run;
}

Run runBare(const FrameLoad &load)
{
    const Sender sender(load);
    BareClient client(sender.server.url(), load);
    client.start();
    waitUntil([&client] { return client.endedAt(); });
    return sender.runTo(std::chrono::nanoseconds(client.endedAt()), threadTime(u"bare"_s));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(argc, argv))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(), u"bench_ingest [FRAMES] [RUNS]"_s);
    const auto frames = static_cast<std::uint64_t>(arguments.takeNumber(2'000'000, 300'000));
    const int runs = arguments.takeNumber(7, 3);
    arguments.end();
    BenchReport report(arguments.jsonFile());

    BenchTable table(u"ingest"_s, u"From a socket to batches, median of %1 runs"_s.arg(runs),
                     {{u"frames/s"_s, u"framesPerSecond"_s, 0},
                      {u"ns of processor a frame"_s, u"nanosecondsPerFrame"_s, 0},
                      {u"frames/s, bare"_s, u"bareFramesPerSecond"_s, 0},
                      {u"ns, bare"_s, u"bareNanosecondsPerFrame"_s, 0},
                      {u"ns, its sender"_s, u"senderNanosecondsPerFrame"_s, 0},
                      {u"bare ns of ns"_s, u"rateOfBare"_s, 2}});
    for (const auto kind : {FrameLoad::Kind::Trades, FrameLoad::Kind::Depth5}) {
        const FrameLoad load{.kind = kind, .events = frames};
        std::vector<double> rates;
        std::vector<double> costs;
        std::vector<double> bareRates;
        std::vector<double> bareCosts;
        std::vector<double> senderCosts;
        std::vector<double> ratios;
        for (int run = 0; run < runs; ++run) {
            const Run bare = runBare(load);
            const Run ingest = runIngest(load);
            bareRates.push_back(bare.framesPerSecond);
            bareCosts.push_back(bare.nanosecondsPerFrame);
            senderCosts.push_back(bare.senderNanosecondsPerFrame);
            rates.push_back(ingest.framesPerSecond);
            costs.push_back(ingest.nanosecondsPerFrame);
            ratios.push_back(bare.nanosecondsPerFrame / ingest.nanosecondsPerFrame);
        }
        table.add(kind == FrameLoad::Kind::Trades ? u"aggTrade"_s : u"depth5@100ms"_s,
                  {median(rates), median(costs), median(bareRates), median(bareCosts),
                   median(senderCosts), median(ratios)});
    }
    table.addNote(u"the target is 0.50: twice the processor time of the bare client"_s);
    report.add(table);
    return 0;
}
