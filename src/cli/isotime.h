#pragma once

#include "market/time.h"

#include <QString>

namespace Orderflow {

/// `2024-07-18T23:57:02.504000Z`, for machines.
inline QString isoTime(UtcMicroseconds time)
{
    return toSqlText(time).replace(u' ', u'T') + u'Z';
}

} // namespace Orderflow
