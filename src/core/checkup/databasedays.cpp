#include "checkup/databasedays.h"

#include "checkup/diskcheck.h"
#include "storage/tables/partitionplan.h"
#include "storage/tables/retentionledger.h"

#include <QStringList>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using std::chrono::sys_days;
using Outcome = CheckResult::Outcome;

namespace {

bool isHypertable(const PartitionCatalog &table)
{
    return table.kind == PartitionCatalog::Kind::Hypertable;
}

/// The names of partitions of the days ahead that are not there.
QStringList missingPartitions(const std::vector<PartitionCatalog> &tables, sys_days today)
{
    QStringList names;
    for (const PartitionCatalog &table : tables) {
        if (isHypertable(table))
            continue;
        for (const sys_days day : daysToMake(today, table.partitions))
            names << partitionName(table.table, day);
    }
    return names;
}

/// The default partitions that have rows.
StoreResult<QStringList> filledDefaults(SqlConnection &connection,
                                        const std::vector<PartitionCatalog> &tables)
{
    QStringList names;
    for (const PartitionCatalog &table : tables) {
        const Partition *others = table.defaultPartition();
        if (!others || !others->hasRows)
            continue;
        // Its file stays for a while when its rows have gone.
        const auto count =
            connection.readInteger(u"SELECT count(*) FROM (SELECT FROM %1 LIMIT 1) AS one"_s.arg(
                                       sqlTableName(others->schema, others->name)),
                                   u"cannot read "_s + others->name);
        if (!count)
            return tl::unexpected(count.error());
        if (*count > 0)
            names << others->name;
    }
    return names;
}

QString limitsText(const RetentionLimits &limits)
{
    QStringList words;
    if (limits.days > 0)
        words << u"RETENTION_DAYS=%1"_s.arg(limits.days);
    if (limits.bytes > 0)
        words << u"RETENTION_GB=%1"_s.arg(limits.bytes >> 30);
    return words.isEmpty() ? u"everything is kept"_s : words.join(u", "_s);
}

CheckResult checkFile(const QString &name, SqlConnection &connection, const RetentionLimits &limits)
{
    const auto bytes = connection.readInteger(
        u"SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count AS p, "
        "pragma_freelist_count AS f, pragma_page_size AS s"_s,
        u"cannot read the size of the file"_s);
    if (!bytes)
        return {name, Outcome::Fail, bytes.error().message, u"Look into the log."_s};
    const QString words =
        u"The rows take %1; %2"_s.arg(sizeText(std::uint64_t(*bytes)), limitsText(limits));
    if (limits.bytes > 0 && std::uint64_t(*bytes) > limits.bytes)
        return {name, Outcome::Warn, words,
                u"A recorder deletes the oldest days while it runs, and never the newest two: let "
                u"it run, or give it more room, or record less."_s};
    return {name, Outcome::Pass, words};
}

} // namespace

CheckResult checkPartitions(const QString &name, SqlConnection &connection,
                            const std::vector<PartitionCatalog> &tables, sys_days today)
{
    if (connection.dialect() == SqlDialect::Sqlite)
        return {name, Outcome::Skipped, u"SQLite has none"_s};
    if (tables.empty())
        return {name, Outcome::Skipped, u"There are no tables yet"_s};
    if (std::ranges::all_of(tables, isHypertable))
        return {name, Outcome::Pass, u"TimescaleDB makes a chunk of each day as its rows come"_s};
    if (!mayHavePartition(today, today))
        return {
            name, Outcome::Warn,
            u"This machine's clock says %1, when there was nothing to record"_s.arg(dayText(today)),
            u"Set the clock right; no partitions are made until then."_s};
    if (const QStringList missing = missingPartitions(tables, today); !missing.isEmpty())
        return {name, Outcome::Warn, u"There is no "_s + missing.join(u", "_s),
                u"A recorder makes them when it starts, and looks every ten minutes: start one, or "
                u"see in its log why it cannot. Rows go to the default partition until then."_s};
    const auto filled = filledDefaults(connection, tables);
    if (!filled)
        return {name, Outcome::Fail, filled.error().message, u"Look into the server's log."_s};
    if (!filled->isEmpty())
        return {name, Outcome::Warn, u"There are rows in "_s + filled->join(u", "_s),
                u"A recorder moves those of past days by itself. What stays is of times at which "
                u"nothing was recorded, as a wrong clock makes them."_s};
    return {name, Outcome::Pass, u"Those of today and of the next two days are there"_s};
}

CheckResult checkRetention(const QString &name, SqlConnection &connection,
                           const std::vector<PartitionCatalog> &tables, sys_days today,
                           const RetentionLimits &limits)
{
    if (connection.dialect() == SqlDialect::Sqlite)
        return checkFile(name, connection, limits);
    if (tables.empty())
        return {name, Outcome::Skipped, u"There are no tables yet"_s};
    const std::vector<PartitionDay> days = partitionDays(tables, today);
    std::uint64_t bytes = 0;
    for (const PartitionCatalog &table : tables)
        bytes += table.bytes();
    const auto filled = std::ranges::count_if(days, &PartitionDay::hasRows);
    const QString words = u"Days with rows: %1; they take %2; %3"_s.arg(
        QString::number(filled), sizeText(bytes), limitsText(limits));
    const std::vector<DroppedDay> due = daysToDrop(today, days, bytes, limits);
    if (!due.empty())
        return {name, Outcome::Warn,
                words + u"; %1 are due to be dropped, the oldest %2"_s.arg(
                            QString::number(due.size()), dayText(due.front().day)),
                u"A recorder drops them while it runs: start one, or see in its log why it "
                u"cannot."_s};
    if (limits.bytes > 0 && bytes > limits.bytes)
        return {name, Outcome::Warn, words, retentionFullMessage() + u'.'};
    return {name, Outcome::Pass, words};
}

} // namespace Orderflow
