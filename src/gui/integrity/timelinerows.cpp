#include "gui/integrity/timelinerows.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

void TimelineRows::setSpan(std::shared_ptr<const LedgerSpan> span)
{
    m_span = std::move(span);
    m_rows = m_span ? timelineRows(*m_span) : std::vector<TimelineRow>();
    filterRows();
}

void TimelineRows::setFilter(const TimelineFilter &filter)
{
    m_filter = filter;
    filterRows();
}

void TimelineRows::filterRows()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_filter.matches(m_rows[i]))
            m_shown.push_back(i);
    }
}

std::size_t TimelineRows::placeOf(const RecordedStream &stream) const
{
    const auto found = std::ranges::find_if(
        m_shown, [&](std::size_t row) { return m_rows[row].stream == stream; });
    return found == m_shown.end() ? 0 : std::size_t(found - m_shown.begin());
}

std::optional<std::size_t> TimelineRows::placeOf(std::int64_t id) const
{
    if (!m_span || id == 0)
        return std::nullopt;
    const auto found = std::ranges::find(m_span->gaps, id, &LedgerGap::id);
    if (found == m_span->gaps.end())
        return std::nullopt;
    return std::size_t(found - m_span->gaps.begin());
}

std::optional<std::size_t> TimelineRows::rowOf(std::size_t gap) const
{
    const auto found = std::ranges::find_if(m_shown, [this, gap](std::size_t row) {
        return std::ranges::binary_search(m_rows[row].gaps, gap);
    });
    if (found == m_shown.end())
        return std::nullopt;
    return std::size_t(found - m_shown.begin());
}

} // namespace Orderflow
