#pragma once

#include "gui/integrity/timelinelayout.h"
#include "gui/style/theme.h"

#include <QPainter>

namespace Orderflow {

/// Fills `rect` in the colour and the pattern of a state, each of which tells it from the others.
void paintState(QPainter &painter, const QRectF &rect, TimelineState state, const Theme &theme);

/// A stretch of which nothing was recorded.
void paintNothing(QPainter &painter, const QRectF &rect, const Theme &theme);

/// Where the parts of a timeline are, in pixels: titles, a chart, and shares at its right. The axis
/// is as high as a row, and above all of them.
struct TimelineGeometry
{
    int rowHeight = 0;
    int chartLeft = 0;
    int chartRight = 0;
    int width = 0;
    int height = 0;

    TimeAxis axis(UtcMicroseconds from, UtcMicroseconds to) const
    {
        return {from, to, double(chartLeft), double(chartRight - chartLeft)};
    }
};

/// Paints a timeline, row by row.
class TimelinePainter
{
public:
    struct Row
    {
        const TimelineRow &row;
        int top = 0;
        /// Where the keyboard is.
        bool isCurrent = false;
        /// The id of the gap that is marked; 0 for none.
        std::int64_t selected = 0;
    };

    /// `painter` and `span` outlive it.
    TimelinePainter(QPainter &painter, const QPalette &palette, const TimelineGeometry &geometry,
                    const TimeAxis &axis, const LedgerSpan &span);

    void paintAxis();
    void paintRow(const Row &row);

private:
    void paintTitle(const QRect &rect, const TimelineRow &row);

    QPainter &m_painter;
    const QPalette m_palette;
    const Theme m_theme;
    const TimelineGeometry m_geometry;
    const TimeAxis m_axis;
    const LedgerSpan &m_span;
};

} // namespace Orderflow
