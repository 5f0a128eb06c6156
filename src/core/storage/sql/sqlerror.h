#pragma once

#include "storage/store.h"

#include <QSqlError>
#include <QString>
#include <QStringView>

namespace Orderflow {

enum class SqlDialect { PostgreSql, Sqlite };

/// What an error of Qt's driver for `dialect` means for the caller. An error without a code, as of
/// a connection that broke, is taken as passing, unless its words say what is wrong.
StoreError::Kind classify(SqlDialect dialect, const QSqlError &error);

/// The same of an error of PostgreSQL that has a SQLSTATE: classes 08, 25, 40, 53, 55, 57 and 58
/// pass, 22, 23, 44, 54 and P0 are about rows, and all others about the database or its settings.
StoreError::Kind classifySqlState(QStringView state);

/// A database's words in one line, and no more of them than a log line takes.
QString shortened(const QString &reason);

/// The error as the store gives it. `failed` says what did not work, on what: "cannot …".
StoreError toStoreError(SqlDialect dialect, const QSqlError &error, const QString &failed);

} // namespace Orderflow
