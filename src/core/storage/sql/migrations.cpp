#include "storage/sql/migrations.h"

#include "storage/sql/eventtable.h"
#include "storage/sql/sqltransaction.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSqlQuery>
#include <QVariant>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// An arbitrary number that only this program's migrations lock.
constexpr qint64 AdvisoryLockKey = 0x6f72646572666c77;

tl::expected<Migration, QString> readMigration(const QString &path)
{
    static const QRegularExpression pattern(u"^(\\d{4})_([a-z0-9_]+)\\.sql$"_s);
    const QString fileName = QFileInfo(path).fileName();
    const QRegularExpressionMatch match = pattern.match(fileName);
    if (!match.hasMatch())
        return tl::unexpected(u"%1 is not named as migrations are: 0001_name.sql"_s.arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(u"Cannot read %1: %2"_s.arg(path, file.errorString()));
    return Migration{match.captured(1).toInt(), match.captured(2), fileName,
                     QString::fromUtf8(file.readAll())};
}

} // namespace

QString migrationFolder(SqlDialect dialect)
{
    return dialect == SqlDialect::PostgreSql ? u":/sql/migrations/postgresql"_s
                                             : u":/sql/migrations/sqlite"_s;
}

tl::expected<std::vector<Migration>, QString> loadMigrations(const QString &folder)
{
    const QDir dir(folder);
    std::vector<Migration> migrations;
    for (const QString &fileName : dir.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        tl::expected<Migration, QString> migration = readMigration(dir.filePath(fileName));
        if (!migration)
            return tl::unexpected(migration.error());
        const int expected = static_cast<int>(migrations.size()) + 1;
        if (migration->version != expected) {
            return tl::unexpected(
                u"The migrations in %1 are not numbered in sequence: %2 stands "
                "where number %3 belongs"_s.arg(folder, fileName, QString::number(expected)));
        }
        migrations.push_back(*std::move(migration));
    }
    if (migrations.empty())
        return tl::unexpected(u"There are no migrations in %1"_s.arg(folder));
    return migrations;
}

QStringList splitStatements(const QString &sql)
{
    QStringList statements;
    QString statement;
    const auto finish = [&statements, &statement] {
        if (!statement.trimmed().isEmpty())
            statements.append(statement.trimmed());
        statement.clear();
    };
    bool isInBody = false;
    for (const QString &line : sql.split(u'\n')) {
        const QString trimmed = line.trimmed();
        if (trimmed.isEmpty() || trimmed.startsWith("--"_L1))
            continue;
        statement += line + u'\n';
        isInBody = isInBody != (line.count("$$"_L1) % 2 == 1);
        if (trimmed.endsWith(u';') && !isInBody)
            finish();
    }
    finish();
    return statements;
}

SchemaMigrator::SchemaMigrator(QSqlDatabase &database, SqlDialect dialect, QString displayName)
    : m_database(database)
    , m_dialect(dialect)
    , m_displayName(std::move(displayName))
{}

StoreResult<int> SchemaMigrator::version()
{
    const StoreResult<bool> isThere = hasTable(u"schema_version"_s);
    if (!isThere)
        return tl::unexpected(isThere.error());
    if (!*isThere)
        return 0;
    QSqlQuery query(m_database);
    if (!query.exec(u"SELECT coalesce(max(version), 0) FROM schema_version"_s) || !query.next())
        return tl::unexpected(failure(query.lastError(), u"cannot read table schema_version"_s));
    return query.value(0).toInt();
}

StoreResult<void> SchemaMigrator::apply(const std::vector<Migration> &migrations,
                                        const Step &takeOver, const Step &layOut)
{
    const int newest = migrations.empty() ? 0 : migrations.back().version;
    const StoreResult<int> current = version();
    if (!current)
        return tl::unexpected(current.error());
    if (StoreResult<void> checked = checkVersion(*current, newest); !checked)
        return checked;
    for (const Migration &migration : migrations) {
        if (migration.version <= *current)
            continue;
        if (StoreResult<void> applied = applyOne(migration, newest, takeOver, layOut); !applied)
            return applied;
    }
    return {};
}

