#pragma once

#include "gui/source/statussource.h"

#include <QColor>
#include <QPalette>

namespace Orderflow {

/// The colours that carry a meaning, in shades that can be told from the palette's background, and
/// from each other with any kind of colour vision. No colour is ever the only sign of what it
/// means.
struct Theme
{
    bool isDark = false;
    QColor background;
    QColor text;
    QColor dimText;
    /// Lines behind a chart.
    QColor grid;
    QColor good;
    QColor attention;
    QColor bad;
    /// Nothing is known, or nothing is going on.
    QColor neutral;
    /// Bids and what takers bought.
    QColor bid;
    /// Asks and what takers sold.
    QColor ask;
    /// Lines of a chart, apart from those two.
    QColor line;
    QColor secondLine;

    static Theme of(const QPalette &palette);

    QColor of(Health health) const;
};

/// `colour` as a background under text: `share` of it, the rest of `base`.
QColor tinted(const QColor &base, const QColor &colour, double share);

/// A sign for a state that needs no colour to be told from the others.
QString symbolOf(Health health);

} // namespace Orderflow
