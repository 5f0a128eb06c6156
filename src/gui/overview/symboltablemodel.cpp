#include "gui/overview/symboltablemodel.h"

#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

template <typename T>
bool assign(T &target, T value)
{
    if (target == value)
        return false;
    target = std::move(value);
    return true;
}

std::optional<Decimal> bestOf(const std::vector<PriceLevel> &side)
{
    return side.empty() ? std::nullopt : std::optional(side.front().price);
}

std::optional<std::chrono::microseconds> commitLagOf(const SymbolStatus &symbol)
{
    std::optional<std::chrono::microseconds> worst;
    for (const StreamStatus &stream : symbol.streams) {
        const LatencySummary &latency = stream.latencies.receiveToCommit;
        if (latency.count > 0)
            worst = std::max(worst.value_or(latency.p99), latency.p99);
    }
    return worst;
}

double rowsPerSecondOf(const SymbolStatus &symbol)
{
    double sum = 0;
    for (const StreamStatus &stream : symbol.streams)
        sum += stream.rowsPerSecond;
    return sum;
}

std::optional<std::chrono::seconds> ageOf(const SymbolIntake &intake, const ReceiveTime &now)
{
    if (!intake.lastEvent)
        return std::nullopt;
    return std::max(
        std::chrono::floor<std::chrono::seconds>(now.monotonic - intake.lastEvent->monotonic), 0s);
}

template <typename T>
std::weak_ordering orderOf(const T &left, const T &right)
{
    if (left < right)
        return std::weak_ordering::less;
    return right < left ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

std::weak_ordering orderOf(const std::optional<Decimal> &left, const std::optional<Decimal> &right)
{
    if (!left || !right)
        return orderOf(left.has_value(), right.has_value());
    return left->compareValue(*right);
}

} // namespace

void SymbolTableModel::Span::add(Column column)
{
    first = std::min(first, int(column));
    last = std::max(last, int(column));
}

void SymbolTableModel::update(const ShownStatus &shown)
{
    const RecorderStatus &status = shown.status;
    matchRows(status.symbols);
    const bool takesFigures = areFiguresDue(shown);
    std::vector<Span> changes(m_rows.size());
    for (std::size_t i = 0; i < status.symbols.size(); ++i) {
        const SymbolStatus &symbol = status.symbols[i];
        const auto at = std::size_t(rowOf(symbol.intake.symbol, i));
        Span &changed = changes[at];
        changed = takePrices(m_rows[at], symbol.intake);
        if (!takesFigures && m_rows[at].condition != SymbolCondition::Off)
            continue;
        const Span figures = takeFigures(m_rows[at], symbol, shown);
        changed.first = std::min(changed.first, figures.first);
        changed.last = std::max(changed.last, figures.last);
    }
    tellChanges(changes);
}

bool SymbolTableModel::areFiguresDue(const ShownStatus &shown)
{
    const bool hasAnswer = !shown.trouble;
    if (m_state != shown.status.state || m_hasAnswer != hasAnswer)
        m_pace.skip();
    m_state = shown.status.state;
    m_hasAnswer = hasAnswer;
    return m_pace.isDue(shown.status.takenAt);
}

SymbolTableModel::Span SymbolTableModel::takePrices(Row &row, const SymbolIntake &intake)
{
    Span changed;
    const auto note = [&changed](bool hasChanged, Column column) {
        if (hasChanged)
            changed.add(column);
    };
    note(assign(row.lastPrice,
                intake.lastTrade ? std::optional(intake.lastTrade->price) : std::nullopt),
         LastPrice);
    const bool hasNewBid = assign(row.bid, bestOf(intake.bids));
    const bool hasNewAsk = assign(row.ask, bestOf(intake.asks));
    note(hasNewBid, Bid);
    note(hasNewAsk, Ask);
    if (hasNewBid || hasNewAsk)
        note(assign(row.spread, row.bid && row.ask ? row.ask->minus(*row.bid) : std::nullopt),
             Spread);
    return changed;
}

SymbolTableModel::Span SymbolTableModel::takeFigures(Row &row, const SymbolStatus &symbol,
                                                     const ShownStatus &shown)
{
    Span changed;
    const auto note = [&changed](bool hasChanged, Column column) {
        if (hasChanged)
            changed.add(column);
    };
    note(assign(row.eventsPerSecond, symbol.eventsPerSecond()), EventRate);
    note(assign(row.rowsPerSecond, rowsPerSecondOf(symbol)), RowRate);
    note(assign(row.lag, commitLagOf(symbol)), Lag);
    note(assign(row.gaps, symbol.intake.gaps), Gaps);
    note(assign(row.age, ageOf(symbol.intake, shown.status.takenAt)), Age);
    note(assign(row.condition, conditionOf(symbol, shown)), State);
    return changed;
}

void SymbolTableModel::tellChanges(const std::vector<Span> &changes)
{
    // A range for each run of rows: one for each cell would cost views more than it saves them.
    const int count = int(changes.size());
    for (int row = 0; row < count;) {
        if (changes[std::size_t(row)].isEmpty()) {
            ++row;
            continue;
        }
        const int first = row;
        Span all;
        for (; row < count && !changes[std::size_t(row)].isEmpty(); ++row) {
            all.first = std::min(all.first, changes[std::size_t(row)].first);
            all.last = std::max(all.last, changes[std::size_t(row)].last);
        }
        emit dataChanged(index(first, all.first), index(row - 1, all.last));
    }
}

