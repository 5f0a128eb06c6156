#pragma once

#include "gui/source/statussource.h"

#include <QIcon>
#include <QPalette>

/// Icons of actions and of the tray, painted in the colours of the palette.
namespace Orderflow::ControlIcons {

enum class Glyph { Start, Stop, Settings, Test, Database };

/// Follows the application's palette by itself, in any size.
QIcon of(Glyph glyph);

/// A disc in the colour of `health` with its sign, which can be told without the colour.
QIcon of(Health health, const QPalette &palette);

} // namespace Orderflow::ControlIcons
