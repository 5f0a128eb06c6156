#include "gui/charts/longpolyline.h"

#include <QLineF>
#include <QPainter>
#include <QPen>

#include <algorithm>

namespace Orderflow {

namespace {

constexpr qsizetype PieceSegments = 8;

} // namespace

void drawLongPolyline(QPainter &painter, const QPolygonF &line)
{
    const QPen before = painter.pen();
    QPen pen = before;
    const bool isDashed = pen.style() != Qt::SolidLine;
    const double width = std::max(pen.widthF(), 1.0);
    double length = 0;
    // The last segment of a piece is the first of the next one, so that they are joined.
    for (qsizetype first = 0; first + 1 < line.size(); first += PieceSegments) {
        const qsizetype count = std::min(PieceSegments + 2, line.size() - first);
        if (isDashed) {
            pen.setDashOffset(before.dashOffset() + length / width);
            painter.setPen(pen);
        }
        painter.drawPolyline(line.constData() + first, int(count));
        for (qsizetype i = first; isDashed && i < std::min(first + PieceSegments, line.size() - 1);
             ++i)
            length += QLineF(line[i], line[i + 1]).length();
    }
    painter.setPen(before);
}

} // namespace Orderflow
