#include "gui/windowicon.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

QIcon windowIcon()
{
    QIcon icon;
    // Pictures, because the plugin that draws SVG may not be there.
    for (const int size : {16, 32, 48, 64, 128, 256})
        icon.addFile(u":/icons/orderflow-recorder-%1.png"_s.arg(size), QSize(size, size));
    return icon;
}

} // namespace Orderflow
