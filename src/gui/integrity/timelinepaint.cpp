#include "gui/integrity/timelinepaint.h"

#include <QPainter>

namespace Orderflow {

namespace {

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
        paintPattern(painter, rect, theme.background, theme.bad, Qt::BDiagPattern);
        break;
    }
}

void paintNothing(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    painter.setPen(QPen(theme.dimText, 1, Qt::DotLine));
    const double y = rect.center().y();
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
}

} // namespace Orderflow
