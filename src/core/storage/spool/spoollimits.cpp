#include "storage/spool/spoollimits.h"

#include "storage/spool/batchcodec.h"
#include "storage/sql/sqltransaction.h"

#include <QFileInfo>
#include <QStorageInfo>

#include <algorithm>
#include <limits>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Takes order books out of batches, from the oldest on, in one transaction. Those that follow each
/// other leave one gap a stream, in the newest of the batches, so that a long loss costs few rows.
class DepthDropper
{
public:
    DepthDropper(SpoolConnection &connection, std::optional<std::int64_t> inHand)
        : m_connection(connection)
        , m_inHand(inHand)
    {}

    /// Until `bytes` are freed, or there are no more. Dead letters are older than all that waits,
    /// and have their gaps in the ledger already.
    StoreResult<void> drop(std::int64_t bytes)
    {
        SqlTransaction transaction(m_connection.database());
        if (!transaction.begin())
            return tl::unexpected(m_connection.commitFailed());
        if (StoreResult<void> dropped = dropFromDeadLetters(bytes); !dropped)
            return dropped;
        if (StoreResult<void> dropped = dropFromBatches(bytes); !dropped)
            return dropped;
        if (!transaction.commit())
            return tl::unexpected(m_connection.commitFailed());
        return {};
    }

    std::int64_t events() const { return m_events; }

private:
    struct Row
    {
        std::int64_t id = 0;
        std::int64_t sessionKey = 0;
        std::int64_t bytes = 0;
        EventBatch batch;
    };

    StoreResult<void> dropFromDeadLetters(std::int64_t bytes)
    {
        while (m_freed < bytes) {
            StoreResult<std::optional<Row>> row = next(u"dead_letters"_s, std::nullopt);
            if (!row)
                return tl::unexpected(row.error());
            if (!*row)
                break;
            m_events += std::ssize((*row)->batch.depthUpdates);
            (*row)->batch.depthUpdates.clear();
            // What it has for the ledger was written when it was set aside.
            const bool isDone = (*row)->batch.trades.empty();
            const StoreResult<std::int64_t> left = store(u"dead_letters"_s, **row, isDone);
            if (!left)
                return tl::unexpected(left.error());
            m_freed += (*row)->bytes - *left;
        }
        m_lastId = std::numeric_limits<std::int64_t>::min();
        return {};
    }

    StoreResult<void> dropFromBatches(std::int64_t bytes)
    {
        while (m_freed < bytes) {
            StoreResult<std::optional<Row>> row = next(u"batches"_s, m_inHand);
            if (!row)
                return tl::unexpected(row.error());
            if (!*row)
                break;
            if (m_row && m_row->sessionKey != (*row)->sessionKey)
                closeHole();
            if (StoreResult<void> stored = storeRow(); !stored)
                return stored;
            m_row = std::move(**row);
            takeDepth();
        }
        closeHole();
        return storeRow();
    }

    /// Those that cannot be read are left to whoever writes them.
    StoreResult<std::optional<Row>> next(const QString &table, std::optional<std::int64_t> spared)
    {
        for (;;) {
            StoreResult<QSqlQuery> query = m_connection.run(
                u"SELECT id, session_id, bytes, payload FROM %1 WHERE depth_updates > 0 "
                "AND id > ? AND id <> ? ORDER BY id LIMIT 1"_s.arg(table),
                {qint64(m_lastId), qint64(spared.value_or(m_lastId))});
            if (!query)
                return tl::unexpected(query.error());
            if (!query->next())
                return std::nullopt;
            m_lastId = query->value(0).toLongLong();
            auto batch = BatchCodec::decode(query->value(3).toByteArray());
            if (batch) {
                return Row{m_lastId, query->value(1).toLongLong(), query->value(2).toLongLong(),
                           std::move(*batch)};
            }
        }
    }

    void takeDepth()
    {
        m_events += static_cast<std::int64_t>(m_row->batch.depthUpdates.size());
        m_loss.depthUpdates = std::exchange(m_row->batch.depthUpdates, {});
        m_loss = toLossRecord(m_loss, GapReason::Overflow);
        m_freed += m_row->bytes - BatchCodec::encode(m_row->batch).size();
    }

