#pragma once

#include "gui/style/theme.h"
#include "market/aggtrade.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

namespace Orderflow {

/// Time and sales: the newest trades of a symbol, the newest on top, and where trades went by
/// unseen a row that says how many.
class TradeTapeModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int MostRows = 1000;

    enum Column { TimeColumn, PriceColumn, SizeColumn, TakerColumn, ColumnCount };

    enum Role {
        /// How large a trade is beside the largest twentieth of those before it, 0 to 1.
        ShareRole = Qt::UserRole,
        /// Whether the row stands for trades that are not shown; all of its text is in its first
        /// column.
        MissingRole,
        /// Whether the taker sold.
        SoldRole
    };

    explicit TradeTapeModel(QObject *parent = nullptr);

    /// Takes those of `trades`, oldest first, that it does not have yet.
    void addTrades(const std::vector<AggTrade> &trades);
    /// While it does not follow, new trades wait, so that nothing moves under the eyes of who
    /// reads.
    void setFollowing(bool isFollowing);
    bool isFollowing() const { return m_isFollowing; }
    /// Trades that wait to be shown.
    int waitingTrades() const { return m_waitingTrades; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    void setTheme(const Theme &theme);

signals:
    void waitingChanged();

private:
    struct Row
    {
        AggTrade trade;
        double share = 0;
        /// More than 0 where the row stands for trades that are not shown.
        std::int64_t missing = 0;
    };

    void append(const AggTrade &trade, std::vector<Row> &rows);
    void show(std::vector<Row> rows);
    double largeQuantity() const;
    QVariant textOf(const Row &row, int column) const;

    Theme m_theme;
    /// Newest first.
    std::deque<Row> m_rows;
    std::int64_t m_newestId = -1;
    /// The quantities that came last, to tell what is large.
    std::deque<double> m_quantities;
    bool m_isFollowing = true;
    std::vector<Row> m_waiting;
    int m_waitingTrades = 0;
};

} // namespace Orderflow
