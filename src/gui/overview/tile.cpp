#include "gui/overview/tile.h"

#include "gui/charts/trendline.h"
#include "gui/overview/scaledfont.h"
#include "gui/style/theme.h"

#include <QEvent>
#include <QPainter>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr double ValueSize = 1.6;
constexpr double DetailSize = 0.92;
/// Digits of the title's font that are as wide as most details.
constexpr int TypicalDigits = 15;

} // namespace

Tile::Tile(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
}

void Tile::showContent(const TileContent &content)
{
    if (content == m_content)
        return;
    const bool isSameState = content.health == m_content.health;
    m_content = content;
    // A line of the past below the texts stays as it is.
    update(isSameState && m_trend ? rect().adjusted(0, 0, 0, -(height() - m_trend->y())) : rect());
    QStringList texts{content.value, content.detail, content.secondDetail};
    texts.removeAll(QString());
    const QString figures = texts.join(u'\n');
    setToolTip(figures + u"\n\n"_s + content.explanation);
    setAccessibleDescription(symbolOf(content.health) + u' ' + figures);
}

void Tile::showTrend(std::vector<float> values, std::size_t most)
{
    if (!m_trend) {
        m_trend = new TrendLine(this);
        m_trend->show();
        placeTrend();
    }
    m_trend->setValues(std::move(values), most);
}

void Tile::setStale(bool isStale)
{
    if (m_isStale == isStale)
        return;
    m_isStale = isStale;
    update();
}

QFont Tile::valueFont() const
{
    QFont large = scaledFont(font(), ValueSize);
    large.setWeight(QFont::DemiBold);
    return large;
}

QSize Tile::minimumSizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {barWidth() + 2 * padding() + metrics.horizontalAdvance(u'0') * TypicalDigits,
            2 * padding() + 3 * metrics.height() + QFontMetrics(valueFont()).height()};
}

QRect Tile::rectOf(Line line) const
{
    const int height = fontMetrics().height();
    const int valueHeight = QFontMetrics(valueFont()).height();
    const QRect inside = rect().adjusted(barWidth() + padding(), padding(), -padding(), 0);
    switch (line) {
    case TitleLine:
        return {inside.left(), inside.top(), inside.width(), height};
    case ValueLine:
        return {inside.left(), inside.top() + height, inside.width(), valueHeight};
    case DetailLine:
        return {inside.left(), inside.top() + height + valueHeight, inside.width(), height};
    case LastLine:
        return {inside.left(), inside.top() + 2 * height + valueHeight, inside.width(), height};
    }
    Q_UNREACHABLE();
}

void Tile::placeTrend()
{
    if (m_trend)
        m_trend->setGeometry(rectOf(LastLine).adjusted(0, 0, 0, padding() / 2));
}

void Tile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QColor colour = theme.of(m_content.health);
    const bool isTinted = m_content.health == Health::Attention || m_content.health == Health::Bad;
    painter.fillRect(rect(), isTinted ? tinted(theme.background, colour, 0.12) : theme.background);
    painter.fillRect(QRect(0, 0, barWidth(), height()), colour);

    painter.setPen(theme.dimText);
    painter.drawText(rectOf(TitleLine), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const auto drawElided = [&](Line line, const QString &text) {
        const QRect place = rectOf(line);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
    };
    painter.setFont(scaledFont(font(), DetailSize));
    drawElided(DetailLine, m_content.detail);
    if (!m_trend)
        drawElided(LastLine, m_content.secondDetail);

    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colour);
    painter.drawText(rectOf(TitleLine), Qt::AlignRight | Qt::AlignVCenter,
                     symbolOf(m_content.health));
    painter.setFont(valueFont());
    painter.setPen(m_isStale ? theme.dimText : theme.text);
    drawElided(ValueLine, m_content.value);
}

void Tile::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeTrend();
}

void Tile::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        placeTrend();
    }
}

} // namespace Orderflow
