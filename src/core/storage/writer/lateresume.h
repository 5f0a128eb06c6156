#pragma once

#include "storage/eventbatch.h"
#include "storage/streamend.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace Orderflow {

/// Finds what is missing between the end of each stream in the database and the first event of a
/// run that began while the database was away, and so could not go on there itself. Pure.
class LateResume
{
public:
    /// `ends` as they are before the first batch of the run is written.
    explicit LateResume(const std::vector<StreamEnd> &ends);

    /// What is to be filed with the next batch of the run: a gap of a stop and a start for each
    /// stream whose first event it has, with no missing events where it follows.
    std::vector<CaptureGap> gapsBefore(const EventBatch &batch);

    /// Whether all streams have gone on.
    bool isDone() const { return m_ends.empty(); }

private:
    struct FirstEvent
    {
        std::int64_t previousId = 0;
        std::int64_t id = 0;
        UtcMilliseconds exchangeTime;
        UtcMicroseconds receiveTime;
    };

    void settle(const Symbol &symbol, const std::string &stream, const FirstEvent &first,
                std::vector<CaptureGap> &gaps);

    std::map<std::pair<Symbol, std::string>, StreamEnd> m_ends;
};

} // namespace Orderflow
