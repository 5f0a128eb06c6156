#pragma once

#include "viewtext.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace Orderflow {

/// Small charts of characters, of values from 0 up; what is not known is NaN and stays blank.
namespace Sparkline {

/// The newest `width` of `values`, which are the last ones, a column each; the largest of all is as
/// high as the line. Filled with blanks on the left.
QString line(const std::vector<double> &values, int width, Glyphs glyphs);

/// The same over `height` lines, the topmost first.
QStringList chart(const std::vector<double> &values, int width, int height, Glyphs glyphs);

/// The largest value that is known; 0 where there is none.
double largest(const std::vector<double> &values);

} // namespace Sparkline

} // namespace Orderflow
