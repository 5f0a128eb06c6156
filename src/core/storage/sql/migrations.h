#pragma once

#include "storage/sql/sqlerror.h"
#include "storage/store.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <functional>
#include <vector>

namespace Orderflow {

/// One numbered step of the schema: a file `NNNN_name.sql`.
struct Migration
{
    int version = 0;
    QString name;
    QString fileName;
    QString sql;
};

/// Where the program carries the files for `dialect`.
QString migrationFolder(SqlDialect dialect);

/// The migrations in `folder`, by rising version; or what is wrong with them: a file that cannot
/// be read, a name of another form, a number that is missing or there twice.
tl::expected<std::vector<Migration>, QString> loadMigrations(const QString &folder);

/// The statements of a migration file. A statement ends with a semicolon at the end of a line that
/// is not between two `$$`; lines that are comments, and empty ones, are left out.
QStringList splitStatements(const QString &sql);

/// Brings the schema of an open database forward, each step in one transaction with its row in
/// schema_version. Two programs may do this at the same time: they wait for each other.
class SchemaMigrator
{
public:
    /// Something that is done within the transaction of the first migration.
    using Step = std::function<StoreResult<void>()>;

    /// `database` must outlive this object, which is used in the thread of its connection.
    SchemaMigrator(QSqlDatabase &database, SqlDialect dialect, QString displayName);

    /// The version the schema has; 0 where there is none.
    StoreResult<int> version();

    /// Applies those of `migrations` that are missing. `takeOver` puts the predecessor's tables out
    /// of the way before the first; `layOut` lays out the tables of events behind it.
    /// Misconfigured, with nothing touched, where the schema is newer than all of them, or where
    /// there are tables of the predecessor and no `takeOver`.
    StoreResult<void> apply(const std::vector<Migration> &migrations, const Step &takeOver = {},
                            const Step &layOut = {});

    StoreResult<bool> hasTable(const QString &name);

private:
    StoreResult<void> applyOne(const Migration &migration, int newestVersion, const Step &takeOver,
                               const Step &layOut);
    StoreResult<void> runStatements(const Migration &migration);
    StoreResult<void> lock();
    StoreResult<void> checkVersion(int currentVersion, int newestVersion) const;
    StoreResult<void> refusePredecessor();
    StoreError misconfigured(const QString &why) const;
    StoreError failure(const QSqlError &error, const QString &failed) const;

    QSqlDatabase &m_database;
    SqlDialect m_dialect;
    QString m_displayName;
};

} // namespace Orderflow
