#include "gui/charts/timewindow.h"

#include <algorithm>
#include <cmath>

namespace Orderflow {

void TimeWindow::set(UtcMicroseconds to, std::chrono::microseconds span, bool isFollowing)
{
    span = std::clamp(span, Shortest, Longest);
    // What is older is not kept.
    to = std::clamp(to, m_now - Longest + span, m_now);
    isFollowing = isFollowing || to == m_now;
    if (to == m_to && span == m_span && isFollowing == m_isFollowing)
        return;
    m_to = to;
    m_span = span;
    m_isFollowing = isFollowing;
    emit changed();
}

void TimeWindow::setNow(UtcMicroseconds now)
{
    const bool isSetBack = now < m_now;
    m_now = now;
    // A moment that is looked at stays until it is too old.
    if (m_isFollowing || isSetBack)
        set(now, m_span, true);
    else
        set(m_to, m_span, false);
}

void TimeWindow::setSpan(std::chrono::microseconds span)
{
    set(m_to, span, m_isFollowing);
}

void TimeWindow::zoom(double factor, UtcMicroseconds anchor)
{
    const double wanted = std::clamp(double(m_span.count()) * factor, double(Shortest.count()),
                                     double(Longest.count()));
    const double after = double((m_to - anchor).count()) * wanted / double(m_span.count());
    const auto span = std::chrono::microseconds(std::llround(wanted));
    const UtcMicroseconds to =
        m_isFollowing ? m_now : anchor + std::chrono::microseconds(std::llround(after));
    set(to, span, m_isFollowing);
}

void TimeWindow::pan(std::chrono::microseconds by)
{
    set(m_to + by, m_span, false);
}

void TimeWindow::follow()
{
    set(m_now, m_span, true);
}

void TimeWindow::reset()
{
    set(m_now, Usual, true);
}

void TimeWindow::setCrosshair(std::optional<UtcMicroseconds> time)
{
    if (time == m_crosshair)
        return;
    m_crosshair = time;
    emit crosshairMoved();
}

} // namespace Orderflow
