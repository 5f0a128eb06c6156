#include "checkup/databasecheck.h"

#include "storage/legacy/databasesetup.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QStorageInfo>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

const QString AddressName = u"Database address"_s;
const QString ConnectionName = u"Database connection"_s;
const QString RightsName = u"Database rights"_s;
const QString SchemaName = u"Database schema"_s;
const QString DiskName = u"Database disk"_s;

QString sizeText(std::int64_t bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1);
}

QString adviceFor(const StoreError &error, DatabaseUrl::Kind kind)
{
    if (kind == DatabaseUrl::Kind::Sqlite)
        return u"Name another file in DB_URL, or make this one writable."_s;
    if (error.kind == StoreError::Kind::Unavailable)
        return u"Start the server, or correct host and port in DB_URL; where a firewall is in "
               u"between, open it."_s;
    return u"Correct user, password and database in DB_URL, or make them on the server."_s;
}

/// What a PostgreSQL user needs who makes tables, or writes into those that there are.
QString rightsQuery(bool hasTables)
{
    if (!hasTables)
        return u"SELECT has_schema_privilege(current_schema(), 'CREATE'), true, true"_s;
    const QString events = u"to_regclass('futures_trades'), to_regclass("
                           u"'futures_orderbook_updates')"_s;
    return u"SELECT has_schema_privilege(current_schema(), 'CREATE'), "
           u"bool_and(has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'SELECT')), "
           u"bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid IN (%1)"_s.arg(
               events);
}

} // namespace

std::int64_t freeBytesOf(const QString &folder)
{
    const QStorageInfo storage(folder);
    return storage.isValid() ? storage.bytesAvailable() : -1;
}

CheckResult checkDisk(const QString &name, const QString &folder, std::int64_t wanted,
                      const FreeBytesOf &freeBytes)
{
    const std::int64_t free = freeBytes(folder);
    if (free < 0)
        return {name, Outcome::Skipped, u"What is free in %1 is not known"_s.arg(folder)};
    if (free >= wanted)
        return {name, Outcome::Pass, u"%1 are free in %2"_s.arg(sizeText(free), folder)};
    return {name, Outcome::Warn,
            u"%1 are free in %2, fewer than the %3 that are wanted"_s.arg(sizeText(free), folder,
                                                                          sizeText(wanted)),
            u"Make room on that disk, or move the file to another one."_s};
}

DatabaseCheck::DatabaseCheck(QString databaseUrl, std::int64_t diskWanted, FreeBytesOf freeBytes)
    : Check({AddressName, ConnectionName, RightsName, SchemaName, DiskName})
    , m_databaseUrl(std::move(databaseUrl))
    , m_diskWanted(diskWanted)
    , m_freeBytes(std::move(freeBytes))
{}

void DatabaseCheck::give(CheckResult result)
{
    ++m_given;
    emit found(result);
}

void DatabaseCheck::skipRest(const QString &why)
{
    while (m_given < names().size())
        give({names().at(m_given), Outcome::Skipped, why});
}

void DatabaseCheck::start()
{
    if (const auto url = DatabaseUrl::parse(m_databaseUrl)) {
        give({AddressName, Outcome::Pass, url->masked()});
        checkConnection(*url);
    } else {
        give({AddressName, Outcome::Fail, url.error(), u"Correct DB_URL."_s});
        skipRest(u"There is no address"_s);
    }
    emit done();
}

void DatabaseCheck::checkConnection(const DatabaseUrl &url)
{
    const bool isFile = url.kind() == DatabaseUrl::Kind::Sqlite;
    if (isFile && !QFileInfo::exists(url.filePath())) {
        const QFileInfo folder(QFileInfo(url.filePath()).absolutePath());
        if (!folder.isDir() || !folder.isWritable()) {
            give({ConnectionName, Outcome::Fail,
                  u"The file is not there, and cannot be made in %1"_s.arg(folder.filePath()),
                  u"Make that folder and make it writable, or name another file in DB_URL."_s});
            skipRest(u"There is no connection"_s);
            return;
        }
        give({ConnectionName, Outcome::Pass, u"The file is not there; the first start makes it"_s});
        give({RightsName, Outcome::Pass, u"The folder can be written to"_s});
        give({SchemaName, Outcome::Pass, u"There are no tables; the first start makes them"_s});
        give(disk(url));
        return;
    }
    // A file is looked at as it is; a server tells what writing needs only to those who may write.
    const auto connection = createConnection(url, isFile ? SqlAccess::Read : SqlAccess::Write);
    if (const auto opened = connection->open(); !opened) {
        give({ConnectionName, Outcome::Fail, opened.error().message,
              adviceFor(opened.error(), url.kind())});
        skipRest(u"There is no connection"_s);
        return;
    }
    checkOpen(url, *connection);
}

