#pragma once

#include "monitor/recorderstatus.h"

#include <QAbstractTableModel>

#include <vector>

namespace Orderflow {

/// The symbols of the newest status, a row each, in the order of the settings.
class SymbolTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        SymbolColumn,
        LastPriceColumn,
        BidQuantityColumn,
        BidColumn,
        AskColumn,
        AskQuantityColumn,
        TradeRateColumn,
        DepthRateColumn,
        LagColumn,
        GapColumn,
        ColumnCount
    };

    explicit SymbolTableModel(QObject *parent = nullptr);

    /// Shows `symbols` from now on; cells change, rows stay where the symbols are the same.
    void setSymbols(std::vector<SymbolStatus> symbols);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(const SymbolStatus &symbol, Column column) const;

    std::vector<SymbolStatus> m_symbols;
};

} // namespace Orderflow
