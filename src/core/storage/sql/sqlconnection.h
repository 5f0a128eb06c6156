#pragma once

#include "storage/databaseurl.h"
#include "storage/sql/sqlerror.h"
#include "storage/store.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <cstdint>
#include <memory>

namespace Orderflow {

enum class SqlAccess {
    /// SQLite makes the file where it does not exist.
    Write,
    /// The database must be there, and refuses every change.
    Read
};

/// A connection of Qt to a database, and how its values and errors are spelled. Used in one thread
/// only, from open() to its end.
class SqlConnection
{
public:
    virtual ~SqlConnection();
    Q_DISABLE_COPY_MOVE(SqlConnection)

    /// Connects; closes what was open before.
    StoreResult<void> open();
    void close();

    QSqlDatabase &database() { return m_database; }
    SqlDialect dialect() const { return m_dialect; }
    /// The database without its password, for messages.
    const QString &displayName() const { return m_displayName; }

    /// An error where it is not open; `failed` says what cannot be done.
    StoreResult<void> requireOpen(const QString &failed) const;

    /// Runs one statement whose values are in its text; `failed` says what cannot be done.
    StoreResult<QSqlQuery> execute(const QString &statement, const QString &failed);

    /// The same; the number of rows that it changed.
    StoreResult<std::int64_t> change(const QString &statement, const QString &failed);
    /// The first column of the first row that `query` gives.
    StoreResult<std::int64_t> readInteger(const QString &query, const QString &failed);

    /// The SQL literal of a value: null, an integer, or text, in which NUL becomes U+FFFD.
    QString literal(const QVariant &value) const;
    /// Those of several, separated by commas.
    QString literals(const QVariantList &values) const;

    StoreError failure(const QSqlError &error, const QString &failed) const;
    StoreError misconfigured(const QString &why) const;

protected:
    /// `driver` is Qt's name of the driver.
    SqlConnection(SqlDialect dialect, QString driver, QString displayName);

    /// Sets up database(), opens it, and makes the settings of the connection.
    virtual StoreResult<void> connectDatabase() = 0;

private:
    SqlDialect m_dialect;
    QString m_driver;
    QString m_displayName;
    QString m_connectionName;
    QSqlDatabase m_database;
};

/// A connection to the database that `url` names, not opened yet.
std::unique_ptr<SqlConnection> createConnection(const DatabaseUrl &url, SqlAccess access);

} // namespace Orderflow
