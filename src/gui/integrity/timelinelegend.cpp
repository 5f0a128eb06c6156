#include "gui/integrity/timelinelegend.h"

#include "gui/integrity/timelinepaint.h"

#include <QPainter>

#include <algorithm>
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

int lineHeight(const QFontMetrics &metrics)
{
    return metrics.height() + Gap;
}

int widthOf(const Entry &entry, const QFontMetrics &metrics)
{
    return swatchWidth(metrics) + metrics.horizontalAdvance(entry.second) + 4 * Gap;
}

/// Where each entry begins, with as many on a line as there is room for.
std::vector<QPoint> placesOf(const std::vector<Entry> &all, const QFontMetrics &metrics, int width)
{
    std::vector<QPoint> places;
    QPoint place;
    for (const Entry &entry : all) {
        if (place.x() > 0 && place.x() + widthOf(entry, metrics) > width)
            place = QPoint(0, place.y() + lineHeight(metrics));
        places.push_back(place);
        place.rx() += widthOf(entry, metrics);
    }
    return places;
}

} // namespace

TimelineLegend::TimelineLegend(QWidget *parent)
    : QWidget(parent)
{
    QStringList names;
    for (const Entry &entry : entries())
        names << entry.second;
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Legend of the timeline"));
    setAccessibleDescription(names.join(QStringLiteral(", ")));
}

QSize TimelineLegend::sizeHint() const
{
    int width = 0;
    for (const Entry &entry : entries())
        width += widthOf(entry, fontMetrics());
    return {width, lineHeight(fontMetrics())};
}

QSize TimelineLegend::minimumSizeHint() const
{
    int width = 0;
    for (const Entry &entry : entries())
        width = std::max(width, widthOf(entry, fontMetrics()));
    return {width, lineHeight(fontMetrics())};
}

int TimelineLegend::heightForWidth(int width) const
{
    return placesOf(entries(), fontMetrics(), width).back().y() + lineHeight(fontMetrics());
}

void TimelineLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QFontMetrics metrics = fontMetrics();
    const int swatch = swatchWidth(metrics);
    const std::vector<Entry> all = entries();
    const std::vector<QPoint> places = placesOf(all, metrics, width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto &[state, text] = all[i];
        const QRect line(places[i], QSize(widthOf(all[i], metrics), lineHeight(metrics)));
        const QRectF rect(line.left(), line.top() + Gap, swatch, line.height() - 2 * Gap);
        if (!state)
            paintNothing(painter, rect, theme);
        else if (*state == TimelineState::Seamless)
            paintState(painter, QRectF(rect.center().x(), rect.top() - 2, 1.5, rect.height() + 4),
                       *state, theme);
        else
            paintState(painter, rect, *state, theme);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(line.adjusted(swatch + Gap, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
    }
}

} // namespace Orderflow
