#pragma once

#include <QApplication>
#include <QLatin1StringView>
#include <QElapsedTimer>
#include <QTimer>

#include <chrono>

namespace Orderflow {

/// An application that knows how long each event kept its thread, and how late a heartbeat comes.
/// The former is the program's own doing; the latter has the machine's in it too.
class WatchedApplication : public QApplication
{
    Q_OBJECT

public:
    /// As QApplication has them.
    WatchedApplication(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    struct Report
    {
        /// Of one event: a timer, a paint.
        std::chrono::nanoseconds longestBusy{};
        /// Whose event that was, by its class.
        QLatin1StringView busiest;
        std::chrono::nanoseconds longestLate{};
        /// How often each was longer than Limit.
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
    void onBeat();

    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    QElapsedTimer m_sinceTake;
    int m_depth = 0;
    std::chrono::nanoseconds m_cpuAtTake{};
    Report m_report;
};

} // namespace Orderflow
