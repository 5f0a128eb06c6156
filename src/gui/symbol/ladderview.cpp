#include "gui/symbol/ladderview.h"

#include "gui/style/format.h"

#include <QEvent>
#include <QLocale>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr double QuantityTint = 0.42;
constexpr double TotalTint = 0.13;
constexpr int HintLevels = 10;
constexpr int LeastLevels = 3;

} // namespace

LadderView::LadderView(QWidget *parent)
    : QWidget(parent)
    , m_theme(Theme::of(palette()))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Order book"));
}

QSize LadderView::sizeHint() const
{
    const auto levels = int(std::max({m_bids.size(), m_asks.size(), std::size_t(LeastLevels)}));
    return {fontMetrics().averageCharWidth() * 44,
            rowHeight() * (2 * std::min(levels, HintLevels) + 3)};
}

QSize LadderView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 28, rowHeight() * (2 * LeastLevels + 3)};
}

int LadderView::rowHeight() const
{
    return int(fontMetrics().height() * 1.25);
}

int LadderView::levelsThatFit() const
{
    // A row for names, one and a half for the middle.
    const double rows = double(height()) / rowHeight() - 2.5;
    const auto most = std::max(m_bids.size(), m_asks.size());
    const int fit = int(rows / 2);
    return std::max(1, int(most) <= fit ? fit : int((rows - 1.6) / 2));
}

int LadderView::topOfAsks() const
{
    return topOfSpread() - int(m_rows.asks.size()) * rowHeight();
}

int LadderView::topOfSpread() const
{
    const int middle = rowHeight() + (height() - rowHeight()) / 2 - rowHeight() * 3 / 4;
    return middle;
}

void LadderView::setBook(const std::vector<PriceLevel> &bids, const std::vector<PriceLevel> &asks,
                         const std::optional<AggTrade> &lastTrade, const QString &whyEmpty)
{
    if (bids == m_bids && asks == m_asks && lastTrade == m_lastTrade && whyEmpty == m_whyEmpty)
        return;
    const bool wasEmpty = m_bids.empty() && m_asks.empty();
    if (lastTrade != m_lastTrade)
        update(0, topOfSpread(), width(), rowHeight() * 3 / 2);
    m_bids = bids;
    m_asks = asks;
    m_lastTrade = lastTrade;
    m_whyEmpty = whyEmpty;
    const LadderRows before = m_rows;
    layOut();
    if (wasEmpty || (bids.empty() && asks.empty()))
        update();
    else
        updateChanged(before);
}

void LadderView::layOut()
{
    const LadderRows rows = ladderRows(m_bids, m_asks, m_lastTrade, levelsThatFit());
    growWidths(rows);
    m_rows = rows;
    describe();
}

void LadderView::growWidths(const LadderRows &rows)
{
    const std::array<int, 3> before = m_widths;
    const auto grow = [this](int &width, const QString &text) {
        width = std::max(width, fontMetrics().horizontalAdvance(text));
    };
    grow(m_widths[0], tr("Price"));
    grow(m_widths[1], tr("Size"));
    grow(m_widths[2], tr("Depth"));
    for (const auto *side : {&rows.asks, &rows.bids}) {
        for (const LadderLevel &level : *side) {
            grow(m_widths[0], level.price);
            grow(m_widths[1], level.quantity);
            grow(m_widths[2], level.total);
        }
    }
    if (m_widths != before)
        update();
}

void LadderView::updateChanged(const LadderRows &before)
{
    if (before.asks.size() != m_rows.asks.size() || before.bids.size() != m_rows.bids.size() ||
        before.moreAsks != m_rows.moreAsks || before.moreBids != m_rows.moreBids) {
        update();
        return;
    }
    const int height = rowHeight();
    for (std::size_t i = 0; i < m_rows.asks.size(); ++i) {
        if (before.asks[i] != m_rows.asks[i])
            update(0, topOfSpread() - int(i + 1) * height, width(), height);
    }
    const int bids = topOfSpread() + height * 3 / 2;
    for (std::size_t i = 0; i < m_rows.bids.size(); ++i) {
        if (before.bids[i] != m_rows.bids[i])
            update(0, bids + int(i) * height, width(), height);
    }
    if (before.spread != m_rows.spread)
        update(0, topOfSpread(), width(), height * 3 / 2);
}

