#pragma once

#include "verify/archivefile.h"
#include "verify/finding.h"

#include "storage/sql/recordreader.h"

#include <optional>
#include <vector>

namespace Orderflow {

/// Compares the trades of an archive file with those of the database, portion by portion. Prices
/// and quantities are compared as numbers, because the file may write 1.50 as 1.5. Ids that follow
/// each other and are on one side only become one finding.
class ArchiveComparison
{
public:
    ArchiveComparison(RecordedStream stream, FindingSink sink);

    /// The next portion: all rows of either side whose ids are behind those of the portion before
    /// and not behind the last one of this, by rising id.
    void compare(const std::vector<ArchiveTrade> &file, const std::vector<StoredTrade> &database);

    /// After the last portion.
    void finish();

private:
    /// Ids that only one side has.
    struct Run
    {
        FindingKind kind;
        std::int64_t firstId;
        std::int64_t lastId;
    };

    void noteOneSided(FindingKind kind, std::int64_t id);
    void endRun();
    void compareRows(const ArchiveTrade &file, const StoredTrade &database);
    void add(FindingKind kind, Finding::Severity severity, std::int64_t firstId,
             std::int64_t lastId, const QString &text);

    RecordedStream m_stream;
    FindingSink m_sink;
    std::optional<Run> m_run;
};

} // namespace Orderflow
