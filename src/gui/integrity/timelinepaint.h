#pragma once

#include "gui/integrity/timelinelayout.h"
#include "gui/style/theme.h"

class QPainter;
class QRectF;

namespace Orderflow {

/// Fills `rect` in the colour and the pattern of a state, each of which tells it from the others.
void paintState(QPainter &painter, const QRectF &rect, TimelineState state, const Theme &theme);

/// A stretch of which nothing was recorded.
void paintNothing(QPainter &painter, const QRectF &rect, const Theme &theme);

} // namespace Orderflow
