#include "storage/tables/partitionkeeper.h"

#include "storage/tables/retentionledger.h"

#include <QLoggingCategory>
#include <QSqlError>

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;
using std::chrono::sys_days;

namespace {

Q_LOGGING_CATEGORY(lcPartitions, "orderflow.partitions")

constexpr QLatin1StringView QueryCanceled("57014");
constexpr QLatin1StringView InsufficientPrivilege("42501");

/// Whether other sessions were in the way, for the time being.
bool isContention(const StoreError &error)
{
    constexpr QLatin1StringView LockNotAvailable("55P03");
    constexpr QLatin1StringView Deadlock("40P01");
    return error.sqlState == LockNotAvailable || error.sqlState == Deadlock;
}

/// Whether the server is gone, or short of something, so that nothing else would work either.
bool isAway(const StoreError &error)
{
    constexpr std::array Classes{"08"_L1, "53"_L1, "57"_L1, "58"_L1};
    return error.kind == StoreError::Kind::Unavailable && error.sqlState != QueryCanceled &&
           (error.sqlState.isEmpty() || std::ranges::any_of(Classes, [&](QLatin1StringView one) {
                return error.sqlState.startsWith(one);
            }));
}

} // namespace

PartitionKeeper::PartitionKeeper(SqlConnection &connection, const PartitionTimeouts &timeouts)
    : m_connection(connection)
    , m_change(connection, timeouts)
{}

StoreResult<UpkeepState> PartitionKeeper::keep(UtcMicroseconds now, const RetentionLimits &limits)
{
    startRound(std::chrono::floor<std::chrono::days>(now));
    if (!mayHavePartition(m_today, m_today)) {
        warnOnce(
            u"This machine's clock says %1, so no partitions are made or dropped; set it right"_s
                .arg(dayText(m_today)));
        return UpkeepState::Done;
    }
    const auto catalogs = readPartitionCatalogs(m_connection);
    if (!catalogs)
        return tl::unexpected(catalogs.error());
    for (const PartitionCatalog &catalog : *catalogs) {
        if (catalog.kind == PartitionCatalog::Kind::Hypertable)
            continue;
        if (const StoreResult<void> made = makeDaysAhead(catalog); !made)
            return tl::unexpected(made.error());
        if (const StoreResult<void> made = makeOlderDay(catalog); !made)
            return tl::unexpected(made.error());
    }
    if (!limits.isUnlimited()) {
        if (const StoreResult<void> dropped = dropOldestDay(*catalogs, limits); !dropped)
            return tl::unexpected(dropped.error());
    }
    return m_state;
}

StoreResult<bool> PartitionKeeper::makeDay(sys_days day)
{
    m_hasFailed = false;
    m_isForbidden = false;
    const auto catalogs = readPartitionCatalogs(m_connection);
    if (!catalogs)
        return tl::unexpected(catalogs.error());
    for (const PartitionCatalog &catalog : *catalogs) {
        if (catalog.kind == PartitionCatalog::Kind::Hypertable ||
            isCovered(day, catalog.partitions))
            continue;
        if (const StoreResult<void> made = make(catalog, day); !made)
            return tl::unexpected(made.error());
    }
    return !m_hasFailed;
}

void PartitionKeeper::startRound(sys_days today)
{
    m_state = UpkeepState::Done;
    m_hasFailed = false;
    m_isForbidden = false;
    if (today == m_today)
        return;
    m_today = today;
    m_warnings.clear();
    m_putOff.clear();
}

StoreResult<void> PartitionKeeper::makeDaysAhead(const PartitionCatalog &catalog)
{
    for (const sys_days day : daysToMake(m_today, catalog.partitions)) {
        if (StoreResult<void> made = make(catalog, day); !made)
            return made;
    }
    return {};
}

/// One at a time, because each may take long.
StoreResult<void> PartitionKeeper::makeOlderDay(const PartitionCatalog &catalog)
{
    auto days = daysInDefault(catalog);
    if (!days)
        return tl::unexpected(days.error());
    std::erase_if(*days, [&](sys_days day) {
        return !mayHavePartition(day, m_today) || day >= m_today ||
               m_putOff.contains(partitionName(catalog.table, day));
    });
    if (days->empty())
        return {};
    if (StoreResult<void> made = make(catalog, days->front()); !made)
        return made;
    // The next one, or to drop this one at once.
    if (m_state == UpkeepState::Done && !m_isForbidden)
        m_state = UpkeepState::MoreToDo;
    return {};
}

