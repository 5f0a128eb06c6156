#include "replay/playback.h"

#include <QElapsedTimer>

#include <algorithm>

namespace Orderflow {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// After this long the event loop gets a turn, so that sockets are written and read.
constexpr qint64 TurnMilliseconds = 5;
/// QTimer counts milliseconds in an int.
constexpr milliseconds LongestWait{3'600'000};
/// A hundred years, in nanoseconds: the offset of a frame in real time stays within 64 bits.
constexpr double LatestOffset = 3.2e18;

} // namespace

Playback::Playback(MarketSource &market, double speed, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_market(market)
    , m_speed(speed)
    , m_clock(clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Playback::play);
}

void Playback::start()
{
    m_started = true;
    m_timer.start(0);
}

void Playback::setHeld(bool held)
{
    if (m_held == held)
        return;
    m_held = held;
    if (held)
        m_timer.stop();
    else if (m_started && !m_ended)
        m_timer.start(0);
}

void Playback::play()
{
    QElapsedTimer turn;
    turn.start();
    while (!m_held) {
        if (!m_next && !takeNext())
            return;
        const nanoseconds wait = untilDue(m_next->dueTime);
        if (wait.count() > 0) {
            m_timer.start(std::min(std::chrono::ceil<milliseconds>(wait), LongestWait));
            return;
        }
        const MarketFrame frame = std::move(*m_next);
        m_next.reset();
        emit frameDue(frame);
        if (turn.hasExpired(TurnMilliseconds) && !m_held) {
            m_timer.start(0);
            return;
        }
    }
}

bool Playback::takeNext()
{
    tl::expected<std::optional<MarketFrame>, QString> next = m_market.next();
    if (next && *next) {
        if (m_marketStart == MarketTime()) {
            m_marketStart = m_market.startTime();
            m_realStart = m_clock.now().monotonic;
        }
        m_next = std::move(*next);
        return true;
    }
    m_ended = true;
    if (next)
        emit finished();
    else
        emit failed(next.error());
    return false;
}

nanoseconds Playback::untilDue(MarketTime dueTime) const
{
    if (m_speed == 0)
        return nanoseconds(0);
    const nanoseconds played = m_clock.now().monotonic - m_realStart;
    const auto offset = double((dueTime - m_marketStart).count()) / m_speed;
    return nanoseconds(std::int64_t(std::min(offset, LatestOffset))) - played;
}

} // namespace Orderflow
