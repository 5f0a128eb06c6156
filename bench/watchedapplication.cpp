#include "watchedapplication.h"

#include "gui/source/lookpace.h"

#include <QThread>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

constexpr auto BeatInterval = 10ms;

} // namespace

WatchedApplication::WatchedApplication(int &argc, char **argv)
    : QApplication(argc, argv)
    , m_cpuAtTake(LookPace::threadTime())
{
    connect(&m_beat, &QTimer::timeout, this, &WatchedApplication::onBeat);
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.start(BeatInterval);
    m_sinceTake.start();
}

bool WatchedApplication::notify(QObject *receiver, QEvent *event)
{
    // Those of other threads are theirs, and those inside of an event are a part of it.
    if (QThread::currentThread() != thread() || m_depth > 0)
        return QApplication::notify(receiver, event);
    // It may not outlive its event.
    const QLatin1StringView name(receiver->metaObject()->className());
    QElapsedTimer timer;
    timer.start();
    ++m_depth;
    const bool isHandled = QApplication::notify(receiver, event);
    --m_depth;
    const std::chrono::nanoseconds busy(timer.nsecsElapsed());
    if (busy > m_report.longestBusy) {
        m_report.longestBusy = busy;
        m_report.busiest = name;
    }
    m_report.blocks += busy > Limit ? 1 : 0;
    return isHandled;
}

void WatchedApplication::onBeat()
{
    if (m_sinceBeat.isValid()) {
        const auto late = std::chrono::nanoseconds(m_sinceBeat.nsecsElapsed()) - BeatInterval;
        m_report.longestLate = std::max<std::chrono::nanoseconds>(m_report.longestLate, late);
        m_report.lateBeats += late > Limit ? 1 : 0;
    }
    m_sinceBeat.start();
}

WatchedApplication::Report WatchedApplication::take()
{
    Report report = std::exchange(m_report, Report());
    const std::chrono::nanoseconds cpu = LookPace::threadTime();
    report.cpuTime = cpu - std::exchange(m_cpuAtTake, cpu);
    report.time = std::chrono::nanoseconds(m_sinceTake.nsecsElapsed());
    m_sinceTake.start();
    return report;
}

} // namespace Orderflow
