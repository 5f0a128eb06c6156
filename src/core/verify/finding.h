#pragma once

#include "market/symbol.h"
#include "storage/sql/recordreader.h"

#include <QLatin1StringView>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

/// What a finding is about. The names for machines are those of toJsonName(), and stay.
enum class FindingKind {
    /// Ids are not there, and the ledger has no gap for them.
    MissingEvents,
    /// Two rows of one id.
    DuplicateId,
    /// The row's checksum differs.
    ChangedRow,
    /// Rows without a checksum.
    MissingChecksum,
    /// A column holds what it cannot.
    UnreadableRow,
    /// A time before the one that it cannot precede.
    TimeOrder,
    /// A time that no recording has.
    TimeRange,
    /// A price, quantity or id that none can be.
    ValueRange,
    /// A first id behind the last.
    IdOrder,
    CrossedBook,
    UnsortedBook,
    /// A price twice on one side of a diff.
    RepeatedPrice,
    /// More or fewer levels than the stream has.
    LevelCount,
    /// A gap of the ledger that the rows contradict.
    LedgerMismatch,
    /// Fewer rows than the runs stored.
    SessionMismatch,
    /// Differences from an archive file.
    OnlyInFile,
    OnlyInDatabase,
    DifferentValue,
    /// A row of the file that is there twice.
    RepeatedInFile
};

/// Something that a verification found.
struct Finding
{
    enum class Severity {
        /// The data are not what the ledger claims.
        Error,
        /// Worth knowing; the data are what the ledger claims.
        Remark
    };

    FindingKind kind = FindingKind::MissingEvents;
    Severity severity = Severity::Error;
    /// Without a symbol where the finding is about no stream.
    RecordedStream stream;
    /// Of the events that it is about: aggTradeIds or finalUpdateIds; both or neither. Of missing
    /// depth updates, the ids behind the last one that is there and up to the
    /// prevFinalUpdateId of the next.
    std::optional<std::int64_t> firstId;
    std::optional<std::int64_t> lastId;
    /// `id` of the row in the table of the stream.
    std::optional<std::int64_t> rowId;
    /// `id` in capture_gaps.
    std::optional<std::int64_t> gapId;
    /// A sentence for people, without the stream, without a full stop.
    QString text;
};

using FindingSink = std::function<void(const Finding &finding)>;

/// The first findings, and how many there were; so that the worst database does not fill memory.
class FindingList
{
public:
    static constexpr std::size_t MostKept = 10'000;

    void add(const Finding &finding);

    const std::vector<Finding> &findings() const { return m_findings; }
    std::int64_t errors() const { return m_errors; }
    std::int64_t remarks() const { return m_remarks; }
    /// How many were found that findings() has not.
    std::int64_t leftOut() const
    {
        return m_errors + m_remarks - static_cast<std::int64_t>(m_findings.size());
    }

private:
    std::vector<Finding> m_findings;
    std::int64_t m_errors = 0;
    std::int64_t m_remarks = 0;
};

QLatin1StringView toJsonName(FindingKind kind);
QLatin1StringView toJsonName(Finding::Severity severity);

} // namespace Orderflow
