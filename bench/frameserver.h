#pragma once

#include "framesender.h"

#include <QObject>
#include <QProcess>
#include <QUrl>

#include <chrono>
#include <cstdint>

namespace Orderflow {

/// A FrameSender in a process of its own: this program, started again.
class FrameServer : public QObject
{
    Q_OBJECT

public:
    /// Returns when it listens. Ends the program where it does not.
    explicit FrameServer(const FrameLoad &load);
    /// Ends the process, and waits for that.
    ~FrameServer() override;

    QUrl url() const { return m_url; }
    qint64 processId() const { return m_process.processId(); }

    /// When the first frame was due, on the monotonic clock; nothing before that.
    std::chrono::nanoseconds startedAt() const { return m_startedAt; }
    /// When all streams were subscribed to, on the same clock, and how many frames had been sent by
    /// then; nothing before that.
    std::chrono::nanoseconds completeAt() const { return m_completeAt; }
    std::uint64_t sentBeforeComplete() const { return m_sentBeforeComplete; }
    /// Waits until all of a load with an end has left, and returns how many frames that were; ends
    /// the program after `longest`, and where a subscriber that had gone missed some.
    std::uint64_t waitForEnd(std::chrono::seconds longest);
    /// Has it send no more, and returns the same.
    std::uint64_t stop();

    /// What main() does in that process, given its arguments; ends with the other one.
    static int serve(const QStringList &arguments);
    static bool isAsked(int argc, char **argv);

signals:
    /// The first frame is on its way.
    void playing();
    /// All streams are subscribed to.
    void complete();
    void finished();

private:
    void read();
    void onProcessFinished();

    QProcess m_process;
    QUrl m_url;
    std::chrono::nanoseconds m_startedAt{};
    std::chrono::nanoseconds m_completeAt{};
    std::uint64_t m_sentBeforeComplete = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_missed = 0;
    bool m_isFinished = false;
};

} // namespace Orderflow
