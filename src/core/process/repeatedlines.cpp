#include "process/repeatedlines.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

bool RepeatedLines::take(const LogLine &line, std::chrono::nanoseconds now)
{
    if (line.level < LogLevel::Warning)
        return true;
    const Key key(line.category, line.text);
    if (const auto known = m_windows.find(key); known != m_windows.end()) {
        ++known->more;
        known->time = line.time;
        known->level = line.level;
        return false;
    }
    if (std::size_t(m_windows.size()) == MostRemembered)
        forgetOldest();
    m_windows.insert(key, {now, FirstWindow, 0, line.time, line.level});
    return true;
}

std::vector<LogLine> RepeatedLines::summaries(std::chrono::nanoseconds now)
{
    std::vector<LogLine> said = std::exchange(m_unsaid, {});
    for (auto it = m_windows.begin(); it != m_windows.end();) {
        Window &window = it.value();
        if (now - window.begin < window.length) {
            ++it;
        } else if (window.more == 0) {
            it = m_windows.erase(it);
        } else {
            said.push_back(summary(it.key(), window, now));
            window.begin = now;
            window.length = std::min<std::chrono::nanoseconds>(window.length * 2, LongestWindow);
            window.more = 0;
            ++it;
        }
    }
    return said;
}

std::vector<LogLine> RepeatedLines::finish(std::chrono::nanoseconds now)
{
    std::vector<LogLine> said = std::exchange(m_unsaid, {});
    for (const auto &[key, window] : m_windows.asKeyValueRange()) {
        if (window.more > 0)
            said.push_back(summary(key, window, now));
    }
    m_windows.clear();
    return said;
}

LogLine RepeatedLines::summary(const Key &key, const Window &window, std::chrono::nanoseconds now)
{
    const auto seconds = std::max<std::chrono::seconds>(
        std::chrono::round<std::chrono::seconds>(now - window.begin), std::chrono::seconds(1));
    return {window.time, window.level, key.first,
            u"… %1 more like this in the last %2 s: "_s.arg(window.more).arg(seconds.count()) +
                key.second};
}

void RepeatedLines::forgetOldest()
{
    const auto oldest =
        std::min_element(m_windows.begin(), m_windows.end(),
                         [](const Window &a, const Window &b) { return a.begin < b.begin; });
    if (oldest->more > 0)
        m_unsaid.push_back(summary(oldest.key(), oldest.value(), oldest->begin + oldest->length));
    m_windows.erase(oldest);
}

} // namespace Orderflow
