#include "storage/legacy/legacyupgrade.h"

#include "storage/legacy/legacytakeover.h"
#include "storage/sql/eventtable.h"
#include "storage/sql/sqltransaction.h"
#include "storage/tables/schemasetup.h"

#include <QSqlError>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

QString LegacyUpgrade::defaultDepthKind()
{
    return u"depth5@100ms"_s;
}

LegacyUpgrade::LegacyUpgrade(SqlConnection &connection, int rowsPerChunk)
    : m_connection(connection)
    , m_log(connection)
    , m_rowsPerChunk(rowsPerChunk)
{}

SchemaMigrator LegacyUpgrade::schema()
{
    return {m_connection.database(), m_connection.dialect(), m_connection.displayName()};
}

StoreResult<void> LegacyUpgrade::inTransaction(const QString &failed,
                                               const std::function<StoreResult<void>()> &work)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    if (StoreResult<void> done = work(); !done)
        return done;
    if (!transaction.commit())
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    return {};
}

StoreResult<QStringList> LegacyUpgrade::names()
{
    QStringList names;
    for (const EventTable &table : eventTables()) {
        const StoreResult<bool> isThere = schema().hasTable(LegacyTable::legacyName(table.name));
        if (!isThere)
            return tl::unexpected(isThere.error());
        if (*isThere)
            names << table.name;
    }
    return names;
}

StoreResult<LegacyUpgrade::Stage> LegacyUpgrade::stage()
{
    const StoreResult<int> version = schema().version();
    if (!version)
        return tl::unexpected(version.error());
    if (*version == 0) {
        for (const EventTable &table : eventTables()) {
            const StoreResult<bool> isThere = schema().hasTable(table.name);
            if (!isThere)
                return tl::unexpected(isThere.error());
            if (*isThere)
                return Stage::Untouched;
        }
        return Stage::NoTables;
    }

    const StoreResult<QStringList> old = names();
    if (!old)
        return tl::unexpected(old.error());
    if (old->isEmpty())
        return Stage::NoTables;
    const auto entries = m_log.entries();
    if (!entries)
        return tl::unexpected(entries.error());
    const auto finished = std::ranges::count_if(
        *entries, [](const LegacyUpgradeEntry &entry) { return entry.progress.isFinished; });
    return finished == old->size() ? Stage::Complete : Stage::Begun;
}

StoreResult<std::vector<LegacyTableProgress>> LegacyUpgrade::progress()
{
    const auto entries = m_log.entries();
    if (!entries)
        return tl::unexpected(entries.error());
    std::vector<LegacyTableProgress> progress;
    for (const LegacyUpgradeEntry &entry : *entries)
        progress.push_back(entry.progress);
    return progress;
}

StoreResult<void> LegacyUpgrade::begin(const std::optional<QString> &depthKind,
                                       const StoreOptions &options)
{
    // A large table takes its time, whatever the server's owner thinks that a statement may.
    if (m_connection.dialect() == SqlDialect::PostgreSql) {
        const auto set =
            m_connection.change(u"SET statement_timeout = 0"_s, u"cannot set up the connection"_s);
        if (!set)
            return tl::unexpected(set.error());
    }
    const auto takeOver = [this] {
        return LegacyTakeOver(m_connection).run();
    };
    // Citus does not say how many rows an INSERT has skipped, and each has to be accounted for.
    StoreOptions here = options;
    here.useCitus = false;
    if (StoreResult<void> applied = setUpSchema(m_connection, here, takeOver); !applied)
        return applied;
    if (StoreResult<void> registered = registerTables(depthKind.value_or(defaultDepthKind()));
        !registered)
        return registered;
    return depthKind ? checkDepthKind(*depthKind) : StoreResult<void>();
}

StoreResult<void> LegacyUpgrade::registerTables(const QString &depthKind)
{
    const StoreResult<QStringList> old = names();
    if (!old)
        return tl::unexpected(old.error());
    return inTransaction(u"cannot begin the upgrade"_s, [&]() -> StoreResult<void> {
        for (const QString &table : *old) {
            const bool isDepth = table == eventTables().back().name;
            if (StoreResult<void> registered =
                    registerTable(table, isDepth ? depthKind : QString());
                !registered)
                return registered;
        }
        return {};
    });
}

