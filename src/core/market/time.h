#pragma once

#include <QString>
#include <QStringView>

#include <chrono>
#include <optional>

namespace Orderflow {

/// Exchange times: UTC, whole milliseconds since 1970, as the exchange sends them.
using UtcMilliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

/// Local times: UTC, microseconds since 1970.
using UtcMicroseconds = std::chrono::sys_time<std::chrono::microseconds>;

/// When a frame reached this process, on two clocks: `utc` can be compared with other machines
/// and may jump; `monotonic` (ns since an arbitrary start) never runs backwards and measures ages.
struct ReceiveTime
{
    UtcMicroseconds utc{};
    std::chrono::nanoseconds monotonic{};

    bool operator==(const ReceiveTime &) const = default;
};

/// `2024-07-18 23:57:02.504000`: UTC, six decimals, without a zone suffix. PostgreSQL and SQLite
/// both read it, and its order as text is its order in time.
QString toSqlText(UtcMicroseconds time);

/// `2024-07-18T23:57:02.504000Z`, by ISO 8601.
QString toIsoMicroseconds(UtcMicroseconds time);

/// `2024-07-18T23:57:02.504Z`; what is less than a millisecond is left out.
QString toIsoMilliseconds(UtcMicroseconds time);

/// The time of a text as toSqlText() makes it, with up to six decimals; nothing where it has
/// another form.
std::optional<UtcMicroseconds> parseSqlText(QStringView text);

} // namespace Orderflow
