#include "storage/sqlstore.h"

#include "storage/migrations.h"
#include "storage/recordreader.h"
#include "storage/sqltransaction.h"

#include <QSqlQuery>
#include <QStringList>
#include <QVariant>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QVariant toVariant(std::optional<std::int64_t> number)
{
    return number ? QVariant(qint64(*number)) : QVariant();
}

QVariant toVariant(std::optional<UtcMicroseconds> time)
{
    return time ? QVariant(toSqlText(*time)) : QVariant();
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

} // namespace

SqlStore::SqlStore(std::unique_ptr<SqlConnection> connection)
    : m_connection(std::move(connection))
{}

SqlStore::~SqlStore() = default;

StoreResult<void> SqlStore::open()
{
    return m_connection->open();
}

StoreResult<void> SqlStore::migrate()
{
    if (StoreResult<void> isOpen = m_connection->requireOpen(u"cannot set up the schema"_s);
        !isOpen)
        return isOpen;
    const auto migrations = loadMigrations(migrationFolder(m_connection->dialect()));
    if (!migrations)
        return tl::unexpected(m_connection->misconfigured(migrations.error()));
    return SchemaMigrator(database(), m_connection->dialect(), m_connection->displayName())
        .apply(*migrations);
}

StoreResult<int> SqlStore::schemaVersion()
{
    if (StoreResult<void> isOpen = m_connection->requireOpen(u"cannot read the schema"_s); !isOpen)
        return tl::unexpected(isOpen.error());
    return SchemaMigrator(database(), m_connection->dialect(), m_connection->displayName())
        .version();
}

StoreResult<std::int64_t> SqlStore::beginSession(const CaptureSession &session)
{
    const QString failed = u"cannot write to capture_sessions"_s;
    if (StoreResult<void> isOpen = m_connection->requireOpen(failed); !isOpen)
        return tl::unexpected(isOpen.error());

    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    std::int64_t id = 0;
    {
        StoreResult<QSqlQuery> query = m_connection->execute(
            u"INSERT INTO capture_sessions (host, process_id, version, streams, started_at) "
            "VALUES (%1) RETURNING id"_s.arg(
                m_connection->literals({session.host, session.processId, session.version,
                                        session.streams, toSqlText(session.startedAt)})),
            failed);
        if (!query)
            return tl::unexpected(query.error());
        if (!query->next())
            return tl::unexpected(m_connection->failure(query->lastError(), failed));
        id = query->value(0).toLongLong();
    }
    if (!transaction.commit())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    m_sessionId = id;
    return id;
}

StoreResult<void> SqlStore::endSession(const CaptureSession &session)
{
    const QString failed = u"cannot write the end of the session"_s;
    if (StoreResult<void> isOpen = m_connection->requireOpen(failed); !isOpen)
        return isOpen;
    if (!m_sessionId)
        return tl::unexpected(m_connection->misconfigured(u"no session was begun"_s));

    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    const QString statement =
        u"UPDATE capture_sessions SET ended_at = %1, events_received = %2, events_written = %3, "
        "events_lost = %4 WHERE id = %5"_s.arg(
            m_connection->literal(toVariant(session.endedAt)),
            m_connection->literal(qint64(session.eventsReceived)),
            m_connection->literal(qint64(session.eventsWritten)),
            m_connection->literal(qint64(session.eventsLost)),
            m_connection->literal(qint64(*m_sessionId)));
    if (const StoreResult<QSqlQuery> query = m_connection->execute(statement, failed); !query)
        return tl::unexpected(query.error());
    if (!transaction.commit())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    return {};
}

StoreResult<std::vector<StreamEnd>> SqlStore::streamEnds()
{
    return RecordReader(*m_connection).streamEnds();
}

StoreResult<std::vector<LedgerGap>> SqlStore::repairableGaps(std::size_t limit)
{
    return RecordReader(*m_connection).repairableGaps(limit);
}

StoreResult<WriteCount> SqlStore::write(const EventBatch &batch)
{
    const QString failed = u"cannot write a batch of %1 events"_s.arg(batch.eventCount());
    if (StoreResult<void> isOpen = m_connection->requireOpen(failed); !isOpen)
        return tl::unexpected(isOpen.error());

    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    StoreResult<WriteCount> count = writeRows(batch);
    if (!count)
        return count;
    if (!transaction.commit())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    return count;
}

