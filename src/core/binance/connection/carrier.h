#pragma once

#include "binance/connection/feedcontext.h"
#include "binance/connection/feedstatus.h"
#include "binance/connection/reconnectpolicy.h"

#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace Orderflow {

/// A place in a feed for one connection after the other: which streams it is for, the connection
/// that is there, when the next one is due, and what the ledger is told of them.
class Carrier
{
public:
    enum class Purpose {
        /// Delivers its streams.
        Carry,
        /// Takes over all streams of the feed when each is joined.
        Rotate,
        /// Takes over streams that are mute elsewhere.
        Rescue
    };

    /// What happened since the last follow().
    enum class Event { None, Opened, Failed, Ended };

    /// For the feed that `feed` is the status of, whose counters it adds to; both that and
    /// `context` outlive it. The first connection is due at `dueAt`, on the monotonic clock.
    Carrier(Purpose purpose, std::chrono::nanoseconds dueAt, FeedStatus &feed,
            FeedContext &context);
    /// Without a farewell to the ledger; close() has to come before.
    ~Carrier();
    Q_DISABLE_COPY_MOVE(Carrier)

    Purpose purpose() const { return m_purpose; }
    void setPurpose(Purpose purpose) { m_purpose = purpose; }

    const std::vector<StreamId> &streams() const { return m_streams; }
    void addStreams(std::span<const StreamId> streams);
    void removeStreams(std::span<const StreamId> streams);

    bool isDue(std::chrono::nanoseconds now) const { return !m_connection && now >= m_dueAt; }
    std::chrono::nanoseconds dueAt() const { return m_dueAt; }
    void start();

    /// Lets the connection do what is due; see StreamConnection::tick() for `firstDataLimit`.
    /// After Ended and Failed the connection is still there to be looked at, until retry().
    Event follow(std::chrono::nanoseconds now, std::chrono::nanoseconds firstDataLimit);

    /// After Ended or Failed: when to try again follows from why. Says how long that is.
    std::chrono::milliseconds retry(std::chrono::nanoseconds now);

    /// Ends the connection, if there is one, and reports it. There will be no other.
    void close(const ConnectionEnd &end);

    bool isOpen() const;
    /// Null while the next connection waits to be made.
    StreamConnection *connection() { return m_connection.get(); }
    const StreamConnection *connection() const { return m_connection.get(); }

private:
    void reportOpened();
    void reportEnd();
    void reportFailure();
    ConnectionReport makeReport(std::int64_t number) const;

    Purpose m_purpose;
    std::chrono::nanoseconds m_dueAt;
    FeedStatus &m_feed;
    FeedContext &m_context;
    ReconnectPolicy m_policy;
    std::vector<StreamId> m_streams;
    std::unique_ptr<StreamConnection> m_connection;
    bool m_isOpenKnown = false;
    /// Of the connection, or of the attempts in a row that failed alike.
    ConnectionReport m_report;
};

} // namespace Orderflow
