#include "alerts/webhookqueue.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

WebhookQueue::WebhookQueue(const Backoff &backoff)
    : m_backoff(backoff)
{}

void WebhookQueue::add(const AlertStatus &alert)
{
    std::erase_if(m_waiting,
                  [&alert](const AlertStatus &other) { return other.name == alert.name; });
    m_waiting.push_back(alert);
}

std::optional<AlertStatus> WebhookQueue::next(std::chrono::nanoseconds now)
{
    if (m_onItsWay || m_waiting.empty() || now < m_dueAt)
        return std::nullopt;
    m_onItsWay = std::move(m_waiting.front());
    m_waiting.pop_front();
    return m_onItsWay;
}

void WebhookQueue::arrived(std::chrono::nanoseconds now)
{
    m_onItsWay.reset();
    m_backoff.reset();
    m_dueAt = now + Spacing;
}

void WebhookQueue::failed(std::chrono::nanoseconds now, std::chrono::seconds atLeast)
{
    const std::optional<AlertStatus> again = std::exchange(m_onItsWay, std::nullopt);
    const bool isOutdated = again && std::ranges::any_of(m_waiting, [&](const AlertStatus &other) {
                                return other.name == again->name;
                            });
    if (again && !isOutdated)
        m_waiting.push_front(*again);
    m_dueAt = now + std::max<std::chrono::nanoseconds>(
                        m_backoff.next(), std::min<std::chrono::seconds>(atLeast, LongestPause));
}

void WebhookQueue::refused(std::chrono::nanoseconds now)
{
    m_onItsWay.reset();
    m_dueAt = now + std::max<std::chrono::nanoseconds>(m_backoff.next(), Spacing);
}

} // namespace Orderflow
