#pragma once

#include "latestvalue.h"
#include "ledger/ledgerspan.h"
#include "workerthread.h"

#include <tl/expected.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace Orderflow {

/// Reads the ledger when it is asked to, on a thread of its own, and at a pace that leaves the
/// database to those who record: after each answer it rests, the longer the longer that took.
/// The last question counts; those that it could not get to are forgotten.
class LedgerReader : public WorkerThread
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds ShortestRest{1000};

    /// `shortestRest` is between the end of an answer and the beginning of the next.
    explicit LedgerReader(std::chrono::milliseconds shortestRest = ShortestRest,
                          QObject *parent = nullptr);

    /// Asks for the last hours, 1 to MaxLedgerSpan. From any thread; answered() tells.
    void request(std::chrono::hours span);

    /// Ends the thread when it has read what it reads, without waiting for that. From any thread.
    void stop();

    /// From any thread.
    LedgerAnswer answer() const { return m_answer.read(); }

signals:
    /// answer() is another one.
    void answered();

protected:
    using Result = tl::expected<LedgerSpan, QString>;

    void work() final;
    /// On the thread. The error is a sentence. Whoever reads has a destructor that calls stop() and
    /// join().
    virtual Result read(std::chrono::hours span) = 0;
    /// On the thread, at its end.
    virtual void finish() {}

    /// Whether stop() was called. From any thread.
    bool mustEnd() const;

private:
    std::optional<std::chrono::hours> nextQuestion();
    void rest(std::chrono::nanoseconds taken);

    const std::chrono::milliseconds m_shortestRest;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    // Guarded by m_mutex.
    std::optional<std::chrono::hours> m_question;
    bool m_mustEnd = false;
    LatestValue<LedgerAnswer> m_answer;
};

} // namespace Orderflow