StoreResult<WriteCount> SqlStore::writeRows(const EventBatch &batch)
{
    WriteCount count;
    if (!batch.trades.empty()) {
        const StoreResult<std::int64_t> inserted = insertTrades(batch.trades);
        if (!inserted)
            return tl::unexpected(inserted.error());
        count.tradesInserted = *inserted;
    }
    if (!batch.depthUpdates.empty()) {
        const StoreResult<std::int64_t> inserted = insertDepthUpdates(batch.depthUpdates);
        if (!inserted)
            return tl::unexpected(inserted.error());
        count.depthUpdatesInserted = *inserted;
    }
    count.duplicates = static_cast<std::int64_t>(batch.eventCount()) - count.tradesInserted -
                       count.depthUpdatesInserted;

    if (const StoreResult<void> written = writeLedger(batch); !written)
        return tl::unexpected(written.error());
    return count;
}

StoreResult<void> SqlStore::writeLedger(const EventBatch &batch)
{
    if (batch.gaps.empty() && batch.connections.empty() && batch.clockSamples.empty())
        return {};
    if (!m_sessionId) {
        return tl::unexpected(m_connection->misconfigured(
            u"gaps, connections and clock samples belong to a session, and none was begun"_s));
    }
    if (!batch.gaps.empty()) {
        if (StoreResult<void> written = insertGaps(batch.gaps); !written)
            return written;
    }
    for (const CaptureConnection &connection : batch.connections) {
        if (StoreResult<void> written = upsertConnection(connection); !written)
            return written;
    }
    if (!batch.clockSamples.empty())
        return insertClockSamples(batch.clockSamples);
    return {};
}

StoreResult<void> SqlStore::insertGaps(const std::vector<CaptureGap> &gaps)
{
    QStringList rows;
    for (const CaptureGap &gap : gaps) {
        rows.append(
            u'(' +
            m_connection->literals(
                {qint64(*m_sessionId), gap.symbol.toString(), QString::fromStdString(gap.stream),
                 QString(toSqlName(gap.reason)), QString(toSqlName(gap.status)),
                 toVariant(gap.firstMissingId), toVariant(gap.lastMissingId),
                 toVariant(gap.missingEvents), toSqlText(gap.fromTime), toSqlText(gap.toTime)}) +
            u')');
    }
    const StoreResult<QSqlQuery> query = m_connection->execute(
        u"INSERT INTO capture_gaps (session_id, symbol, stream, reason, status, "
        "first_missing_id, last_missing_id, missing_events, from_time, to_time) VALUES "_s +
            rows.join(u',') + u" ON CONFLICT DO NOTHING"_s,
        u"cannot write to capture_gaps"_s);
    if (!query)
        return tl::unexpected(query.error());
    return {};
}

StoreResult<void> SqlStore::upsertConnection(const CaptureConnection &connection)
{
    const QString values = m_connection->literals(
        {qint64(*m_sessionId), qint64(connection.number), connection.route, connection.url,
         toVariant(connection.openedAt), toVariant(connection.closedAt),
         textOrNull(connection.closeReason), qint64(connection.frames), qint64(connection.bytes),
         qint64(connection.shard), qint64(connection.side), qint64(connection.streams),
         toSqlText(connection.attemptedAt), qint64(connection.attempts),
         textOrNull(connection.endKind)});
    const StoreResult<QSqlQuery> query = m_connection->execute(
        u"INSERT INTO capture_connections (session_id, number, route, url, opened_at, closed_at, "
        "close_reason, frames, bytes, shard, side, streams, attempted_at, attempts, end_kind) "
        "VALUES ("_s +
            values +
            u") ON CONFLICT (session_id, number) DO UPDATE SET opened_at = excluded.opened_at, "
            "closed_at = excluded.closed_at, close_reason = excluded.close_reason, "
            "frames = excluded.frames, bytes = excluded.bytes, streams = excluded.streams, "
            "attempts = excluded.attempts, end_kind = excluded.end_kind"_s,
        u"cannot write to capture_connections"_s);
    if (!query)
        return tl::unexpected(query.error());
    return {};
}

StoreResult<void> SqlStore::insertClockSamples(const std::vector<ClockSample> &samples)
{
    QStringList rows;
    for (const ClockSample &sample : samples) {
        rows.append(u'(' +
                    m_connection->literals({qint64(*m_sessionId), toSqlText(sample.measuredAt),
                                            qint64(sample.offset.count()),
                                            qint64(sample.roundTrip.count())}) +
                    u')');
    }
    const StoreResult<QSqlQuery> query = m_connection->execute(
        u"INSERT INTO capture_clock_samples (session_id, measured_at, offset_us, "
        "round_trip_us) VALUES "_s +
            rows.join(u',') + u" ON CONFLICT DO NOTHING"_s,
        u"cannot write to capture_clock_samples"_s);
    if (!query)
        return tl::unexpected(query.error());
    return {};
}

} // namespace Orderflow
