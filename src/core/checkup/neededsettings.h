#pragma once

#include <QString>
#include <QStringList>

namespace Orderflow {

/// The settings without which a result of that name would say something else than is true; nothing
/// for a name that is not known.
QStringList neededSettings(const QString &resultName);

} // namespace Orderflow
