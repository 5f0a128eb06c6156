#include "market/capturegap.h"

#include <QtGlobal>

namespace Orderflow {

QLatin1StringView toSqlName(GapReason reason)
{
    switch (reason) {
    case GapReason::Disconnect:
        return QLatin1StringView("disconnect");
    case GapReason::Sequence:
        return QLatin1StringView("sequence");
    case GapReason::Silence:
        return QLatin1StringView("silence");
    case GapReason::DecodeError:
        return QLatin1StringView("decode_error");
    case GapReason::Overflow:
        return QLatin1StringView("overflow");
    case GapReason::WriteFailure:
        return QLatin1StringView("write_failure");
    case GapReason::Shutdown:
        return QLatin1StringView("shutdown");
    }
    Q_UNREACHABLE();
}

QLatin1StringView toSqlName(GapStatus status)
{
    switch (status) {
    case GapStatus::Open:
        return QLatin1StringView("open");
    case GapStatus::Filled:
        return QLatin1StringView("filled");
    case GapStatus::Unfillable:
        return QLatin1StringView("unfillable");
    }
    Q_UNREACHABLE();
}

} // namespace Orderflow