StoreResult<std::vector<sys_days>> PartitionKeeper::daysInDefault(const PartitionCatalog &catalog)
{
    std::vector<sys_days> days;
    const Partition *others = catalog.defaultPartition();
    if (!others || !others->hasRows)
        return days;
    const QString failed = u"cannot read "_s + others->name;
    StoreResult<QSqlQuery> query = m_connection.execute(
        u"SELECT DISTINCT CAST(extract(epoch FROM date_trunc('day', %1, 'UTC')) AS bigint) / 86400 "
        "FROM %2 WHERE isfinite(%1) ORDER BY 1"_s.arg(catalog.table.timeColumn,
                                                      sqlTableName(others->schema, others->name)),
        failed);
    if (!query)
        return tl::unexpected(query.error());
    while (query->next())
        days.push_back(sys_days(std::chrono::days(query->value(0).toLongLong())));
    if (query->lastError().isValid())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return days;
}

StoreResult<void> PartitionKeeper::make(const PartitionCatalog &catalog, sys_days day)
{
    const QString name = partitionName(catalog.table, day);
    if (m_isForbidden || m_putOff.contains(name))
        return {};
    const StoreResult<std::int64_t> moved = m_change.make(catalog, day);
    if (moved && *moved > 0)
        qCInfo(lcPartitions).noquote()
            << u"Made %1 and moved %2 rows into it"_s.arg(name).arg(*moved);
    else if (moved)
        qCInfo(lcPartitions).noquote() << u"Made %1"_s.arg(name);
    if (moved)
        return {};
    m_hasFailed = true;
    const bool isTooLong = moved.error().sqlState == QueryCanceled;
    const StoreResult<void> handled = handle(
        moved.error(),
        isTooLong ? u"the rows of that day stay in the default partition; they are more than "
                    "can be moved while recording"_s
                  : u"its rows go to the default partition until it can be made"_s);
    // What others are in the way of, or may grant, is tried again today.
    if (handled && !isContention(moved.error()) && !m_isForbidden)
        m_putOff.insert(name);
    return handled;
}

StoreResult<void> PartitionKeeper::dropOldestDay(const std::vector<PartitionCatalog> &catalogs,
                                                 const RetentionLimits &limits)
{
    std::uint64_t bytes = 0;
    for (const PartitionCatalog &catalog : catalogs)
        bytes += catalog.bytes();
    const std::vector<DroppedDay> days =
        daysToDrop(m_today, partitionDays(catalogs, m_today), bytes, limits);
    if (days.empty()) {
        if (limits.bytes > 0 && bytes > limits.bytes)
            warnOnce(retentionFullMessage());
        return {};
    }
    for (const PartitionCatalog &catalog : catalogs) {
        if (StoreResult<void> dropped = drop(catalog, days.front(), limits); !dropped)
            return dropped;
    }
    if (days.size() > 1 && !m_hasFailed && m_state == UpkeepState::Done)
        m_state = UpkeepState::MoreToDo;
    return {};
}

StoreResult<void> PartitionKeeper::drop(const PartitionCatalog &catalog, const DroppedDay &day,
                                        const RetentionLimits &limits)
{
    const auto partition = std::ranges::find_if(catalog.partitions, [&](const Partition &one) {
        return dayOf(catalog.table, one) == day.day;
    });
    if (m_isForbidden || partition == catalog.partitions.end())
        return {};
    const StoreResult<void> dropped = m_change.drop(catalog, *partition, day);
    if (!dropped) {
        m_hasFailed = true;
        return handle(dropped.error(), u"it stays until it can be dropped"_s);
    }
    qCInfo(lcPartitions).noquote() << u"Dropped %1 of %2: %3"_s.arg(
        catalog.table.name, dayText(day.day),
        describe({catalog.table.name, day, partition->rows, partition->bytes}, limits));
    return {};
}

/// Passes on only that the database is away.
StoreResult<void> PartitionKeeper::handle(const StoreError &error, const QString &consequence)
{
    if (isContention(error)) {
        m_state = UpkeepState::Deferred;
        qCInfo(lcPartitions).noquote()
            << error.message + u"; another session is in the way, and it is tried again soon"_s;
        return {};
    }
    if (isAway(error))
        return tl::unexpected(error);
    QString remedy = consequence;
    if (error.sqlState == InsufficientPrivilege) {
        m_isForbidden = true;
        remedy += u"; the recorder's user has to own the tables of events, and needs the right "
                  "CREATE on their schema"_s;
    }
    warnOnce(error.message + u"; "_s + remedy);
    return {};
}

void PartitionKeeper::warnOnce(const QString &message)
{
    if (m_warnings.contains(message))
        return;
    m_warnings.insert(message);
    qCWarning(lcPartitions).noquote() << message;
}

} // namespace Orderflow
