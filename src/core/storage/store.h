#pragma once

#include "storage/capturesession.h"
#include "storage/eventbatch.h"
#include "storage/ledgercounts.h"
#include "storage/retention.h"
#include "storage/streamend.h"
#include "storage/upkeepschedule.h"

#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// What a database refused, and whether asking again can help.
struct StoreError
{
    enum class Kind {
        /// Not there, busy, or short of something: the same call may succeed later.
        Unavailable,
        /// Settings or schema are wrong; asking again does not help.
        Misconfigured,
        /// The data itself was refused; asking again with the same data does not help.
        Rejected,
    };

    Kind kind = Kind::Unavailable;
    /// What failed, on what, and why, without any password.
    QString message;
    /// Five characters of SQLSTATE, or empty where the database gives none.
    QString sqlState;
};

template <typename T>
using StoreResult = tl::expected<T, StoreError>;

/// What became of the rows of a batch.
struct WriteCount
{
    std::int64_t tradesInserted = 0;
    std::int64_t depthUpdatesInserted = 0;
    /// Events that the tables had already.
    std::int64_t duplicates = 0;
};

/// A database that keeps what was captured. An object of this type is used, from open() to its
/// end, in one thread only, and owns its database connection there.
class Store
{
public:
    virtual ~Store() = default;

    /// Connects. May be called again after a failure, and then starts afresh.
    virtual StoreResult<void> open() = 0;

    /// Brings the schema to the newest version; does nothing where it is there already. Refuses a
    /// schema that is newer than the program, and a database of the predecessor until all of its
    /// rows are copied (LegacyUpgrade does that).
    virtual StoreResult<void> migrate() = 0;

    /// The version the schema has; 0 where there is none.
    virtual StoreResult<int> schemaVersion() = 0;

    /// Files the start of a run and returns the id that later calls belong to. A run that is filed
    /// already, by its host, process and start, is not filed twice.
    virtual StoreResult<std::int64_t> beginSession(const CaptureSession &session) = 0;

    /// Later calls belong to the run of this id, which beginSession() returned, now or in another
    /// process.
    virtual void useSession(std::int64_t id) = 0;

    /// Writes a batch in one transaction. Events that are there already are left as they are. On
    /// an error nothing of the batch is stored, or, where a commit's answer was lost, all of it
    /// may be; so the same batch may always be given again.
    virtual StoreResult<WriteCount> write(const EventBatch &batch) = 0;

    /// Where each stream ends that the database has events of.
    virtual StoreResult<std::vector<StreamEnd>> streamEnds() = 0;

    /// The newest gaps that a repair may fill, newest first.
    virtual StoreResult<std::vector<LedgerGap>> repairableGaps(std::size_t limit) = 0;

    /// How the gap ledger stands at the time `now`. Reads all of it.
    virtual StoreResult<LedgerCounts> ledgerCounts(UtcMicroseconds now) = 0;

    /// Does a part of what the tables need as days go by, at the time `now`: room for the days to
    /// come, and an end to those that `limits` do not keep. Takes seconds at most, mostly
    /// milliseconds. What cannot be done is logged; an error says that the database is away.
    virtual StoreResult<UpkeepState> keepUp(UtcMicroseconds now, const RetentionLimits &limits) = 0;

    /// Files the end of the run that beginSession() or useSession() named last.
    virtual StoreResult<void> endSession(const CaptureSession &session) = 0;

    /// The database without its password, for messages.
    virtual QString displayName() const = 0;
};

} // namespace Orderflow
