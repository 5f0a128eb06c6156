#pragma once

#include "binance/connection/carrierset.h"
#include "binance/connection/connectionplan.h"
#include "binance/connection/feedcontext.h"
#include "binance/connection/feedstatus.h"
#include "logbudget.h"

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace Orderflow {

/// Keeps the streams of a shard delivered, over one connection at a time and for ever: comes back
/// after each end, replaces what grows old before the exchange cuts it, and sees to streams that
/// stay mute. With redundancy a shard has two feeds, its sides, which know nothing of each other.
///
/// - Rotation: a second connection is opened beside the old one for all streams, and the old one
///   closes only when each stream is joined on the new.
/// - A mute stream is subscribed again, then moved to a fresh connection, then reported. The
///   healthy ones stay where they are; the next rotation brings all together again.
///
/// What is due is done by tick(), a few times a second; connections are started by
/// startConnection(), when whoever paces all feeds lets it. Belongs to one thread.
class Feed
{
public:
    /// For the shard of `plan`, without its streams; `side` from 1. `context` outlives it.
    Feed(const ConnectionPlan &plan, int side, FeedContext &context);
    ~Feed();
    Q_DISABLE_COPY_MOVE(Feed)

    Route route() const { return m_totals.route; }
    std::size_t shard() const { return m_totals.shard; }
    int side() const { return m_totals.side; }
    const std::vector<StreamId> &streams() const { return m_streams; }

    /// Healthy streams are not disturbed by either.
    void addStreams(std::span<const StreamId> streams, std::chrono::nanoseconds now);
    void removeStreams(std::span<const StreamId> streams);

    void tick(std::chrono::nanoseconds now);

    /// A connection that waits to be made.
    struct Wish
    {
        /// Streams are not delivered without it.
        bool isUrgent = false;
        std::chrono::nanoseconds since{};
    };
    /// The most urgent one that is due.
    std::optional<Wish> wish(std::chrono::nanoseconds now) const;
    /// Starts the one that wish() tells of.
    void startConnection(std::chrono::nanoseconds now);

    /// Ends all connections; the feed is of no use afterwards.
    void close();

    /// Whether one of its open connections, other than `exceptConnection`, delivers the stream.
    bool delivers(StreamId stream, std::uint32_t exceptConnection) const
    {
        return m_carriers.delivers(stream, exceptConnection);
    }

    FeedStatus status() const;

private:
    Carrier &addCarrier(Carrier::Purpose purpose, std::span<const StreamId> streams,
                        std::chrono::nanoseconds dueAt);

    void follow(Carrier &carrier, std::chrono::nanoseconds now);
    void onOpened(Carrier &carrier);
    void onEnded(Carrier &carrier, std::chrono::nanoseconds now);
    /// What an end means for the streams. Whether the carrier is to go on.
    bool survive(Carrier &carrier);
    void noteInterruption(const StreamConnection &connection);
    std::chrono::nanoseconds firstDataLimit(const Carrier &carrier) const;

    void drawRotationAge();
    void beginRotation(std::chrono::nanoseconds now);
    void completeRotation(std::chrono::nanoseconds now);
    bool isTakenOver(StreamId stream, const StreamConnection &by,
                     std::chrono::nanoseconds now) const;

    void checkDelivery(std::chrono::nanoseconds now);
    void applyRemedies(Carrier &carrier, std::span<const MuteStream> mute,
                       std::chrono::nanoseconds now);
    void resubscribe(Carrier &carrier, std::span<const StreamId> streams);
    void move(Carrier &carrier, std::span<const StreamId> streams, std::chrono::nanoseconds now);
    void reportMute(const Carrier &carrier, std::span<const MuteStream> mute,
                    std::chrono::nanoseconds now);
    void completeRescue();

    void logFailure(const QString &what, const ConnectionEnd &end, std::chrono::milliseconds wait,
                    std::chrono::nanoseconds now);
    QString title() const;
    QString namesOf(std::span<const StreamId> streams) const;

    FeedContext &m_context;
    std::vector<StreamId> m_streams;
    CarrierSet m_carriers;
    std::chrono::nanoseconds m_nextCheckAt{};
    /// At this age the connection that carries is replaced.
    std::chrono::nanoseconds m_rotationAge{};
    /// The longest silence of a whole connection that is its manner, once it is known.
    std::optional<std::chrono::nanoseconds> m_manner;
    int m_silentConnections = 0;
    /// What does not follow from the carriers that are there.
    FeedStatus m_totals;
    LogBudget m_failureLog;
    LogBudget m_muteLog;
};

} // namespace Orderflow
