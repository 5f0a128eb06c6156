#include "gui/integrity/feedmodel.h"

#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <QGuiApplication>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString since(const std::optional<ReceiveTime> &time, const RecorderStatus &status)
{
    return time ? Format::duration(status.takenAt.monotonic - time->monotonic) : Format::nothing();
}

Health healthOfFeed(const FeedStatus &feed, const RecorderStatus &status)
{
    if (feed.state != FeedStatus::State::Open)
        return feed.state == FeedStatus::State::Closed ? Health::Off : Health::Bad;
    const bool isSilent =
        feed.lastData && status.takenAt.monotonic - feed.lastData->monotonic > SilenceLimit;
    return isSilent || feed.muteStreams > 0 ? Health::Attention : Health::Good;
}

} // namespace

void FeedModel::setStatus(const RecorderStatus &status)
{
    std::vector<FeedRow> rows;
    for (const FeedStatus &feed : status.feeds) {
        FeedRow row = rowOf(feed, status);
        row.place = std::int64_t(rows.size());
        rows.push_back(std::move(row));
    }
    setRows(std::move(rows));
}

QString FeedModel::stateOf(const FeedStatus &feed)
{
    switch (feed.state) {
    case FeedStatus::State::Connecting:
        return tr("connecting");
    case FeedStatus::State::Open:
        // While one takes over from another.
        return feed.openConnections > 1 ? tr("open, %n at once", nullptr, int(feed.openConnections))
                                        : tr("open");
    case FeedStatus::State::Waiting:
        return tr("waiting to try again");
    case FeedStatus::State::Closed:
        break;
    }
    return tr("closed");
}

FeedRow FeedModel::rowOf(const FeedStatus &feed, const RecorderStatus &status)
{
    FeedRow row;
    row.health = healthOfFeed(feed, status);
    row.texts = {symbolOf(row.health) + u' ' + stateOf(feed),
                 QString(routeName(feed.route)),
                 Format::count(std::int64_t(feed.shard)),
                 Format::count(feed.side),
                 since(feed.openedAt, status),
                 since(feed.lastData, status),
                 Format::count(feed.streams),
                 Format::count(feed.muteStreams),
                 Format::count(feed.frames),
                 Format::bytes(feed.bytes),
                 Format::count(feed.reconnects),
                 Format::count(feed.rotations),
                 feed.lastProblem.isEmpty() ? Format::nothing() : feed.lastProblem};
    return row;
}

int FeedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FeedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FeedRow &feed = row(index.row());
    const bool isNumber = index.column() >= Shard && index.column() < Problem;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return feed.texts.value(index.column());
    case Qt::TextAlignmentRole:
        return isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ForegroundRole:
        if (index.column() == State && feed.health != Health::Good)
            return Theme::of(QGuiApplication::palette()).of(feed.health);
        return {};
    default:
        return {};
    }
}

QVariant FeedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= Shard && section < Problem ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                     : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("State"),       tr("Route"),      tr("Shard"),      tr("Side"),
                            tr("Age"),         tr("Silent for"), tr("Streams"),    tr("Mute"),
                            tr("Frames"),      tr("Bytes"),      tr("Reconnects"), tr("Rotations"),
                            tr("Last problem")};
    return names.value(section);
}

} // namespace Orderflow
