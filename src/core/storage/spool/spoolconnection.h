#pragma once

#include "storage/sql/sqlconnection.h"

#include <QByteArray>

namespace Orderflow {

/// To the SQLite file of a spool; see resources/sql/spool.sql. Several may be open at a time, in
/// different threads and processes.
class SpoolConnection final : public SqlConnection
{
public:
    SpoolConnection(const QString &filePath, SqlAccess access);

    const QString &filePath() const { return m_filePath; }

    /// Whether the last error of open() or run() says that the file is no SQLite database, or a
    /// damaged one.
    bool isDamaged() const { return m_isDamaged; }

    /// Runs a statement with values for its question marks.
    StoreResult<QSqlQuery> run(const QString &statement, const QVariantList &values = {});

    /// The first column of the first row that `statement` gives; 0 where it gives none.
    StoreResult<std::int64_t> number(const QString &statement);

    /// After the last row of `query`: whether that was the last one, and not an error on the way.
    StoreResult<void> checkEnd(const QSqlQuery &query);

    /// Why a transaction could not be begun or committed just now.
    StoreError commitFailed();

    /// Reads the whole file and says whether SQLite finds it in order.
    StoreResult<void> check();

protected:
    StoreResult<void> connectDatabase() override;

private:
    StoreResult<void> checkPlace() const;
    StoreResult<void> setUpSchema();
    StoreError failed(const QSqlError &error);

    QString m_filePath;
    SqlAccess m_access;
    bool m_isDamaged = false;
};

/// Gives the file of a damaged spool, and SQLite's files beside it, another name, and returns that
/// name; or says why it cannot be done.
tl::expected<QString, QString> quarantineSpool(const QString &filePath, const QString &suffix);

} // namespace Orderflow
