#pragma once

#include "storage/legacy/legacytable.h"
#include "storage/legacy/legacyupgradelog.h"
#include "storage/sql/migrations.h"
#include "storage/sql/sqlconnection.h"
#include "storage/store.h"
#include "storage/storeoptions.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

/// Brings a database of the recorder's predecessor to this program's schema, with every row: the
/// old tables get other names, the new ones are made, and the rows are copied in chunks, each in
/// one transaction with the row of legacy_upgrade that counts it. So it may be cut off anywhere
/// and goes on where it was; and several programs may work on one database at once.
///
/// Belongs to the thread of `connection`, which outlives it and is open.
class LegacyUpgrade
{
public:
    enum class Stage {
        /// There are no tables of the predecessor.
        NoTables,
        /// They are as the predecessor left them.
        Untouched,
        /// They have other names, and not every row is copied.
        Begun,
        /// Every row is copied; the old tables are still there.
        Complete
    };

    static QString defaultDepthKind();

    explicit LegacyUpgrade(SqlConnection &connection, int rowsPerChunk = 50'000);

    StoreResult<Stage> stage();

    /// Gives the old tables other names and brings the schema to the newest version; what of that
    /// is done already stays. `depthKind` is the stream that the predecessor recorded depth from;
    /// where it is not given, what an earlier call said, else the default. `options` say how the
    /// new tables are laid out.
    ///
    /// Unavailable where another program holds a table, or has written into one within the last
    /// ten seconds. Misconfigured where the tables are not the predecessor's, or an earlier call
    /// said another depth kind.
    StoreResult<void> begin(const std::optional<QString> &depthKind,
                            const StoreOptions &options = {});

    /// The old tables that there are, after begin().
    StoreResult<std::vector<LegacyTableProgress>> progress();

    /// Brings over the next rows. False: there are none left, and the counts agree. Misconfigured
    /// where they do not.
    StoreResult<bool> copyNext();

    /// Removes the old tables. Misconfigured, with nothing touched, unless the upgrade is complete
    /// and the counts still agree; after retention has removed days of old rows they do not.
    StoreResult<void> drop();

private:
    StoreResult<void> registerTables(const QString &depthKind);
    StoreResult<void> registerTable(const QString &table, const QString &depthKind);
    StoreResult<void> checkDepthKind(const QString &depthKind);
    /// Of the old tables that are there.
    StoreResult<QStringList> names();

    StoreResult<void> copyNextOf(const QString &table);
    StoreResult<void> copyFrom(const LegacyUpgradeEntry &entry);
    StoreResult<LegacyTableProgress> copyChunk(const LegacyTable &table, const LegacyChunk &chunk);
    StoreResult<void> checkCounts(const LegacyTableProgress &progress);
    StoreResult<void> dropTables();

    StoreResult<void> inTransaction(const QString &failed,
                                    const std::function<StoreResult<void>()> &work);
    SchemaMigrator schema();

    SqlConnection &m_connection;
    LegacyUpgradeLog m_log;
    const int m_rowsPerChunk;
};

} // namespace Orderflow
