#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace Orderflow {

/// How a program that systemd runs is.
struct ServiceState
{
    enum class Phase { Starting, Running, Stopping };

    Phase phase = Phase::Starting;
    /// Whether every thread that works gives signs of life.
    bool isAlive = true;
    /// For a person, as `systemctl status` shows it.
    QString text;
};

/// What is to be told to the service manager, and when, as sd_notify(3) has it: READY and STOPPING
/// once, STATUS when it changed but at most once a second, WATCHDOG for as long as all threads are
/// alive, and more time while starting or stopping takes long and all threads are alive.
///
/// Times are monotonic and do not run backwards. Pure but for its memory.
class ServiceReport
{
public:
    /// How long a start or a stop may take from each time on that more time is asked for.
    static constexpr std::chrono::seconds Extension{30};

    /// `watchdog` is how long the manager waits for a sign of life; nothing where it does not.
    explicit ServiceReport(std::optional<std::chrono::microseconds> watchdog);

    /// How often next() is to be called.
    std::chrono::milliseconds interval() const;

    /// What to send now, variables on lines of their own; empty where there is nothing.
    QByteArray next(const ServiceState &state, std::chrono::nanoseconds now);

private:
    using Time = std::optional<std::chrono::nanoseconds>;

    void addPhase(const ServiceState &state, QByteArray *message);
    void addStatus(const ServiceState &state, std::chrono::nanoseconds now, QByteArray *message);
    void addSignOfLife(const ServiceState &state, std::chrono::nanoseconds now,
                       QByteArray *message);

    const std::optional<std::chrono::microseconds> m_watchdog;
    ServiceState::Phase m_phase = ServiceState::Phase::Starting;
    QString m_text;
    Time m_textAt;
    Time m_fedAt;
    Time m_extendedAt;
};

} // namespace Orderflow
