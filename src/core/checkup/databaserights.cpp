#include "checkup/databaserights.h"

#include "storage/sql/eventtable.h"

#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

const QString Failed = u"cannot read what the user may do"_s;

/// Tables whose rows are changed after they were written.
const QString LedgerTables =
    u"'capture_sessions', 'capture_connections', 'capture_gaps', 'capture_retention'"_s;
const QString OtherTables = u"'schema_version', 'capture_clock_samples'"_s;

QString eventTableNames()
{
    QStringList names;
    for (const EventTable &table : eventTables())
        names << u"'%1'"_s.arg(table.name);
    return names.join(u", "_s);
}

QString tablesAmong(const QString &names)
{
    return u"FROM pg_catalog.pg_class AS c WHERE c.relname IN (%1) AND c.relkind IN ('r', 'p') "
           "AND pg_catalog.pg_table_is_visible(c.oid)"_s.arg(names);
}

/// Whether tables can be made; those that the user may not write into, if any; whether the tables
/// of events are the user's own.
QString rightsQuery()
{
    const QString events = eventTableNames();
    const QString all = events + u", "_s + LedgerTables + u", "_s + OtherTables;
    return u"SELECT has_schema_privilege(current_schema(), 'CREATE'), "
           "(SELECT string_agg(c.relname, ', ' ORDER BY c.relname) %1 "
           "AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') "
           "AND (c.relname NOT IN (%2) OR has_table_privilege(c.oid, 'UPDATE')))), "
           "(SELECT coalesce(bool_and(pg_has_role(c.relowner, 'USAGE')), true) %3)"_s.arg(
               tablesAmong(all), LedgerTables, tablesAmong(events));
}

} // namespace

CheckResult checkRights(const QString &name, SqlConnection &connection)
{
    // Whether the file can be written to was looked at when it was opened.
    if (connection.dialect() == SqlDialect::Sqlite)
        return {name, Outcome::Pass, u"The file can be written to"_s};
    auto answer = connection.execute(rightsQuery(), Failed);
    if (!answer || !answer->next())
        return {name, Outcome::Fail, answer ? Failed : answer.error().message,
                u"Look into the server's log."_s};
    if (!answer->value(0).toBool())
        return {name, Outcome::Fail, u"The user may not make tables in the schema"_s,
                u"GRANT CREATE ON SCHEMA to the user of DB_URL, or use the schema's owner."_s};
    if (const QString refused = answer->value(1).toString(); !refused.isEmpty())
        return {name, Outcome::Fail, u"The user may not write into "_s + refused,
                u"Use the owner of the tables in DB_URL, or GRANT SELECT, INSERT, UPDATE on all of "
                u"them."_s};
    if (!answer->value(2).toBool())
        return {name, Outcome::Warn,
                u"The user does not own the tables, and cannot make partitions for days to come"_s,
                u"Use the owner of the tables in DB_URL."_s};
    return {name, Outcome::Pass, u"The user may make tables and write into them"_s};
}

} // namespace Orderflow
