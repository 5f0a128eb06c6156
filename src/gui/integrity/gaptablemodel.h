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

    using KeyedTableModel::KeyedTableModel;

    /// Null for none.
    void setSpan(const std::shared_ptr<const LedgerSpan> &span);

    /// Whether the one is before the other by the values of a column.
    static bool isLess(const LedgerGap &left, const LedgerGap &right, int column);

    /// The row of that id; -1 where there is none.
    int rowOf(std::int64_t id) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString textOf(const LedgerGap &row, int column);
};

} // namespace Orderflow
