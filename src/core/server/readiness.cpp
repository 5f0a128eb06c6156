#include "server/readiness.h"

#include <algorithm>

namespace Orderflow {

namespace {

/// The main thread makes a new one several times a second.
constexpr std::chrono::seconds OldestStatus{15};

bool delivers(const FeedStatus &feed, const RecorderStatus &status)
{
    // Before the first data, it is since the opening that it may be silent.
    const std::optional<ReceiveTime> &since = feed.lastData ? feed.lastData : feed.openedAt;
    return feed.state == FeedStatus::State::Open && since &&
           status.takenAt.monotonic - since->monotonic <= SilenceLimit;
}

/// Whether each route and shard has a side that delivers.
bool allDeliver(const RecorderStatus &status)
{
    return !status.feeds.empty() && std::ranges::all_of(status.feeds, [&](const FeedStatus &feed) {
        return std::ranges::any_of(status.feeds, [&](const FeedStatus &twin) {
            return twin.route == feed.route && twin.shard == feed.shard && delivers(twin, status);
        });
    });
}

} // namespace

Readiness readinessOf(const RecorderStatus &status, std::chrono::nanoseconds now)
{
    const std::chrono::nanoseconds age = now - status.takenAt.monotonic;
    if (age > OldestStatus) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
        return {false, QStringLiteral("The program hangs: its status is %1 s old").arg(seconds)};
    }
    const bool isWriting = status.writer.state == WriterStatus::State::Ready;
    return {status.state == RecorderState::Recording && isWriting && allDeliver(status),
            verdict(status)};
}

} // namespace Orderflow
