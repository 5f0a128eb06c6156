#pragma once

#include "clock.h"
#include "gui/source/statussource.h"
#include "recorder.h"
#include "server/statusserver.h"

#include <QTimer>

#include <memory>

namespace Orderflow {

/// What the window's own recorder is told.
struct OwnRecorderSettings
{
    RecorderSettings recorder;
    StatusServerSettings statusServer;
};

/// A recorder in this process, that the user starts and stops as often as they like. It records on
/// threads of its own; nothing that the window does can delay it.
class OwnRecorder final : public StatusSource
{
    Q_OBJECT

public:
    /// `options` go to every recorder that is started.
    OwnRecorder(OwnRecorderSettings settings, RecorderOptions options, QObject *parent = nullptr);
    /// Stops in order what still runs, and waits for it.
    ~OwnRecorder() override;

    /// Does nothing while one runs.
    void start();
    /// Ends in order; runningChanged() tells when it is done.
    void stop();
    /// From start() until all is written.
    bool isRunning() const { return m_isRunning; }

    const OwnRecorderSettings &settings() const { return m_settings; }
    /// For the next start().
    void setSettings(OwnRecorderSettings settings);

    void watch(const std::vector<Symbol> &symbols) override;
    void setInterval(std::chrono::milliseconds interval) override;
    QString name() const override;

signals:
    void runningChanged(bool isRunning);
    /// It could not start or go on; `message` says why, in sentences for the user.
    void failed(const QString &message);

private:
    void look();
    void publish();
    void onEnded();

    OwnRecorderSettings m_settings;
    const RecorderOptions m_options;
    const SystemClock m_clock;
    std::vector<Symbol> m_watched;
    std::unique_ptr<Recorder> m_recorder;
    /// Null where the settings turn it off.
    std::unique_ptr<StatusServer> m_server;
    bool m_isRunning = false;
    QTimer m_look;
    std::chrono::milliseconds m_usualInterval;
    /// Of this thread, at the last look.
    std::chrono::nanoseconds m_threadTime{};
    QTimer m_publish;
};

} // namespace Orderflow
