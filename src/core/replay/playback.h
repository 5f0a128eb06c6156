#pragma once

#include "clock.h"
#include "replay/marketsource.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace Orderflow {

/// Takes the frames of a market and gives each when it is due.
class Playback : public QObject
{
    Q_OBJECT

public:
    /// `market` and `clock` have to outlive this object. `speed` is market time per real time; 0
    /// gives the frames as fast as they are taken.
    Playback(MarketSource &market, double speed, const Clock &clock, QObject *parent = nullptr);

    void start();
    bool isStarted() const { return m_started; }

    /// Holds frames back, or lets them go again; those that became due meanwhile come at once. May
    /// be called from a slot of frameDue().
    void setHeld(bool held);

signals:
    void frameDue(const Orderflow::MarketFrame &frame);
    /// There is no frame after the last one.
    void finished();
    /// The market broke off.
    void failed(const QString &message);

private:
    void play();
    bool takeNext();
    std::chrono::nanoseconds untilDue(MarketTime dueTime) const;

    MarketSource &m_market;
    double m_speed;
    const Clock &m_clock;
    QTimer m_timer;
    std::optional<MarketFrame> m_next;
    MarketTime m_marketStart{};
    std::chrono::nanoseconds m_realStart{};
    bool m_started = false;
    bool m_ended = false;
    bool m_held = false;
};

} // namespace Orderflow
