#include "gui/control/traynotices.h"

#include <algorithm>
#include <cstddef>

namespace Orderflow {

std::optional<TrayNotices::Notice> TrayNotices::update(Health health, const QString &verdict,
                                                       std::chrono::nanoseconds now)
{
    if (health == Health::Off) {
        // The user has seen to it that nothing is recorded.
        m_told = Good;
        forget();
        return std::nullopt;
    }
    if (health == Health::Changing) {
        forget();
        return std::nullopt;
    }
    const Level level = health == Health::Bad         ? Bad
                        : health == Health::Attention ? Attention
                                                      : Good;
    const auto note = [now](Since &since, bool holds) {
        if (!holds)
            since.reset();
        else if (!since)
            since = now;
    };
    for (const Level one : {Good, Attention, Bad}) {
        note(m_atLeast[std::size_t(one)], level >= one);
        note(m_atMost[std::size_t(one)], level <= one);
    }
    const Level steady = lasting(now);
    if (steady == m_told || (m_toldAt && now - *m_toldAt < LeastDistance))
        return std::nullopt;
    m_told = steady;
    m_toldAt = now;
    return Notice{health, verdict};
}

void TrayNotices::forget()
{
    m_atLeast.fill(std::nullopt);
    m_atMost.fill(std::nullopt);
}

TrayNotices::Level TrayNotices::lasting(std::chrono::nanoseconds now) const
{
    const auto lasts = [now](const Since &since) {
        return since && now - *since >= LeastLasting;
    };
    for (int worse = Bad; worse > m_told; --worse) {
        if (lasts(m_atLeast[std::size_t(worse)]))
            return Level(worse);
    }
    for (int better = Good; better < m_told; ++better) {
        if (lasts(m_atMost[std::size_t(better)]))
            return Level(better);
    }
    return m_told;
}

} // namespace Orderflow
