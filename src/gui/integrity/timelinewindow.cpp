#include "gui/integrity/timelinewindow.h"

#include <algorithm>

namespace Orderflow {

namespace {

std::chrono::microseconds scaled(std::chrono::microseconds time, double factor)
{
    return std::chrono::microseconds(std::int64_t(double(time.count()) * factor));
}

} // namespace

void TimelineWindow::setSpan(UtcMicroseconds from, UtcMicroseconds to)
{
    const bool showedAll = isWhole();
    const bool showedEnd = m_to == m_spanTo;
    const std::chrono::microseconds width = m_to - m_from;
    m_spanFrom = from;
    m_spanTo = std::max(to, from);
    if (showedAll)
        showAll();
    else
        place(showedEnd ? m_spanTo - width : m_from, width);
}

void TimelineWindow::showAll()
{
    m_from = m_spanFrom;
    m_to = m_spanTo;
}

void TimelineWindow::zoom(double factor, UtcMicroseconds fixed)
{
    const std::chrono::microseconds width =
        std::max<std::chrono::microseconds>(scaled(m_to - m_from, factor), Narrowest);
    const double share =
        m_to > m_from ? double((fixed - m_from).count()) / double((m_to - m_from).count()) : 0.5;
    place(fixed - scaled(width, std::clamp(share, 0.0, 1.0)), width);
}

void TimelineWindow::move(std::chrono::microseconds by)
{
    place(m_from + by, m_to - m_from);
}

void TimelineWindow::show(UtcMicroseconds time)
{
    if (time < m_from || time > m_to)
        place(time - (m_to - m_from) / 2, m_to - m_from);
}

void TimelineWindow::place(UtcMicroseconds from, std::chrono::microseconds width)
{
    width = std::min<std::chrono::microseconds>(width, m_spanTo - m_spanFrom);
    m_from = std::clamp(from, m_spanFrom, m_spanTo - width);
    m_to = m_from + width;
}

} // namespace Orderflow
