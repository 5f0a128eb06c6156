#pragma once

#include "storage/store.h"

#include <QSqlError>
#include <QString>
#include <QStringView>

namespace Orderflow {

enum class SqlDialect { PostgreSql, Sqlite };

/// What an error of Qt's driver for `dialect` means for the caller. Whatever is not known to be
/// the settings' or the data's fault is taken as passing, so that it is tried again and no event
/// is given up for it.
StoreError::Kind classify(SqlDialect dialect, const QSqlError &error);

/// The same of an error of PostgreSQL that has a SQLSTATE.
StoreError::Kind classifySqlState(QStringView state);

/// A database's words in one line, and no more of them than a log line takes.
QString shortened(const QString &reason);

/// The error as the store gives it. `failed` says what did not work, on what: "cannot …".
StoreError toStoreError(SqlDialect dialect, const QSqlError &error, const QString &failed);

} // namespace Orderflow
