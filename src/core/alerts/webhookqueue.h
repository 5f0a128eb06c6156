#pragma once

#include "binance/backoff.h"
#include "monitor/alertstatus.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace Orderflow {

/// Which change of an alert is to be sent next, and when: one at a time, with a pause between two,
/// and again after a pause that grows where it did not arrive. Of each alert only the newest state
/// waits, so it never holds more than there are alerts.
///
/// Times are monotonic. Pure but for its memory and the jitter.
class WebhookQueue
{
public:
    /// Between two that arrived.
    static constexpr std::chrono::seconds Spacing{1};
    static constexpr std::chrono::minutes LongestPause{10};

    explicit WebhookQueue(const Backoff &backoff = Backoff());

    void add(const AlertStatus &alert);

    /// What to send now; nothing while one is on its way, a pause lasts, or none waits. It is on
    /// its way from then on, until one of the calls below.
    std::optional<AlertStatus> next(std::chrono::nanoseconds now);

    void arrived(std::chrono::nanoseconds now);
    /// It is sent again after a pause, of `atLeast` that long, unless its alert changes before.
    void failed(std::chrono::nanoseconds now, std::chrono::seconds atLeast = {});
    /// The receiver does not want it; it is dropped.
    void refused(std::chrono::nanoseconds now);

    /// That wait, one on its way not counted.
    std::size_t size() const { return m_waiting.size(); }

private:
    Backoff m_backoff;
    std::deque<AlertStatus> m_waiting;
    std::optional<AlertStatus> m_onItsWay;
    std::chrono::nanoseconds m_dueAt{};
};

} // namespace Orderflow
