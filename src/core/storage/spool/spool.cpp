#include "storage/spool/spool.h"

#include "storage/spool/batchcodec.h"
#include "storage/spool/spoolvalues.h"
#include "storage/sql/sqltransaction.h"

#include <QFileInfo>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using SpoolValues::fromTime;
using SpoolValues::notNull;

namespace {

/// Of a column that is never null.
UtcMicroseconds readTime(const QVariant &value)
{
    return SpoolValues::toTime(value).value_or(UtcMicroseconds());
}

/// The newest event of each stream.
class NewestEvents
{
public:
    void add(const EventBatch &batch)
    {
        // A repair brings what lies in the past.
        if (batch.repair)
            return;
        for (const AggTrade &trade : batch.trades)
            add({trade.symbol, streamTypeOf(trade), trade.aggTradeId, trade.receiveTime.utc,
                 trade.tradeTime});
        for (const DepthUpdate &update : batch.depthUpdates)
            add({update.symbol, streamTypeOf(update), update.finalUpdateId, update.receiveTime.utc,
                 update.transactionTime});
    }

    const auto &ends() const { return m_ends; }

private:
    void add(StreamEnd end)
    {
        const auto [entry, isFirst] = m_ends.try_emplace({end.symbol, end.stream}, end);
        // By the exchange's time first, because ids may start over.
        if (!isFirst && std::pair(end.exchangeTime, end.lastId) >
                            std::pair(entry->second.exchangeTime, entry->second.lastId))
            entry->second = std::move(end);
    }

    std::map<std::pair<Symbol, std::string>, StreamEnd> m_ends;
};

} // namespace

Spool::Spool(const QString &filePath, SqlAccess access)
    : m_connection(filePath, access)
{}

StoreResult<void> Spool::open()
{
    return m_connection.open();
}

StoreResult<QString> Spool::openOrReplace(UtcMicroseconds now)
{
    // SQLite reads some 500 MB a second, and nothing is recorded before it is done. In larger files
    // a damage shows when it is read.
    constexpr qint64 MostCheckedBytes = qint64(1) << 30;
    StoreResult<void> opened = open();
    if (opened && QFileInfo(filePath()).size() <= MostCheckedBytes)
        opened = m_connection.check();
    if (opened)
        return QString();
    if (!m_connection.isDamaged())
        return tl::unexpected(opened.error());
    m_connection.close();
    QString suffix = u".damaged-"_s + toSqlText(now).left(19);
    suffix.remove(u':').replace(u' ', u'T');
    const tl::expected<QString, QString> newName = quarantineSpool(filePath(), suffix);
    if (!newName)
        return tl::unexpected(m_connection.misconfigured(newName.error()));
    if (const StoreResult<void> again = open(); !again)
        return tl::unexpected(again.error());
    return *newName;
}

StoreResult<SpoolTotals> Spool::totals()
{
    StoreResult<QSqlQuery> query = m_connection.run(
        u"SELECT batches, events, bytes, dead_letters, dead_events, dead_bytes FROM totals"_s);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return SpoolTotals();
    const auto column = [&query](int index) {
        return std::int64_t(query->value(index).toLongLong());
    };
    return SpoolTotals{column(0), column(1), column(2), column(3), column(4), column(5)};
}

StoreResult<void> Spool::append(std::int64_t sessionKey, std::span<const EventBatch> batches,
                                UtcMicroseconds now)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.commitFailed());
    for (const EventBatch &batch : batches) {
        if (StoreResult<void> inserted = insert(std::nullopt, sessionKey, batch, now); !inserted)
            return inserted;
    }
    if (StoreResult<void> noted = noteEnds(batches); !noted)
        return noted;
    if (!transaction.commit())
        return tl::unexpected(m_connection.commitFailed());
    return {};
}

StoreResult<std::int64_t> Spool::prepend(std::int64_t sessionKey, const EventBatch &batch,
                                         UtcMicroseconds now)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.commitFailed());
    StoreResult<std::int64_t> id =
        m_connection.number(u"SELECT coalesce(min(id), 1) - 1 FROM batches"_s);
    if (!id)
        return id;
    if (const StoreResult<void> inserted = insert(*id, sessionKey, batch, now); !inserted)
        return tl::unexpected(inserted.error());
    if (const StoreResult<void> noted = noteEnds({&batch, 1}); !noted)
        return tl::unexpected(noted.error());
    if (!transaction.commit())
        return tl::unexpected(m_connection.commitFailed());
    return id;
}

