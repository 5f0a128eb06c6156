#include "gui/integrity/timelinelegend.h"

#include "gui/integrity/timelinepaint.h"

#include <QPainter>

#include <optional>
#include <utility>
#include <vector>

namespace Orderflow {

namespace {

constexpr int Gap = 6;

/// Nothing for what was not recorded.
using Entry = std::pair<std::optional<TimelineState>, QString>;

std::vector<Entry> entries()
{
    return {{TimelineState::Captured, TimelineLegend::tr("captured")},
            {TimelineState::Seamless, TimelineLegend::tr("seamless reconnect")},
            {TimelineState::Open, TimelineLegend::tr("gap, open")},
            {TimelineState::Filled, TimelineLegend::tr("gap, filled")},
            {TimelineState::Unfillable, TimelineLegend::tr("gap, unfillable")},
            {std::nullopt, TimelineLegend::tr("not recorded")}};
}

int swatchWidth(const QFontMetrics &metrics)
{
    return metrics.averageCharWidth() * 3;
}

} // namespace

TimelineLegend::TimelineLegend(QWidget *parent)
    : QWidget(parent)
{
    QStringList names;
    for (const Entry &entry : entries())
        names << entry.second;
    setAccessibleName(tr("Legend of the timeline"));
    setAccessibleDescription(names.join(QStringLiteral(", ")));
}

QSize TimelineLegend::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    int width = 0;
    for (const Entry &entry : entries())
        width += swatchWidth(metrics) + metrics.horizontalAdvance(entry.second) + 4 * Gap;
    return {width, metrics.height() + Gap};
}

void TimelineLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QFontMetrics metrics = fontMetrics();
    const int swatch = swatchWidth(metrics);
    int x = 0;
    for (const auto &[state, text] : entries()) {
        const QRectF rect(x, Gap, swatch, height() - 2 * Gap);
        if (!state)
            paintNothing(painter, rect, theme);
        else if (*state == TimelineState::Seamless)
            paintState(painter, QRectF(x + swatch / 2.0, Gap - 2, 1.5, rect.height() + 4), *state,
                       theme);
        else
            paintState(painter, rect, *state, theme);
        x += swatch + Gap;
        painter.setPen(palette().color(QPalette::WindowText));
        const int width = metrics.horizontalAdvance(text);
        painter.drawText(QRect(x, 0, width + Gap, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
        x += width + 3 * Gap;
    }
}

} // namespace Orderflow
