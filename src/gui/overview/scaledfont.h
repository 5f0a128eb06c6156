#pragma once

#include <QFont>

namespace Orderflow {

/// `font`, `factor` times as large, whichever unit its size has.
inline QFont scaledFont(QFont font, double factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(int(font.pixelSize() * factor));
    return font;
}

} // namespace Orderflow
