#pragma once

#include "gui/overview/symbolsortmodel.h"
#include "gui/source/seriesstore.h"

#include <QTableView>

class QMenu;

namespace Orderflow {

class SymbolDelegate;

/// The table of symbols with its keys and menus: Enter opens, Space pins, and the menu does both,
/// sorts, and hides columns. Widths follow the font and the user, never the figures.
class SymbolTableView final : public QTableView
{
    Q_OBJECT

public:
    /// All outlive it.
    SymbolTableView(SymbolTableModel &symbols, SymbolSortModel &sorted, const SeriesStore &series,
                    QWidget *parent = nullptr);

    void setStale(bool isStale);
    /// What stands in the middle of a table without rows; empty where there are some.
    void setEmptyText(const QString &text);
    const QString &emptyText() const { return m_emptyText; }

    /// Order, widths and visibility of the columns, and how it is sorted.
    QByteArray tableState() const;
    /// Whether `state` is one that tableState() has made; else nothing changes.
    bool restoreTableState(const QByteArray &state);

    /// Whether the user is about to do something with a row, which should stay where it is.
    bool isBeingUsed() const;

signals:
    void symbolActivated(const Orderflow::Symbol &symbol);
    /// The user has typed something that is no key of the table: the beginning of a name.
    void textTyped(const QString &text);
    void escapePressed();

protected:
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void setTypicalWidths();
    void setRowHeight();
    void openRow(const QModelIndex &index);
    void togglePin(const QModelIndex &index);
    void addRowActions(QMenu &menu, const QModelIndex &index);
    void addColumnMenus(QMenu &menu);
    void showHeadingMenu(QPoint place);

    SymbolTableModel &m_symbols;
    SymbolSortModel &m_sorted;
    SymbolDelegate *m_delegate;
    QString m_emptyText;
    bool m_isMenuOpen = false;
};

} // namespace Orderflow
