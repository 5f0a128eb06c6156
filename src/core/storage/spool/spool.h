#pragma once

#include "storage/eventbatch.h"
#include "storage/spool/spoolconnection.h"
#include "storage/spool/spoolstatus.h"
#include "storage/streamend.h"

#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace Orderflow {

/// A batch that waits.
struct SpooledBatch
{
    std::int64_t id = 0;
    /// See SpoolSession::key.
    std::int64_t sessionKey = 0;
    std::int64_t events = 0;
    UtcMicroseconds spooledAt{};
    /// What is wrong with its bytes where it cannot be read any more.
    tl::expected<EventBatch, QString> batch;
};

/// A batch that waits, or a dead letter, without its content.
struct SpoolEntry
{
    std::int64_t id = 0;
    std::int64_t sessionKey = 0;
    /// When it was spooled or set aside.
    UtcMicroseconds time{};
    std::int64_t trades = 0;
    std::int64_t depthUpdates = 0;
    std::int64_t bytes = 0;
    /// Of dead letters: why.
    QString sqlState;
    QString error;
};

/// Batches on disk that wait for the database, and those that it refused, in one SQLite file. Used
/// in one thread only; several objects, in other threads and processes, may have the same file
/// open.
///
/// What a call has done is on the disk when it returns; on an error nothing of it is.
class Spool
{
public:
    Spool(const QString &filePath, SqlAccess access);

    /// Opens the file, which is made where it is missing.
    StoreResult<void> open();

    /// The same for its owner, who holds the lock: a file that is damaged is given another name,
    /// and a new one made. Returns that name, empty where all is well.
    StoreResult<QString> openOrReplace(UtcMicroseconds now);

    StoreResult<SpoolTotals> totals();

    /// Puts batches behind all others.
    StoreResult<void> append(std::int64_t sessionKey, std::span<const EventBatch> batches,
                             UtcMicroseconds now);
    /// Puts a batch before all others; returns its id.
    StoreResult<std::int64_t> prepend(std::int64_t sessionKey, const EventBatch &batch,
                                      UtcMicroseconds now);

    /// The one that is to be written next.
    StoreResult<std::optional<SpooledBatch>> oldest();
    /// Takes out a batch that was written, and counts `rowsInserted` for its session.
    StoreResult<void> remove(const SpooledBatch &batch, std::int64_t rowsInserted);

    /// Where the streams end among the batches that wait.
    StoreResult<std::vector<StreamEnd>> streamEnds();

    /// Keeps a batch that the database refused; returns the number of the dead letter.
    StoreResult<std::int64_t> setAside(std::int64_t sessionKey, const EventBatch &batch,
                                       const StoreError &error, UtcMicroseconds now);
    /// Makes a dead letter of a batch that cannot be read any more, as it is.
    StoreResult<void> setAsideUnreadable(const SpooledBatch &batch, UtcMicroseconds now);

    /// The oldest ones behind that of the number `afterId`, by rising number.
    StoreResult<std::vector<SpoolEntry>> batches(std::int64_t afterId, std::size_t limit);
    StoreResult<std::vector<SpoolEntry>> deadLetters(std::int64_t afterId, std::size_t limit);
    /// The content of one of these, or what is wrong with its bytes; nothing where it is gone.
    StoreResult<std::optional<tl::expected<EventBatch, QString>>> batch(std::int64_t id);
    StoreResult<std::optional<tl::expected<EventBatch, QString>>> deadLetter(std::int64_t id);
    StoreResult<void> removeDeadLetter(std::int64_t id);

    /// Gives what is not used back to the file system; 64 MiB of it at most where much is used.
    StoreResult<void> shrink();

    /// What the file has not used of what it takes on the disk, in bytes.
    StoreResult<std::int64_t> unusedBytes();

    const QString &filePath() const { return m_connection.filePath(); }
    SpoolConnection &connection() { return m_connection; }

private:
    StoreResult<void> noteEnds(std::span<const EventBatch> batches);
    StoreResult<void> insert(std::optional<std::int64_t> id, std::int64_t sessionKey,
                             const EventBatch &batch, UtcMicroseconds now);
    StoreResult<std::vector<SpoolEntry>> entries(const QString &table, const QString &columns,
                                                 std::int64_t afterId, std::size_t limit);
    StoreResult<std::optional<tl::expected<EventBatch, QString>>> content(const QString &table,
                                                                          std::int64_t id);

    SpoolConnection m_connection;
};

} // namespace Orderflow
