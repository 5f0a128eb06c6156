#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace Orderflow {

/// How long the event loop of its thread is busy at a time, and how late a heartbeat in it comes.
/// The former is the program's own doing; the latter has the machine's in it too.
class LoopWatch : public QObject
{
    Q_OBJECT

public:
    LoopWatch();

    struct Report
    {
        std::chrono::nanoseconds longestBusy{};
        std::chrono::nanoseconds longestLate{};
        /// Times that the loop was busy for longer than Limit.
        int blocks = 0;
        int lateBeats = 0;
        /// Of the thread, and the time that it is of.
        std::chrono::nanoseconds cpuTime{};
        std::chrono::nanoseconds time{};

        double cpuShare() const { return double(cpuTime.count()) / double(time.count()); }
    };
    static constexpr std::chrono::milliseconds Limit{50};

    /// Since the last time.
    Report take();

private:
    void onAwake();
    void onBlock();
    void onBeat();
    static std::chrono::nanoseconds threadTime();

    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    QElapsedTimer m_busy;
    QElapsedTimer m_sinceTake;
    std::chrono::nanoseconds m_cpuAtTake{};
    Report m_report;
};

} // namespace Orderflow
