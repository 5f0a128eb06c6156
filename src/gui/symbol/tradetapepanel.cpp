#include "gui/symbol/tradetapepanel.h"

#include "gui/symbol/tradetapedelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace Orderflow {

using namespace Qt::StringLiterals;

TradeTapePanel::TradeTapePanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new TradeTapeModel(this))
    , m_delegate(new TradeTapeDelegate(this))
    , m_view(new QTableView(this))
    , m_follow(new QToolButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_follow);
    m_view->setModel(m_model);
    m_view->setItemDelegate(m_delegate);
    m_view->setObjectName(u"tape"_s);
    m_view->setAccessibleName(tr("Time and sales"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setSectionResizeMode(TradeTapeModel::TakerColumn,
                                                     QHeaderView::Stretch);
    m_follow->setObjectName(u"follow"_s);
    m_follow->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_follow->hide();
    connect(m_follow, &QToolButton::clicked, m_view, &QTableView::scrollToTop);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { m_model->setFollowing(value == 0); });
    connect(m_model, &TradeTapeModel::waitingChanged, this, &TradeTapePanel::showWaiting);
    setFocusProxy(m_view);
    setTheme();
}

QSize TradeTapePanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 44, fontMetrics().height() * 20};
}

QSize TradeTapePanel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 28, fontMetrics().height() * 6};
}

void TradeTapePanel::addTrades(const std::vector<AggTrade> &trades)
{
    growColumns(trades);
    m_model->addTrades(trades);
}

void TradeTapePanel::growColumns(const std::vector<AggTrade> &trades)
{
    std::array<qsizetype, 2> longest = m_longest;
    // Those that came last are like those before them.
    for (std::size_t i = trades.size() - std::min<std::size_t>(trades.size(), 20);
         i < trades.size(); ++i) {
        longest[0] = std::max(longest[0], qsizetype(trades[i].price.toStdString().size()));
        longest[1] = std::max(longest[1], qsizetype(trades[i].quantity.toStdString().size()));
    }
    if (longest == m_longest)
        return;
    m_longest = longest;
    QFont bold = m_view->font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const int gap = metrics.averageCharWidth() * 3 / 2;
    const auto widthOf = [&](qsizetype digits, TradeTapeModel::Column column) {
        const int header = m_view->horizontalHeader()->sectionSizeHint(column);
        return std::max(header, metrics.horizontalAdvance(QString(digits, u'0')) + gap);
    };
    m_view->setColumnWidth(TradeTapeModel::PriceColumn,
                           widthOf(longest[0], TradeTapeModel::PriceColumn));
    m_view->setColumnWidth(TradeTapeModel::SizeColumn,
                           widthOf(longest[1], TradeTapeModel::SizeColumn));
}

void TradeTapePanel::showWaiting()
{
    m_follow->setVisible(!m_model->isFollowing());
    m_follow->setText(
        tr("Paused, %n new trade(s) – go to the newest", nullptr, m_model->waitingTrades()));
}

void TradeTapePanel::setTheme()
{
    const Theme theme = Theme::of(palette());
    m_model->setTheme(theme);
    m_delegate->setTheme(theme);
    QFont bold = m_view->font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    m_view->verticalHeader()->setMinimumSectionSize(metrics.height());
    m_view->verticalHeader()->setDefaultSectionSize(int(metrics.height() * 1.2));
    m_view->setColumnWidth(TradeTapeModel::TimeColumn,
                           metrics.horizontalAdvance(u"00:00:00.000"_s) +
                               2 * metrics.averageCharWidth());
    m_longest = {};
}

void TradeTapePanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        setTheme();
    QWidget::changeEvent(event);
}

} // namespace Orderflow