StoreResult<void> Spool::insert(std::optional<std::int64_t> id, std::int64_t sessionKey,
                                const EventBatch &batch, UtcMicroseconds now)
{
    const QByteArray payload = BatchCodec::encode(batch);
    // Without an id it gets one behind all others.
    const StoreResult<QSqlQuery> inserted = m_connection.run(
        u"INSERT INTO batches (id, session_id, spooled_at, trades, depth_updates, bytes, payload) "
        "VALUES (?,?,?,?,?,?,?)"_s,
        {id ? QVariant(qint64(*id)) : QVariant(), qint64(sessionKey), fromTime(now),
         qint64(batch.trades.size()), qint64(batch.depthUpdates.size()), payload.size(), payload});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return {};
}

StoreResult<void> Spool::noteEnds(std::span<const EventBatch> batches)
{
    NewestEvents newest;
    for (const EventBatch &batch : batches)
        newest.add(batch);
    for (const auto &[key, end] : newest.ends()) {
        const StoreResult<QSqlQuery> noted = m_connection.run(
            u"INSERT INTO stream_ends (symbol, stream, last_id, receive_time, exchange_time) "
            "VALUES (?,?,?,?,?) ON CONFLICT (symbol, stream) DO UPDATE SET "
            "last_id = excluded.last_id, receive_time = excluded.receive_time, "
            "exchange_time = excluded.exchange_time "
            "WHERE (excluded.exchange_time, excluded.last_id) > (exchange_time, last_id)"_s,
            {end.symbol.toString(), QString::fromStdString(end.stream), qint64(end.lastId),
             fromTime(end.receiveTime), qint64(end.exchangeTime.time_since_epoch().count())});
        if (!noted)
            return tl::unexpected(noted.error());
    }
    return {};
}

StoreResult<std::optional<SpooledBatch>> Spool::oldest()
{
    StoreResult<QSqlQuery> query =
        m_connection.run(u"SELECT id, session_id, trades + depth_updates, spooled_at, payload "
                         "FROM batches ORDER BY id LIMIT 1"_s);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return std::nullopt;
    return SpooledBatch{query->value(0).toLongLong(), query->value(1).toLongLong(),
                        query->value(2).toLongLong(), readTime(query->value(3)),
                        BatchCodec::decode(query->value(4).toByteArray())};
}

StoreResult<void> Spool::remove(const SpooledBatch &batch, std::int64_t rowsInserted)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.commitFailed());
    if (const auto removed =
            m_connection.run(u"DELETE FROM batches WHERE id = ?"_s, {qint64(batch.id)});
        !removed)
        return tl::unexpected(removed.error());
    if (const auto counted = m_connection.run(
            u"UPDATE sessions SET events_written = events_written + ? WHERE id = ?"_s,
            {qint64(rowsInserted), qint64(batch.sessionKey)});
        !counted)
        return tl::unexpected(counted.error());
    if (const auto forgotten =
            m_connection.run(u"DELETE FROM stream_ends WHERE (SELECT batches FROM totals) = 0"_s);
        !forgotten)
        return tl::unexpected(forgotten.error());
    if (!transaction.commit())
        return tl::unexpected(m_connection.commitFailed());
    return {};
}

StoreResult<std::vector<StreamEnd>> Spool::streamEnds()
{
    StoreResult<QSqlQuery> query = m_connection.run(
        u"SELECT symbol, stream, last_id, receive_time, exchange_time FROM stream_ends"_s);
    if (!query)
        return tl::unexpected(query.error());
    std::vector<StreamEnd> ends;
    while (query->next()) {
        const std::optional<Symbol> symbol = Symbol::parse(query->value(0).toString());
        if (!symbol)
            continue;
        ends.push_back({*symbol, query->value(1).toString().toStdString(),
                        query->value(2).toLongLong(), readTime(query->value(3)),
                        UtcMilliseconds(std::chrono::milliseconds(query->value(4).toLongLong()))});
    }
    if (const StoreResult<void> read = m_connection.checkEnd(*query); !read)
        return tl::unexpected(read.error());
    return ends;
}

StoreResult<std::int64_t> Spool::setAside(std::int64_t sessionKey, const EventBatch &batch,
                                          const StoreError &error, UtcMicroseconds now)
{
    const QByteArray payload = BatchCodec::encode(batch);
    StoreResult<QSqlQuery> inserted = m_connection.run(
        u"INSERT INTO dead_letters (session_id, set_aside_at, trades, depth_updates, bytes, "
        "sql_state, error, payload) VALUES (?,?,?,?,?,?,?,?)"_s,
        {qint64(sessionKey), fromTime(now), qint64(batch.trades.size()),
         qint64(batch.depthUpdates.size()), payload.size(), notNull(error.sqlState),
         notNull(error.message), payload});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return inserted->lastInsertId().toLongLong();
}

