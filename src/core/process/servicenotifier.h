#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>

namespace Orderflow {

/// The line to the service manager that started this process, where one did that wants to know
/// (NOTIFY_SOCKET), and where libsystemd was there when this was built. Elsewhere it does nothing.
class ServiceNotifier
{
public:
    /// Whether somebody listens.
    static bool isListenedTo();

    /// How long the manager waits for a sign of life of this process (WATCHDOG_USEC); nothing where
    /// it does not.
    static std::optional<std::chrono::microseconds> watchdogTime();

    /// Sends variables, as sd_notify(3) has them; false where they did not arrive.
    static bool notify(const QByteArray &message);
};

} // namespace Orderflow
