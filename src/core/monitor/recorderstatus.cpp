#include "monitor/recorderstatus.h"

#include <algorithm>

namespace Orderflow {

namespace {

bool isSilent(const FeedStatus &feed, const RecorderStatus &status)
{
    return feed.state == FeedStatus::State::Open && feed.lastData &&
           status.takenAt.monotonic - feed.lastData->monotonic > SilenceLimit;
}

bool isWorking(const FeedStatus &feed, const RecorderStatus &status)
{
    return feed.state == FeedStatus::State::Open && !isSilent(feed, status);
}

/// Whether another side delivers the same streams.
bool hasWorkingTwin(const FeedStatus &feed, const RecorderStatus &status)
{
    return std::ranges::any_of(status.feeds, [&](const FeedStatus &other) {
        return other.route == feed.route && other.shard == feed.shard && other.side != feed.side &&
               isWorking(other, status);
    });
}

QString problemOf(const FeedStatus &feed)
{
    const QString route = routeName(feed.route);
    switch (feed.state) {
    case FeedStatus::State::Waiting:
        return QStringLiteral("No %1 connection: %2").arg(route, feed.lastProblem);
    case FeedStatus::State::Connecting:
        return QStringLiteral("Connecting to the %1 route").arg(route);
    case FeedStatus::State::Open:
        return QStringLiteral("Silent: the %1 route delivers nothing").arg(route);
    case FeedStatus::State::Closed:
        break;
    }
    return QStringLiteral("The %1 connection is closed").arg(route);
}

/// What keeps streams from being delivered; empty where they all are.
QString feedProblem(const RecorderStatus &status)
{
    for (const FeedStatus::State state :
         {FeedStatus::State::Waiting, FeedStatus::State::Connecting, FeedStatus::State::Open}) {
        for (const FeedStatus &feed : status.feeds) {
            if (feed.state == state && !isWorking(feed, status) && !hasWorkingTwin(feed, status))
                return problemOf(feed);
        }
    }
    return {};
}

std::int64_t muteStreams(const RecorderStatus &status)
{
    // The sides have the same streams, so they do not add up.
    std::vector<std::int64_t> bySide(status.sides.size() + 2);
    for (const FeedStatus &feed : status.feeds) {
        const auto side = std::min(std::size_t(std::max(feed.side, 1)), bySide.size() - 1);
        bySide[side] += feed.muteStreams;
    }
    return *std::ranges::max_element(bySide);
}

QString databaseVerdict(const WriterStatus &writer)
{
    const QString why = writer.lastError ? writer.lastError->message : QString();
    if (writer.spool.totals.batches > 0 && writer.spool.problem.isEmpty()) {
        return QStringLiteral("Database away, %1 events wait on disk: %2")
            .arg(QString::number(writer.spool.totals.events), why);
    }
    return QStringLiteral("Database away: %1").arg(why);
}

QString recordingVerdict(const RecorderStatus &status)
{
    const SpoolTotals &spool = status.writer.spool.totals;
    if (!status.hungThread.isEmpty())
        return QStringLiteral("Hung: the %1 thread gives no sign of life").arg(status.hungThread);
    if (status.writer.state == WriterStatus::State::Retrying)
        return databaseVerdict(status.writer);
    if (QString problem = feedProblem(status); !problem.isEmpty())
        return problem;
    if (status.eventsLost > 0)
        return QStringLiteral("Recording, %1 events lost").arg(status.eventsLost);
    if (spool.deadLetters > 0) {
        return QStringLiteral("Recording, %1 events set aside that the database refused")
            .arg(spool.deadEvents);
    }
    const auto down = std::ranges::find_if(
        status.feeds, [&](const FeedStatus &feed) { return !isWorking(feed, status); });
    if (down != status.feeds.end())
        return QStringLiteral("Recording over one side: %1").arg(problemOf(*down));
    if (const std::int64_t mute = muteStreams(status); mute > 0)
        return QStringLiteral("Recording, %1 streams are mute").arg(mute);
    if (spool.batches > 0)
        return QStringLiteral("Recording, %1 events on disk go to the database").arg(spool.events);
    // These never go away again, so they may not hide what is the matter now.
    if (status.gaps > 0)
        return QStringLiteral("Recording, %1 gaps").arg(status.gaps);
    return QStringLiteral("Recording");
}

} // namespace

std::int64_t silentStreams(const RecorderStatus &status)
{
    std::int64_t silent = muteStreams(status);
    for (const FeedStatus &feed : status.feeds) {
        if (feed.side == 1 && !isWorking(feed, status) && !hasWorkingTwin(feed, status))
            silent += feed.streams - feed.muteStreams;
    }
    return silent;
}

QString recordName(const RecorderStatus &status)
{
    if (status.shard.isAll())
        return status.database;
    return QStringLiteral("%1 SHARD=%2").arg(status.database, status.shard.toString());
}

QString verdict(const RecorderStatus &status)
{
    switch (status.state) {
    case RecorderState::Idle:
        return QStringLiteral("Not started");
    case RecorderState::AskingExchange:
        return status.exchangeFault.isEmpty()
                   ? QStringLiteral("Asking the exchange for its contracts")
                   : QStringLiteral("No list of contracts: %1").arg(status.exchangeFault);
    case RecorderState::Starting:
        return QStringLiteral("Opening the database");
    case RecorderState::Recording:
        return recordingVerdict(status);
    case RecorderState::Stopping:
        return QStringLiteral("Stopping");
    case RecorderState::Stopped:
        return QStringLiteral("Stopped");
    case RecorderState::Failed:
        return QStringLiteral("Failed");
    }
    Q_UNREACHABLE();
}

bool isHealthy(const RecorderStatus &status)
{
    return status.state == RecorderState::Recording && status.hungThread.isEmpty() &&
           status.eventsLost == 0 && status.writer.state == WriterStatus::State::Ready &&
           status.writer.spool.totals.deadLetters == 0 &&
           std::ranges::all_of(status.feeds,
                               [&](const FeedStatus &feed) { return isWorking(feed, status); }) &&
           muteStreams(status) == 0;
}

} // namespace Orderflow
