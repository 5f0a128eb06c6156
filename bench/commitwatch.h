#pragma once

#include "market/time.h"
#include "workerthread.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>

namespace Orderflow {

/// Another connection to the PostgreSQL server, on a thread of its own, which asks again and again
/// which transactions it can see: that is when a row can be read by others. The server's commit
/// timestamps are no answer to that; it takes them before it waits for the disk.
class CommitWatch final : public WorkerThread
{
    Q_OBJECT

public:
    /// Asks once in `interval`, and returns when it has asked for the first time.
    CommitWatch(QString databaseUrl, std::chrono::milliseconds interval, QObject *parent = nullptr);
    /// Stops and waits.
    ~CommitWatch() override;

    /// By transaction, when it was first seen to be over, by the clock of this machine: up to an
    /// interval and a round trip late. Of those that ended since the start; waits for a question
    /// that is asked after the call, so that all that anybody saw before it are among them.
    std::map<std::int64_t, UtcMicroseconds> ends() const;
    /// When the last one was seen to be over that was seen so far; the start, where there is none.
    UtcMicroseconds lastEnd() const;

protected:
    void work() override;

private:
    void waitForAnswer(std::uint64_t question) const;
    void take(const QString &snapshot, UtcMicroseconds at);

    const QString m_databaseUrl;
    const std::chrono::milliseconds m_interval;
    /// How many questions were begun, and how many of them were answered.
    std::atomic<std::uint64_t> m_asked = 0;
    std::atomic<std::uint64_t> m_answered = 0;
    std::atomic<bool> m_isStopped = false;
    /// Of the thread: those that had begun and were not over, and the first that had not begun.
    std::set<std::int64_t> m_open;
    std::int64_t m_nextToBegin = 0;
    mutable std::mutex m_mutex;
    // Guarded by m_mutex.
    std::map<std::int64_t, UtcMicroseconds> m_ends;
    UtcMicroseconds m_lastEnd;
};

} // namespace Orderflow
