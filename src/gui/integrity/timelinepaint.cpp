#include "gui/integrity/timelinepaint.h"

#include "gui/style/format.h"

#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int Margin = 6;

void paintPattern(QPainter &painter, const QRectF &rect, const QColor &ground, const QColor &colour,
                  Qt::BrushStyle pattern)
{
    painter.fillRect(rect, ground);
    painter.fillRect(rect, QBrush(colour, pattern));
    if (rect.width() <= LeastGapWidth)
        painter.fillRect(rect, colour);
    else
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace

void paintState(QPainter &painter, const QRectF &rect, TimelineState state, const Theme &theme)
{
    painter.setBrush(Qt::NoBrush);
    switch (state) {
    case TimelineState::Captured:
        painter.fillRect(rect, tinted(theme.background, theme.good, 0.55));
        break;
    case TimelineState::Seamless:
        painter.fillRect(rect, theme.text);
        break;
    case TimelineState::Filled:
        painter.setPen(theme.line);
        paintPattern(painter, rect, tinted(theme.background, theme.line, 0.25), theme.line,
                     Qt::HorPattern);
        break;
    case TimelineState::Unfillable:
        painter.setPen(theme.attention);
        paintPattern(painter, rect, tinted(theme.background, theme.attention, 0.30),
                     theme.attention, Qt::DiagCrossPattern);
        break;
    case TimelineState::Open:
        painter.setPen(theme.bad);
        paintPattern(painter, rect, tinted(theme.background, theme.bad, 0.15), theme.bad,
                     Qt::BDiagPattern);
        break;
    }
}

void paintNothing(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    painter.setPen(QPen(theme.dimText, 1, Qt::DotLine));
    const double y = rect.center().y();
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
}

TimelinePainter::TimelinePainter(QPainter &painter, const QPalette &palette,
                                 const TimelineGeometry &geometry, const TimeAxis &axis,
                                 const LedgerSpan &span)
    : m_painter(painter)
    , m_palette(palette)
    , m_theme(Theme::of(palette))
    , m_geometry(geometry)
    , m_axis(axis)
    , m_span(span)
{}

void TimelinePainter::paintAxis()
{
    const int spacing = m_painter.fontMetrics().horizontalAdvance(u"00:00:00MM"_s);
    for (const TimeAxis::Tick &tick : m_axis.ticks(spacing)) {
        const int x = int(std::lround(tick.x));
        m_painter.setPen(m_theme.grid);
        m_painter.drawLine(x, m_geometry.rowHeight - 2, x, m_geometry.height);
        m_painter.setPen(m_theme.dimText);
        // Days begin where the time does.
        const QString text = tick.text == "00:00"_L1
                                 ? Format::dateAndTime(m_axis.timeAt(tick.x) + 1s).sliced(5, 5)
                                 : tick.text;
        const QRect rect(x - spacing / 2, 0, spacing, m_geometry.rowHeight - 2);
        if (rect.right() <= m_geometry.width && rect.left() >= m_geometry.chartLeft - spacing / 3)
            m_painter.drawText(rect, Qt::AlignCenter, text);
    }
    m_painter.setPen(m_theme.dimText);
    m_painter.drawText(
        QRect(Margin, 0, m_geometry.chartLeft - 2 * Margin, m_geometry.rowHeight - 2),
        Qt::AlignLeft | Qt::AlignVCenter, GapWords::tr("UTC"));
}

void TimelinePainter::paintTitle(const QRect &rect, const TimelineRow &row)
{
    if (row.stream.symbol.isEmpty()) {
        m_painter.setPen(m_theme.dimText);
        m_painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, row.title());
        return;
    }
    const QString symbol = row.stream.symbol.toString() + u' ';
    m_painter.setPen(m_theme.text);
    m_painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, symbol);
    const QRect rest = rect.adjusted(m_painter.fontMetrics().horizontalAdvance(symbol), 0, 0, 0);
    m_painter.setPen(m_theme.dimText);
    m_painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                       m_painter.fontMetrics().elidedText(QString::fromStdString(row.stream.stream),
                                                          Qt::ElideRight, rest.width()));
}

void TimelinePainter::paintRow(const Row &shown)
{
    const TimelineRow &row = shown.row;
    const QRect whole(0, shown.top, m_geometry.width, m_geometry.rowHeight);
    if (shown.isCurrent)
        m_painter.fillRect(whole,
                           tinted(m_theme.background, m_palette.color(QPalette::Highlight), 0.25));
    paintTitle(whole.adjusted(Margin, 0, m_geometry.chartLeft - whole.width() - Margin, 0), row);

    const QRectF chart(m_geometry.chartLeft, whole.top() + 3,
                       m_geometry.chartRight - m_geometry.chartLeft, m_geometry.rowHeight - 6);
    paintNothing(m_painter, chart, m_theme);
    for (const TimelineBar &bar :
         barsOf(row, m_span, m_axis, m_geometry.chartLeft, m_geometry.chartRight)) {
        const bool isTick = bar.state == TimelineState::Seamless;
        const QRectF rect(bar.x, chart.top() - (isTick ? 2 : 0), bar.width,
                          chart.height() + (isTick ? 4 : 0));
        paintState(m_painter, rect, bar.state, m_theme);
        if (bar.gap != TimelineBar::NoGap && m_span.gaps[bar.gap].id == shown.selected) {
            m_painter.setPen(QPen(m_palette.color(QPalette::Highlight), 2));
            m_painter.drawRect(rect.adjusted(-2, -2, 2, 2));
        }
    }
    const auto share = capturedShare(row, m_span, m_axis.from(), m_axis.to());
    m_painter.setPen(row.worst == TimelineState::Open ? m_theme.bad : m_theme.dimText);
    m_painter.drawText(whole.adjusted(m_geometry.chartRight, 0, -Margin, 0),
                       Qt::AlignRight | Qt::AlignVCenter,
                       share ? Format::share(*share) : Format::nothing());
}

} // namespace Orderflow
