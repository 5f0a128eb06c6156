#pragma once

#include "verify/finding.h"

#include "storage/sql/sqlconnection.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

/// What is to be verified; all where nothing is set.
struct VerificationScope
{
    std::optional<Symbol> symbol;
    /// Of the exchange's times: trade_time and transaction_time.
    TimeRange range;

    bool isEverything() const { return !symbol && !range.from && !range.to; }
};

/// What was verified of a stream.
struct VerifiedStream
{
    RecordedStream stream;
    std::int64_t rows = 0;
    /// Of the ledger, those that tell of missing events.
    std::int64_t gaps = 0;
};

struct VerificationResult
{
    std::vector<VerifiedStream> streams;
    std::int64_t rows = 0;
    std::int64_t gaps = 0;
    FindingList findings;
    /// Ended before all was read, because the caller wanted so.
    bool wasStopped = false;
};

struct VerificationProgress
{
    const RecordedStream &stream;
    /// From 1.
    std::size_t streamNumber = 0;
    std::size_t streamCount = 0;
    /// Of all streams up to now.
    std::int64_t rows = 0;
};

/// Who watches a verification; either may be empty.
struct VerificationWatch
{
    /// Each finding as it is made.
    FindingSink found;
    /// Several times a second, and at the start of each stream; false ends the verification.
    std::function<bool(const VerificationProgress &progress)> goesOn;
};

/// Verifies what a database holds, stream by stream, by what is in it alone. Belongs to the thread
/// of `connection`, which outlives it, is open, and has a schema of this version.
class Verification
{
public:
    /// `now` is by the recorder's clock.
    Verification(SqlConnection &connection, VerificationScope scope, UtcMicroseconds now);

    StoreResult<VerificationResult> run(const VerificationWatch &watch);

private:
    StoreResult<std::vector<RecordedStream>> streams();
    StoreResult<std::int64_t> rowsOfEndedRuns();
    /// Whether retention dropped anything; of all tables, or of the one of that stream.
    StoreResult<bool> hasDropped(const std::optional<RecordedStream> &stream);
    StoreResult<void> verifyStream(const RecordedStream &stream);
    template <typename Verifier, typename ReadPage>
    StoreResult<void> verifyRows(const RecordedStream &stream, const ReadPage &readPage);
    bool goesOn(const RecordedStream &stream);
    StoreResult<void> compareWithRuns(std::int64_t stored);
    void add(const Finding &finding);

    SqlConnection &m_connection;
    VerificationScope m_scope;
    UtcMicroseconds m_now;
    const VerificationWatch *m_watch = nullptr;
    std::size_t m_streamCount = 0;
    VerificationResult m_result;
};

} // namespace Orderflow
