#pragma once

#include <QPolygonF>

class QPainter;

namespace Orderflow {

/// Draws the line with the painter's pen, whose colour is opaque, as QPainter::drawPolyline() does,
/// but in short pieces: what smoothing costs grows with the square of how often a line comes by.
void drawLongPolyline(QPainter &painter, const QPolygonF &line);

} // namespace Orderflow