QString LadderView::spreadText() const
{
    if (!m_rows.spread)
        return tr("spread %1").arg(Format::nothing());
    const double points = m_rows.spreadBasisPoints;
    return tr("spread %1 (%2 bp)")
        .arg(m_rows.spread->toString(), QLocale().toString(points, 'f', points < 10 ? 2 : 1));
}

QString LadderView::lastTradeText() const
{
    if (!m_lastTrade)
        return tr("no trade yet");
    return (m_lastTrade->isBuyerMaker ? tr("▼ %1 × %2", "price and quantity, sold")
                                      : tr("▲ %1 × %2", "price and quantity, bought"))
        .arg(m_lastTrade->price.toString(), m_lastTrade->quantity.toString());
}

void LadderView::describe()
{
    if (m_rows.asks.empty() && m_rows.bids.empty()) {
        setAccessibleDescription(m_whyEmpty);
        return;
    }
    const auto best = [](const std::vector<LadderLevel> &side, bool isPrice) {
        if (side.empty())
            return Format::nothing();
        return isPrice ? side.front().price : side.front().quantity;
    };
    QString last = tr("no trade yet");
    if (m_lastTrade) {
        last = (m_lastTrade->isBuyerMaker ? tr("last trade sold %1 at %2")
                                          : tr("last trade bought %1 at %2"))
                   .arg(m_lastTrade->quantity.toString(), m_lastTrade->price.toString());
    }
    setAccessibleDescription(tr("best bid %1, size %2; best ask %3, size %4; %5; %6")
                                 .arg(best(m_rows.bids, true), best(m_rows.bids, false),
                                      best(m_rows.asks, true), best(m_rows.asks, false),
                                      spreadText(), last));
}

LadderView::Columns LadderView::columns() const
{
    const int gap = fontMetrics().averageCharWidth();
    Columns columns;
    const int needed = m_widths[0] + m_widths[1] + m_widths[2] + 6 * gap;
    columns.hasTotal = needed <= width();
    // The sign of the last trade stands before the price.
    columns.priceRight = 2 * gap + m_widths[0];
    const int rest = width() - columns.priceRight;
    columns.totalRight = width() - gap / 2;
    columns.quantityRight =
        columns.hasTotal ? std::min(columns.priceRight + std::max(rest / 2, m_widths[1] + gap),
                                    columns.totalRight - m_widths[2] - gap)
                         : columns.totalRight;
    return columns;
}

void LadderView::paintHeader(QPainter &painter) const
{
    const Columns at = columns();
    const int height = rowHeight();
    painter.setPen(m_theme.dimText);
    const auto text = [&](int right, const QString &name) {
        painter.drawText(QRect(0, 0, right, height), Qt::AlignRight | Qt::AlignVCenter, name);
    };
    text(at.priceRight, tr("Price"));
    text(at.quantityRight, tr("Size"));
    if (at.hasTotal)
        text(at.totalRight, tr("Depth"));
    painter.setPen(m_theme.grid);
    painter.drawLine(0, height - 1, width(), height - 1);
}

void LadderView::paintLevel(QPainter &painter, int top, const LadderLevel &level, bool isAsk) const
{
    const Columns at = columns();
    const int gap = fontMetrics().averageCharWidth();
    const int height = rowHeight();
    const QColor &colour = isAsk ? m_theme.ask : m_theme.bid;
    const int barsLeft = at.priceRight + gap;
    const int depth = int((width() - barsLeft) * level.totalShare);
    painter.fillRect(barsLeft, top, depth, height, tinted(m_theme.background, colour, TotalTint));
    // The end of the depth as a line, so that the steps can be seen.
    painter.fillRect(barsLeft + depth, top, 1, height, tinted(m_theme.background, colour, 0.4));
    const int size = std::max(1, int((at.quantityRight + gap / 2 - barsLeft) * level.share));
    painter.fillRect(barsLeft, top + 2, size, height - 4,
                     tinted(m_theme.background, colour, QuantityTint));
    const auto text = [&](int right, const QString &value) {
        painter.drawText(QRect(0, top, right, height), Qt::AlignRight | Qt::AlignVCenter, value);
    };
    if (level.isLast && m_lastTrade) {
        const QColor &taker = m_lastTrade->isBuyerMaker ? m_theme.ask : m_theme.bid;
        painter.setPen(taker);
        painter.drawRect(1, top, at.priceRight + gap / 2, height - 1);
        painter.drawText(QRect(gap / 2, top, at.priceRight, height),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         m_lastTrade->isBuyerMaker ? u"▼"_s : u"▲"_s);
    }
    painter.setPen(colour);
    text(at.priceRight, level.price);
    painter.setPen(m_theme.text);
    text(at.quantityRight, level.quantity);
    if (at.hasTotal)
        text(at.totalRight, level.total);
}

