// What the table of symbols says: the texts of its cells and headings.

#include "gui/overview/symboltablemodel.h"

#include "gui/style/format.h"
#include "gui/style/theme.h"

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

bool isLeftAligned(int column)
{
    return column == SymbolTableModel::Name || column == SymbolTableModel::State ||
           column == SymbolTableModel::Trend;
}

Qt::Alignment alignmentOf(int column)
{
    if (column == SymbolTableModel::Favourite)
        return Qt::AlignCenter;
    return (isLeftAligned(column) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

QString ageText(std::chrono::seconds age)
{
    if (age < 1s)
        return SymbolTableModel::tr("< 1 s", "age of an event");
    return age < 120s ? SymbolTableModel::tr("%1 s").arg(age.count()) : Format::duration(age);
}

} // namespace

QString SymbolTableModel::textAt(const Row &row, Column column) const
{
    switch (column) {
    case Favourite:
        return row.isFavourite ? u"★"_s : u"☆"_s;
    case Name:
        return row.name;
    case LastPrice:
        return Format::decimal(row.lastPrice);
    case Spread:
        return Format::decimal(row.spread);
    case Bid:
        return Format::decimal(row.bid);
    case Ask:
        return Format::decimal(row.ask);
    case EventRate:
        return Format::rate(row.eventsPerSecond);
    case RowRate:
        return Format::rate(row.rowsPerSecond);
    case Lag:
        return row.lag ? Format::duration(*row.lag) : Format::nothing();
    case Gaps:
        return Format::count(row.gaps);
    case Age:
        return row.age ? ageText(*row.age) : Format::nothing();
    case State:
        return symbolOf(healthOf(row.condition)) + u' ' + wordOf(row.condition);
    case Trend:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant SymbolTableModel::healthAt(const Row &row, Column column) const
{
    switch (column) {
    case State:
        return int(healthOf(row.condition));
    case Gaps:
        return row.gaps > 0 ? QVariant(int(Health::Attention)) : QVariant();
    case Age:
        return row.age && *row.age > SilenceLimit && row.condition != SymbolCondition::Off
                   ? QVariant(int(Health::Attention))
                   : QVariant();
    default:
        return {};
    }
}

QString SymbolTableModel::toolTipAt(const Row &row, Column column) const
{
    if (column == State)
        return explanationOf(row.condition);
    if (column == Favourite)
        return row.isFavourite ? tr("Pinned to the top (Space unpins)")
                               : tr("Pin to the top (Space)");
    return {};
}

QVariant SymbolTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textAt(row, column);
    case Qt::TextAlignmentRole:
        return int(alignmentOf(column));
    case Qt::ToolTipRole: {
        const QString toolTip = toolTipAt(row, column);
        return toolTip.isEmpty() ? QVariant() : toolTip;
    }
    case Qt::AccessibleTextRole:
        if (column == Favourite)
            return row.isFavourite ? tr("pinned") : tr("not pinned");
        return textAt(row, column == Trend ? EventRate : column);
    case HealthRole:
        return healthAt(row, column);
    default:
        return {};
    }
}

QVariant SymbolTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    struct Heading
    {
        QString title;
        QString meaning;
    };
    const auto heading = [section]() -> Heading {
        switch (Column(section)) {
        case Favourite:
            return {u"★"_s, tr("Favourites; they stay at the top however the table is sorted")};
        case Name:
            return {tr("Symbol"), tr("The contract, as the exchange names it")};
        case LastPrice:
            return {tr("Last"), tr("Price of the last trade")};
        case Spread:
            return {tr("Spread"), tr("Best ask minus best bid, exactly")};
        case Bid:
            return {tr("Bid"), tr("Best price that buyers offer")};
        case Ask:
            return {tr("Ask"), tr("Best price that sellers ask")};
        case EventRate:
            return {tr("Events/s"), tr("Events received a second")};
        case RowRate:
            return {tr("Rows/s"), tr("Rows committed a second, of all its streams")};
        case Lag:
            return {tr("Lag p99"), tr("From receiving an event to its commit: 99 of 100 lately "
                                      "took at most this, in the slowest of its streams")};
        case Gaps:
            return {tr("Gaps"), tr("Holes found since the start, filled ones included")};
        case Age:
            return {tr("Age"), tr("Since its newest event")};
        case State:
            return {tr("State"), tr("How the capture of the symbol stands")};
        case Trend:
            return {tr("Last 15 min"), tr("Events a second over the last quarter of an hour, each "
                                          "symbol on a scale of its own")};
        case ColumnCount:
            break;
        }
        return {};
    };
    switch (role) {
    case Qt::DisplayRole:
        return heading().title;
    case Qt::ToolTipRole:
        return heading().meaning;
    case Qt::AccessibleTextRole:
        return section == Favourite ? tr("Favourite") : heading().title;
    case Qt::TextAlignmentRole:
        return int(alignmentOf(section));
    case Qt::InitialSortOrderRole:
        return int(section == Name ? Qt::AscendingOrder : Qt::DescendingOrder);
    default:
        return {};
    }
}

} // namespace Orderflow
