#pragma once

#include "monitor/recorderstatus.h"

#include <QString>

#include <chrono>
#include <cstdint>

/// How the status reads in text. Numbers have English form, whatever the locale.
namespace Orderflow::StatusText {

/// `12,345`.
QString count(std::int64_t number);

/// `12.3`, and whole from 100 on.
QString rate(double perSecond);

/// `14:03:12`, in UTC.
QString timeOfDay(UtcMicroseconds time);

/// `0:01:23`, with days in front from the first one on.
QString uptime(std::chrono::nanoseconds time);

/// Milliseconds up to 100 seconds, then seconds, hours or days with their unit, because replayed
/// captures are years old: `12`, `-3`, `125 s`, `47 h`, `853 d`.
QString lag(std::chrono::microseconds lag);

/// The same with its unit always there, and a decimal below 100 ms: `0.8 ms`.
QString duration(std::chrono::microseconds time);

/// How long ago or since when, in its one largest unit: `80 ms`, `12 s`, `5 min`, `3 h`, `4 d`.
QString age(std::chrono::nanoseconds time);

/// Of memory and disks: `512 MiB`, `1.5 GiB`.
QString bytes(std::int64_t count);

/// `100 %`, else never more than there is: `99.99 %`.
QString coverage(double share);

/// `a - b`, exactly, with the digits of the one that has more; a dash where that is too long.
QString difference(const Decimal &a, const Decimal &b);

/// The best price and quantity of a side, or a dash.
QString bestPrice(const std::vector<PriceLevel> &levels);
QString bestQuantity(const std::vector<PriceLevel> &levels);

/// One line for a log: verdict, counters, and the best bid and ask of the first few symbols.
QString statusLine(const RecorderStatus &status);

/// `received 5 · written 5 · duplicates 0 · lost 0`.
QString summary(const RecorderStatus &status);

} // namespace Orderflow::StatusText