StoreResult<void> SchemaMigrator::applyOne(const Migration &migration, int newestVersion,
                                           const Step &takeOver, const Step &layOut)
{
    SqlTransaction transaction(m_database);
    // SQLite's plain BEGIN takes no lock, so that a later statement could find the other program's
    // write lock and fail without waiting.
    if (m_dialect == SqlDialect::Sqlite) {
        QSqlQuery begin(m_database);
        if (!begin.exec(u"BEGIN IMMEDIATE"_s))
            return tl::unexpected(failure(begin.lastError(), u"cannot lock the schema"_s));
        transaction.adopt();
    } else if (!transaction.begin()) {
        return tl::unexpected(failure(m_database.lastError(), u"cannot begin a transaction"_s));
    }
    if (StoreResult<void> locked = lock(); !locked)
        return locked;

    // Another program may have come first.
    const StoreResult<int> current = version();
    if (!current)
        return tl::unexpected(current.error());
    if (StoreResult<void> checked = checkVersion(*current, newestVersion); !checked)
        return checked;
    if (*current >= migration.version)
        return {};
    if (*current == 0) {
        if (StoreResult<void> ready = takeOver ? takeOver() : refusePredecessor(); !ready)
            return ready;
    }
    if (StoreResult<void> done = runStatements(migration); !done)
        return done;
    if (*current == 0 && layOut) {
        if (StoreResult<void> laidOut = layOut(); !laidOut)
            return laidOut;
    }
    if (!transaction.commit()) {
        return tl::unexpected(
            failure(m_database.lastError(), u"cannot commit "_s + migration.fileName));
    }
    return {};
}

StoreResult<void> SchemaMigrator::runStatements(const Migration &migration)
{
    QStringList statements = splitStatements(migration.sql);
    statements.append(
        u"INSERT INTO schema_version (version, name) VALUES (%1, '%2')"_s.arg(migration.version)
            .arg(migration.name));
    for (const QString &statement : std::as_const(statements)) {
        QSqlQuery query(m_database);
        if (!query.exec(statement)) {
            return tl::unexpected(failure(
                query.lastError(), u"cannot apply %1, at the statement '%2'"_s.arg(
                                       migration.fileName, statement.simplified().left(100))));
        }
    }
    return {};
}

StoreResult<void> SchemaMigrator::lock()
{
    if (m_dialect == SqlDialect::Sqlite)
        return {};
    QSqlQuery query(m_database);
    if (!query.exec(u"SELECT pg_advisory_xact_lock(%1)"_s.arg(AdvisoryLockKey)))
        return tl::unexpected(failure(query.lastError(), u"cannot lock the schema"_s));
    return {};
}

StoreResult<void> SchemaMigrator::checkVersion(int currentVersion, int newestVersion) const
{
    if (currentVersion > newestVersion) {
        return tl::unexpected(misconfigured(
            u"its schema has version %1, and this program knows versions up to %2; use a newer "
            "program, or another database"_s.arg(currentVersion)
                .arg(newestVersion)));
    }
    return {};
}

StoreResult<void> SchemaMigrator::refusePredecessor()
{
    for (const EventTable &table : eventTables()) {
        const StoreResult<bool> isThere = hasTable(table.name);
        if (!isThere)
            return tl::unexpected(isThere.error());
        if (*isThere) {
            return tl::unexpected(misconfigured(
                u"it has a table %1 but no table schema_version, so the recorder's predecessor "
                "made it; nothing was touched; stop the predecessor and run init-db, which keeps "
                "every row, or name another database in DB_URL"_s.arg(table.name)));
        }
    }
    return {};
}

StoreResult<bool> SchemaMigrator::hasTable(const QString &name)
{
    const QString sql =
        m_dialect == SqlDialect::PostgreSql
            // to_regclass() would answer from before the wait for another program's lock.
            ? u"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE relname = '%1' "
              "AND pg_catalog.pg_table_is_visible(oid))"_s
            : u"SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '%1')"_s;
    QSqlQuery query(m_database);
    if (!query.exec(sql.arg(name)) || !query.next())
        return tl::unexpected(failure(query.lastError(), u"cannot look for table "_s + name));
    return query.value(0).toBool();
}

StoreError SchemaMigrator::misconfigured(const QString &why) const
{
    return {StoreError::Kind::Misconfigured,
            u"The database %1 cannot be used: %2"_s.arg(m_displayName, why),
            {}};
}

StoreError SchemaMigrator::failure(const QSqlError &error, const QString &failed) const
{
    return toStoreError(m_dialect, error, m_displayName + u": "_s + failed);
}

} // namespace Orderflow
