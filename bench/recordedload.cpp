#include "recordedload.h"

#include "clock.h"

#include <QEventLoop>
#include <QTimer>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

constexpr auto StartPatience = 60s;
constexpr auto SendPatience = 600s;
/// Without one transaction more.
constexpr auto WritePatience = 60s;
constexpr auto PollInterval = 50ms;
/// Where no transaction has ended for so long, all is written, or the rest waits for something.
constexpr auto Quiet = 1s;

BenchDatabase &emptied(BenchDatabase &database)
{
    database.empty();
    return database;
}

/// Of a time on the monotonic clock.
UtcMicroseconds toUtc(std::chrono::nanoseconds monotonic)
{
    const ReceiveTime now = SystemClock().now();
    return now.utc -
           std::chrono::duration_cast<std::chrono::microseconds>(now.monotonic - monotonic);
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

void RecordedLoad::waitForAllStreams()
{
    if (m_server.completeAt().count() != 0)
        return;
    QEventLoop loop;
    QObject::connect(&m_server, &FrameServer::complete, &loop, &QEventLoop::quit);
    QTimer::singleShot(StartPatience, &loop,
                       [] { qFatal("the recorder does not subscribe to all streams"); });
    loop.exec();
}

UtcMicroseconds RecordedLoad::playingAt() const
{
    return toUtc(m_server.startedAt());
}

UtcMicroseconds RecordedLoad::completeAt() const
{
    return toUtc(m_server.completeAt());
}

RecordedLoad::Costs RecordedLoad::costs() const
{
    return {m_recorder.figures().seconds, ProcFigures::of(m_server.processId()).seconds,
            m_database.cpuSeconds()};
}

void RecordedLoad::waitUntilSent()
{
    if (m_load.events != 0) {
        m_sent = m_server.waitForEnd(SendPatience);
        return;
    }
    m_sendingTime = SystemClock().now().monotonic - m_server.completeAt();
    m_sent = m_server.stop();
}

void RecordedLoad::waitUntilQuiet() const
{
    while (SystemClock().now().utc - m_watch.lastEnd() < Quiet)
        waitFor(PollInterval);
}

void RecordedLoad::waitUntilWritten()
{
    waitUntilSent();
    const auto wanted = static_cast<std::int64_t>(m_sent);
    for (;;) {
        // A count reads all rows, which would slow down what writes them.
        waitUntilQuiet();
        const UtcMicroseconds lastEnd = m_watch.lastEnd();
        const std::int64_t rows = m_database.rows();
        const std::int64_t lost = m_database.overflow();
        if (rows + lost == wanted)
            return;
        if (rows + lost > wanted || SystemClock().now().utc - lastEnd > WritePatience)
            qFatal("%lld rows of %lld events, and %lld are lost", qlonglong(rows),
                   qlonglong(wanted), qlonglong(lost));
        waitFor(Quiet);
    }
}

double RecordedLoad::shareSent() const
{
    if (m_load.rate == 0 || m_load.events != 0 || m_server.completeAt().count() == 0)
        return 1;
    const double due = m_load.rate * std::chrono::duration<double>(m_sendingTime).count();
    return double(m_sent - m_server.sentBeforeComplete()) / due;
}

RecordedLoad::Outcome RecordedLoad::stop()
{
    const bool isKept = m_recorder.stop();
    const BenchDatabase::Session session = m_database.newestSession();
    const Outcome outcome{std::int64_t(m_sent), m_database.rows(), m_database.overflow(),
                          shareSent()};
    if (outcome.rows + outcome.lost != outcome.sent || session.received != outcome.sent ||
        session.written != outcome.rows || session.lost != outcome.lost ||
        isKept != (outcome.lost == 0))
        qFatal("%lld events were sent; there are %lld rows, and %lld are lost by the ledger; the "
               "recorder says that it received %lld, wrote %lld and lost %lld",
               qlonglong(outcome.sent), qlonglong(outcome.rows), qlonglong(outcome.lost),
               qlonglong(session.received), qlonglong(session.written), qlonglong(session.lost));
    if (const QString reasons = m_database.gapReasons(); !reasons.isEmpty())
        qFatal("the ledger has gaps: %s", qPrintable(reasons));
    return outcome;
}

std::int64_t RecordedLoad::finish()
{
    waitUntilWritten();
    const Outcome outcome = stop();
    if (outcome.lost != 0)
        qFatal("%lld of %lld events are lost", qlonglong(outcome.lost), qlonglong(outcome.sent));
    if (!outcome.isWhole())
        qFatal("%.1f %% were sent of what the rate asks for; the recorder, or the machine, is too "
               "slow",
               100 * outcome.shareSent);
    return outcome.sent;
}

} // namespace Orderflow