    void closeHole()
    {
        if (!m_row)
            return;
        for (CaptureGap &gap : std::exchange(m_loss, {}).gaps)
            m_row->batch.add(std::move(gap));
    }

    StoreResult<void> storeRow()
    {
        if (!m_row)
            return {};
        const Row row = std::move(*std::exchange(m_row, std::nullopt));
        const StoreResult<std::int64_t> stored = store(u"batches"_s, row, row.batch.isEmpty());
        return stored ? StoreResult<void>() : tl::unexpected(stored.error());
    }

    /// Puts a row without its order books back, unless it is done with; returns its new size.
    StoreResult<std::int64_t> store(const QString &table, const Row &row, bool isDone)
    {
        if (isDone) {
            const auto removed =
                m_connection.run(u"DELETE FROM %1 WHERE id = ?"_s.arg(table), {qint64(row.id)});
            return removed ? StoreResult<std::int64_t>(0) : tl::unexpected(removed.error());
        }
        const QByteArray payload = BatchCodec::encode(row.batch);
        const auto updated = m_connection.run(
            u"UPDATE %1 SET depth_updates = 0, bytes = ?, payload = ? WHERE id = ?"_s.arg(table),
            {payload.size(), payload, qint64(row.id)});
        return updated ? StoreResult<std::int64_t>(payload.size())
                       : tl::unexpected(updated.error());
    }

    SpoolConnection &m_connection;
    const std::optional<std::int64_t> m_inHand;
    std::int64_t m_lastId = std::numeric_limits<std::int64_t>::min();
    std::int64_t m_freed = 0;
    std::int64_t m_events = 0;
    /// Whose order books are taken, and which is not stored yet.
    std::optional<Row> m_row;
    /// What is to be filed for it and for those before it.
    EventBatch m_loss;
};

} // namespace

SpoolTrimmer::SpoolTrimmer(Spool &spool, SpoolLimits limits, FreeBytes freeBytes)
    : m_spool(spool)
    , m_limits(limits)
    , m_freeBytes(freeBytes ? std::move(freeBytes) : [folder = QFileInfo(spool.filePath()).path()] {
        return std::int64_t(QStorageInfo(folder).bytesAvailable());
    })
{}

StoreResult<std::int64_t> SpoolTrimmer::excess()
{
    const StoreResult<SpoolTotals> totals = m_spool.totals();
    if (!totals)
        return tl::unexpected(totals.error());
    const std::int64_t overSize = totals->bytes + totals->deadBytes - m_limits.maxBytes;
    const std::int64_t free = m_freeBytes();
    // Not every file system says what is free.
    if (free < 0 || free >= m_limits.diskReserve)
        return overSize;
    // What was dropped before can be used again without more of the disk.
    StoreResult<std::int64_t> unused = m_spool.unusedBytes();
    if (!unused)
        return unused;
    return std::max(overSize, m_limits.diskReserve - free - *unused);
}

StoreResult<DroppedDepth> SpoolTrimmer::trim(std::optional<std::int64_t> inHand)
{
    DroppedDepth dropped;
    const StoreResult<std::int64_t> before = excess();
    if (!before)
        return tl::unexpected(before.error());
    if (*before <= 0)
        return dropped;
    // Some more than that, so that it is not done again with each batch, and gaps are few.
    const std::int64_t surplus = std::min(m_limits.maxBytes / 16, std::int64_t(64) << 20);
    DepthDropper dropper(m_spool.connection(), inHand);
    if (const StoreResult<void> done = dropper.drop(*before + surplus); !done)
        return tl::unexpected(done.error());
    dropped.events = dropper.events();
    // Others need it: that is what the reserve is for.
    if (m_freeBytes() < m_limits.diskReserve) {
        if (const StoreResult<void> shrunk = m_spool.shrink(); !shrunk)
            return tl::unexpected(shrunk.error());
    }
    const StoreResult<std::int64_t> after = excess();
    if (!after)
        return tl::unexpected(after.error());
    dropped.isBeyond = *after > 0;
    return dropped;
}

} // namespace Orderflow
