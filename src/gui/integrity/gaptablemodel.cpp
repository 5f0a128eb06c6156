#include "gui/integrity/gaptablemodel.h"

#include "gui/style/format.h"

#include <tuple>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString countOf(const std::optional<std::int64_t> &number)
{
    return number ? Format::count(*number) : Format::nothing();
}

/// As it is in the database, to be searched there.
QString idOf(const std::optional<std::int64_t> &number)
{
    return number ? QString::number(*number) : Format::nothing();
}

bool isNumber(int column)
{
    switch (column) {
    case GapTableModel::Length:
    case GapTableModel::Missing:
    case GapTableModel::Filled:
    case GapTableModel::FirstMissing:
    case GapTableModel::LastMissing:
    case GapTableModel::Id:
    case GapTableModel::Session:
        return true;
    default:
        return false;
    }
}

/// A sign that tells the states apart without reading them.
QString signOf(GapState state)
{
    switch (state) {
    case GapState::Seamless:
        return u"│ "_s;
    case GapState::Filled:
        return u"≡ "_s;
    case GapState::Unfillable:
        return u"✕ "_s;
    case GapState::Open:
        break;
    }
    return u"╱ "_s;
}

} // namespace

void GapTableModel::setSpan(const std::shared_ptr<const LedgerSpan> &span)
{
    std::vector<GapRow> rows;
    if (span) {
        rows.reserve(span->gaps.size());
        for (const LedgerGap &gap : span->gaps)
            rows.push_back({gap});
    }
    std::ranges::sort(rows, {}, &GapRow::key);
    setRows(std::move(rows));
}

int GapTableModel::rowOf(std::int64_t id) const
{
    const auto found = std::ranges::lower_bound(rows(), id, {}, &GapRow::key);
    return found != rows().end() && found->key() == id ? int(found - rows().begin()) : -1;
}

int GapTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant GapTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LedgerGap &gap = row(index.row()).gap;
    switch (role) {
    case Qt::DisplayRole:
        return textOf(gap, index.column());
    case Qt::ToolTipRole:
        return GapWords::sentences(gap);
    case Qt::TextAlignmentRole:
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QString GapTableModel::textOf(const LedgerGap &row, int column)
{
    const CaptureGap &gap = row.gap;
    switch (column) {
    case State:
        return signOf(stateOf(gap)) + GapWords::state(stateOf(gap));
    case SymbolName:
        return gap.symbol.isEmpty() ? Format::nothing() : gap.symbol.toString();
    case Stream:
        return gap.stream.empty() ? Format::nothing() : QString::fromStdString(gap.stream);
    case Reason:
        return GapWords::reason(gap.reason);
    case From:
        return Format::dateAndTime(gap.fromTime);
    case To:
        return Format::dateAndTime(gap.toTime);
    case Length:
        return Format::duration(gap.toTime - gap.fromTime);
    case Missing:
        return countOf(gap.missingEvents);
    case Filled:
        return countOf(gap.filledRows);
    case FirstMissing:
        return idOf(gap.firstMissingId);
    case LastMissing:
        return idOf(gap.lastMissingId);
    case Id:
        return idOf(row.id);
    case Session:
        return idOf(row.sessionId);
    case Note:
        return gap.note;
    default:
        return {};
    }
}

bool GapTableModel::isLess(const LedgerGap &left, const LedgerGap &right, int column)
{
    const CaptureGap &a = left.gap;
    const CaptureGap &b = right.gap;
    switch (column) {
    case State:
        return stateOf(a) < stateOf(b);
    case SymbolName:
        return std::tie(a.symbol, a.stream) < std::tie(b.symbol, b.stream);
    case Stream:
        return std::tie(a.stream, a.symbol) < std::tie(b.stream, b.symbol);
    case Reason:
        return a.reason < b.reason;
    case From:
        return a.fromTime < b.fromTime;
    case To:
        return a.toTime < b.toTime;
    case Length:
        return a.toTime - a.fromTime < b.toTime - b.fromTime;
    case Missing:
        return a.missingEvents < b.missingEvents;
    case Filled:
        return a.filledRows < b.filledRows;
    case FirstMissing:
        return a.firstMissingId < b.firstMissingId;
    case LastMissing:
        return a.lastMissingId < b.lastMissingId;
    case Session:
        return left.sessionId < right.sessionId;
    case Note:
        return a.note < b.note;
    default:
        return left.id < right.id;
    }
}

QVariant GapTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case SymbolName:
        return tr("Symbol");
    case Stream:
        return tr("Stream");
    case Reason:
        return tr("Reason");
    case From:
        return tr("From");
    case To:
        return tr("To");
    case Length:
        return tr("Length");
    case Missing:
        return tr("Missing");
    case Filled:
        return tr("Came after all");
    case FirstMissing:
        return tr("First missing id");
    case LastMissing:
        return tr("Last missing id");
    case Id:
        return tr("Row");
    case Session:
        return tr("Run");
    default:
        return tr("Note");
    }
}

} // namespace Orderflow
