#pragma once

#include "market/time.h"

#include <chrono>

namespace Orderflow {

/// Which part of a span of time a chart shows: zoomed, moved, and kept where it is, or at the end,
/// when the span goes on. Pure.
class TimelineWindow
{
public:
    static constexpr std::chrono::seconds Narrowest{10};

    UtcMicroseconds from() const { return m_from; }
    UtcMicroseconds to() const { return m_to; }
    bool isWhole() const { return m_from == m_spanFrom && m_to == m_spanTo; }

    /// What shows all goes on to show all, and what shows the end, the end.
    void setSpan(UtcMicroseconds from, UtcMicroseconds to);

    void showAll();
    /// Makes the window `factor` as wide, with `fixed` where it is.
    void zoom(double factor, UtcMicroseconds fixed);
    void move(std::chrono::microseconds by);
    /// Moves as far as is needed to show `time`.
    void show(UtcMicroseconds time);

private:
    void place(UtcMicroseconds from, std::chrono::microseconds width);

    UtcMicroseconds m_spanFrom{};
    UtcMicroseconds m_spanTo{};
    UtcMicroseconds m_from{};
    UtcMicroseconds m_to{};
};

} // namespace Orderflow
