#pragma once

#include "gui/overview/symbolcondition.h"
#include "gui/source/figurepace.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>

#include <compare>
#include <optional>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// All symbols that are recorded, a row each, in the order in which they came. Rows keep their
/// indexes as long as their symbols are recorded, and only what changes is told to views.
///
/// Prices are as new as the status; rates, lags and ages are taken once a second, because nobody
/// reads them faster.
class SymbolTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Favourite,
        Name,
        State,
        LastPrice,
        Spread,
        Bid,
        Ask,
        EventRate,
        RowRate,
        Lag,
        Gaps,
        Age,
        /// Of the events, painted by its view.
        Trend,
        ColumnCount
    };

    enum Role {
        /// Of a cell, an int of Health; nothing where the cell is about no state.
        HealthRole = Qt::UserRole + 1
    };

    using QAbstractTableModel::QAbstractTableModel;

    void update(const ShownStatus &shown);

    const Symbol &symbolAt(int row) const { return m_rows[std::size_t(row)].symbol; }
    const QString &nameAt(int row) const { return m_rows[std::size_t(row)].name; }
    SymbolCondition conditionAt(int row) const { return m_rows[std::size_t(row)].condition; }

    bool isFavourite(int row) const { return m_rows[std::size_t(row)].isFavourite; }
    void setFavourite(int row, bool isFavourite);
    /// In the order of their names, those that are not recorded at the moment included.
    QStringList favourites() const;
    void setFavourites(const QStringList &names);

    /// Whether `column` has a value in `row`.
    bool hasValue(int row, Column column) const;
    /// By value, prices exactly, names as text; only where both have one.
    std::weak_ordering compare(int left, int right, Column column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

signals:
    void favouritesChanged();

private:
    struct Row
    {
        Symbol symbol;
        QString name;
        bool isFavourite = false;
        std::optional<Decimal> lastPrice;
        std::optional<Decimal> spread;
        std::optional<Decimal> bid;
        std::optional<Decimal> ask;
        double eventsPerSecond = 0;
        double rowsPerSecond = 0;
        /// The worst p99 of its streams.
        std::optional<std::chrono::microseconds> lag;
        std::int64_t gaps = 0;
        /// Of its newest event, in whole seconds.
        std::optional<std::chrono::seconds> age;
        SymbolCondition condition = SymbolCondition::Off;
    };

    /// The columns of a row that have changed.
    struct Span
    {
        int first = ColumnCount;
        int last = -1;

        void add(Column column);
        bool isEmpty() const { return last < 0; }
    };

    void matchRows(const std::vector<SymbolStatus> &symbols);
    void removeRowsExcept(const std::vector<SymbolStatus> &symbols);
    void appendRowsOf(const std::vector<SymbolStatus> &symbols);
    void indexRows();
    int rowOf(const Symbol &symbol, std::size_t likelyRow) const;
    bool areFiguresDue(const ShownStatus &shown);
    static Span takePrices(Row &row, const SymbolIntake &intake);
    static Span takeFigures(Row &row, const SymbolStatus &symbol, const ShownStatus &shown);
    void tellChanges(const std::vector<Span> &changes);

    QString textAt(const Row &row, Column column) const;
    QVariant healthAt(const Row &row, Column column) const;
    QString toolTipAt(const Row &row, Column column) const;

    std::vector<Row> m_rows;
    std::unordered_map<std::string, int> m_rowOf;
    QSet<QString> m_favourites;
    FigurePace m_pace{FigurePace::Quarter::Table};
    RecorderState m_state = RecorderState::Idle;
    bool m_hasAnswer = true;
};

} // namespace Orderflow
