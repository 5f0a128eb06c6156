#include "binance/connection/carrier.h"

#include <utility>

namespace Orderflow {

namespace {

/// A connection that delivered for so long counts as good: the next failure is a first one.
constexpr std::chrono::seconds StableAfter{10};

} // namespace

Carrier::Carrier(Purpose purpose, std::chrono::nanoseconds dueAt, FeedStatus &feed,
                 FeedContext &context)
    : m_purpose(purpose)
    , m_dueAt(dueAt)
    , m_feed(feed)
    , m_context(context)
    , m_policy(context.random.generate())
{}

Carrier::~Carrier() = default;

void Carrier::addStreams(std::span<const StreamId> streams)
{
    m_streams.insert(m_streams.end(), streams.begin(), streams.end());
    if (m_connection) {
        m_connection->subscribe(streams, m_purpose == Purpose::Rescue ? Remedy::Report
                                                                      : Remedy::Resubscribe);
    }
}

void Carrier::removeStreams(std::span<const StreamId> streams)
{
    std::vector<StreamId> removed;
    for (const StreamId stream : streams) {
        if (std::erase(m_streams, stream) > 0)
            removed.push_back(stream);
    }
    if (m_connection && !removed.empty())
        m_connection->unsubscribe(removed);
}

void Carrier::start()
{
    m_isOpenKnown = false;
    m_connection = std::make_unique<StreamConnection>(++m_context.lastConnection, m_feed.side,
                                                      QUrl(m_feed.url), m_context.connection);
    m_connection->subscribe(m_streams,
                            m_purpose == Purpose::Rescue ? Remedy::Report : Remedy::Resubscribe);
}

Carrier::Event Carrier::follow(std::chrono::nanoseconds now,
                               std::chrono::nanoseconds firstDataLimit)
{
    if (!m_connection)
        return Event::None;
    m_connection->tick(now, firstDataLimit);
    if (m_connection->openedAt() && !std::exchange(m_isOpenKnown, true)) {
        reportOpened();
        // A connection that opened and ended in between is told of next time.
        return Event::Opened;
    }
    if (m_connection->state() == StreamConnection::State::Ended) {
        if (m_isOpenKnown) {
            reportEnd();
            return Event::Ended;
        }
        reportFailure();
        return Event::Failed;
    }
    if (m_connection->firstData() && now - m_connection->firstData()->monotonic >= StableAfter)
        m_policy.noteStable();
    return Event::None;
}

std::chrono::milliseconds Carrier::retry(std::chrono::nanoseconds now)
{
    const RetryAdvice advice = m_policy.next(m_connection->end());
    if (advice.isForAddress)
        m_context.holdConnects(now + advice.delay);
    m_connection.reset();
    m_dueAt = now + advice.delay;
    return advice.delay;
}

void Carrier::close(const ConnectionEnd &end)
{
    if (!m_connection)
        return;
    const bool wasOpen = m_connection->openedAt().has_value();
    if (wasOpen && !std::exchange(m_isOpenKnown, true))
        reportOpened();
    m_connection->close(end);
    if (wasOpen)
        reportEnd();
    m_connection.reset();
}

bool Carrier::isOpen() const
{
    return m_connection && m_connection->state() == StreamConnection::State::Open;
}

void Carrier::reportOpened()
{
    m_report = makeReport(++m_context.lastReport);
    m_context.connection.listener.connectionChanged(m_report);
}

void Carrier::reportEnd()
{
    m_report = makeReport(m_report.number);
    m_report.closedAt = m_connection->endedAt().utc;
    m_report.end = m_connection->end();
    m_context.connection.listener.connectionChanged(m_report);
    m_feed.frames += m_report.frames;
    m_feed.bytes += m_report.bytes;
    m_feed.pongs += m_connection->pongs();
}

void Carrier::reportFailure()
{
    const bool isAsBefore = m_report.end && !m_report.openedAt &&
                            describe(*m_report.end) == describe(m_connection->end());
    if (isAsBefore)
        ++m_report.attempts;
    else
        m_report = makeReport(++m_context.lastReport);
    m_report.streams = m_streams.size();
    m_report.closedAt = m_connection->endedAt().utc;
    m_report.end = m_connection->end();
    m_context.connection.listener.connectionChanged(m_report);
}

ConnectionReport Carrier::makeReport(std::int64_t number) const
{
    ConnectionReport report;
    report.number = number;
    report.route = m_feed.route;
    report.url = m_feed.url;
    report.shard = m_feed.shard;
    report.side = m_feed.side;
    report.streams = m_streams.size();
    report.attemptedAt = m_connection->attemptedAt().utc;
    if (m_connection->openedAt())
        report.openedAt = m_connection->openedAt()->utc;
    report.frames = m_connection->frames();
    report.bytes = m_connection->bytes();
    return report;
}

} // namespace Orderflow