void LadderView::paintMiddle(QPainter &painter) const
{
    const QRect middle(0, topOfSpread(), width(), rowHeight() * 3 / 2);
    painter.fillRect(middle, tinted(m_theme.background, m_theme.text, 0.06));
    const int gap = fontMetrics().averageCharWidth();
    const QRect inside = middle.adjusted(gap / 2, 0, -gap / 2, 0);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(!m_lastTrade                ? m_theme.dimText
                   : m_lastTrade->isBuyerMaker ? m_theme.ask
                                               : m_theme.bid);
    const QString last = lastTradeText();
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, last);
    const int lastWidth = QFontMetrics(bold).horizontalAdvance(last) + 2 * gap;
    painter.setFont(font());
    painter.setPen(m_theme.dimText);
    // In a narrow place the words go first.
    const int room = inside.width() - lastWidth;
    QString spread = spreadText();
    if (fontMetrics().horizontalAdvance(spread) > room && m_rows.spread)
        spread = u"↕ "_s + m_rows.spread->toString();
    painter.drawText(inside.adjusted(lastWidth, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                     spread);
}

void LadderView::paintMore(QPainter &painter) const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    painter.setPen(m_theme.dimText);
    const int height = rowHeight();
    // In the space that is left over, at the ends.
    if (m_rows.moreAsks > 0)
        painter.drawText(QRect(0, height, width(), topOfAsks() - height),
                         Qt::AlignHCenter | Qt::AlignBottom,
                         tr("%n more ask level(s) above", nullptr, m_rows.moreAsks));
    const int end = topOfSpread() + height * 3 / 2 + int(m_rows.bids.size()) * height;
    if (m_rows.moreBids > 0)
        painter.drawText(QRect(0, end, width(), this->height() - end),
                         Qt::AlignHCenter | Qt::AlignTop,
                         tr("%n more bid level(s) below", nullptr, m_rows.moreBids));
}

void LadderView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme.background);
    if (m_rows.asks.empty() && m_rows.bids.empty()) {
        painter.setPen(m_theme.dimText);
        const int gap = rowHeight();
        painter.drawText(rect().adjusted(gap, gap, -gap, -gap), Qt::AlignCenter | Qt::TextWordWrap,
                         m_whyEmpty);
        return;
    }
    const int height = rowHeight();
    const auto isTouched = [event, this](int top, int rowHeight) {
        return event->region().intersects(QRect(0, top, width(), rowHeight));
    };
    if (isTouched(0, height))
        paintHeader(painter);
    for (std::size_t i = 0; i < m_rows.asks.size(); ++i) {
        const int top = topOfSpread() - int(i + 1) * height;
        if (isTouched(top, height))
            paintLevel(painter, top, m_rows.asks[i], true);
    }
    const int bids = topOfSpread() + height * 3 / 2;
    for (std::size_t i = 0; i < m_rows.bids.size(); ++i) {
        if (isTouched(bids + int(i) * height, height))
            paintLevel(painter, bids + int(i) * height, m_rows.bids[i], false);
    }
    if (isTouched(topOfSpread(), height * 3 / 2))
        paintMiddle(painter);
    paintMore(painter);
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void LadderView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void LadderView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_theme = Theme::of(palette());
        m_widths = {};
        layOut();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace Orderflow
