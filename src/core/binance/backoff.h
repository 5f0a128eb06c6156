#pragma once

#include <QRandomGenerator>

#include <chrono>

namespace Orderflow {

/// How long to wait before the next attempt: exponential with full jitter, so that many recorders
/// that lost the exchange together do not come back together.
class Backoff
{
public:
    static constexpr std::chrono::milliseconds First{500};
    static constexpr std::chrono::milliseconds Cap{30'000};

    explicit Backoff(quint32 seed = QRandomGenerator::global()->generate());

    /// The same with another bound of the first delay, 1 ms to Cap.
    explicit Backoff(std::chrono::milliseconds first);

    /// From 0 to the current bound, which doubles with every call up to Cap.
    std::chrono::milliseconds next();

    /// After a connection that lasted.
    void reset();

private:
    QRandomGenerator m_random;
    std::chrono::milliseconds m_first = First;
    std::chrono::milliseconds m_bound = First;
};

} // namespace Orderflow
