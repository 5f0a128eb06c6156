#pragma once

#include <QColor>
#include <QString>

#include <vector>

class QPainter;

namespace Orderflow {

struct Theme;

/// The line above a chart: its title, and values with their names. Where there is little room the
/// title goes first, then the names.
class ChartLegend
{
public:
    /// A value with its name and colour.
    struct Entry
    {
        /// A line, a bar or a triangle that looks like what is in the chart.
        QString sign;
        QString name;
        QString value;
        QColor colour;
        /// Of a scale: the sign is there once for each of them, after the first.
        std::vector<QColor> moreColours = {};
    };

    explicit ChartLegend(QString title);

    /// At the top of what is `width` pixels wide, in the painter's font. The room of the values
    /// only grows, so that nothing moves from value to value.
    void paint(QPainter &painter, int width, const Theme &theme, const std::vector<Entry> &entries);
    /// For another font.
    void forgetWidths() { m_valueWidths.clear(); }

private:
    const QString m_title;
    std::vector<int> m_valueWidths;
};

} // namespace Orderflow
