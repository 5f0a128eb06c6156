#include "servicelink.h"

#include "process/servicenotifier.h"

#include <QLoggingCategory>

namespace Orderflow {

namespace {

Q_LOGGING_CATEGORY(lcService, "orderflow.service")

ServiceState::Phase phaseOf(RecorderState state)
{
    switch (state) {
    case RecorderState::Idle:
    case RecorderState::AskingExchange:
    case RecorderState::Starting:
        return ServiceState::Phase::Starting;
    case RecorderState::Recording:
        return ServiceState::Phase::Running;
    case RecorderState::Stopping:
    case RecorderState::Stopped:
    case RecorderState::Failed:
        break;
    }
    return ServiceState::Phase::Stopping;
}

} // namespace

ServiceState serviceState(const RecorderStatus &status)
{
    return {phaseOf(status.state), status.hungThread.isEmpty(), verdict(status)};
}

ServiceLink::ServiceLink(Recorder &recorder)
    : m_recorder(recorder)
    , m_report(ServiceNotifier::watchdogTime())
{
    if (!ServiceNotifier::isListenedTo())
        return;
    connect(&m_timer, &QTimer::timeout, this, &ServiceLink::report);
    // At once, not with the next turn of the timer: a manager waits for the one, and the program
    // may end before it for the others.
    connect(&recorder, &Recorder::started, this, &ServiceLink::report);
    connect(&recorder, &Recorder::stopped, this, &ServiceLink::report);
    connect(&recorder, &Recorder::failed, this, &ServiceLink::report);
    m_timer.start(m_report.interval());
}

void ServiceLink::report()
{
    const RecorderStatus status = m_recorder.status();
    const QByteArray message = m_report.next(serviceState(status), status.takenAt.monotonic);
    if (!message.isEmpty() && !ServiceNotifier::notify(message))
        qCWarning(lcService) << "The service manager (NOTIFY_SOCKET) cannot be told how it is.";
}

} // namespace Orderflow
