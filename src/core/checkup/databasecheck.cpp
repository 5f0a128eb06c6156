#include "checkup/databasecheck.h"

#include "checkup/databasedays.h"
#include "checkup/databaseextensions.h"
#include "checkup/databaserights.h"
#include "storage/legacy/databasesetup.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

const QString AddressName = u"Database address"_s;
const QString ConnectionName = u"Database connection"_s;
const QString VersionName = u"Database version"_s;
const QString RightsName = u"Database rights"_s;
const QString SchemaName = u"Database schema"_s;
const QString ExtensionsName = u"Database extensions"_s;
const QString PartitionsName = u"Database partitions"_s;
const QString RetentionName = u"Database retention"_s;
const QString DiskName = u"Database disk"_s;

// As current_setting('server_version_num') counts.
constexpr int OldestServer = 130'000;
// Of those that its makers still mend.
constexpr int OldestMaintainedServer = 150'000;

QString adviceFor(const StoreError &error, DatabaseUrl::Kind kind)
{
    if (kind == DatabaseUrl::Kind::Sqlite)
        return u"Name another file in DB_URL, or make this one writable."_s;
    if (error.kind == StoreError::Kind::Unavailable)
        return u"Start the server, or correct host and port in DB_URL; where a firewall is in "
               u"between, open it."_s;
    return u"Correct user, password and database in DB_URL, or make them on the server."_s;
}

/// Whether the server runs on this machine, as far as its address tells.
bool isHere(const DatabaseUrl &url)
{
    return url.host().startsWith(u'/') || url.host() == "localhost"_L1 ||
           QHostAddress(url.host()).isLoopback();
}

/// Where a server on this machine has its files; empty where that is not to be known.
QString dataFolder(SqlConnection &connection)
{
    // Not there for users without the right to read it.
    auto folder = connection.execute(
        u"SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'"_s,
        u"cannot read where its files are"_s);
    if (!folder || !folder->next() || !QFileInfo::exists(folder->value(0).toString()))
        return {};
    return folder->value(0).toString();
}

} // namespace

DatabaseCheck::DatabaseCheck(const RecorderSettings &settings, const Clock &clock,
                             FreeBytesOf freeBytes)
    : Check({AddressName, ConnectionName, VersionName, RightsName, SchemaName, ExtensionsName,
             PartitionsName, RetentionName, DiskName})
    , m_databaseUrl(settings.databaseUrl)
    , m_storeOptions(settings.storeOptions)
    , m_retention(settings.retention)
    , m_diskWanted(settings.alerts.diskFree)
    , m_clock(clock)
    , m_freeBytes(std::move(freeBytes))
{}

void DatabaseCheck::give(const CheckResult &result)
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
        const bool isFile = url->kind() == DatabaseUrl::Kind::Sqlite;
        if (isFile && !QFileInfo::exists(url->filePath()))
            checkFolder(*url);
        else
            checkConnection(*url);
    } else {
        give({AddressName, Outcome::Fail, url.error(), u"Correct DB_URL."_s});
        skipRest(u"There is no address"_s);
    }
    emit done();
}

void DatabaseCheck::checkFolder(const DatabaseUrl &url)
{
    const QFileInfo folder(QFileInfo(url.filePath()).absolutePath());
    if (!folder.isDir() || !folder.isWritable()) {
        give({ConnectionName, Outcome::Fail,
              u"The file is not there, and cannot be made in %1"_s.arg(folder.filePath()),
              u"Make that folder and make it writable, or name another file in DB_URL."_s});
        skipRest(u"There is no connection"_s);
        return;
    }
    const QString notThere = u"There is no file yet"_s;
    give({ConnectionName, Outcome::Pass, u"The file is not there; the first start makes it"_s});
    give({VersionName, Outcome::Skipped, notThere});
    give({RightsName, Outcome::Pass, u"The folder can be written to"_s});
    give({SchemaName, Outcome::Pass, u"There are no tables; the first start makes them"_s});
    for (const QString &name : {ExtensionsName, PartitionsName, RetentionName})
        give({name, Outcome::Skipped, notThere});
    give(disk(url, nullptr));
}

void DatabaseCheck::checkConnection(const DatabaseUrl &url)
{
    const bool isFile = url.kind() == DatabaseUrl::Kind::Sqlite;
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
    give({ConnectionName, Outcome::Pass,
          isFile ? u"The file can be read"_s : u"The server answers"_s});
    if (!checkVersion(connection)) {
        skipRest(u"The database cannot be used"_s);
        return;
    }
    give(checkRights(RightsName, connection));
    give(schema(connection));
    checkTables(connection);
    give(disk(url, &connection));
}

bool DatabaseCheck::checkVersion(SqlConnection &connection)
{
    const bool isFile = connection.dialect() == SqlDialect::Sqlite;
    const QString failed = u"cannot read the version"_s;
    auto version = connection.execute(
        isFile
            ? u"SELECT sqlite_version()"_s
            : u"SELECT current_setting('server_version'), current_setting('server_version_num')"_s,
        failed);
    if (!version || !version->next()) {
        give({VersionName, Outcome::Fail, version ? failed : version.error().message,
              u"Look into the log of the database."_s});
        return false;
    }
    const QString text = (isFile ? u"SQLite "_s : u"PostgreSQL "_s) + version->value(0).toString();
    const int number = version->value(1).toInt();
    if (!isFile && number < OldestServer) {
        give({VersionName, Outcome::Fail, text, u"Use a server of version 13 or later."_s});
        return false;
    }
    if (!isFile && number < OldestMaintainedServer)
        give({VersionName, Outcome::Warn, text + u", which its makers no longer mend"_s,
              u"Upgrade the server to version 15 or later when you can."_s});
    else
        give({VersionName, Outcome::Pass, text});
    return true;
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

void DatabaseCheck::checkTables(SqlConnection &connection)
{
    std::vector<PartitionCatalog> tables;
    if (connection.dialect() == SqlDialect::PostgreSql) {
        auto read = readPartitionCatalogs(connection);
        if (!read) {
            give({ExtensionsName, Outcome::Fail, read.error().message,
                  u"Look into the server's log."_s});
            give({PartitionsName, Outcome::Skipped, u"The tables cannot be read"_s});
            give({RetentionName, Outcome::Skipped, u"The tables cannot be read"_s});
            return;
        }
        tables = std::move(*read);
    }
    const auto today = std::chrono::floor<std::chrono::days>(m_clock.now().utc);
    give(checkExtensions(ExtensionsName, connection, m_storeOptions, tables));
    give(checkPartitions(PartitionsName, connection, tables, today));
    give(checkRetention(RetentionName, connection, tables, today, m_retention));
}

CheckResult DatabaseCheck::disk(const DatabaseUrl &url, SqlConnection *connection) const
{
    if (url.kind() == DatabaseUrl::Kind::Sqlite)
        return checkDisk(DiskName, QFileInfo(url.filePath()).absolutePath(), m_diskWanted,
                         m_freeBytes);
    const QString folder = isHere(url) ? dataFolder(*connection) : QString();
    if (folder.isEmpty())
        return {DiskName, Outcome::Skipped, u"The disk of the server cannot be seen from here"_s};
    return checkDisk(DiskName, folder, m_diskWanted, m_freeBytes);
}

} // namespace Orderflow
