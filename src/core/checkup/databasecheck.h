#pragma once

#include "checkup/check.h"
#include "storage/sql/sqlconnection.h"
#include "storage/storeoptions.h"

#include <cstdint>
#include <functional>

namespace Orderflow {

/// The bytes that are free on the disk of a folder; negative where that is not known.
using FreeBytesOf = std::function<std::int64_t(const QString &folder)>;

/// What the file system says.
std::int64_t freeBytesOf(const QString &folder);

/// Whether the database can be recorded into: its address, its server, what the user may do there,
/// its schema, its disk. Changes nothing. Waits for the database within start(), for five seconds
/// where nothing answers.
class DatabaseCheck final : public Check
{
    Q_OBJECT

public:
    /// `diskWanted` is how many bytes should be free.
    DatabaseCheck(QString databaseUrl, std::int64_t diskWanted, FreeBytesOf freeBytes);

    void start() override;

private:
    void checkConnection(const DatabaseUrl &url);
    void checkOpen(const DatabaseUrl &url, SqlConnection &connection);
    CheckResult rights(SqlConnection &connection) const;
    CheckResult schema(SqlConnection &connection) const;
    CheckResult disk(const DatabaseUrl &url) const;
    void give(CheckResult result);
    /// The results that have not come.
    void skipRest(const QString &why);

    const QString m_databaseUrl;
    const std::int64_t m_diskWanted;
    const FreeBytesOf m_freeBytes;
    int m_given = 0;
};

/// What is free on the disk of `folder`, as a result of that name.
CheckResult checkDisk(const QString &name, const QString &folder, std::int64_t wanted,
                      const FreeBytesOf &freeBytes);

} // namespace Orderflow
