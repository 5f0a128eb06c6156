#pragma once

#include "verify/finding.h"
#include "verify/ledgerclaims.h"

#include "market/time.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace Orderflow {

/// A row of a table of events, as findings name it.
struct RowName
{
    std::int64_t rowId = 0;
    /// aggTradeId or finalUpdateId.
    std::int64_t id = 0;
};

/// Makes the findings of one stream.
class StreamReport
{
public:
    StreamReport(RecordedStream stream, FindingSink sink);

    const RecordedStream &stream() const { return m_stream; }
    /// `aggTradeId` or `finalUpdateId`.
    const QString &idName() const { return m_idName; }

    /// `text` goes on after the name of the row: `row 812 of futures_trades (aggTradeId 5) …`.
    void row(FindingKind kind, const RowName &row, const QString &text,
             Finding::Severity severity = Finding::Severity::Error) const;
    /// Of ids without a row, `first` to `last`.
    void ids(FindingKind kind, std::int64_t first, std::int64_t last, const QString &text) const;
    /// `text` goes on after the name of the gap: `gap 7 …`.
    void gap(const LedgerGap &gap, const QString &text,
             Finding::Severity severity = Finding::Severity::Error) const;
    /// Of the stream as a whole.
    void remark(FindingKind kind, const QString &text) const;

private:
    RecordedStream m_stream;
    FindingSink m_sink;
    QString m_tableName;
    QString m_idName;
};

/// The rules that hold for every row by itself, whatever it holds.
class RowAudit
{
public:
    /// What a checksum says of its row.
    enum class Proof {
        /// The row is as it was recorded.
        Intact,
        Changed,
        /// It has none.
        Unknown
    };

    /// Times behind `now` by more than a day are no recording's. `report` outlives this object.
    RowAudit(const StreamReport &report, UtcMicroseconds now);

    Proof checkChecksum(const RowName &row, std::optional<std::int64_t> stored,
                        std::int64_t expected);

    /// What the exchange sent like that, as the checksum proves, is a remark: the row tells what
    /// was recorded.
    static Finding::Severity severityOf(Proof proof)
    {
        return proof == Proof::Intact ? Finding::Severity::Remark : Finding::Severity::Error;
    }

    void checkTime(const RowName &row, QLatin1StringView column, UtcMicroseconds time) const;

    /// That the exchange pushed an event after it had made it.
    void checkEventTime(const RowName &row, UtcMilliseconds eventTime, QLatin1StringView madeColumn,
                        UtcMilliseconds madeTime, Proof proof) const;

    /// That no event was made before the one that it follows; called for each row once, in their
    /// order. A row whose checksum is wrong is not compared with, so that the next one is not
    /// blamed for it; nor is the second row of an id.
    void checkTimeOrder(const RowName &row, QLatin1StringView madeColumn, UtcMilliseconds madeTime,
                        Proof proof);

    /// What only all rows together show.
    void finish() const;

private:
    struct MadeAt
    {
        RowName row;
        UtcMilliseconds time;
        Proof proof;
    };

    const StreamReport &m_report;
    UtcMicroseconds m_latest;
    std::int64_t m_withoutChecksum = 0;
    /// The newest row without a checksum, and the oldest with one, by their row ids.
    std::optional<RowName> m_newestWithout;
    std::optional<RowName> m_oldestWith;
    std::optional<MadeAt> m_last;
};

} // namespace Orderflow
