#pragma once

#include "storage/store.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace Orderflow {

struct RetryOptions
{
    /// How long to keep trying, once stopped, while the database is away; at least 0.
    std::chrono::milliseconds stopGrace{10'000};
    /// Between two tries, doubled each time up to the longest.
    std::chrono::milliseconds firstRetryDelay{100};
    std::chrono::milliseconds longestRetryDelay{5'000};
};

/// The writer's line to its store: sets it up, opens it again after it was away, and tries again
/// until a stop has lasted for long enough.
///
/// Belongs to the writer's thread, but for limitWaiting(), isStopping() and isGraceOver().
class StoreLink
{
public:
    enum class Patience {
        /// Gives up on an error that trying again does not mend.
        WithOutages,
        WithEveryError
    };
    using SetUp = std::function<StoreResult<void>(Store &store)>;
    /// Told of each failure before the next try.
    using OnFailure = std::function<void(const StoreError &error)>;

    /// `setUp` is called with an open store until it succeeds once, `onAway` whenever the store is
    /// found to be away.
    StoreLink(RetryOptions options, SetUp setUp, std::function<void()> onAway);

    /// Takes a store that is not open, and sets it up.
    StoreResult<void> start(std::unique_ptr<Store> store);
    /// Lets go of the store.
    void end() { m_store.reset(); }
    Store &store() { return *m_store; }

    /// Whether the last call found the store away.
    bool isBroken() const { return m_mustReconnect; }
    /// Notes an error of a call that was not made by tryUntilDone().
    void note(const StoreError &error);

    /// Opens the store where it was away. Every error is Unavailable: it worked before, or what
    /// waits is not at fault.
    StoreResult<void> reconnect();

    /// Calls `attempt`, with the store open, until it succeeds or trying is over; returns what it
    /// returned last.
    template <typename T>
    StoreResult<T> tryUntilDone(const std::function<StoreResult<T>(Store &store)> &attempt,
                                Patience patience, const OnFailure &onFailure)
    {
        std::chrono::milliseconds delay = m_options.firstRetryDelay;
        for (;;) {
            const StoreResult<void> connected = reconnect();
            StoreResult<T> result =
                connected ? attempt(*m_store) : tl::unexpected(connected.error());
            if (result)
                return result;
            note(result.error());
            const bool isAway = result.error().kind == StoreError::Kind::Unavailable;
            if ((!isAway && patience == Patience::WithOutages) || isGraceOver())
                return result;
            onFailure(result.error());
            if (!waitToRetry(delay))
                return result;
            delay = std::min(delay * 2, m_options.longestRetryDelay);
        }
    }

    /// From now on the grace time runs.
    void limitWaiting();
    bool isStopping() const;
    bool isGraceOver() const;

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    bool waitToRetry(std::chrono::milliseconds delay);

    const RetryOptions m_options;
    const SetUp m_setUp;
    const std::function<void()> m_onAway;
    std::unique_ptr<Store> m_store;
    bool m_isSetUp = false;
    bool m_mustReconnect = false;
    std::optional<StoreError> m_lastError;

    mutable std::mutex m_mutex;
    std::condition_variable m_stopped;
    // Guarded by m_mutex.
    std::optional<SteadyTime> m_graceEnd;
};

} // namespace Orderflow
