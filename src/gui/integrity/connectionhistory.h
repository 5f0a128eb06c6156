#pragma once

#include "gui/integrity/keyedtablemodel.h"
#include "ledger/ledgerspan.h"

#include <memory>
#include <utility>

namespace Orderflow {

/// A row of capture_connections, and what became of it.
struct HistoryRow
{
    enum class State {
        Open,
        Closed,
        /// It could not be made.
        Failed,
        /// Its run ended without a word, so nobody knows when it ended.
        CutOff
    };

    LedgerConnection connection;
    State state = State::Open;

    std::pair<std::int64_t, std::int64_t> key() const
    {
        return {connection.sessionId, connection.connection.number};
    }
    bool operator==(const HistoryRow &) const = default;
};

/// The connections of the ledger, by run and number.
class ConnectionHistory final : public KeyedTableModel<HistoryRow>
{
    Q_OBJECT

public:
    enum Column {
        State,
        RouteName,
        Shard,
        Side,
        Opened,
        Closed,
        Lasted,
        Why,
        InFull,
        Attempts,
        Streams,
        Frames,
        Bytes,
        Session,
        ColumnCount
    };
    enum Role { SortRole = Qt::UserRole };

    using KeyedTableModel::KeyedTableModel;

    /// Null for none.
    void setSpan(const std::shared_ptr<const LedgerSpan> &span);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString stateName(HistoryRow::State state);
    static QString textOf(const HistoryRow &row, int column);
    static qint64 sortValueOf(const HistoryRow &row, int column);
};

} // namespace Orderflow
