#include "market/capturegap.h"

#include <QtGlobal>

#include <algorithm>

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

namespace {

template <typename Names>
std::optional<typename Names::value_type> parseName(const Names &names, QStringView sqlName)
{
    const auto found =
        std::ranges::find_if(names, [sqlName](auto one) { return sqlName == toSqlName(one); });
    return found == names.end() ? std::nullopt : std::optional(*found);
}

} // namespace

std::optional<GapReason> parseGapReason(QStringView sqlName)
{
    return parseName(GapReasons, sqlName);
}

std::optional<GapStatus> parseGapStatus(QStringView sqlName)
{
    return parseName(GapStatuses, sqlName);
}

bool isFillable(std::string_view stream)
{
    return stream == "aggTrade";
}

QString noHistoryNote()
{
    return QStringLiteral("The exchange keeps no history of its order books.");
}

} // namespace Orderflow
