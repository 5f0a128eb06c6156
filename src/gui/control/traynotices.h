#pragma once

#include "gui/source/statussource.h"

#include <QString>

#include <array>
#include <chrono>
#include <optional>

namespace Orderflow {

/// What the tray tells the user, and when: that something needs a look, that it got worse, and that
/// it is good again. Not what the user did, such as a stop, and nothing that passes in a moment.
/// Pure but for its memory; times are monotonic.
class TrayNotices
{
public:
    /// How long a state has to last before it is told.
    static constexpr std::chrono::seconds LeastLasting{3};
    /// From one notice to the next.
    static constexpr std::chrono::seconds LeastDistance{10};

    struct Notice
    {
        Health health = Health::Good;
        QString text;

        bool operator==(const Notice &) const = default;
    };

    /// To be called at least once a second; what is to be told now, if anything.
    std::optional<Notice> update(Health health, const QString &verdict,
                                 std::chrono::nanoseconds now);

private:
    enum Level { Good, Attention, Bad };
    using Since = std::optional<std::chrono::nanoseconds>;

    void forget();
    /// What lasts for long enough, at least that bad or at most.
    Level lasting(std::chrono::nanoseconds now) const;

    Level m_told = Good;
    Since m_toldAt;
    /// Since when it is at least so bad, without a break; and at most.
    std::array<Since, 3> m_atLeast;
    std::array<Since, 3> m_atMost;
};

} // namespace Orderflow
