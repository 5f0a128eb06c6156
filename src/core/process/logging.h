#pragma once

#include "process/logline.h"
#include "process/logoutput.h"
#include "process/repeatedlines.h"
#include "process/secretmask.h"
#include "settings/logformat.h"
#include "settings/loglevel.h"

#include <QByteArray>
#include <QMessageLogContext>
#include <QString>

#include <functional>
#include <mutex>
#include <vector>

namespace Orderflow {

struct LoadedSettings;

/// Takes over Qt's messages for as long as it lives: those of the level and above go as lines to
/// one place, without secrets, and warnings that repeat as a count. There is at most one such
/// object at a time, and it outlives all other threads. All methods may be called from any thread.
class Logging
{
public:
    /// Called by one thread at a time, and not to log anything itself.
    using Sink = std::function<void(const LogLine &line)>;
    /// Whether lines that go to a sink are written as well.
    enum class AlsoWrite { No, Yes };

    /// `write` gets each line with its line end, in one piece, while there is no sink.
    Logging(std::function<void(const QByteArray &text)> write, LogOutput output);
    ~Logging();
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    /// Level, format and secrets of `settings`.
    void apply(const LoadedSettings &settings);

    void setLevel(LogLevel level);
    void setFormat(LogFormat format);

    /// Shows *** in place of `secret` from now on.
    void hide(const QString &secret);
    /// `text` without secrets, for what is said elsewhere.
    QString masked(const QString &text) const;

    /// Whether somebody sorts the lines by their level, so that what a program says at its end is
    /// better logged than printed.
    bool isForMachines() const;

    /// Logs a line whatever the level, without the way through Qt.
    void say(LogLevel level, const QString &category, const QString &text);

    /// Says what is due about lines that repeated. To be called about once a second.
    void tick();

    /// Sends the lines to `sink`, until it is taken away again with an empty one.
    void setSink(Sink sink, AlsoWrite alsoWrite = AlsoWrite::No);

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message);
    void log(LogLevel level, const QMessageLogContext &context, const QString &message);
    void take(LogLevel level, const QString &category, const QString &message);
    void put(const std::vector<LogLine> &lines);
    void put(const LogLine &line);
    QByteArray written(const LogLine &line) const;

    const LogOutput m_output;
    mutable std::mutex m_mutex;
    // Guarded by m_mutex.
    std::function<void(const QByteArray &text)> m_write;
    LogLevel m_level = LogLevel::Info;
    LogFormat m_format = LogFormat::Text;
    SecretMask m_secrets;
    RepeatedLines m_repeated;
    Sink m_sink;
    AlsoWrite m_alsoWrite = AlsoWrite::No;
    QtMessageHandler m_previous = nullptr;
};

} // namespace Orderflow
