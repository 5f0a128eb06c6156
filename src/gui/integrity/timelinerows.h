#pragma once

#include "gui/integrity/timelinelayout.h"

#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// The rows of a timeline that a filter lets through, and where a gap is in them. Pure.
class TimelineRows
{
public:
    /// Null for none.
    void setSpan(std::shared_ptr<const LedgerSpan> span);
    void setFilter(const TimelineFilter &filter);
    const TimelineFilter &filter() const { return m_filter; }

    bool hasSpan() const { return m_span != nullptr; }
    /// There is one where there are rows.
    const LedgerSpan &span() const { return *m_span; }
    const LedgerGap &gap(std::size_t place) const { return m_span->gaps.at(place); }

    /// All, whatever the filter says.
    const std::vector<TimelineRow> &all() const { return m_rows; }
    /// Those that are shown.
    std::size_t count() const { return m_shown.size(); }
    bool isEmpty() const { return m_shown.empty(); }
    const TimelineRow &at(std::size_t shown) const { return m_rows[m_shown.at(shown)]; }

    /// The row of a stream; the first where it is not shown.
    std::size_t placeOf(const RecordedStream &stream) const;
    /// Where the gap of that id is in LedgerSpan::gaps.
    std::optional<std::size_t> placeOf(std::int64_t id) const;
    /// The row that shows the gap at that place.
    std::optional<std::size_t> rowOf(std::size_t gap) const;

private:
    void filterRows();

    std::shared_ptr<const LedgerSpan> m_span;
    std::vector<TimelineRow> m_rows;
    TimelineFilter m_filter;
    /// Places in m_rows.
    std::vector<std::size_t> m_shown;
};

} // namespace Orderflow
