#include "process/servicereport.h"

#include <algorithm>

namespace Orderflow {

using namespace std::chrono_literals;
using Phase = ServiceState::Phase;

namespace {

constexpr std::chrono::milliseconds Interval = 500ms;
constexpr std::chrono::seconds StatusSpacing{1};
/// Of the watchdog's time, so that some signs may come late.
constexpr int SignsInTime = 4;
constexpr qsizetype LongestStatus = 500;

bool isDue(const std::optional<std::chrono::nanoseconds> &last, std::chrono::nanoseconds spacing,
           std::chrono::nanoseconds now)
{
    return !last || now - *last >= spacing;
}

/// The protocol has a variable a line.
QByteArray oneLine(const QString &text)
{
    return text.simplified().first(std::min(text.simplified().size(), LongestStatus)).toUtf8();
}

} // namespace

ServiceReport::ServiceReport(std::optional<std::chrono::microseconds> watchdog)
    : m_watchdog(watchdog)
{}

std::chrono::milliseconds ServiceReport::interval() const
{
    if (!m_watchdog)
        return Interval;
    const auto fraction =
        std::chrono::duration_cast<std::chrono::milliseconds>(*m_watchdog / SignsInTime);
    return std::clamp(fraction, 1ms, Interval);
}

QByteArray ServiceReport::next(const ServiceState &state, std::chrono::nanoseconds now)
{
    QByteArray message;
    addPhase(state, &message);
    addStatus(state, now, &message);
    if (state.isAlive)
        addSignOfLife(state, now, &message);
    return message;
}

void ServiceReport::addPhase(const ServiceState &state, QByteArray *message)
{
    if (state.phase == m_phase)
        return;
    m_phase = state.phase;
    m_extendedAt.reset();
    *message += state.phase == Phase::Running ? "READY=1\n" : "STOPPING=1\n";
}

void ServiceReport::addStatus(const ServiceState &state, std::chrono::nanoseconds now,
                              QByteArray *message)
{
    if (state.text == m_text || !isDue(m_textAt, StatusSpacing, now))
        return;
    m_text = state.text;
    m_textAt = now;
    *message += "STATUS=" + oneLine(state.text) + '\n';
}

void ServiceReport::addSignOfLife(const ServiceState &state, std::chrono::nanoseconds now,
                                  QByteArray *message)
{
    if (m_watchdog && isDue(m_fedAt, *m_watchdog / SignsInTime, now)) {
        m_fedAt = now;
        *message += "WATCHDOG=1\n";
    }
    if (state.phase != Phase::Running && isDue(m_extendedAt, Extension / 3, now)) {
        m_extendedAt = now;
        *message += "EXTEND_TIMEOUT_USEC=" +
                    QByteArray::number(std::chrono::microseconds(Extension).count()) + '\n';
    }
}

} // namespace Orderflow
