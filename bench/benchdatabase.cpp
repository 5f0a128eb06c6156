#include "benchdatabase.h"

#include "benchtools.h"
#include "clock.h"
#include "procfigures.h"
#include "storage/stores/storefactory.h"

#include <QSqlRecord>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString Events = u"(SELECT xmin, event_time FROM futures_trades UNION ALL "
                       "SELECT xmin, event_time FROM futures_orderbook_updates) AS events"_s;

} // namespace

BenchDatabase::BenchDatabase(const QString &urlText)
    : m_urlText(urlText)
    , m_url(*DatabaseUrl::parse(urlText))
    , m_cpuTime(m_url)
    , m_connection(createConnection(m_url, SqlAccess::Write))
{
    const auto store = createStore(m_url);
    require(store->open());
    require(store->migrate());
    require(store->beginSession({}));
    while (require(store->keepUp(SystemClock().now().utc, {})) != UpkeepState::Done) {
    }
    require(m_connection->open());
    require(m_connection->execute(u"SET statement_timeout = 0"_s, u"cannot set"_s));
    // Workers would be processes of their own, whose time nobody could tell from the recorder's.
    require(m_connection->execute(u"SET max_parallel_workers_per_gather = 0"_s, u"cannot set"_s));
    m_backend = row(u"SELECT pg_backend_pid()"_s).value(0).toLongLong();
}

double BenchDatabase::cpuSeconds() const
{
    const double all = m_cpuTime.server();
    return all > 0 ? all - ProcFigures::of(m_backend).seconds : 0;
}

void BenchDatabase::checkpoint()
{
    require(m_connection->execute(u"CHECKPOINT"_s, u"cannot make a checkpoint"_s));
}

void BenchDatabase::empty()
{
    require(m_connection->execute(
        u"TRUNCATE futures_trades, futures_orderbook_updates, capture_gaps"_s, u"cannot empty"_s));
}

QVariantList BenchDatabase::row(const QString &sql)
{
    QSqlQuery query = require(m_connection->execute(sql, u"cannot read"_s));
    QVariantList values;
    if (query.next()) {
        for (int i = 0; i < query.record().count(); ++i)
            values << query.value(i);
    }
    return values;
}

std::int64_t BenchDatabase::rows()
{
    return row(u"SELECT (SELECT count(*) FROM futures_trades) + "
               "(SELECT count(*) FROM futures_orderbook_updates)"_s)
        .value(0)
        .toLongLong();
}

std::int64_t BenchDatabase::overflow()
{
    return row(u"SELECT coalesce(sum(missing_events), 0)::bigint FROM capture_gaps "
               "WHERE reason = 'overflow'"_s)
        .value(0)
        .toLongLong();
}

BenchDatabase::Session BenchDatabase::newestSession()
{
    const QVariantList values = row(u"SELECT events_received, events_written, events_lost "
                                    "FROM capture_sessions ORDER BY id DESC LIMIT 1"_s);
    return {values.value(0).toLongLong(), values.value(1).toLongLong(),
            values.value(2).toLongLong()};
}

QString BenchDatabase::gapReasons()
{
    return row(u"SELECT string_agg(DISTINCT reason, ', ') FROM capture_gaps "
               "WHERE coalesce(missing_events, 1) <> 0 AND reason <> 'overflow' AND NOT "
               "(reason = 'silence' AND first_missing_id IS NULL AND last_missing_id IS NULL "
               "AND missing_events IS NULL)"_s)
        .value(0)
        .toString();
}

std::vector<EventAges> BenchDatabase::ages(const CommitWatch &watch, UtcMilliseconds from)
{
    QSqlQuery query = require(m_connection->execute(
        u"SELECT xmin::text::bigint, (extract(epoch FROM event_time) * 1000)::bigint AS due, "
        "count(*) FROM %1 WHERE event_time >= to_timestamp(%2 / 1000.0) GROUP BY 1, 2"_s.arg(
            Events, QString::number(from.time_since_epoch().count())),
        u"cannot read"_s));
    const std::map<std::int64_t, UtcMicroseconds> ends = watch.ends();
    std::vector<EventAges> ages;
    while (query.next()) {
        const auto end = ends.find(query.value(0).toLongLong());
        if (end == ends.end())
            qFatal("nobody saw the end of transaction %s", qPrintable(query.value(0).toString()));
        const UtcMilliseconds due(std::chrono::milliseconds(query.value(1).toLongLong()));
        ages.push_back({due, end->second - due, query.value(2).toLongLong()});
    }
    std::ranges::sort(ages, {}, &EventAges::age);
    return ages;
}

UtcMicroseconds BenchDatabase::commitOf(const CommitWatch &watch, const QString &which)
{
    const std::int64_t id =
        row(u"SELECT %1(xmin::text::bigint) FROM %2"_s.arg(which, Events)).value(0).toLongLong();
    const std::map<std::int64_t, UtcMicroseconds> ends = watch.ends();
    const auto end = ends.find(id);
    if (end == ends.end())
        qFatal("nobody saw the end of transaction %lld", qlonglong(id));
    return end->second;
}

UtcMicroseconds BenchDatabase::firstCommit(const CommitWatch &watch)
{
    return commitOf(watch, u"min"_s);
}

UtcMicroseconds BenchDatabase::lastCommit(const CommitWatch &watch)
{
    return commitOf(watch, u"max"_s);
}

double quantile(const std::vector<EventAges> &ages, double share)
{
    std::int64_t all = 0;
    for (const EventAges &some : ages)
        all += some.events;
    const auto wanted = static_cast<std::int64_t>(std::ceil(share * double(all)));
    std::int64_t seen = 0;
    for (const EventAges &some : ages) {
        seen += some.events;
        if (seen >= wanted)
            return double(some.age.count()) / 1000;
    }
    return 0;
}

} // namespace Orderflow
