#include "storage/sql/recordaccess.h"

#include "storage/sql/migrations.h"
#include "storage/sql/recordreader.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Why a schema of that version cannot be read; empty where it can.
QString versionProblem(int version, int newest)
{
    if (version == 0)
        return u"it has no tables of this program; record into it, or name another in DB_URL"_s;
    if (version < newest) {
        return u"its schema has version %1, and reading needs %2; run init-db, which brings it up "
               "to date"_s.arg(version)
                   .arg(newest);
    }
    if (version > newest) {
        return u"its schema has version %1, and this program knows %2 at most; use a newer one"_s
            .arg(version)
            .arg(newest);
    }
    return {};
}

} // namespace

StoreResult<std::unique_ptr<SqlConnection>> openRecord(const DatabaseUrl &url)
{
    std::unique_ptr<SqlConnection> connection = createConnection(url, SqlAccess::Read);
    if (const StoreResult<void> opened = connection->open(); !opened)
        return tl::unexpected(opened.error());
    const StoreResult<int> version = RecordReader(*connection).schemaVersion();
    if (!version)
        return tl::unexpected(version.error());
    const auto migrations = loadMigrations(migrationFolder(connection->dialect()));
    if (!migrations) {
        return tl::unexpected(
            StoreError{StoreError::Kind::Misconfigured, migrations.error(), QString()});
    }
    const QString problem = versionProblem(*version, migrations->back().version);
    if (!problem.isEmpty())
        return tl::unexpected(connection->misconfigured(problem));
    return connection;
}

} // namespace Orderflow
