#include "gui/source/ownrecorder.h"

#include "gui/source/lookpace.h"
#include "storage/databaseurl.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

constexpr auto UsualInterval = 100ms;
constexpr auto ServedInterval = 250ms;

} // namespace

OwnRecorder::OwnRecorder(OwnRecorderSettings settings, RecorderOptions options, QObject *parent)
    : StatusSource(parent)
    , m_settings(std::move(settings))
    , m_options(std::move(options))
    , m_usualInterval(UsualInterval)
{
    connect(&m_look, &QTimer::timeout, this, &OwnRecorder::look);
    connect(&m_publish, &QTimer::timeout, this, &OwnRecorder::publish);
    m_look.setInterval(m_usualInterval);
    m_publish.setInterval(ServedInterval);
}

OwnRecorder::~OwnRecorder() = default;

void OwnRecorder::setSettings(OwnRecorderSettings settings)
{
    m_settings = std::move(settings);
}

void OwnRecorder::start()
{
    if (m_isRunning)
        return;
    auto server = StatusServer::make(m_settings.statusServer, m_clock);
    if (!server) {
        emit failed(server.error());
        return;
    }
    m_recorder = std::make_unique<Recorder>(m_settings.recorder, m_options);
    connect(m_recorder.get(), &Recorder::stopped, this, &OwnRecorder::onEnded);
    connect(m_recorder.get(), &Recorder::failed, this, &OwnRecorder::onEnded);
    m_server = std::move(*server);
    m_isRunning = true;
    emit runningChanged(true);
    m_recorder->watchTrades(m_watched);
    m_look.start();
    if (m_server) {
        m_server->serveLedger(m_settings.recorder.databaseUrl);
        m_server->start();
        m_publish.start();
    }
    m_recorder->start();
    look();
}

void OwnRecorder::stop()
{
    if (m_isRunning)
        m_recorder->stop();
}

void OwnRecorder::onEnded()
{
    m_look.stop();
    m_publish.stop();
    // It may be in the middle of a signal of the recorder, which is kept for its last status.
    m_server.reset();
    m_isRunning = false;
    look();
    emit runningChanged(false);
    if (const RecorderError &error = m_recorder->error(); error.kind != RecorderError::Kind::None)
        emit failed(error.message);
}

void OwnRecorder::watch(const std::vector<Symbol> &symbols)
{
    m_watched = symbols;
    publish();
}

void OwnRecorder::setInterval(std::chrono::milliseconds interval)
{
    m_usualInterval = interval;
    m_look.setInterval(interval);
}

QString OwnRecorder::name() const
{
    return DatabaseUrl::maskPassword(m_settings.recorder.databaseUrl);
}

void OwnRecorder::look()
{
    const std::chrono::nanoseconds time = LookPace::threadTime();
    const std::chrono::nanoseconds used = time - std::exchange(m_threadTime, time);
    if (const auto next = LookPace::next(used, m_usualInterval);
        next != m_look.intervalAsDuration())
        m_look.setInterval(next);
    show({m_recorder->status(), std::nullopt, m_recorder->error().message});
}

void OwnRecorder::publish()
{
    if (!m_recorder)
        return;
    std::vector<Symbol> watched = m_watched;
    if (m_server) {
        m_server->publish(m_recorder->status());
        const std::vector<Symbol> others = m_server->state().watched;
        watched.insert(watched.end(), others.begin(), others.end());
    }
    m_recorder->watchTrades(watched);
}

} // namespace Orderflow
