#include "loopwatch.h"

#include <QAbstractEventDispatcher>

#include <algorithm>
#include <utility>

#include <time.h>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

constexpr auto BeatInterval = 10ms;

} // namespace

LoopWatch::LoopWatch()
    : m_cpuAtTake(threadTime())
{
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, &LoopWatch::onAwake);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &LoopWatch::onBlock);
    connect(&m_beat, &QTimer::timeout, this, &LoopWatch::onBeat);
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.start(BeatInterval);
    m_sinceTake.start();
}

std::chrono::nanoseconds LoopWatch::threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void LoopWatch::onAwake()
{
    m_busy.start();
}

void LoopWatch::onBlock()
{
    if (!m_busy.isValid())
        return;
    const std::chrono::nanoseconds busy(m_busy.nsecsElapsed());
    m_busy.invalidate();
    m_report.longestBusy = std::max(m_report.longestBusy, busy);
    m_report.blocks += busy > Limit ? 1 : 0;
}

void LoopWatch::onBeat()
{
    if (m_sinceBeat.isValid()) {
        const auto late = std::chrono::nanoseconds(m_sinceBeat.nsecsElapsed()) - BeatInterval;
        m_report.longestLate = std::max<std::chrono::nanoseconds>(m_report.longestLate, late);
        m_report.lateBeats += late > Limit ? 1 : 0;
    }
    m_sinceBeat.start();
}

LoopWatch::Report LoopWatch::take()
{
    Report report = std::exchange(m_report, Report());
    const std::chrono::nanoseconds cpu = threadTime();
    report.cpuTime = cpu - std::exchange(m_cpuAtTake, cpu);
    report.time = std::chrono::nanoseconds(m_sinceTake.nsecsElapsed());
    m_sinceTake.start();
    return report;
}

} // namespace Orderflow
