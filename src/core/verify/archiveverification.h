#pragma once

#include "verify/archiveportions.h"
#include "verify/finding.h"

#include "storage/sql/sqlconnection.h"

#include <functional>

namespace Orderflow {

/// What is compared with a database.
struct ArchiveSource
{
    QString path;
    Symbol symbol;
    ArchivePortions::Sizes sizes;
    ArchiveLimits limits;
};

struct ArchiveVerificationResult
{
    std::int64_t rowsInFile = 0;
    /// Those whose ids are within the ids of the file.
    std::int64_t rowsInDatabase = 0;
    std::int64_t firstId = 0;
    std::int64_t lastId = 0;
    bool isFileSorted = true;
    FindingList findings;
    bool wasStopped = false;
};

struct ArchiveVerificationError
{
    enum class Kind { File, Database };

    Kind kind = Kind::File;
    QString message;
};

/// Who watches; either may be empty.
struct ArchiveWatch
{
    FindingSink found;
    /// Several times a second, with the rows of the file that are compared; false ends it.
    std::function<bool(std::int64_t rows)> goesOn;
};

/// Compares the trades of an archive file with those that the database has of the same ids, from
/// the file's first to its last, row by row. In the thread of `connection`, which is open.
tl::expected<ArchiveVerificationResult, ArchiveVerificationError>
verifyAgainstArchive(SqlConnection &connection, const ArchiveSource &source,
                     const ArchiveWatch &watch);

} // namespace Orderflow
