#pragma once

#include "market/time.h"

#include <QObject>

#include <chrono>
#include <optional>

namespace Orderflow {

/// Which stretch of the last quarter of an hour is looked at, and at which of its moments; shared
/// by the views of a page, so that they show the same.
class TimeWindow final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::microseconds Longest = std::chrono::minutes(15);
    static constexpr std::chrono::microseconds Shortest = std::chrono::seconds(10);
    static constexpr std::chrono::microseconds Usual = std::chrono::minutes(5);

    using QObject::QObject;

    UtcMicroseconds from() const { return m_to - m_span; }
    UtcMicroseconds to() const { return m_to; }
    std::chrono::microseconds span() const { return m_span; }
    /// Whether it ends now, and so moves on.
    bool isFollowing() const { return m_isFollowing; }

    void setNow(UtcMicroseconds now);
    /// Between Shortest and Longest; the end stays where it is.
    void setSpan(std::chrono::microseconds span);
    /// Makes the span so many times as long; `anchor` stays where it is seen. Where the window
    /// follows, its end does instead.
    void zoom(double factor, UtcMicroseconds anchor);
    /// Later, or earlier where negative; as far as there is something to see.
    void pan(std::chrono::microseconds by);
    void follow();
    /// To the usual span, and follows.
    void reset();

    /// The moment that the user points at, if any.
    std::optional<UtcMicroseconds> crosshair() const { return m_crosshair; }
    void setCrosshair(std::optional<UtcMicroseconds> time);

signals:
    void changed();
    void crosshairMoved();

private:
    void set(UtcMicroseconds to, std::chrono::microseconds span, bool isFollowing);

    UtcMicroseconds m_now{};
    UtcMicroseconds m_to{};
    std::chrono::microseconds m_span = Usual;
    bool m_isFollowing = true;
    std::optional<UtcMicroseconds> m_crosshair;
};

} // namespace Orderflow
