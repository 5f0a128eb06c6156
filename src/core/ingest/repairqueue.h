#pragma once

#include "ingest/pagecursor.h"
#include "market/time.h"
#include "storage/gaprepair.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace Orderflow {

/// How long the repair of gaps waits for what.
struct RepairDelays
{
    /// After a trouble, or when a gap was gone through and something of it is missing still.
    /// Doubles up to the longest, for each gap, and for all together where nothing can be asked.
    std::chrono::milliseconds retry{std::chrono::minutes(1)};
    std::chrono::milliseconds longestRetry{std::chrono::hours(1)};
    /// After an answer without trades, which REST may have a little later.
    std::chrono::milliseconds emptyRetry{std::chrono::seconds(20)};
    /// How old the end of a gap must be, for the same reason.
    std::chrono::milliseconds settle{std::chrono::seconds(10)};
};

/// Which gap is repaired next, and when: one at a time, in the order in which they are given, but
/// for those that have to wait. Pure; every method is told what time it is.
class RepairQueue
{
public:
    explicit RepairQueue(const RepairDelays &delays,
                         int emptyAnswersNeeded = PageCursor::EmptyAnswersNeeded);

    /// What is open now. Gaps that cannot be repaired are ignored, those that are not among them
    /// any more forgotten, but for the current one: that goes on to its end.
    void setGaps(const std::vector<LedgerGap> &gaps);

    struct Task
    {
        LedgerGap gap;
        /// While it is gone through; it may wait meanwhile.
        std::optional<PageCursor> cursor;
        /// Whether what an earlier run filled may be passed over: not after that left it open.
        bool mayResume = true;
        /// How often it had to wait for a retry.
        int retries = 0;
        /// On the monotonic clock.
        std::chrono::nanoseconds notBefore{};
        bool isPutBack = false;
    };

    /// The gap to go on with: the current one, else the first that is due, which is begun where it
    /// was not and becomes the current one. Null where none is due.
    Task *next(const ReceiveTime &now);

    /// Null where there is none.
    Task *current();

    // What becomes of the current gap, which is current no more then.

    /// It is asked for again a little later, after an answer without trades.
    void waitForTrades(const ReceiveTime &now);
    /// It goes on where it is after a retry delay: because of an answer that cannot be read.
    void putBack(const ReceiveTime &now);
    /// It was gone through. Where it is still among those that are given it is begun again, in
    /// full, but only after a retry delay: the ledger may take a while to know.
    void settle(const ReceiveTime &now);

    /// Nothing can be asked: all wait. The current gap goes on where it is then.
    void pause(const ReceiveTime &now);
    /// Something was answered, so that the next pause is a short one again.
    void endPauses() { m_pauses = 0; }

    /// How long until a gap may be due; nothing where none waits.
    std::optional<std::chrono::nanoseconds> wait(const ReceiveTime &now) const;
    /// Whether there is nothing to do but wait for retries.
    bool isIdle(const ReceiveTime &now) const;
    /// All gaps but the current one.
    std::size_t waitingCount() const;

private:
    std::chrono::milliseconds retryDelay(int earlierRetries) const;
    /// Zero or less where it is due.
    std::chrono::nanoseconds waitOf(const Task &task, const ReceiveTime &now) const;
    void delay(Task &task, std::chrono::milliseconds delay, const ReceiveTime &now);

    const RepairDelays m_delays;
    const int m_emptyAnswersNeeded;
    std::vector<Task> m_tasks;
    std::optional<std::int64_t> m_currentId;
    /// On the monotonic clock.
    std::chrono::nanoseconds m_pauseEnd{};
    int m_pauses = 0;
};

} // namespace Orderflow
