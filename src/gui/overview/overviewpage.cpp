#include "gui/overview/overviewpage.h"

#include "gui/overview/symboltableview.h"
#include "gui/overview/tile.h"
#include "gui/overview/tilelayout.h"
#include "gui/overview/verdictbanner.h"
#include "gui/style/format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::vector<float> valuesOf(const SeriesPoints &points, float SeriesPoint::*member)
{
    std::vector<float> values(points.size());
    std::ranges::transform(points, values.begin(),
                           [member](const SeriesPoint &point) { return point.*member; });
    return values;
}

} // namespace

OverviewPage::OverviewPage(const SeriesStore &series, QWidget *parent)
    : Page(parent)
    , m_series(series)
    , m_banner(new VerdictBanner(this))
    , m_tileArea(new QWidget(this))
    , m_symbols(new SymbolTableModel(this))
    , m_sorted(new SymbolSortModel(*m_symbols, this))
    , m_table(new SymbolTableView(*m_symbols, *m_sorted, series, this))
{
    m_banner->setObjectName(u"verdictBanner"_s);
    m_table->setObjectName(u"symbolTable"_s);
    createTiles();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addWidget(m_tileArea);
    layout->addWidget(createFilterBar());
    layout->addWidget(m_table, 1);
    connectTable();
    setFocusProxy(m_table);
    showTiles({});
    showCount();
}

void OverviewPage::createTiles()
{
    static_assert(std::tuple_size_v<decltype(m_tiles)> == TileCount);
    auto *layout = new TileLayout(m_tileArea);
    layout->setSpacing(fontMetrics().height() / 2);
    for (std::size_t i = 0; i < TileCount; ++i) {
        m_tiles[i] = new Tile(titleOf(TileKind(i)), m_tileArea);
        m_tiles[i]->setObjectName(u"tile%1"_s.arg(i));
        layout->addWidget(m_tiles[i]);
    }
}

QWidget *OverviewPage::createFilterBar()
{
    auto *bar = new QWidget(this);
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(u"symbolFilter"_s);
    m_filter->setPlaceholderText(tr("Filter symbols, such as BTC ETH (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter symbols"));
    m_choice = new QComboBox(bar);
    m_choice->setObjectName(u"symbolChoice"_s);
    m_choice->setAccessibleName(tr("Which symbols are shown"));
    m_choice->addItem(tr("All symbols"), int(SymbolSortModel::Choice::All));
    m_choice->addItem(tr("Favourites"), int(SymbolSortModel::Choice::Favourites));
    m_choice->addItem(tr("Needing attention"), int(SymbolSortModel::Choice::NeedingAttention));
    m_count = new QLabel(bar);
    m_count->setObjectName(u"symbolCount"_s);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_count->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_choice);
    layout->addWidget(m_count);
    return bar;
}

void OverviewPage::connectTable()
{
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_sorted->setFilter(text);
        showCount();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_table->setFocus();
        if (!m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_sorted->index(0, SymbolTableModel::Name));
    });
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        m_sorted->setChoice(SymbolSortModel::Choice(m_choice->currentData().toInt()));
        showCount();
    });
    connect(m_table, &SymbolTableView::symbolActivated, this, &OverviewPage::symbolActivated);
    connect(m_table, &SymbolTableView::textTyped, this, [this](const QString &text) {
        m_filter->setFocus();
        m_filter->setText(m_filter->text() + text);
    });
    connect(m_table, &SymbolTableView::escapePressed, m_filter, &QLineEdit::clear);
    connect(m_symbols, &SymbolTableModel::favouritesChanged, this, [this] {
        m_sorted->refresh();
        showCount();
        emit favouritesChanged();
    });
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, [this] {
        m_filter->setFocus(Qt::ShortcutFocusReason);
        m_filter->selectAll();
    });
    auto *clear = new QShortcut(Qt::Key_Escape, m_filter);
    clear->setContext(Qt::WidgetShortcut);
    connect(clear, &QShortcut::activated, m_filter, [this] {
        m_filter->clear();
        m_table->setFocus();
    });
}

void OverviewPage::showStatus(const ShownStatus &shown)
{
    m_banner->showStatus(shown);
    showTiles(shown);
    showTrends();
    showSymbols(shown);
}

void OverviewPage::showTiles(const ShownStatus &shown)
{
    const TileContents contents = tileContents(shown);
    for (std::size_t i = 0; i < TileCount; ++i) {
        if (contents[i].health != m_tiles[i]->content().health)
            m_tilePace.skip();
        m_tiles[i]->setStale(shown.trouble.has_value());
    }
    if (!m_tilePace.isDue(shown.status.takenAt))
        return;
    for (std::size_t i = 0; i < TileCount; ++i)
        m_tiles[i]->showContent(contents[i]);
}

void OverviewPage::showTrends()
{
    const UtcMicroseconds newest =
        m_series.times().empty() ? UtcMicroseconds() : m_series.times().back();
    if (std::exchange(m_trendsUntil, newest) == newest)
        return;
    const SeriesPoints &points = m_series.total();
    // So that a young line can be seen at all.
    const std::size_t most = std::max(points.size(), std::size_t(120));
    const auto show = [&](TileKind kind, float SeriesPoint::*member) {
        m_tiles[std::size_t(kind)]->showTrend(valuesOf(points, member), most);
    };
    show(TileKind::Events, &SeriesPoint::eventsPerSecond);
    show(TileKind::Rows, &SeriesPoint::rowsPerSecond);
    show(TileKind::Lag, &SeriesPoint::commitMs);
    m_table->viewport()->update();
}

void OverviewPage::showSymbols(const ShownStatus &shown)
{
    if (std::exchange(m_isStale, shown.trouble.has_value()) != shown.trouble.has_value())
        m_table->setStale(m_isStale);
    const bool areFirst = m_symbols->rowCount() == 0;
    m_symbols->update(shown);
    if (!areFirst && (!m_orderPace.isDue(shown.status.takenAt) || m_table->isBeingUsed()))
        return;
    m_sorted->refresh();
    showCount();
    // So that the keys of the table have a row to work on, and it can be seen which.
    if (areFirst)
        m_table->setCurrentIndex(m_sorted->index(0, SymbolTableModel::Name));
}

void OverviewPage::showCount()
{
    const QString text = tr("%1 of %n symbol(s)", nullptr, m_symbols->rowCount())
                             .arg(Format::count(m_sorted->rowCount()));
    if (m_count->text() != text)
        m_count->setText(text);
    m_table->setEmptyText(emptyText());
}

QString OverviewPage::emptyText() const
{
    if (m_sorted->rowCount() > 0)
        return {};
    if (m_symbols->rowCount() == 0)
        return tr("No symbols are recorded yet.");
    if (!m_filter->text().isEmpty())
        return tr("No symbol matches the filter. Esc clears it.");
    if (m_sorted->choice() == SymbolSortModel::Choice::Favourites)
        return tr("No symbol is pinned. Space pins the selected one, or a click on its star.");
    return tr("No symbol needs attention.");
}

QStringList OverviewPage::favourites() const
{
    return m_symbols->favourites();
}

void OverviewPage::setFavourites(const QStringList &names)
{
    m_symbols->setFavourites(names);
}

QByteArray OverviewPage::tableState() const
{
    return m_table->tableState();
}

bool OverviewPage::restoreTableState(const QByteArray &state)
{
    return m_table->restoreTableState(state);
}

} // namespace Orderflow
