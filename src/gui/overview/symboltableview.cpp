#include "gui/overview/symboltableview.h"

#include "gui/overview/symboldelegate.h"
#include "gui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Of tableState(); raised when columns change.
constexpr qint32 StateVersion = 1;

/// As long as most texts of the column get.
constexpr std::array<QLatin1StringView, SymbolTableModel::ColumnCount> TypicalTexts{
    "WW"_L1,
    "1000PEPEUSDT_261225"_L1,
    "W complete"_L1,
    "123456.78900"_L1,
    "0.0000100"_L1,
    "123456.78900"_L1,
    "123456.78900"_L1,
    "Events/s 00"_L1,
    "Rows/s 00"_L1,
    "Lag p99 00"_L1,
    "Gaps 00"_L1,
    "120 min 0"_L1,
    "Last 15 min 000"_L1};

} // namespace

SymbolTableView::SymbolTableView(SymbolTableModel &symbols, SymbolSortModel &sorted,
                                 const SeriesStore &series, QWidget *parent)
    : QTableView(parent)
    , m_symbols(symbols)
    , m_sorted(sorted)
    , m_delegate(new SymbolDelegate(symbols, sorted, series, this))
{
    setModel(&sorted);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Symbols"));
    setAccessibleDescription(tr("Enter opens a symbol, Space pins it to the top, typing filters, "
                                "and the menu key sorts."));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *heading = horizontalHeader();
    heading->setSectionsMovable(true);
    heading->setHighlightSections(false);
    heading->setStretchLastSection(true);
    heading->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(heading, &QWidget::customContextMenuRequested, this, &SymbolTableView::showHeadingMenu);
    setSortingEnabled(true);
    sortByColumn(SymbolTableModel::Name, Qt::AscendingOrder);
    setTypicalWidths();
    setRowHeight();
}

void SymbolTableView::setStale(bool isStale)
{
    m_delegate->setStale(isStale);
    viewport()->update();
}

void SymbolTableView::setEmptyText(const QString &text)
{
    if (m_emptyText == text)
        return;
    m_emptyText = text;
    viewport()->update();
}

void SymbolTableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::of(palette()).dimText);
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

void SymbolTableView::setTypicalWidths()
{
    const int margins = 2 * fontMetrics().averageCharWidth();
    for (int column = 0; column < SymbolTableModel::ColumnCount; ++column)
        setColumnWidth(
            column, margins + fontMetrics().horizontalAdvance(TypicalTexts[std::size_t(column)]));
}

void SymbolTableView::setRowHeight()
{
    // In this order: rows that the minimum has made higher would not follow the default any more.
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    verticalHeader()->setMinimumSectionSize(fontMetrics().height());
}

QByteArray SymbolTableView::tableState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << StateVersion << horizontalHeader()->saveState();
    return state;
}

bool SymbolTableView::restoreTableState(const QByteArray &state)
{
    QDataStream stream(state);
    qint32 version = 0;
    QByteArray columns;
    stream >> version >> columns;
    if (stream.status() != QDataStream::Ok || version != StateVersion ||
        !horizontalHeader()->restoreState(columns))
        return false;
    sortByColumn(horizontalHeader()->sortIndicatorSection(),
                 horizontalHeader()->sortIndicatorOrder());
    return true;
}

bool SymbolTableView::isBeingUsed() const
{
    return m_isMenuOpen || QApplication::mouseButtons() != Qt::NoButton;
}

void SymbolTableView::openRow(const QModelIndex &index)
{
    if (index.isValid())
        emit symbolActivated(m_symbols.symbolAt(m_sorted.sourceRow(index)));
}

void SymbolTableView::togglePin(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const int row = m_sorted.sourceRow(index);
    m_symbols.setFavourite(row, !m_symbols.isFavourite(row));
    m_sorted.refresh();
}

void SymbolTableView::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = !(event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openRow(currentIndex());
        return;
    case Qt::Key_Space:
        togglePin(currentIndex());
        return;
    case Qt::Key_Escape:
        emit escapePressed();
        return;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        QApplication::clipboard()->setText(m_symbols.nameAt(m_sorted.sourceRow(currentIndex())));
        return;
    }
    const QString text = event->text();
    if (isPlain && !text.isEmpty() && text[0].isLetterOrNumber()) {
        emit textTyped(text);
        return;
    }
    QTableView::keyPressEvent(event);
}

void SymbolTableView::mousePressEvent(QMouseEvent *event)
{
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.column() == SymbolTableModel::Favourite)
        togglePin(index);
}

void SymbolTableView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton)
        return;
    // A second click that comes fast is a second click.
    if (index.column() == SymbolTableModel::Favourite)
        togglePin(index);
    else
        openRow(index);
}

void SymbolTableView::addRowActions(QMenu &menu, const QModelIndex &index)
{
    const int row = m_sorted.sourceRow(index);
    const QString name = m_symbols.nameAt(row);
    // The rows may change while the menu is open; this index stays with its symbol.
    const QPersistentModelIndex chosen(index);
    menu.addAction(tr("&Open %1").arg(name), this, [this, chosen] { openRow(chosen); });
    menu.addAction(m_symbols.isFavourite(row) ? tr("&Unpin") : tr("&Pin to the top"), this,
                   [this, chosen] { togglePin(chosen); });
    menu.addAction(tr("&Copy name"), this, [name] { QApplication::clipboard()->setText(name); });
    menu.addSeparator();
}

void SymbolTableView::addColumnMenus(QMenu &menu)
{
    QMenu *sort = menu.addMenu(tr("&Sort by"));
    QMenu *columns = menu.addMenu(tr("C&olumns"));
    for (int column = 0; column < SymbolTableModel::ColumnCount; ++column) {
        const auto headingOf = [this, column](int role) {
            return m_symbols.headerData(column, Qt::Horizontal, role);
        };
        const QString title = headingOf(Qt::AccessibleTextRole).toString();
        const auto first = Qt::SortOrder(headingOf(Qt::InitialSortOrderRole).toInt());
        sort->addAction(title, this, [this, column, first] {
            const bool isSecondTime =
                m_sorted.sortColumn() == column && m_sorted.sortOrder() == first;
            const auto other =
                first == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
            sortByColumn(column, isSecondTime ? other : first);
        });
        QAction *shown = columns->addAction(title);
        shown->setCheckable(true);
        shown->setChecked(!isColumnHidden(column));
        // Without names the rest means nothing.
        shown->setEnabled(column != SymbolTableModel::Name);
        connect(shown, &QAction::toggled, this,
                [this, column](bool isShown) { setColumnHidden(column, !isShown); });
    }
    columns->addSeparator();
    columns->addAction(tr("&Usual widths"), this, &SymbolTableView::setTypicalWidths);
}

void SymbolTableView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isByKey ? currentIndex() : indexAt(event->pos());
    QMenu menu(this);
    menu.setObjectName(u"symbolMenu"_s);
    if (index.isValid()) {
        setCurrentIndex(index);
        addRowActions(menu, index);
    }
    addColumnMenus(menu);
    const QScopedValueRollback open(m_isMenuOpen, true);
    menu.exec(isByKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
                      : event->globalPos());
}

void SymbolTableView::showHeadingMenu(QPoint place)
{
    QMenu menu(this);
    menu.setObjectName(u"headingMenu"_s);
    addColumnMenus(menu);
    menu.exec(horizontalHeader()->mapToGlobal(place));
}

void SymbolTableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    setTypicalWidths();
    setRowHeight();
}

} // namespace Orderflow
