#pragma once

#include "market/decimal.h"
#include "market/time.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

/// How values read in the window: in the user's language and number format. Prices and quantities
/// are the exchange's own text, exactly, so that they can be compared with what is stored.
namespace Orderflow::Format {

/// What stands for a value that is not there.
QString nothing();

/// `12,345`.
QString count(std::int64_t number);

/// `12.3`, and whole from 100 on.
QString rate(double perSecond);

/// `0.8 ms`, `57 ms`, `3.2 s`, `47 h`, `853 d`: in the largest unit that fits, in short.
QString duration(std::chrono::nanoseconds time);

/// `512 MiB`, `1.5 GiB`.
QString bytes(std::int64_t count);

/// `100 %`, else never more than there is: `99.99 %`.
QString share(double share);

/// `14:03:12`, in UTC.
QString timeOfDay(UtcMicroseconds time);

/// `2024-07-18 14:03:12 UTC`.
QString dateAndTime(UtcMicroseconds time);

/// The exchange's text, or nothing().
QString decimal(const std::optional<Decimal> &number);

/// A quantity for a narrow place: `12.4`, `1.25 k`, `3.40 M`.
QString shortNumber(double number);

} // namespace Orderflow::Format
