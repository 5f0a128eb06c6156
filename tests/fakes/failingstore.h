#pragma once

#include "storage/store.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

/// What a FailingStore is to do and what it has seen, shared with the test that made it, because
/// the store itself belongs to the writer. The methods may be called from any thread.
class StoreScript
{
public:
    /// The next `count` calls of write() return `error`, then the next ones of the script, then
    /// they succeed.
    void failWrites(int count, const Orderflow::StoreError &error);
    void failOpens(int count, const Orderflow::StoreError &error);
    void failMigrate(const Orderflow::StoreError &error);

    /// What the next calls of keepUp() return, one after the other; Done after these.
    void setUpkeep(std::deque<Orderflow::StoreResult<Orderflow::UpkeepState>> results);
    /// What beginSession() has returned before.
    void setLastSession(std::int64_t id);

    /// Takes back the failures that are still to come.
    void recover();

    /// What the store has had before; nothing where nobody says so.
    void setStreamEnds(std::vector<Orderflow::StreamEnd> ends);
    /// These are open, in ledgerCounts() as well.
    void setRepairableGaps(std::vector<Orderflow::LedgerGap> gaps);

    std::vector<Orderflow::EventBatch> written() const;
    int openCount() const;
    int migrateCount() const;
    int writeCount() const;
    /// The times that keepUp() was called for.
    std::vector<Orderflow::UtcMicroseconds> keptUpAt() const;
    Orderflow::RetentionLimits retention() const;
    /// The sessions that the batches of written() were of, one after the other.
    std::vector<std::int64_t> writtenSessions() const;
    /// The sessions that were begun; their ids count from 1 where setLastSession() says nothing
    /// else.
    std::vector<Orderflow::CaptureSession> sessions() const;
    std::optional<Orderflow::CaptureSession> begun() const;
    std::optional<Orderflow::CaptureSession> ended() const;
    /// The ids of the sessions that were ended, in their order.
    std::vector<std::int64_t> endedSessions() const;

    /// Every batch with an event of that aggTradeId is refused with `error`, in full or in part.
    void refuseTrade(std::int64_t aggTradeId, const Orderflow::StoreError &error);
    /// write() waits while this is set.
    void holdWrites(bool isHeld);

private:
    friend class FailingStore;
    using Errors = std::deque<Orderflow::StoreError>;

    mutable std::mutex m_mutex;
    Errors m_openErrors;
    Errors m_migrateErrors;
    Errors m_writeErrors;
    std::deque<Orderflow::StoreResult<Orderflow::UpkeepState>> m_upkeep;
    std::vector<Orderflow::UtcMicroseconds> m_keptUpAt;
    Orderflow::RetentionLimits m_retention;
    std::vector<Orderflow::EventBatch> m_written;
    std::vector<std::int64_t> m_writtenSessions;
    std::vector<Orderflow::CaptureSession> m_sessions;
    std::vector<std::int64_t> m_endedSessions;
    std::int64_t m_lastSession = 0;
    std::map<std::int64_t, Orderflow::StoreError> m_refusedTrades;
    bool m_isHeld = false;
    std::condition_variable m_released;
    std::vector<Orderflow::StreamEnd> m_streamEnds;
    std::vector<Orderflow::LedgerGap> m_repairableGaps;
    int m_openCount = 0;
    int m_migrateCount = 0;
    int m_writeCount = 0;
    std::optional<Orderflow::CaptureSession> m_begun;
    std::optional<Orderflow::CaptureSession> m_ended;
};

/// A store that keeps batches in memory and fails where its script says so. As a real one, it
/// takes nothing after an Unavailable error until it is opened again.
class FailingStore final : public Orderflow::Store
{
public:
    explicit FailingStore(std::shared_ptr<StoreScript> script);

    Orderflow::StoreResult<void> open() override;
    Orderflow::StoreResult<void> migrate() override;
    Orderflow::StoreResult<int> schemaVersion() override;
    Orderflow::StoreResult<std::int64_t>
    beginSession(const Orderflow::CaptureSession &session) override;
    void useSession(std::int64_t id) override { m_sessionId = id; }
    Orderflow::StoreResult<Orderflow::WriteCount>
    write(const Orderflow::EventBatch &batch) override;
    Orderflow::StoreResult<std::vector<Orderflow::StreamEnd>> streamEnds() override;
    Orderflow::StoreResult<std::vector<Orderflow::LedgerGap>>
    repairableGaps(std::size_t limit) override;
    Orderflow::StoreResult<Orderflow::LedgerCounts>
    ledgerCounts(Orderflow::UtcMicroseconds now) override;
    Orderflow::StoreResult<Orderflow::UpkeepState>
    keepUp(Orderflow::UtcMicroseconds now, const Orderflow::RetentionLimits &limits) override;
    Orderflow::StoreResult<void> endSession(const Orderflow::CaptureSession &session) override;
    QString displayName() const override;

private:
    std::shared_ptr<StoreScript> m_script;
    bool m_isOpen = false;
    std::int64_t m_sessionId = 0;
};
