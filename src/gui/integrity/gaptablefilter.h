#pragma once

#include "gui/integrity/gaptablemodel.h"

#include <QSortFilterProxyModel>

#include <optional>

namespace Orderflow {

/// Those rows of a GapTableModel that match, sorted by the columns' values.
class GapTableFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    struct Wanted
    {
        /// Words, all of which are in symbol, stream, reason or note, in any case.
        QString text;
        /// Nothing for all that are holes, see isHole().
        std::optional<GapState> state;
        bool withSeamless = false;
        std::optional<GapReason> reason;

        bool operator==(const Wanted &) const = default;
    };

    explicit GapTableFilter(QObject *parent = nullptr);

    void setWanted(const Wanted &wanted);
    const Wanted &wanted() const { return m_wanted; }

    /// Of a row of this model.
    const LedgerGap &gap(int row) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    const GapTableModel &gaps() const;

    Wanted m_wanted;
};

} // namespace Orderflow
