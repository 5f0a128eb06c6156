#include "gui/integrity/connectionhistory.h"

#include "gui/integrity/gapwords.h"
#include "gui/style/format.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

bool isNumber(int column)
{
    return column == ConnectionHistory::Shard || column == ConnectionHistory::Side ||
           column == ConnectionHistory::Lasted || column >= ConnectionHistory::Attempts;
}

/// A run goes on as far as anybody knows: it has no end, and no later one of its host has begun.
bool goesOn(const LedgerSpan &span, std::int64_t sessionId)
{
    const auto found = std::ranges::find(span.sessions, sessionId, &LedgerSession::id);
    if (found == span.sessions.end() || found->session.endedAt)
        return false;
    return std::ranges::none_of(span.sessions, [&found](const LedgerSession &other) {
        return other.id > found->id && other.session.host == found->session.host;
    });
}

HistoryRow::State stateOf(const LedgerConnection &row, bool runGoesOn)
{
    if (!row.connection.closedAt)
        return runGoesOn ? HistoryRow::State::Open : HistoryRow::State::CutOff;
    return row.connection.openedAt ? HistoryRow::State::Closed : HistoryRow::State::Failed;
}

QString timeOf(const std::optional<UtcMicroseconds> &time)
{
    return time ? Format::dateAndTime(*time) : Format::nothing();
}

} // namespace

void ConnectionHistory::setSpan(const std::shared_ptr<const LedgerSpan> &span)
{
    std::vector<HistoryRow> rows;
    if (span) {
        rows.reserve(span->connections.size());
        for (const LedgerConnection &row : span->connections)
            rows.push_back({row, stateOf(row, goesOn(*span, row.sessionId))});
    }
    std::ranges::sort(rows, {}, &HistoryRow::key);
    setRows(std::move(rows));
}

int ConnectionHistory::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConnectionHistory::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HistoryRow &one = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(one, index.column());
    case Qt::ToolTipRole:
        return one.connection.connection.url;
    case Qt::TextAlignmentRole:
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case SortRole:
        switch (index.column()) {
        case RouteName:
        case Why:
        case InFull:
            return textOf(one, index.column());
        default:
            return sortValueOf(one, index.column());
        }
    default:
        return {};
    }
}

QString ConnectionHistory::stateName(HistoryRow::State state)
{
    switch (state) {
    case HistoryRow::State::Open:
        return tr("open");
    case HistoryRow::State::Closed:
        return tr("closed");
    case HistoryRow::State::Failed:
        return tr("could not be made");
    case HistoryRow::State::CutOff:
        break;
    }
    return tr("cut off with its run");
}

QString ConnectionHistory::textOf(const HistoryRow &row, int column)
{
    const CaptureConnection &connection = row.connection.connection;
    switch (column) {
    case State:
        return stateName(row.state);
    case RouteName:
        return connection.route;
    case Shard:
        return connection.shard == 0 ? Format::nothing() : Format::count(connection.shard);
    case Side:
        return Format::count(connection.side);
    case Opened:
        return timeOf(connection.openedAt);
    case Closed:
        return timeOf(connection.closedAt);
    case Lasted:
        return connection.openedAt && connection.closedAt
                   ? Format::duration(*connection.closedAt - *connection.openedAt)
                   : Format::nothing();
    case Why:
        return connection.closedAt ? GapWords::connectionEnd(connection) : Format::nothing();
    case InFull:
        return connection.closeReason.isEmpty() ? Format::nothing() : connection.closeReason;
    case Attempts:
        return Format::count(connection.attempts);
    case Streams:
        return connection.streams == 0 ? Format::nothing() : Format::count(connection.streams);
    case Frames:
        return Format::count(connection.frames);
    case Bytes:
        return Format::bytes(connection.bytes);
    case Session:
        return QString::number(row.connection.sessionId);
    default:
        return {};
    }
}

qint64 ConnectionHistory::sortValueOf(const HistoryRow &row, int column)
{
    const CaptureConnection &connection = row.connection.connection;
    const auto count = [](const std::optional<UtcMicroseconds> &time) {
        return time ? time->time_since_epoch().count() : -1;
    };
    switch (column) {
    case State:
        return int(row.state);
    case Shard:
        return connection.shard;
    case Side:
        return connection.side;
    case Opened:
        // Those that were never open are where they were tried.
        return connection.attemptedAt.time_since_epoch().count();
    case Closed:
        return count(connection.closedAt);
    case Lasted:
        return connection.openedAt && connection.closedAt
                   ? (*connection.closedAt - *connection.openedAt).count()
                   : -1;
    case Attempts:
        return connection.attempts;
    case Streams:
        return connection.streams;
    case Frames:
        return connection.frames;
    case Bytes:
        return connection.bytes;
    default:
        return row.connection.sessionId;
    }
}

QVariant ConnectionHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("State"),   tr("Route"),    tr("Shard"),   tr("Side"),
                            tr("Opened"),  tr("Closed"),   tr("Lasted"),  tr("Why it ended"),
                            tr("In full"), tr("Attempts"), tr("Streams"), tr("Frames"),
                            tr("Bytes"),   tr("Run")};
    return names.value(section);
}

} // namespace Orderflow
