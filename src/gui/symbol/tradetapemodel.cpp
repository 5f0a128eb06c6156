#include "gui/symbol/tradetapemodel.h"

#include <QFont>
#include <QTime>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// So many tell what is usual.
constexpr std::size_t MostQuantities = 256;
constexpr std::size_t LeastQuantities = 20;

QString timeText(UtcMilliseconds time)
{
    const auto ofDay = time - std::chrono::floor<std::chrono::days>(time);
    return QTime::fromMSecsSinceStartOfDay(int(ofDay.count())).toString(u"HH:mm:ss.zzz"_s);
}

} // namespace

TradeTapeModel::TradeTapeModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

double TradeTapeModel::largeQuantity() const
{
    if (m_quantities.size() < LeastQuantities)
        return std::numeric_limits<double>::infinity();
    std::vector<double> sorted(m_quantities.begin(), m_quantities.end());
    const auto place = sorted.begin() + std::ptrdiff_t(sorted.size() * 19 / 20);
    std::ranges::nth_element(sorted, place);
    return *place;
}

void TradeTapeModel::append(const AggTrade &trade, std::vector<Row> &rows)
{
    if (m_newestId >= 0 && trade.aggTradeId > m_newestId + 1)
        rows.push_back({trade, 0, trade.aggTradeId - m_newestId - 1});
    rows.push_back({trade, 0, 0});
    m_newestId = trade.aggTradeId;
    m_quantities.push_back(trade.quantity.toDoubleForDisplay());
    if (m_quantities.size() > MostQuantities)
        m_quantities.pop_front();
}

void TradeTapeModel::addTrades(const std::vector<AggTrade> &trades)
{
    if (trades.empty())
        return;
    // Ids that start over are of another market; nothing tells what came in between.
    if (trades.back().aggTradeId < m_newestId) {
        beginResetModel();
        m_rows.clear();
        m_waiting.clear();
        m_waitingTrades = 0;
        m_newestId = -1;
        endResetModel();
    }
    std::vector<Row> rows;
    for (const AggTrade &trade : trades) {
        if (trade.aggTradeId > m_newestId)
            append(trade, rows);
    }
    if (rows.empty())
        return;
    const double large = largeQuantity();
    for (Row &row : rows)
        row.share = std::min(1.0, row.trade.quantity.toDoubleForDisplay() / large);
    if (m_isFollowing) {
        show(std::move(rows));
        return;
    }
    m_waitingTrades += int(std::ranges::count(rows, 0, &Row::missing));
    std::ranges::move(rows, std::back_inserter(m_waiting));
    // The oldest would be beyond the end by the time that they are shown.
    if (m_waiting.size() > std::size_t(2 * MostRows))
        m_waiting.erase(m_waiting.begin(), m_waiting.end() - MostRows);
    emit waitingChanged();
}

void TradeTapeModel::show(std::vector<Row> rows)
{
    if (rows.size() > std::size_t(MostRows))
        rows.erase(rows.begin(), rows.end() - MostRows);
    const int surplus = int(m_rows.size() + rows.size()) - MostRows;
    if (surplus > 0) {
        beginRemoveRows({}, int(m_rows.size()) - surplus, int(m_rows.size()) - 1);
        m_rows.erase(m_rows.end() - surplus, m_rows.end());
        endRemoveRows();
    }
    beginInsertRows({}, 0, int(rows.size()) - 1);
    for (Row &row : rows)
        m_rows.push_front(std::move(row));
    endInsertRows();
}

void TradeTapeModel::setFollowing(bool isFollowing)
{
    if (isFollowing == m_isFollowing)
        return;
    m_isFollowing = isFollowing;
    if (!m_waiting.empty())
        show(std::exchange(m_waiting, {}));
    m_waitingTrades = 0;
    emit waitingChanged();
}

int TradeTapeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TradeTapeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant TradeTapeModel::textOf(const Row &row, int column) const
{
    if (row.missing > 0) {
        // Plurals are of the size of an int.
        const int count = int(std::min<std::int64_t>(row.missing, std::numeric_limits<int>::max()));
        return column == TimeColumn ? tr("%n trade(s) not shown", nullptr, count) : QVariant();
    }
    switch (column) {
    case TimeColumn:
        return timeText(row.trade.tradeTime);
    case PriceColumn:
        return row.trade.price.toString();
    case SizeColumn:
        return row.trade.quantity.toString();
    case TakerColumn:
        return row.trade.isBuyerMaker ? tr("▼ sold") : tr("▲ bought");
    default:
        return {};
    }
}

QVariant TradeTapeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, index.column());
    case Qt::TextAlignmentRole: {
        const bool isNumber = index.column() == PriceColumn || index.column() == SizeColumn;
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    case Qt::ForegroundRole:
        if (row.missing > 0 || index.column() == TimeColumn)
            return m_theme.dimText;
        if (index.column() == SizeColumn)
            return m_theme.text;
        return row.trade.isBuyerMaker ? m_theme.ask : m_theme.bid;
    case Qt::FontRole:
        if (row.missing == 0 && row.share >= 1) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case ShareRole:
        return row.missing > 0 ? 0.0 : row.share;
    case MissingRole:
        return row.missing > 0;
    case SoldRole:
        return row.trade.isBuyerMaker;
    default:
        return {};
    }
}

QVariant TradeTapeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(
            (section == PriceColumn || section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time (UTC)");
    case PriceColumn:
        return tr("Price");
    case SizeColumn:
        return tr("Size");
    case TakerColumn:
        return tr("Taker");
    default:
        return {};
    }
}

void TradeTapeModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1),
                         {Qt::ForegroundRole});
}

} // namespace Orderflow
