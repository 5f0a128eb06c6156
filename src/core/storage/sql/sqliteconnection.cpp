#include "storage/sql/sqliteconnection.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

SqliteConnection::SqliteConnection(const DatabaseUrl &url, SqlAccess access)
    : SqlConnection(SqlDialect::Sqlite, u"QSQLITE"_s, url.masked())
    , m_filePath(QDir::cleanPath(QDir::current().absoluteFilePath(url.filePath())))
    , m_access(access)
{}

StoreResult<void> SqliteConnection::checkFile() const
{
    const QFileInfo file(m_filePath);
    const QFileInfo folder(file.absolutePath());
    if (!folder.exists()) {
        return tl::unexpected(misconfigured(
            u"the folder %1 does not exist; make it, or name another file in DB_URL"_s.arg(
                folder.filePath())));
    }
    if (!folder.isDir())
        return tl::unexpected(misconfigured(u"%1 is not a folder"_s.arg(folder.filePath())));
    if (file.isDir())
        return tl::unexpected(misconfigured(u"%1 is a folder, not a file"_s.arg(m_filePath)));
    if (m_access == SqlAccess::Read && !file.exists()) {
        return tl::unexpected(misconfigured(
            u"the file %1 does not exist; name the database that was recorded into in DB_URL"_s.arg(
                m_filePath)));
    }
    // SQLite writes its journal next to the file.
    if (!folder.isWritable()) {
        return tl::unexpected(
            misconfigured(u"the folder %1 is not writable for this user"_s.arg(folder.filePath())));
    }
    if (file.exists() && !file.isWritable()) {
        return tl::unexpected(
            misconfigured(u"the file %1 is not writable for this user"_s.arg(m_filePath)));
    }
    return {};
}

StoreResult<void> SqliteConnection::connectDatabase()
{
    if (StoreResult<void> checked = checkFile(); !checked)
        return checked;
    database().setDatabaseName(m_filePath);
    database().setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    const QString failed = u"cannot open %1"_s.arg(m_filePath);
    if (!database().open())
        return tl::unexpected(failure(database().lastError(), failed));

    // WAL lets others read while this program writes; with it, NORMAL loses no consistency, and
    // at a power cut at most the last transactions.
    QStringList pragmas{u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s,
                        u"PRAGMA foreign_keys = ON"_s};
    if (m_access == SqlAccess::Read)
        pragmas = {u"PRAGMA query_only = ON"_s};
    for (const QString &pragma : std::as_const(pragmas)) {
        if (const StoreResult<QSqlQuery> set = execute(pragma, failed); !set)
            return tl::unexpected(set.error());
    }
    return {};
}

} // namespace Orderflow
