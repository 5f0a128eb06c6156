#pragma once

#include "gui/overview/symboltablemodel.h"

#include <QSortFilterProxyModel>
#include <QStringList>

namespace Orderflow {

/// Which symbols are shown, and in which order: favourites first, then those that have a value in
/// the column, in either direction; what is equal is ordered by name.
///
/// It does not follow each change of its source: refresh() does, so that rows do not jump about ten
/// times a second.
class SymbolSortModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Choice { All, Favourites, NeedingAttention };

    /// `source` outlives it.
    explicit SymbolSortModel(SymbolTableModel &source, QObject *parent = nullptr);

    /// Words, of which a name has to contain one, in any case; all names where there are none.
    void setFilter(const QString &words);
    void setChoice(Choice choice);
    Choice choice() const { return m_choice; }

    /// Filters and sorts anew where that makes a difference.
    void refresh();

    int sourceRow(const QModelIndex &index) const { return mapToSource(index).row(); }

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool isSorted() const;

    SymbolTableModel &m_source;
    QStringList m_words;
    Choice m_choice = Choice::All;
};

} // namespace Orderflow
