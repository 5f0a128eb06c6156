#include "storage/spool/spoolsessions.h"

#include "storage/spool/spoolvalues.h"

namespace Orderflow {

using namespace Qt::StringLiterals;
using SpoolValues::fromTime;
using SpoolValues::notNull;
using SpoolValues::toTime;

StoreResult<std::int64_t> SpoolSessions::add(const SpoolSession &session)
{
    const CaptureSession &run = session.session;
    StoreResult<QSqlQuery> added = m_connection.run(
        u"INSERT INTO sessions (id, capture_session_id, database_name, host, process_id, version, "
        "streams, started_at, resume_pending) VALUES (?,?,?,?,?,?,?,?,?)"_s,
        {session.key == 0 ? QVariant() : QVariant(qint64(session.key)),
         session.captureSessionId ? QVariant(qint64(*session.captureSessionId)) : QVariant(),
         notNull(session.databaseName), notNull(run.host), run.processId, notNull(run.version),
         notNull(run.streams), fromTime(run.startedAt), int(session.isResumePending)});
    if (!added)
        return tl::unexpected(added.error());
    return added->lastInsertId().toLongLong();
}

StoreResult<void> SpoolSessions::save(const SpoolSession &session)
{
    const CaptureSession &run = session.session;
    const StoreResult<QSqlQuery> saved = m_connection.run(
        u"UPDATE sessions SET capture_session_id = ?, database_name = ?, ended_at = ?, "
        "events_received = ?, events_written = ?, events_lost = ?, resume_pending = ? "
        "WHERE id = ?"_s,
        {session.captureSessionId ? QVariant(qint64(*session.captureSessionId)) : QVariant(),
         notNull(session.databaseName), fromTime(run.endedAt), qint64(run.eventsReceived),
         qint64(run.eventsWritten), qint64(run.eventsLost), int(session.isResumePending),
         qint64(session.key)});
    if (!saved)
        return tl::unexpected(saved.error());
    return {};
}

StoreResult<std::vector<SpoolSession>> SpoolSessions::select(const QString &condition,
                                                             const QVariantList &values)
{
    StoreResult<QSqlQuery> query = m_connection.run(
        u"SELECT id, capture_session_id, database_name, host, process_id, version, streams, "
        "started_at, ended_at, events_received, events_written, events_lost, resume_pending "
        "FROM sessions "_s +
            condition + u" ORDER BY id"_s,
        values);
    if (!query)
        return tl::unexpected(query.error());
    std::vector<SpoolSession> sessions;
    while (query->next()) {
        SpoolSession &session = sessions.emplace_back();
        session.key = query->value(0).toLongLong();
        if (!query->isNull(1))
            session.captureSessionId = query->value(1).toLongLong();
        session.databaseName = query->value(2).toString();
        CaptureSession &run = session.session;
        run.host = query->value(3).toString();
        run.processId = query->value(4).toLongLong();
        run.version = query->value(5).toString();
        run.streams = query->value(6).toString();
        run.startedAt = toTime(query->value(7)).value_or(UtcMicroseconds());
        run.endedAt = toTime(query->value(8));
        run.eventsReceived = query->value(9).toLongLong();
        run.eventsWritten = query->value(10).toLongLong();
        run.eventsLost = query->value(11).toLongLong();
        session.isResumePending = query->value(12).toBool();
    }
    if (const StoreResult<void> read = m_connection.checkEnd(*query); !read)
        return tl::unexpected(read.error());
    return sessions;
}

StoreResult<std::vector<SpoolSession>> SpoolSessions::all()
{
    return select({}, {});
}

StoreResult<std::optional<SpoolSession>> SpoolSessions::find(std::int64_t key)
{
    StoreResult<std::vector<SpoolSession>> found = select(u"WHERE id = ?"_s, {qint64(key)});
    if (!found)
        return tl::unexpected(found.error());
    if (found->empty())
        return std::nullopt;
    return std::move(found->front());
}

StoreResult<bool> SpoolSessions::hasBatches(std::int64_t key)
{
    StoreResult<QSqlQuery> query = m_connection.run(
        u"SELECT EXISTS (SELECT 1 FROM batches WHERE session_id = ?)"_s, {qint64(key)});
    if (!query)
        return tl::unexpected(query.error());
    return query->next() && query->value(0).toBool();
}

StoreResult<void> SpoolSessions::remove(std::int64_t key)
{
    const StoreResult<QSqlQuery> removed = m_connection.run(
        u"DELETE FROM sessions WHERE id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM batches WHERE session_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE session_id = ?1)"_s.replace(
            u"?1"_s, QString::number(key)));
    if (!removed)
        return tl::unexpected(removed.error());
    return {};
}

} // namespace Orderflow
