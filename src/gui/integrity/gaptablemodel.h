#pragma once

#include "gui/integrity/gapwords.h"
#include "gui/integrity/keyedtablemodel.h"

#include <memory>

namespace Orderflow {

struct GapRow
{
    LedgerGap gap;

    std::int64_t key() const { return gap.id; }
    bool operator==(const GapRow &) const = default;
};

/// The rows of the gap ledger, by their ids.
class GapTableModel final : public KeyedTableModel<GapRow>
{
    Q_OBJECT

public:
    enum Column {
        State,
        SymbolName,
        Stream,
        Reason,
        From,
        To,
        Length,
        Missing,
        Filled,
        FirstMissing,
        LastMissing,
        Id,
        Session,
        Note,
        ColumnCount
    };
    enum Role { SortRole = Qt::UserRole };

    using KeyedTableModel::KeyedTableModel;

    /// Null for none.
    void setSpan(const std::shared_ptr<const LedgerSpan> &span);

    /// The row of that id; -1 where there is none.
    int rowOf(std::int64_t id) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString textOf(const LedgerGap &row, int column);
    static QVariant sortValueOf(const LedgerGap &row, int column);
};

} // namespace Orderflow
