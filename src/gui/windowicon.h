#pragma once

#include <QIcon>

namespace Orderflow {

/// The program's icon, from within the program: windows have it where nothing is installed too.
QIcon windowIcon();

} // namespace Orderflow