StoreResult<void> LegacyUpgrade::registerTable(const QString &table, const QString &depthKind)
{
    const StoreResult<bool> isNew = m_log.add(table, depthKind);
    if (!isNew)
        return tl::unexpected(isNew.error());
    if (!*isNew || m_connection.dialect() == SqlDialect::Sqlite)
        return {};
    // The ids of the old rows stay, so new ones begin behind them.
    const auto set = m_connection.readInteger(
        u"SELECT setval('%1_id_seq', greatest(coalesce(max(id), 1), 1)) FROM %2"_s.arg(
            table, LegacyTable::legacyName(table)),
        u"cannot set the sequence %1_id_seq"_s.arg(table));
    if (!set)
        return tl::unexpected(set.error());
    return {};
}

StoreResult<void> LegacyUpgrade::checkDepthKind(const QString &depthKind)
{
    const auto entries = m_log.entries();
    if (!entries)
        return tl::unexpected(entries.error());
    for (const LegacyUpgradeEntry &entry : *entries) {
        if (entry.depthKind.isEmpty() || entry.depthKind == depthKind)
            continue;
        return tl::unexpected(m_connection.misconfigured(
            u"its upgrade was begun with the depth kind %1, and cannot go on with %2"_s.arg(
                entry.depthKind, depthKind)));
    }
    return {};
}

StoreResult<bool> LegacyUpgrade::copyNext()
{
    const auto entries = m_log.entries();
    if (!entries)
        return tl::unexpected(entries.error());
    const auto next = std::ranges::find_if(
        *entries, [](const LegacyUpgradeEntry &entry) { return !entry.progress.isFinished; });
    if (next == entries->end())
        return false;
    const QString table = next->progress.table;
    const StoreResult<void> copied =
        inTransaction(u"cannot copy rows of %1"_s.arg(LegacyTable::legacyName(table)),
                      [this, &table] { return copyNextOf(table); });
    if (!copied)
        return tl::unexpected(copied.error());
    return true;
}

StoreResult<void> LegacyUpgrade::copyNextOf(const QString &table)
{
    // Another init-db waits here, and goes on behind this chunk.
    if (StoreResult<void> locked = m_log.lock(table); !locked)
        return locked;
    const auto entries = m_log.entries();
    if (!entries)
        return tl::unexpected(entries.error());
    for (const LegacyUpgradeEntry &entry : *entries) {
        if (entry.progress.table == table && !entry.progress.isFinished)
            return copyFrom(entry);
    }
    return {};
}

StoreResult<void> LegacyUpgrade::copyFrom(const LegacyUpgradeEntry &entry)
{
    const QString &name = entry.progress.table;
    const LegacyTable table =
        entry.depthKind.isEmpty()
            ? LegacyTable::trades(m_connection.dialect())
            : LegacyTable::depthUpdates(m_connection.dialect(),
                                        m_connection.literal(entry.depthKind));
    const auto lastId = m_connection.readInteger(table.selectChunkEnd(entry.lastId, m_rowsPerChunk),
                                                 u"cannot read %1"_s.arg(table.legacyName()));
    if (!lastId)
        return tl::unexpected(lastId.error());
    if (*lastId == entry.lastId) {
        if (StoreResult<void> agree = checkCounts(entry.progress); !agree)
            return agree;
        return m_log.setFinished(name);
    }
    const auto chunk = copyChunk(table, {entry.lastId, *lastId});
    if (!chunk)
        return tl::unexpected(chunk.error());
    return m_log.advance(*chunk, *lastId);
}

