#include "checkup/databaseextensions.h"

#include "storage/sql/pgextension.h"

#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

/// What a database has of the extensions that this program knows.
struct FoundExtensions
{
    /// `TimescaleDB 2.19.3`; empty where it is not there.
    QString timescale;
    QString citus;
    /// The server could make it in this database, and nobody has done so.
    bool couldHaveTimescale = false;
    /// It is the edition that compresses.
    bool compresses = false;
};

QString extensionsQuery()
{
    const QString version = u"(SELECT extversion FROM pg_catalog.pg_extension "
                            "WHERE extname = '%1')"_s;
    return u"SELECT %1, %2, EXISTS (SELECT FROM pg_catalog.pg_available_extensions "
           "WHERE name = '%3' AND installed_version IS NULL), "
           "current_setting('timescaledb.license', true)"_s.arg(
               version.arg(TimescaleExtension), version.arg(CitusExtension), TimescaleExtension);
}

CheckResult resultOfNewTables(const QString &name, const FoundExtensions &found,
                              const StoreOptions &options)
{
    if (options.useTimescale && !found.timescale.isEmpty())
        return {name, Outcome::Pass, found.timescale + u": new tables become hypertables"_s};
    if (options.useTimescale && found.couldHaveTimescale) {
        return {name, Outcome::Warn,
                u"The server has TimescaleDB and this database has not; tables that are made "
                u"without it keep their partitions"_s,
                u"CREATE EXTENSION timescaledb before the first start, or say "
                u"STORAGE_TIMESCALE=off."_s};
    }
    if (options.useCitus && !found.citus.isEmpty())
        return {name, Outcome::Pass,
                found.citus + u": new tables are distributed by their symbols"_s};
    return {name, Outcome::Pass, u"None is used; new tables get a partition for each day"_s};
}

CheckResult resultOfPartitions(const QString &name, const FoundExtensions &found,
                               const StoreOptions &options)
{
    if (options.useTimescale && !found.timescale.isEmpty()) {
        return {name, Outcome::Warn,
                found.timescale +
                    u" is there; the tables were made without it and keep their partitions"_s,
                u"STORAGE_TIMESCALE=off says that this is meant. For hypertables make a new "
                u"database, with the extension before the first start."_s};
    }
    if (options.useCitus && !found.citus.isEmpty()) {
        return {name, Outcome::Warn, found.citus + u" is there; the tables are on one node"_s,
                u"STORAGE_CITUS=off says that this is meant. Tables without rows are distributed "
                u"by init-db; docs/database.md tells how to distribute others."_s};
    }
    return {name, Outcome::Pass, u"None is used; the tables have a partition for each day"_s};
}

} // namespace

CheckResult checkExtensions(const QString &name, SqlConnection &connection,
                            const StoreOptions &options,
                            const std::vector<PartitionCatalog> &tables)
{
    if (connection.dialect() == SqlDialect::Sqlite)
        return {name, Outcome::Skipped, u"SQLite has none"_s};
    const QString failed = u"cannot read which extensions there are"_s;
    auto row = connection.execute(extensionsQuery(), failed);
    if (!row || !row->next())
        return {name, Outcome::Fail, row ? failed : row.error().message,
                u"Look into the server's log."_s};
    FoundExtensions found;
    if (const QString version = row->value(0).toString(); !version.isEmpty())
        found.timescale = u"TimescaleDB "_s + version;
    if (const QString version = row->value(1).toString(); !version.isEmpty())
        found.citus = u"Citus "_s + version;
    found.couldHaveTimescale = row->value(2).toBool();
    found.compresses = row->value(3).toString() == "timescale"_L1;

    if (tables.empty())
        return resultOfNewTables(name, found, options);
    switch (tables.front().kind) {
    case PartitionCatalog::Kind::Hypertable:
        return {name, Outcome::Pass,
                found.timescale + u": the tables are hypertables"_s +
                    (found.compresses ? QString()
                                      : u", without compression, which its licence has not"_s)};
    case PartitionCatalog::Kind::Distributed:
        return {name, Outcome::Pass,
                found.citus + u": the tables are distributed by their symbols"_s};
    case PartitionCatalog::Kind::Partitions:
        break;
    }
    return resultOfPartitions(name, found, options);
}

} // namespace Orderflow
