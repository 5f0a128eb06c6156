#pragma once

#include "market/time.h"

#include <QString>

#include <vector>

namespace Orderflow {

/// Where times are on a horizontal axis, and which of them are written at it. Pure.
class TimeAxis
{
public:
    struct Tick
    {
        double x = 0;
        QString text;
    };

    /// `from` is at `left` and `to`, later than it, at `left + width` pixels.
    TimeAxis(UtcMicroseconds from, UtcMicroseconds to, double left, double width);

    UtcMicroseconds from() const { return m_from; }
    UtcMicroseconds to() const { return m_to; }

    double xOf(UtcMicroseconds time) const;
    UtcMicroseconds timeAt(double x) const;

    /// At round times in UTC, `spacing` pixels apart or more: `14:05`, or `14:05:30` where they are
    /// less than a minute apart.
    std::vector<Tick> ticks(double spacing) const;

private:
    UtcMicroseconds m_from;
    UtcMicroseconds m_to;
    double m_left;
    double m_width;
};

} // namespace Orderflow