StoreResult<LegacyTableProgress> LegacyUpgrade::copyChunk(const LegacyTable &table,
                                                          const LegacyChunk &chunk)
{
    const QString failed = u"cannot copy the rows of %1 with ids up to %2"_s.arg(
        table.legacyName(), QString::number(chunk.lastId));
    LegacyTableProgress result{.table = table.name()};
    const auto add = [](std::int64_t *sum, const StoreResult<std::int64_t> &count) {
        *sum += count.value_or(0);
        return count.has_value();
    };
    StoreResult<std::int64_t> count = m_connection.readInteger(table.countRows(chunk), failed);
    if (!add(&result.oldRows, count))
        return tl::unexpected(count.error());
    count = m_connection.change(table.copy(chunk), failed);
    if (!add(&result.rowsCopied, count))
        return tl::unexpected(count.error());
    if (result.rowsCopied == result.oldRows)
        return result;

    count = m_connection.change(table.setAsideIncomplete(chunk), failed);
    if (!add(&result.rowsSetAside, count))
        return tl::unexpected(count.error());
    count = m_connection.change(table.setAsideConflicts(chunk), failed);
    if (!add(&result.rowsSetAside, count))
        return tl::unexpected(count.error());
    count = m_connection.readInteger(table.countMerged(chunk), failed);
    if (!add(&result.rowsMerged, count))
        return tl::unexpected(count.error());
    if (result.rowsDone() == result.oldRows)
        return result;
    return tl::unexpected(m_connection.misconfigured(
        u"%1: of %2 rows %3 could be copied, %4 merged and %5 set aside, which is not all; they "
        "stay as they were"_s.arg(failed)
            .arg(result.oldRows)
            .arg(result.rowsCopied)
            .arg(result.rowsMerged)
            .arg(result.rowsSetAside)));
}

StoreResult<void> LegacyUpgrade::checkCounts(const LegacyTableProgress &progress)
{
    const QString oldName = LegacyTable::legacyName(progress.table);
    const auto count = [this](const QString &what) {
        return m_connection.readInteger(u"SELECT count(*) FROM "_s + what,
                                        u"cannot count the rows of "_s + what);
    };
    const auto old = count(oldName);
    if (!old)
        return tl::unexpected(old.error());
    // Every row of this program itself has a receive time.
    const auto copied = count(progress.table + u" WHERE receive_time IS NULL"_s);
    if (!copied)
        return tl::unexpected(copied.error());
    const auto setAside = count(u"legacy_rows WHERE table_name = '%1'"_s.arg(progress.table));
    if (!setAside)
        return tl::unexpected(setAside.error());
    if (*old == progress.rowsDone() && *copied == progress.rowsCopied &&
        *setAside == progress.rowsSetAside)
        return {};
    return tl::unexpected(m_connection.misconfigured(
        u"the counts do not agree: %1 has %2 rows, of which %3 were brought over; %4 has %5 of the "
        "%6 that were copied, and legacy_rows %7 of the %8 that were set aside"_s.arg(oldName)
            .arg(*old)
            .arg(progress.rowsDone())
            .arg(progress.table)
            .arg(*copied)
            .arg(progress.rowsCopied)
            .arg(*setAside)
            .arg(progress.rowsSetAside)));
}

StoreResult<void> LegacyUpgrade::drop()
{
    const StoreResult<Stage> reached = stage();
    if (!reached)
        return tl::unexpected(reached.error());
    if (*reached == Stage::NoTables) {
        return tl::unexpected(
            m_connection.misconfigured(u"it has no tables of the recorder's predecessor"_s));
    }
    if (*reached != Stage::Complete) {
        return tl::unexpected(m_connection.misconfigured(
            u"not every row of the recorder's predecessor is copied, so its tables stay; run "
            "init-db first"_s));
    }
    return inTransaction(u"cannot drop the predecessor's tables"_s,
                         [this] { return dropTables(); });
}

StoreResult<void> LegacyUpgrade::dropTables()
{
    const QString failed = u"cannot drop the predecessor's tables"_s;
    if (m_connection.dialect() == SqlDialect::PostgreSql) {
        const auto set = m_connection.change(u"SET LOCAL lock_timeout = '5s'"_s, failed);
        if (!set)
            return tl::unexpected(set.error());
    }
    const auto all = progress();
    if (!all)
        return tl::unexpected(all.error());
    for (const LegacyTableProgress &one : *all) {
        if (StoreResult<void> agree = checkCounts(one); !agree)
            return agree;
        const auto dropped =
            m_connection.change(u"DROP TABLE "_s + LegacyTable::legacyName(one.table), failed);
        if (!dropped)
            return tl::unexpected(dropped.error());
        if (StoreResult<void> noted = m_log.setDropped(one.table); !noted)
            return noted;
    }
    return {};
}

} // namespace Orderflow