int SymbolTableModel::rowOf(const Symbol &symbol, std::size_t likelyRow) const
{
    if (likelyRow < m_rows.size() && m_rows[likelyRow].symbol == symbol)
        return int(likelyRow);
    const auto found = m_rowOf.find(symbol.name());
    return found == m_rowOf.end() ? -1 : found->second;
}

void SymbolTableModel::matchRows(const std::vector<SymbolStatus> &symbols)
{
    bool isSame = symbols.size() == m_rows.size();
    for (std::size_t i = 0; isSame && i < symbols.size(); ++i)
        isSame = rowOf(symbols[i].intake.symbol, i) >= 0;
    if (isSame)
        return;
    removeRowsExcept(symbols);
    appendRowsOf(symbols);
}

void SymbolTableModel::removeRowsExcept(const std::vector<SymbolStatus> &symbols)
{
    std::unordered_set<std::string> names;
    for (const SymbolStatus &symbol : symbols)
        names.insert(symbol.intake.symbol.name());
    for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
        if (names.contains(symbolAt(last).name()))
            continue;
        int first = last;
        while (first > 0 && !names.contains(symbolAt(first - 1).name()))
            --first;
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        indexRows();
        endRemoveRows();
        last = first;
    }
}

void SymbolTableModel::appendRowsOf(const std::vector<SymbolStatus> &symbols)
{
    std::vector<Row> added;
    std::unordered_set<std::string> names;
    for (const SymbolStatus &status : symbols) {
        const Symbol &symbol = status.intake.symbol;
        if (m_rowOf.contains(symbol.name()) || !names.insert(symbol.name()).second)
            continue;
        Row row;
        row.symbol = symbol;
        row.name = symbol.toString();
        row.isFavourite = m_favourites.contains(row.name);
        added.push_back(std::move(row));
    }
    if (added.empty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(added.size()) - 1);
    std::ranges::move(added, std::back_inserter(m_rows));
    indexRows();
    endInsertRows();
}

void SymbolTableModel::indexRows()
{
    m_rowOf.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rowOf.emplace(m_rows[i].symbol.name(), int(i));
}

void SymbolTableModel::setFavourite(int row, bool isFavourite)
{
    Row &changed = m_rows[std::size_t(row)];
    if (!assign(changed.isFavourite, isFavourite))
        return;
    if (isFavourite)
        m_favourites.insert(changed.name);
    else
        m_favourites.remove(changed.name);
    emit dataChanged(index(row, Favourite), index(row, Favourite));
    emit favouritesChanged();
}

QStringList SymbolTableModel::favourites() const
{
    QStringList names(m_favourites.cbegin(), m_favourites.cend());
    names.sort();
    return names;
}

void SymbolTableModel::setFavourites(const QStringList &names)
{
    const QSet<QString> wanted(names.cbegin(), names.cend());
    if (wanted == m_favourites)
        return;
    m_favourites = wanted;
    for (int row = 0; row < rowCount(); ++row) {
        if (assign(m_rows[std::size_t(row)].isFavourite, wanted.contains(nameAt(row))))
            emit dataChanged(index(row, Favourite), index(row, Favourite));
    }
    emit favouritesChanged();
}

bool SymbolTableModel::hasValue(int row, Column column) const
{
    const Row &one = m_rows[std::size_t(row)];
    switch (column) {
    case LastPrice:
        return one.lastPrice.has_value();
    case Spread:
        return one.spread.has_value();
    case Bid:
        return one.bid.has_value();
    case Ask:
        return one.ask.has_value();
    case Lag:
        return one.lag.has_value();
    case Age:
        return one.age.has_value();
    default:
        return true;
    }
}

std::weak_ordering SymbolTableModel::compare(int left, int right, Column column) const
{
    const Row &one = m_rows[std::size_t(left)];
    const Row &other = m_rows[std::size_t(right)];
    switch (column) {
    case Favourite:
        return orderOf(other.isFavourite, one.isFavourite);
    case LastPrice:
        return orderOf(one.lastPrice, other.lastPrice);
    case Spread:
        return orderOf(one.spread, other.spread);
    case Bid:
        return orderOf(one.bid, other.bid);
    case Ask:
        return orderOf(one.ask, other.ask);
    case EventRate:
    case Trend:
        return orderOf(one.eventsPerSecond, other.eventsPerSecond);
    case RowRate:
        return orderOf(one.rowsPerSecond, other.rowsPerSecond);
    case Lag:
        return orderOf(one.lag, other.lag);
    case Gaps:
        return orderOf(one.gaps, other.gaps);
    case Age:
        return orderOf(one.age, other.age);
    case State:
        return orderOf(one.condition, other.condition);
    case Name:
    case ColumnCount:
        break;
    }
    return orderOf(one.name, other.name);
}

int SymbolTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SymbolTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

} // namespace Orderflow