void DatabaseCheck::checkOpen(const DatabaseUrl &url, SqlConnection &connection)
{
    const bool isFile = url.kind() == DatabaseUrl::Kind::Sqlite;
    auto version = connection.execute(
        isFile
            ? u"SELECT sqlite_version()"_s
            : u"SELECT current_setting('server_version'), current_setting('server_version_num')"_s,
        u"cannot read the version"_s);
    if (!version || !version->next()) {
        give({ConnectionName, Outcome::Fail,
              version ? u"The version cannot be read"_s : version.error().message,
              u"Look into the log of the database."_s});
        skipRest(u"There is no connection"_s);
        return;
    }
    const QString product = isFile ? u"SQLite"_s : u"PostgreSQL"_s;
    const QString text = product + u' ' + version->value(0).toString();
    if (!isFile && version->value(1).toInt() < 130000)
        give({ConnectionName, Outcome::Fail, text + u" answers"_s,
              u"Use a server of version 13 or later."_s});
    else
        give({ConnectionName, Outcome::Pass, text + u" answers"_s});
    version->clear();
    give(rights(connection));
    give(schema(connection));
    give(disk(url));
}

CheckResult DatabaseCheck::rights(SqlConnection &connection) const
{
    // Whether the file can be written to was looked at when it was opened.
    if (connection.dialect() == SqlDialect::Sqlite)
        return {RightsName, Outcome::Pass, u"The file can be written to"_s};
    const QString failed = u"cannot read what the user may do"_s;
    const auto tables = connection.readInteger(
        u"SELECT count(*) FROM (SELECT to_regclass('futures_trades') AS one) AS t "
        u"WHERE one IS NOT NULL"_s,
        failed);
    if (!tables)
        return {RightsName, Outcome::Fail, tables.error().message,
                u"Look into the server's log."_s};
    auto answer = connection.execute(rightsQuery(*tables > 0), failed);
    if (!answer || !answer->next())
        return {RightsName, Outcome::Fail, answer ? failed : answer.error().message,
                u"Look into the server's log."_s};
    if (!answer->value(0).toBool())
        return {RightsName, Outcome::Fail, u"The user may not make tables in the schema"_s,
                u"GRANT CREATE ON SCHEMA to the user of DB_URL, or use the schema's owner."_s};
    if (!answer->value(1).toBool())
        return {RightsName, Outcome::Fail, u"The user may not write into the tables"_s,
                u"Use the owner of the tables in DB_URL, or GRANT SELECT, INSERT, UPDATE on all of "
                u"them."_s};
    if (!answer->value(2).toBool())
        return {RightsName, Outcome::Warn,
                u"The user does not own the tables, and cannot make partitions for days to come"_s,
                u"Use the owner of the tables in DB_URL."_s};
    return {RightsName, Outcome::Pass, u"The user may make tables and write into them"_s};
}

CheckResult DatabaseCheck::schema(SqlConnection &connection) const
{
    const auto state = readDatabaseState(connection);
    if (!state)
        return {SchemaName, Outcome::Fail, state.error().message, u"Run init-db."_s};
    if (state->stage == LegacyUpgrade::Stage::Untouched)
        return {SchemaName, Outcome::Warn, u"It has the tables of the Python recorder"_s,
                u"Upgrade the database first, with init-db or the database dialog; every row is "
                u"kept."_s};
    if (state->stage == LegacyUpgrade::Stage::Begun)
        return {SchemaName, Outcome::Warn,
                u"Not every row of the Python recorder's tables is copied"_s,
                u"Go on with init-db or the database dialog."_s};
    if (state->version == 0)
        return {SchemaName, Outcome::Pass, u"There are no tables; the first start makes them"_s};
    const QString versions = u"Its version is %1"_s.arg(state->version);
    if (state->version < state->newestVersion)
        return {SchemaName, Outcome::Pass,
                versions + u"; the next start brings it to %1"_s.arg(state->newestVersion)};
    if (state->version > state->newestVersion)
        return {SchemaName, Outcome::Fail,
                versions + u", and this program knows %1"_s.arg(state->newestVersion),
                u"Use the newer program that has upgraded it."_s};
    return {SchemaName, Outcome::Pass, versions + u", the newest"_s};
}

CheckResult DatabaseCheck::disk(const DatabaseUrl &url) const
{
    if (url.kind() != DatabaseUrl::Kind::Sqlite)
        return {DiskName, Outcome::Skipped, u"The disk of a server cannot be seen from here"_s};
    return checkDisk(DiskName, QFileInfo(url.filePath()).absolutePath(), m_diskWanted, m_freeBytes);
}

} // namespace Orderflow
