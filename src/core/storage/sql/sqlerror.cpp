#include "storage/sql/sqlerror.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using Kind = StoreError::Kind;

// libpq gives no SQLSTATE for a connection that it could not make, only the server's sentence.
Kind classifyRefusedConnection(const QString &text)
{
    constexpr std::array Permanent{
        "authentication failed"_L1, "no password supplied"_L1,
        "does not exist"_L1,        "no pg_hba.conf entry"_L1,
        "permission denied for"_L1, "invalid connection option"_L1,
        "invalid sslmode value"_L1, "not support SSL"_L1,
        "root certificate file"_L1, "certificate verify failed"_L1,
        "is not permitted to"_L1,   "unrecognized configuration parameter"_L1};
    const bool isPermanent = std::ranges::any_of(
        Permanent, [&text](QLatin1StringView part) { return text.contains(part); });
    // A missing socket file is a server that is not running.
    if (isPermanent && !text.contains("No such file or directory"_L1))
        return Kind::Misconfigured;
    return Kind::Unavailable;
}

Kind classifyPostgres(const QSqlError &error)
{
    const QString state = error.nativeErrorCode();
    if (!state.isEmpty())
        return classifySqlState(state);
    return error.type() == QSqlError::ConnectionError
               ? classifyRefusedConnection(error.databaseText())
               : Kind::Unavailable;
}

Kind classifySqlite(const QSqlError &error)
{
    // Numbers of sqlite3.h, which the project does not build against: Qt's plugin brings its own.
    constexpr int SqlError = 1;
    constexpr int Perm = 3;
    constexpr int ReadOnly = 8;
    constexpr int Corrupt = 11;
    constexpr int TooBig = 18;
    constexpr int Constraint = 19;
    constexpr int Mismatch = 20;
    constexpr int Auth = 23;
    constexpr int NotADatabase = 26;

    const int primaryCode = error.nativeErrorCode().toInt() & 0xff;
    switch (primaryCode) {
    case TooBig:
    case Constraint:
    case Mismatch:
        return Kind::Rejected;
    case SqlError:
    case Perm:
    case ReadOnly:
    case Corrupt:
    case Auth:
    case NotADatabase:
        return Kind::Misconfigured;
    default:
        return Kind::Unavailable;
    }
}

} // namespace

StoreError::Kind classify(SqlDialect dialect, const QSqlError &error)
{
    return dialect == SqlDialect::PostgreSql ? classifyPostgres(error) : classifySqlite(error);
}

StoreError::Kind classifySqlState(QStringView state)
{
    const QStringView errorClass = state.first(std::min<qsizetype>(2, state.size()));
    // Connections, rollbacks, resources, objects in use, the operator, the system, and transactions
    // that the server's state does not allow, as on a standby.
    for (const QLatin1StringView passing :
         {"08"_L1, "25"_L1, "40"_L1, "53"_L1, "55"_L1, "57"_L1, "58"_L1}) {
        if (errorClass == passing)
            return Kind::Unavailable;
    }
    // Data, integrity, program limits, and what a trigger of the user's raises.
    for (const QLatin1StringView rejected : {"22"_L1, "23"_L1, "44"_L1, "54"_L1, "P0"_L1}) {
        if (errorClass == rejected)
            return Kind::Rejected;
    }
    // Syntax, names, rights, a damaged index, and whatever else nobody has thought of: what waits
    // for it would wait for ever.
    return Kind::Misconfigured;
}

QString shortened(const QString &reason)
{
    // PostgreSQL quotes the start of the statement, or a whole row; both may be long.
    constexpr qsizetype MaxReason = 600;
    return reason.simplified().left(MaxReason);
}

StoreError toStoreError(SqlDialect dialect, const QSqlError &error, const QString &failed)
{
    QString reason = shortened(error.databaseText());
    if (reason.isEmpty())
        reason = shortened(error.driverText());
    if (reason.isEmpty())
        reason = u"the connection is gone"_s;

    StoreError result{classify(dialect, error), failed + u": "_s + reason, {}};
    if (dialect == SqlDialect::PostgreSql)
        result.sqlState = error.nativeErrorCode();
    return result;
}

} // namespace Orderflow