StoreResult<void> Spool::setAsideUnreadable(const SpooledBatch &batch, UtcMicroseconds now)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.commitFailed());
    const StoreResult<QSqlQuery> copied = m_connection.run(
        u"INSERT INTO dead_letters (session_id, set_aside_at, trades, depth_updates, bytes, "
        "sql_state, error, payload) SELECT session_id, ?, trades, depth_updates, bytes, '', ?, "
        "payload FROM batches WHERE id = ?"_s,
        {fromTime(now), QString(u"the spool's copy is damaged: "_s + batch.batch.error()),
         qint64(batch.id)});
    if (!copied)
        return tl::unexpected(copied.error());
    if (const auto removed =
            m_connection.run(u"DELETE FROM batches WHERE id = ?"_s, {qint64(batch.id)});
        !removed)
        return tl::unexpected(removed.error());
    if (!transaction.commit())
        return tl::unexpected(m_connection.commitFailed());
    return {};
}

StoreResult<std::vector<SpoolEntry>> Spool::entries(const QString &table, const QString &columns,
                                                    std::int64_t afterId, std::size_t limit)
{
    StoreResult<QSqlQuery> query = m_connection.run(
        u"SELECT id, session_id, trades, depth_updates, bytes, %1 FROM %2 WHERE id > ? "
        "ORDER BY id LIMIT ?"_s.arg(columns, table),
        {qint64(afterId), qint64(limit)});
    if (!query)
        return tl::unexpected(query.error());
    std::vector<SpoolEntry> entries;
    while (query->next()) {
        entries.push_back({query->value(0).toLongLong(), query->value(1).toLongLong(),
                           readTime(query->value(5)), query->value(2).toLongLong(),
                           query->value(3).toLongLong(), query->value(4).toLongLong(),
                           query->value(6).toString(), query->value(7).toString()});
    }
    if (const StoreResult<void> read = m_connection.checkEnd(*query); !read)
        return tl::unexpected(read.error());
    return entries;
}

StoreResult<std::vector<SpoolEntry>> Spool::batches(std::int64_t afterId, std::size_t limit)
{
    return entries(u"batches"_s, u"spooled_at, '', ''"_s, afterId, limit);
}

StoreResult<std::vector<SpoolEntry>> Spool::deadLetters(std::int64_t afterId, std::size_t limit)
{
    return entries(u"dead_letters"_s, u"set_aside_at, sql_state, error"_s, afterId, limit);
}

StoreResult<std::optional<tl::expected<EventBatch, QString>>> Spool::content(const QString &table,
                                                                             std::int64_t id)
{
    StoreResult<QSqlQuery> query =
        m_connection.run(u"SELECT payload FROM %1 WHERE id = ?"_s.arg(table), {qint64(id)});
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return std::nullopt;
    return BatchCodec::decode(query->value(0).toByteArray());
}

StoreResult<std::optional<tl::expected<EventBatch, QString>>> Spool::batch(std::int64_t id)
{
    return content(u"batches"_s, id);
}

StoreResult<std::optional<tl::expected<EventBatch, QString>>> Spool::deadLetter(std::int64_t id)
{
    return content(u"dead_letters"_s, id);
}

StoreResult<void> Spool::removeDeadLetter(std::int64_t id)
{
    const StoreResult<QSqlQuery> removed =
        m_connection.run(u"DELETE FROM dead_letters WHERE id = ?"_s, {qint64(id)});
    if (!removed)
        return tl::unexpected(removed.error());
    return {};
}

StoreResult<void> Spool::shrink()
{
    constexpr std::int64_t MostPages = 16'384;
    const StoreResult<std::int64_t> unused = m_connection.number(u"PRAGMA freelist_count"_s);
    if (!unused)
        return tl::unexpected(unused.error());
    const StoreResult<std::int64_t> all = m_connection.number(u"PRAGMA page_count"_s);
    if (!all)
        return tl::unexpected(all.error());
    // Writing what is left anew is quick where little is.
    if (*unused > 3 * (*all - *unused)) {
        const auto rewritten = m_connection.run(u"VACUUM"_s);
        return rewritten ? StoreResult<void>() : tl::unexpected(rewritten.error());
    }
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.commitFailed());
    for (std::int64_t page = 0; page < std::min(*unused, MostPages); ++page) {
        // A page each time, whatever number is asked for: Qt takes the first step alone.
        if (const auto freed = m_connection.run(u"PRAGMA incremental_vacuum(1)"_s); !freed)
            return tl::unexpected(freed.error());
    }
    if (!transaction.commit())
        return tl::unexpected(m_connection.commitFailed());
    return {};
}

StoreResult<std::int64_t> Spool::unusedBytes()
{
    StoreResult<std::int64_t> pages = m_connection.number(u"PRAGMA freelist_count"_s);
    if (!pages)
        return pages;
    StoreResult<std::int64_t> pageBytes = m_connection.number(u"PRAGMA page_size"_s);
    if (!pageBytes)
        return pageBytes;
    return *pages * *pageBytes;
}

} // namespace Orderflow
