#pragma once

#include "checkup/check.h"
#include "checkup/diskcheck.h"
#include "clock.h"
#include "recordersettings.h"
#include "storage/sql/sqlconnection.h"

namespace Orderflow {

/// Whether the database can be recorded into: its address, its server, what the user may do there,
/// its schema, how its tables are laid out and keep the days, its disk. Changes nothing. Waits for
/// the database within start(), for five seconds where nothing answers.
class DatabaseCheck final : public Check
{
    Q_OBJECT

public:
    /// `clock` says what day it is, and outlives it.
    DatabaseCheck(const RecorderSettings &settings, const Clock &clock, FreeBytesOf freeBytes);

    void start() override;

private:
    void checkFolder(const DatabaseUrl &url);
    void checkConnection(const DatabaseUrl &url);
    void checkOpen(const DatabaseUrl &url, SqlConnection &connection);
    bool checkVersion(SqlConnection &connection);
    CheckResult schema(SqlConnection &connection) const;
    void checkTables(SqlConnection &connection);
    CheckResult disk(const DatabaseUrl &url, SqlConnection *connection) const;
    void give(const CheckResult &result);
    /// The results that have not come.
    void skipRest(const QString &why);

    const QString m_databaseUrl;
    const StoreOptions m_storeOptions;
    const RetentionLimits m_retention;
    const std::int64_t m_diskWanted;
    const Clock &m_clock;
    const FreeBytesOf m_freeBytes;
    int m_given = 0;
};

} // namespace Orderflow
