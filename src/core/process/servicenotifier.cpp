#include "process/servicenotifier.h"

#include <QtGlobal>

#ifdef ORDERFLOW_HAS_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

namespace Orderflow {

#ifdef ORDERFLOW_HAS_SYSTEMD

bool ServiceNotifier::isListenedTo()
{
    return !qEnvironmentVariableIsEmpty("NOTIFY_SOCKET");
}

std::optional<std::chrono::microseconds> ServiceNotifier::watchdogTime()
{
    uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return std::nullopt;
    return std::chrono::microseconds(static_cast<std::int64_t>(microseconds));
}

bool ServiceNotifier::notify(const QByteArray &message)
{
    return sd_notify(0, message.constData()) > 0;
}

#else

bool ServiceNotifier::isListenedTo()
{
    return false;
}

std::optional<std::chrono::microseconds> ServiceNotifier::watchdogTime()
{
    return std::nullopt;
}

bool ServiceNotifier::notify(const QByteArray &)
{
    return false;
}

#endif

} // namespace Orderflow
