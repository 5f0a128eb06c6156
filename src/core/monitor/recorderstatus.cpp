#include "monitor/recorderstatus.h"

#include <algorithm>
#include <optional>

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

VerdictPart problemOf(const FeedStatus &feed)
{
    const QString route = routeName(feed.route);
    switch (feed.state) {
    case FeedStatus::State::Waiting:
        return {QT_TRANSLATE_NOOP("Verdict", "No %1 connection: %2"), {route, feed.lastProblem}};
    case FeedStatus::State::Connecting:
        return {QT_TRANSLATE_NOOP("Verdict", "Connecting to the %1 route"), {route}};
    case FeedStatus::State::Open:
        return {QT_TRANSLATE_NOOP("Verdict", "Silent: the %1 route delivers nothing"), {route}};
    case FeedStatus::State::Closed:
        break;
    }
    return {QT_TRANSLATE_NOOP("Verdict", "The %1 connection is closed"), {route}};
}

/// What keeps streams from being delivered; nothing where they all are.
std::optional<VerdictPart> feedProblem(const RecorderStatus &status)
{
    for (const FeedStatus::State state :
         {FeedStatus::State::Waiting, FeedStatus::State::Connecting, FeedStatus::State::Open}) {
        for (const FeedStatus &feed : status.feeds) {
            if (feed.state == state && !isWorking(feed, status) && !hasWorkingTwin(feed, status))
                return problemOf(feed);
        }
    }
    return std::nullopt;
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

VerdictPart databaseVerdict(const WriterStatus &writer)
{
    const QString why = writer.lastError ? writer.lastError->message : QString();
    if (writer.spool.totals.batches > 0 && writer.spool.problem.isEmpty()) {
        return {QT_TRANSLATE_NOOP("Verdict", "Database away, %1 events wait on disk: %2"),
                {QString::number(writer.spool.totals.events), why}};
    }
    return {QT_TRANSLATE_NOOP("Verdict", "Database away: %1"), {why}};
}

/// With a number in it.
VerdictPart counted(const char *words, std::int64_t count)
{
    return {words, {QString::number(count)}};
}

Verdict recordingVerdict(const RecorderStatus &status)
{
    const SpoolTotals &spool = status.writer.spool.totals;
    if (!status.hungThread.isEmpty()) {
        return {{QT_TRANSLATE_NOOP("Verdict", "Hung: the %1 thread gives no sign of life"),
                 {status.hungThread}}};
    }
    if (status.writer.state == WriterStatus::State::Retrying)
        return {databaseVerdict(status.writer)};
    if (const auto problem = feedProblem(status))
        return {*problem};
    if (status.eventsLost > 0) {
        return {
            counted(QT_TRANSLATE_NOOP("Verdict", "Recording, %1 events lost"), status.eventsLost)};
    }
    if (spool.deadLetters > 0) {
        return {counted(QT_TRANSLATE_NOOP(
                            "Verdict", "Recording, %1 events set aside that the database refused"),
                        spool.deadEvents)};
    }
    const auto down = std::ranges::find_if(
        status.feeds, [&](const FeedStatus &feed) { return !isWorking(feed, status); });
    if (down != status.feeds.end())
        return {{QT_TRANSLATE_NOOP("Verdict", "Recording over one side"), {}}, problemOf(*down)};
    if (const std::int64_t mute = muteStreams(status); mute > 0)
        return {counted(QT_TRANSLATE_NOOP("Verdict", "Recording, %1 streams are mute"), mute)};
    if (spool.batches > 0) {
        return {
            counted(QT_TRANSLATE_NOOP("Verdict", "Recording, %1 events on disk go to the database"),
                    spool.events)};
    }
    // These never go away again, so they may not hide what is the matter now.
    if (status.gaps > 0)
        return {counted(QT_TRANSLATE_NOOP("Verdict", "Recording, %1 gaps"), status.gaps)};
    return {{QT_TRANSLATE_NOOP("Verdict", "Recording"), {}}};
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

Verdict findVerdict(const RecorderStatus &status)
{
    switch (status.state) {
    case RecorderState::Idle:
        return {{QT_TRANSLATE_NOOP("Verdict", "Not started"), {}}};
    case RecorderState::AskingExchange:
        if (status.exchangeFault.isEmpty())
            return {{QT_TRANSLATE_NOOP("Verdict", "Asking the exchange for its contracts"), {}}};
        return {{QT_TRANSLATE_NOOP("Verdict", "No list of contracts: %1"), {status.exchangeFault}}};
    case RecorderState::Starting:
        return {{QT_TRANSLATE_NOOP("Verdict", "Opening the database"), {}}};
    case RecorderState::Recording:
        return recordingVerdict(status);
    case RecorderState::Stopping:
        return {{QT_TRANSLATE_NOOP("Verdict", "Stopping"), {}}};
    case RecorderState::Stopped:
        return {{QT_TRANSLATE_NOOP("Verdict", "Stopped"), {}}};
    case RecorderState::Failed:
        return {{QT_TRANSLATE_NOOP("Verdict", "Failed"), {}}};
    }
    Q_UNREACHABLE();
}

QString toText(const Verdict &verdict, const std::function<QString(const char *)> &translate)
{
    QStringList parts;
    for (const VerdictPart &part : verdict) {
        QString text = translate ? translate(part.words) : QString::fromUtf8(part.words);
        // All at once, because a value may have a %1 in it.
        if (part.values.size() == 1)
            text = text.arg(part.values[0]);
        else if (part.values.size() == 2)
            text = text.arg(part.values[0], part.values[1]);
        parts.append(text);
    }
    return parts.join(QStringLiteral(": "));
}

QString verdict(const RecorderStatus &status)
{
    return toText(findVerdict(status));
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
