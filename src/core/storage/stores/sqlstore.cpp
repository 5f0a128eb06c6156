#include "storage/stores/sqlstore.h"

#include "storage/legacy/legacyupgrade.h"
#include "storage/sql/migrations.h"
#include "storage/sql/recordreader.h"
#include "storage/sql/sqltransaction.h"
#include "storage/tables/schemasetup.h"

#include <QLoggingCategory>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "orderflow.store")

QVariant toVariant(std::optional<UtcMicroseconds> time)
{
    return time ? QVariant(toSqlText(*time)) : QVariant();
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

/// Whether it is, or may be, about rows that another transaction has written, or is writing.
bool isConflict(const StoreError &error)
{
    constexpr QLatin1StringView UniqueViolation("23505");
    constexpr QLatin1StringView Deadlock("40P01");
    // Citus gives this for whatever a COPY meets on another node.
    constexpr QLatin1StringView InternalError("XX000");
    return error.sqlState == UniqueViolation || error.sqlState == Deadlock ||
           error.sqlState == InternalError;
}

} // namespace

SqlStore::SqlStore(std::unique_ptr<SqlConnection> connection, const StoreOptions &options)
    : m_connection(std::move(connection))
    , m_options(options)
    , m_gaps(*m_connection)
    , m_gapReview(*m_connection)
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
    const StoreResult<void> applied = setUpSchema(*m_connection, m_options);
    return applied ? requireNoOpenUpgrade() : applied;
}

StoreResult<void> SqlStore::requireNoOpenUpgrade()
{
    const StoreResult<LegacyUpgrade::Stage> stage = LegacyUpgrade(*m_connection).stage();
    if (!stage)
        return tl::unexpected(stage.error());
    // What is recorded now follows the last row of the predecessor, which may not be there yet.
    if (*stage == LegacyUpgrade::Stage::Begun) {
        return tl::unexpected(m_connection->misconfigured(
            u"the rows of the recorder's predecessor are not all copied yet; run init-db, which "
            "goes on where it was cut off"_s));
    }
    return {};
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
    const StoreResult<std::optional<std::int64_t>> known = findSession(session);
    if (!known)
        return tl::unexpected(known.error());
    if (*known) {
        m_sessionId = **known;
        return **known;
    }
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

StoreResult<std::optional<std::int64_t>> SqlStore::findSession(const CaptureSession &session)
{
    StoreResult<QSqlQuery> query = m_connection->execute(
        u"SELECT id FROM capture_sessions WHERE host = %1 AND process_id = %2 AND started_at = %3"_s
            .arg(m_connection->literal(session.host), m_connection->literal(session.processId),
                 m_connection->literal(toSqlText(session.startedAt))),
        u"cannot read capture_sessions"_s);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return std::nullopt;
    return query->value(0).toLongLong();
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
    return RecordReader(*m_connection).repairableGaps(limit, m_options.shard);
}

StoreResult<LedgerCounts> SqlStore::ledgerCounts(UtcMicroseconds now)
{
    return RecordReader(*m_connection).ledgerCounts(now);
}

StoreResult<UpkeepState> SqlStore::keepUp(UtcMicroseconds now, const RetentionLimits &limits)
{
    if (StoreResult<void> isOpen = m_connection->requireOpen(u"cannot keep up the tables"_s);
        !isOpen)
        return tl::unexpected(isOpen.error());
    const StoreResult<UpkeepState> state = keepUpTables(now, limits);
    if (!state || *state == UpkeepState::MoreToDo)
        return state;
    if (const StoreResult<void> reviewed = reviewGaps(); !reviewed)
        return tl::unexpected(reviewed.error());
    return state;
}

StoreResult<void> SqlStore::reviewGaps()
{
    const QString failed = u"cannot look for what gaps miss"_s;
    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    if (StoreResult<void> limited = limitTransaction(); !limited)
        return limited;
    const StoreResult<std::int64_t> filled = m_gapReview.run();
    if (!filled)
        return tl::unexpected(filled.error());
    if (!transaction.commit())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    if (*filled > 0) {
        qCInfo(lcStore).noquote() << u"%1 gaps are filled: another recorder of this database had "
                                     "what was missing"_s.arg(*filled);
    }
    return {};
}

StoreResult<WriteCount> SqlStore::write(const EventBatch &batch)
{
    const InsertWay way = m_ways.next();
    StoreResult<WriteCount> count = writeOnce(batch, way);
    if (!count && way == InsertWay::Plain && isConflict(count.error())) {
        m_ways.onConflict();
        count = writeOnce(batch, InsertWay::SkipDuplicates);
    }
    if (count)
        m_ways.onCommitted(count->duplicates);
    return count;
}

StoreResult<WriteCount> SqlStore::writeOnce(const EventBatch &batch, InsertWay way)
{
    const QString failed = u"cannot write a batch of %1 events"_s.arg(batch.eventCount());
    if (StoreResult<void> isOpen = m_connection->requireOpen(failed); !isOpen)
        return tl::unexpected(isOpen.error());

    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    if (StoreResult<void> limited = limitTransaction(); !limited)
        return tl::unexpected(limited.error());
    StoreResult<WriteCount> count = writeRows(batch, way);
    if (!count)
        return count;
    if (!transaction.commit()) {
        m_ways.onCommitFailed();
        return tl::unexpected(m_connection->failure(database().lastError(), failed));
    }
    return count;
}

StoreResult<WriteCount> SqlStore::writeRows(const EventBatch &batch, InsertWay way)
{
    WriteCount count;
    if (!batch.trades.empty()) {
        const StoreResult<std::int64_t> inserted = insertTrades(batch.trades, way);
        if (!inserted)
            return tl::unexpected(inserted.error());
        count.tradesInserted = *inserted;
    }
    if (!batch.depthUpdates.empty()) {
        const StoreResult<std::int64_t> inserted = insertDepthUpdates(batch.depthUpdates, way);
        if (!inserted)
            return tl::unexpected(inserted.error());
        count.depthUpdatesInserted = *inserted;
    }
    count.duplicates = static_cast<std::int64_t>(batch.eventCount()) - count.tradesInserted -
                       count.depthUpdatesInserted;

    if (const StoreResult<void> written = writeLedger(batch); !written)
        return tl::unexpected(written.error());
    if (batch.repair) {
        const StoreResult<void> written = m_gaps.repair(*batch.repair, count.tradesInserted);
        if (!written)
            return tl::unexpected(written.error());
    }
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
        if (StoreResult<void> written = m_gaps.file(batch.gaps, *m_sessionId); !written)
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
