#include "gui/charts/chartlegend.h"

#include "gui/style/theme.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

int widthOf(const QFontMetrics &metrics, const ChartLegend::Entry &entry, int valueWidth,
            bool hasName)
{
    const int gap = metrics.averageCharWidth();
    const int signs =
        metrics.horizontalAdvance(entry.sign) * int(1 + entry.moreColours.size()) + gap;
    const int name =
        hasName && !entry.name.isEmpty() ? metrics.horizontalAdvance(entry.name) + gap : 0;
    return signs + name + valueWidth + 2 * gap;
}

void paintEntry(QPainter &painter, const ChartLegend::Entry &entry, QRect place, int valueWidth,
                bool hasName, const Theme &theme)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int gap = metrics.averageCharWidth();
    const auto paint = [&](const QString &text, int textWidth, const QColor &colour) {
        painter.setPen(colour);
        place.setWidth(textWidth + 1);
        painter.drawText(place, Qt::AlignVCenter, text);
        place.translate(textWidth, 0);
    };
    const int signWidth = metrics.horizontalAdvance(entry.sign);
    paint(entry.sign, signWidth, entry.colour);
    for (const QColor &colour : entry.moreColours)
        paint(entry.sign, signWidth, colour);
    place.translate(gap, 0);
    if (hasName && !entry.name.isEmpty())
        paint(entry.name, metrics.horizontalAdvance(entry.name) + gap, theme.dimText);
    paint(entry.value, valueWidth, theme.text);
}

} // namespace

ChartLegend::ChartLegend(QString title)
    : m_title(std::move(title))
{}

void ChartLegend::paint(QPainter &painter, int width, const Theme &theme,
                        const std::vector<Entry> &entries)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int gap = metrics.averageCharWidth();
    m_valueWidths.resize(entries.size());
    int full = gap;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        m_valueWidths[i] = std::max(m_valueWidths[i], metrics.horizontalAdvance(entries[i].value));
        full += widthOf(metrics, entries[i], m_valueWidths[i], true);
    }
    const QFont usual = painter.font();
    QFont bold = usual;
    bold.setBold(true);
    const int titleWidth = QFontMetrics(bold).horizontalAdvance(m_title) + 2 * gap;
    QRect place(gap / 2, 0, titleWidth, int(metrics.height() * 1.4));
    if (full + titleWidth <= width) {
        painter.setFont(bold);
        painter.setPen(theme.text);
        painter.drawText(place, Qt::AlignVCenter, m_title);
        place.translate(titleWidth, 0);
    }
    painter.setFont(usual);
    const bool hasNames = full <= width;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        paintEntry(painter, entries[i], place, m_valueWidths[i], hasNames, theme);
        place.translate(widthOf(metrics, entries[i], m_valueWidths[i], hasNames), 0);
    }
}

} // namespace Orderflow
