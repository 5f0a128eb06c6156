#include "gui/symboltablemodel.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString priceText(const std::vector<PriceLevel> &levels)
{
    return levels.empty() ? u"–"_s : levels.front().price.toString();
}

QString quantityText(const std::vector<PriceLevel> &levels)
{
    return levels.empty() ? u"–"_s : levels.front().quantity.toString();
}

QString lagText(const SymbolIntake &intake)
{
    constexpr std::chrono::hours LongestLagShown{1};
    if (!intake.lastEvent)
        return u"–"_s;
    // A replayed capture is years behind; its milliseconds say nothing.
    if (intake.lag > LongestLagShown)
        return SymbolTableModel::tr("> 1 h");
    return QLocale().toString(
        qint64(std::chrono::floor<std::chrono::milliseconds>(intake.lag).count()));
}

} // namespace

SymbolTableModel::SymbolTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void SymbolTableModel::setSymbols(std::vector<SymbolStatus> symbols)
{
    const auto name = [](const SymbolStatus &status) {
        return status.intake.symbol;
    };
    if (!std::ranges::equal(symbols, m_symbols, {}, name, name)) {
        beginResetModel();
        m_symbols = std::move(symbols);
        endResetModel();
        return;
    }
    m_symbols = std::move(symbols);
    if (!m_symbols.empty())
        emit dataChanged(index(0, 0), index(int(m_symbols.size()) - 1, ColumnCount - 1));
}

int SymbolTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_symbols.size());
}

int SymbolTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SymbolTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::DisplayRole)
        return text(m_symbols[std::size_t(index.row())], column);
    if (role == Qt::TextAlignmentRole && column != SymbolColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QString SymbolTableModel::text(const SymbolStatus &symbol, Column column) const
{
    const SymbolIntake &intake = symbol.intake;
    switch (column) {
    case SymbolColumn:
        return intake.symbol.toString();
    case LastPriceColumn:
        return intake.lastTrade ? intake.lastTrade->price.toString() : u"–"_s;
    case BidQuantityColumn:
        return quantityText(intake.bids);
    case BidColumn:
        return priceText(intake.bids);
    case AskColumn:
        return priceText(intake.asks);
    case AskQuantityColumn:
        return quantityText(intake.asks);
    case TradeRateColumn:
        return QLocale().toString(symbol.tradesPerSecond, 'f', 1);
    case DepthRateColumn:
        return QLocale().toString(symbol.depthUpdatesPerSecond, 'f', 1);
    case LagColumn:
        return lagText(intake);
    case GapColumn:
        return QLocale().toString(qint64(intake.gaps));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant SymbolTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (static_cast<Column>(section)) {
    case SymbolColumn:
        return tr("Symbol");
    case LastPriceColumn:
        return tr("Last price");
    case BidQuantityColumn:
        return tr("Bid quantity");
    case BidColumn:
        return tr("Best bid");
    case AskColumn:
        return tr("Best ask");
    case AskQuantityColumn:
        return tr("Ask quantity");
    case TradeRateColumn:
        return tr("Trades/s");
    case DepthRateColumn:
        return tr("Depth/s");
    case LagColumn:
        return tr("Lag (ms)");
    case GapColumn:
        return tr("Gaps");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Orderflow
