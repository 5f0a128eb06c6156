#include "recordedload.h"

#include "clock.h"

#include <QEventLoop>
#include <QTimer>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

constexpr auto StartPatience = 60s;
constexpr auto SendPatience = 600s;
/// Without one row more.
constexpr auto WritePatience = 60s;

BenchDatabase &emptied(BenchDatabase &database)
{
    database.empty();
    return database;
}

} // namespace

void waitFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

RecordedLoad::RecordedLoad(BenchDatabase &database, const FrameLoad &load,
                           std::chrono::milliseconds watchInterval, RecorderRun::Face face,
                           quint16 statusPort)
    : m_database(emptied(database))
    , m_load(load)
    , m_watch(database.urlText(), watchInterval)
    , m_server(load)
    , m_startedAt(SystemClock().now().utc)
    , m_recorder({database.urlText(), load, m_server.url(), face, statusPort})
{}

void RecordedLoad::waitForPlaying()
{
    if (m_server.startedAt().count() != 0)
        return;
    QEventLoop loop;
    QObject::connect(&m_server, &FrameServer::playing, &loop, &QEventLoop::quit);
    QTimer::singleShot(StartPatience, &loop, [] { qFatal("the recorder subscribes to nothing"); });
    loop.exec();
}

void RecordedLoad::waitUntilSent()
{
    m_server.waitForEnd(SendPatience);
}

UtcMicroseconds RecordedLoad::playingAt() const
{
    const ReceiveTime now = SystemClock().now();
    return now.utc - std::chrono::duration_cast<std::chrono::microseconds>(now.monotonic -
                                                                           m_server.startedAt());
}

RecordedLoad::Costs RecordedLoad::costs() const
{
    return {m_recorder.figures().seconds, ProcFigures::of(m_server.processId()).seconds,
            m_database.cpuTime().server()};
}

std::uint64_t RecordedLoad::finish()
{
    const std::uint64_t sent =
        m_load.events == 0 ? m_server.stop() : m_server.waitForEnd(SendPatience);
    waitUntilWritten(sent);
    m_recorder.stop();
    if (const QString reasons = m_database.gapReasons(); !reasons.isEmpty())
        qFatal("the ledger has gaps: %s", qPrintable(reasons));
    return sent;
}

void RecordedLoad::waitUntilWritten(std::uint64_t events)
{
    const auto wanted = static_cast<std::int64_t>(events);
    std::int64_t rows = -1;
    auto changedAt = std::chrono::steady_clock::now();
    for (;;) {
        const std::int64_t now = m_database.rows();
        if (now == wanted)
            return;
        if (now != rows)
            changedAt = std::chrono::steady_clock::now();
        rows = now;
        if (rows > wanted || std::chrono::steady_clock::now() - changedAt > WritePatience)
            qFatal("%lld rows of %lld events", qlonglong(rows), qlonglong(wanted));
        waitFor(200ms);
    }
}

} // namespace Orderflow
