#include "gui/source/remoterecorder.h"

#include "remote/remoteaddress.h"

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

/// Before the first answer there is no hurry to say that none came.
constexpr auto Patience = 1s;

} // namespace

RemoteRecorder::RemoteRecorder(const RemoteOptions &options, const Clock &clock, QObject *parent)
    : StatusSource(parent)
    , m_remote(options, clock)
{
    connect(&m_remote, &RemoteStatus::statusReceived, this, &RemoteRecorder::look);
    connect(&m_remote, &RemoteStatus::connectionLost, this, &RemoteRecorder::look);
    connect(&m_look, &QTimer::timeout, this, [this] {
        if (m_remote.trouble())
            look();
    });
    m_look.setInterval(500ms);
}

void RemoteRecorder::start()
{
    m_remote.start();
    m_look.start();
}

void RemoteRecorder::watch(const std::vector<Symbol> &symbols)
{
    m_remote.watchBooks(symbols);
}

void RemoteRecorder::setInterval(std::chrono::milliseconds) {}

QString RemoteRecorder::name() const
{
    return shortName(m_remote.address());
}

void RemoteRecorder::look()
{
    std::optional<LinkTrouble> trouble = m_remote.trouble();
    if (!m_remote.status() && trouble && trouble->reason.isEmpty() && trouble->since < Patience)
        return;
    show({m_remote.status().value_or(RecorderStatus()), std::move(trouble), {}});
}

} // namespace Orderflow
