#pragma once

#include "gui/overview/figurepace.h"
#include "gui/page.h"
#include "gui/source/seriesstore.h"

#include <QStringList>

#include <array>

class QComboBox;
class QLabel;
class QLineEdit;

namespace Orderflow {

class SymbolSortModel;
class SymbolTableModel;
class SymbolTableView;
class Tile;
class VerdictBanner;

/// How capture is as a whole: the verdict, its figures, and all symbols.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    /// `series` outlives it.
    explicit OverviewPage(const SeriesStore &series, QWidget *parent = nullptr);

    void showStatus(const ShownStatus &shown) override;

    /// The names of the symbols that the user has pinned, those that are not recorded included.
    QStringList favourites() const;
    void setFavourites(const QStringList &names);

    /// How the table is arranged and sorted, to be kept from run to run.
    QByteArray tableState() const;
    /// Whether `state` came from tableState(); else nothing changes.
    bool restoreTableState(const QByteArray &state);

signals:
    /// The user wants to see more of it.
    void symbolActivated(const Orderflow::Symbol &symbol);
    void favouritesChanged();

private:
    void createTiles();
    QWidget *createFilterBar();
    void connectTable();
    void showTiles(const ShownStatus &shown);
    void showTrends();
    void showSymbols(const ShownStatus &shown);
    void showCount();
    /// What the table says where it has no rows.
    QString emptyText() const;

    const SeriesStore &m_series;
    UtcMicroseconds m_trendsUntil{};
    FigurePace m_tilePace;
    /// Rows that move more often cannot be followed, or hit.
    FigurePace m_orderPace;
    bool m_isStale = false;
    VerdictBanner *m_banner;
    QWidget *m_tileArea;
    std::array<Tile *, 8> m_tiles{};
    QLineEdit *m_filter = nullptr;
    QComboBox *m_choice = nullptr;
    QLabel *m_count = nullptr;
    SymbolTableModel *m_symbols;
    SymbolSortModel *m_sorted;
    SymbolTableView *m_table;
};

} // namespace Orderflow
