#include "storage/spool/spoolconnection.h"

#include "storage/sql/migrations.h"
#include "storage/sql/sqltransaction.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 NewestVersion = 1;
/// Says whose file it is; "OFSP".
constexpr qint64 ApplicationId = 0x4f465350;

} // namespace

SpoolConnection::SpoolConnection(const QString &filePath, SqlAccess access)
    : SqlConnection(SqlDialect::Sqlite, u"QSQLITE"_s, u"spool "_s + filePath)
    , m_filePath(QDir::cleanPath(QDir::current().absoluteFilePath(filePath)))
    , m_access(access)
{}

StoreError SpoolConnection::failed(const QSqlError &error)
{
    // Numbers of sqlite3.h; see sqlerror.cpp.
    constexpr int Corrupt = 11;
    constexpr int NotADatabase = 26;
    const int code = error.nativeErrorCode().toInt() & 0xff;
    m_isDamaged = code == Corrupt || code == NotADatabase;
    return failure(error, u"cannot be used"_s);
}

StoreResult<QSqlQuery> SpoolConnection::run(const QString &statement, const QVariantList &values)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return tl::unexpected(failed(query.lastError()));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return tl::unexpected(failed(query.lastError()));
    return query;
}

StoreResult<std::int64_t> SpoolConnection::number(const QString &statement)
{
    StoreResult<QSqlQuery> query = run(statement);
    if (!query)
        return tl::unexpected(query.error());
    return query->next() ? query->value(0).toLongLong() : 0;
}

StoreResult<void> SpoolConnection::checkEnd(const QSqlQuery &query)
{
    if (query.lastError().isValid())
        return tl::unexpected(failed(query.lastError()));
    return {};
}

StoreError SpoolConnection::commitFailed()
{
    return failure(database().lastError(), u"cannot be written to"_s);
}

StoreResult<void> SpoolConnection::checkPlace() const
{
    const QFileInfo file(m_filePath);
    const QFileInfo folder(file.absolutePath());
    if (!folder.isDir()) {
        return tl::unexpected(misconfigured(
            u"SPOOL_FILE: the folder %1 does not exist; make it, or name another file"_s.arg(
                folder.filePath())));
    }
    if (file.isDir())
        return tl::unexpected(misconfigured(u"SPOOL_FILE: %1 is a folder"_s.arg(m_filePath)));
    if (m_access == SqlAccess::Read && !file.exists())
        return tl::unexpected(misconfigured(u"there is no file %1"_s.arg(m_filePath)));
    if (!folder.isWritable() || (file.exists() && !file.isWritable())) {
        return tl::unexpected(misconfigured(
            u"SPOOL_FILE: %1 cannot be written to by this user; name a file that can, or none, "
            "which turns the spool off"_s.arg(m_filePath)));
    }
    return {};
}

StoreResult<void> SpoolConnection::connectDatabase()
{
    m_isDamaged = false;
    if (StoreResult<void> checked = checkPlace(); !checked)
        return checked;
    database().setDatabaseName(m_filePath);
    database().setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!database().open())
        return tl::unexpected(failed(database().lastError()));
    // While the database is away nothing else has these batches, so each is on the disk before it
    // counts as kept. What is emptied goes back to the file system.
    QStringList pragmas{u"PRAGMA auto_vacuum = INCREMENTAL"_s, u"PRAGMA journal_mode = WAL"_s,
                        u"PRAGMA synchronous = FULL"_s, u"PRAGMA foreign_keys = ON"_s,
                        u"PRAGMA journal_size_limit = 16777216"_s};
    if (m_access == SqlAccess::Read)
        pragmas = {u"PRAGMA query_only = ON"_s};
    for (const QString &statement : std::as_const(pragmas)) {
        if (const StoreResult<QSqlQuery> set = run(statement); !set)
            return tl::unexpected(set.error());
    }
    return setUpSchema();
}

StoreResult<void> SpoolConnection::setUpSchema()
{
    const StoreResult<std::int64_t> applicationId = number(u"PRAGMA application_id"_s);
    if (!applicationId)
        return tl::unexpected(applicationId.error());
    const StoreResult<std::int64_t> version = number(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    if (*applicationId == ApplicationId && *version > NewestVersion) {
        return tl::unexpected(misconfigured(
            u"it is of version %1, and this program knows version %2; use a newer program"_s.arg(
                QString::number(*version), QString::number(NewestVersion))));
    }
    if (*applicationId == ApplicationId && *version > 0)
        return {};

    const StoreResult<std::int64_t> schemaVersion = number(u"PRAGMA schema_version"_s);
    if (!schemaVersion)
        return tl::unexpected(schemaVersion.error());
    if (*schemaVersion != 0 || m_access == SqlAccess::Read) {
        return tl::unexpected(misconfigured(
            u"%1 is a database of something else; name another file in SPOOL_FILE"_s.arg(
                m_filePath)));
    }
    QFile schema(u":/sql/spool.sql"_s);
    if (!schema.open(QIODevice::ReadOnly))
        return tl::unexpected(misconfigured(u"the program lacks its schema"_s));
    SqlTransaction transaction(database());
    if (!transaction.begin())
        return tl::unexpected(failed(database().lastError()));
    QStringList statements = splitStatements(QString::fromUtf8(schema.readAll()));
    statements << u"PRAGMA application_id = %1"_s.arg(ApplicationId)
               << u"PRAGMA user_version = %1"_s.arg(NewestVersion);
    for (const QString &statement : std::as_const(statements)) {
        QSqlQuery query(database());
        if (!query.exec(statement))
            return tl::unexpected(failed(query.lastError()));
    }
    if (!transaction.commit())
        return tl::unexpected(failed(database().lastError()));
    return {};
}

StoreResult<void> SpoolConnection::check()
{
    StoreResult<QSqlQuery> query = run(u"PRAGMA quick_check(1)"_s);
    if (!query)
        return tl::unexpected(query.error());
    const QString answer = query->next() ? query->value(0).toString() : QString();
    if (answer == "ok"_L1)
        return {};
    m_isDamaged = true;
    return tl::unexpected(misconfigured(u"it is damaged: "_s + answer.simplified()));
}

tl::expected<QString, QString> quarantineSpool(const QString &filePath, const QString &suffix)
{
    const QString newPath = filePath + suffix;
    // SQLite's own first: beside a new file they would be taken for its.
    for (const QString &part : {u"-wal"_s, u"-shm"_s, u""_s}) {
        QFile file(filePath + part);
        if (!file.exists())
            continue;
        if (!file.rename(newPath + part)) {
            return tl::unexpected(
                u"cannot rename %1 to %2: %3"_s.arg(file.fileName(), newPath, file.errorString()));
        }
    }
    return newPath;
}

} // namespace Orderflow
