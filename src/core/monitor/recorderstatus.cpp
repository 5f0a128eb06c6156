#include "monitor/recorderstatus.h"

#include <algorithm>

namespace Orderflow {

namespace {

constexpr std::chrono::seconds SilenceLimit{30};

const ConnectionStatus *findConnection(const RecorderStatus &status, ConnectionState state)
{
    const auto found = std::ranges::find(status.connections, state, &ConnectionStatus::state);
    return found == status.connections.end() ? nullptr : &*found;
}

const ConnectionStatus *findSilent(const RecorderStatus &status)
{
    const auto found = std::ranges::find_if(status.connections, [&](const ConnectionStatus &c) {
        return c.state == ConnectionState::Open && c.lastFrame &&
               status.takenAt.monotonic - c.lastFrame->monotonic > SilenceLimit;
    });
    return found == status.connections.end() ? nullptr : &*found;
}

QString recordingVerdict(const RecorderStatus &status)
{
    if (status.writer.state == WriterStatus::State::Retrying)
        return QStringLiteral("Database away: %1")
            .arg(status.writer.lastError ? status.writer.lastError->message : QString());
    if (const ConnectionStatus *waiting = findConnection(status, ConnectionState::Waiting))
        return QStringLiteral("No %1 connection: %2").arg(waiting->route, waiting->lastProblem);
    if (const ConnectionStatus *connecting = findConnection(status, ConnectionState::Connecting))
        return QStringLiteral("Connecting to the %1 route").arg(connecting->route);
    if (const ConnectionStatus *silent = findSilent(status))
        return QStringLiteral("Silent: the %1 route delivers nothing").arg(silent->route);
    if (status.eventsLost > 0)
        return QStringLiteral("Recording, %1 events lost").arg(status.eventsLost);
    if (status.gaps > 0)
        return QStringLiteral("Recording, %1 gaps").arg(status.gaps);
    return QStringLiteral("Recording");
}

} // namespace

QString verdict(const RecorderStatus &status)
{
    switch (status.state) {
    case RecorderState::Idle:
        return QStringLiteral("Not started");
    case RecorderState::Starting:
        return QStringLiteral("Opening the database");
    case RecorderState::Recording:
        return recordingVerdict(status);
    case RecorderState::Stopping:
        return QStringLiteral("Stopping");
    case RecorderState::Stopped:
        return QStringLiteral("Stopped");
    case RecorderState::Failed:
        return QStringLiteral("Failed");
    }
    Q_UNREACHABLE();
}

bool isHealthy(const RecorderStatus &status)
{
    return status.state == RecorderState::Recording && status.eventsLost == 0 &&
           status.writer.state == WriterStatus::State::Ready &&
           std::ranges::all_of(
               status.connections,
               [](const ConnectionStatus &c) { return c.state == ConnectionState::Open; }) &&
           findSilent(status) == nullptr;
}

} // namespace Orderflow
