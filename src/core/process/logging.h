#pragma once

#include "market/time.h"
#include "settings/loglevel.h"

#include <QByteArray>
#include <QMessageLogContext>
#include <QString>
#include <QStringList>

#include <functional>
#include <mutex>

namespace Orderflow {

/// One message on its way to a log, without passwords and control characters.
struct LogLine
{
    UtcMilliseconds time{};
    LogLevel level = LogLevel::Info;
    /// Empty for Qt's default category.
    QString category;
    QString text;

    /// `2026-11-23T03:00:00.123Z INFO  category: text`.
    QString toString() const;
};

/// Takes over Qt's messages for as long as it lives: those of the level and above go as lines to
/// one place. There is at most one such object at a time, and it outlives all other threads.
/// All methods may be called from any thread.
class Logging
{
public:
    enum class Colour { No, Yes };
    /// Called by one thread at a time, and not to log anything itself.
    using Sink = std::function<void(const LogLine &line)>;
    /// Whether lines that go to a sink are written as well.
    enum class AlsoWrite { No, Yes };

    /// `write` gets each line with its line end, in one piece, while there is no sink.
    Logging(std::function<void(const QByteArray &text)> write, Colour colour);
    ~Logging();
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    void setLevel(LogLevel level);

    /// Shows *** in place of `secret` from now on.
    void hide(const QString &secret);

    /// Sends the lines to `sink`, until it is taken away again with an empty one.
    void setSink(Sink sink, AlsoWrite alsoWrite = AlsoWrite::No);

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message);
    void log(LogLevel level, const QMessageLogContext &context, const QString &message);
    QString cleaned(const QString &message) const;

    std::mutex m_mutex;
    std::function<void(const QByteArray &text)> m_write;
    Colour m_colour;
    LogLevel m_level = LogLevel::Info;
    QStringList m_secrets;
    Sink m_sink;
    AlsoWrite m_alsoWrite = AlsoWrite::No;
    QtMessageHandler m_previous = nullptr;
};

} // namespace Orderflow
