#include "gui/overview/symbolsortmodel.h"

#include <QRegularExpression>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

SymbolSortModel::SymbolSortModel(SymbolTableModel &source, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
{
    setDynamicSortFilter(false);
    setSourceModel(&source);
    sort(SymbolTableModel::Name);
}

void SymbolSortModel::setFilter(const QString &words)
{
    static const QRegularExpression separators(u"[\\s,;]+"_s);
    m_words = words.split(separators, Qt::SkipEmptyParts);
    refresh();
}

void SymbolSortModel::setChoice(Choice choice)
{
    m_choice = choice;
    refresh();
}

void SymbolSortModel::refresh()
{
    invalidateRowsFilter();
    if (!isSorted())
        sort(sortColumn(), sortOrder());
}

bool SymbolSortModel::isSorted() const
{
    const bool isDescending = sortOrder() == Qt::DescendingOrder;
    QModelIndex before = mapToSource(index(0, 0));
    for (int row = 1; row < rowCount(); ++row) {
        const QModelIndex next = mapToSource(index(row, 0));
        if (isDescending ? lessThan(before, next) : lessThan(next, before))
            return false;
        before = next;
    }
    return true;
}

bool SymbolSortModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int one = left.row();
    const int other = right.row();
    // Where the order is descending, the base class asks the other way round.
    const bool isAscending = sortOrder() == Qt::AscendingOrder;
    if (m_source.isFavourite(one) != m_source.isFavourite(other))
        return m_source.isFavourite(one) == isAscending;
    const auto column = SymbolTableModel::Column(std::max(sortColumn(), 0));
    const bool hasValue = m_source.hasValue(one, column);
    if (hasValue != m_source.hasValue(other, column))
        return hasValue == isAscending;
    if (hasValue) {
        const std::weak_ordering order = m_source.compare(one, other, column);
        if (order != 0)
            return order < 0;
    }
    const bool isBefore = m_source.compare(one, other, SymbolTableModel::Name) < 0;
    return column == SymbolTableModel::Name ? isBefore : isBefore == isAscending && one != other;
}

bool SymbolSortModel::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (m_choice == Choice::Favourites && !m_source.isFavourite(row))
        return false;
    if (m_choice == Choice::NeedingAttention) {
        const Health health = healthOf(m_source.conditionAt(row));
        if (health != Health::Attention && health != Health::Bad)
            return false;
    }
    const QString &name = m_source.nameAt(row);
    return m_words.isEmpty() || std::ranges::any_of(m_words, [&name](const QString &word) {
               return name.contains(word, Qt::CaseInsensitive);
           });
}

} // namespace Orderflow
