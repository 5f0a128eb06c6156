#pragma once

#include "process/logline.h"

#include <QHash>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace Orderflow {

/// Keeps a warning that repeats word by word from flooding a log: the first is let through, and
/// after a window one line tells how many more there were. While it goes on, the windows grow, from
/// 10 s to 5 minutes; when a window brings none, the next counts as a first one.
///
/// Remembers a bounded number of lines. Times are monotonic and do not run backwards. Not
/// thread-safe.
class RepeatedLines
{
public:
    static constexpr std::chrono::seconds FirstWindow{10};
    static constexpr std::chrono::seconds LongestWindow{300};
    static constexpr std::size_t MostRemembered = 256;

    /// Whether `line` is to be written; where not, it is counted. Lines below a warning always are.
    bool take(const LogLine &line, std::chrono::nanoseconds now);

    /// What is to be said about windows that are over by `now`. To be called before take(), and
    /// about once a second.
    std::vector<LogLine> summaries(std::chrono::nanoseconds now);

    /// What is to be said about all of them, at the end.
    std::vector<LogLine> finish(std::chrono::nanoseconds now);

private:
    struct Window
    {
        std::chrono::nanoseconds begin{};
        std::chrono::nanoseconds length{};
        std::int64_t more = 0;
        /// The newest one.
        UtcMilliseconds time{};
        LogLevel level = LogLevel::Warning;
    };
    /// Category and text.
    using Key = std::pair<QString, QString>;

    static LogLine summary(const Key &key, const Window &window, std::chrono::nanoseconds now);
    void forgetOldest();

    QHash<Key, Window> m_windows;
    /// What was dropped for want of room, with counts that nobody has seen yet.
    std::vector<LogLine> m_unsaid;
};

} // namespace Orderflow
