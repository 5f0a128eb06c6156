#include "verify/verification.h"

#include "verify/depthverifier.h"
#include "verify/readsnapshot.h"
#include "verify/tradeverifier.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t PageRows = 20'000;

RowPlace placeOf(const StoredTrade &row)
{
    return {row.trade.aggTradeId, row.trade.tradeTime};
}

RowPlace placeOf(const StoredDepthUpdate &row)
{
    return {row.update.finalUpdateId, row.update.transactionTime};
}

} // namespace

Verification::Verification(SqlConnection &connection, VerificationScope scope, UtcMicroseconds now)
    : m_connection(connection)
    , m_scope(std::move(scope))
    , m_now(now)
{}

StoreResult<VerificationResult> Verification::run(const VerificationWatch &watch)
{
    m_watch = &watch;
    m_result = {};
    // Before the rows, of which there can only be more then.
    const StoreResult<std::int64_t> stored = rowsOfEndedRuns();
    if (!stored)
        return tl::unexpected(stored.error());
    const StoreResult<std::vector<RecordedStream>> all = streams();
    if (!all)
        return tl::unexpected(all.error());
    m_streamCount = all->size();
    for (const RecordedStream &stream : *all) {
        if (const StoreResult<void> verified = verifyStream(stream); !verified)
            return tl::unexpected(verified.error());
        if (m_result.wasStopped)
            return std::move(m_result);
    }
    if (m_scope.isEverything()) {
        if (const StoreResult<void> compared = compareWithRuns(*stored); !compared)
            return tl::unexpected(compared.error());
    }
    return std::move(m_result);
}

StoreResult<std::vector<RecordedStream>> Verification::streams()
{
    StoreResult<std::vector<RecordedStream>> all = RecordReader(m_connection).streams();
    if (all && m_scope.symbol) {
        std::erase_if(*all, [this](const RecordedStream &stream) {
            return stream.symbol != *m_scope.symbol;
        });
    }
    return all;
}

StoreResult<std::int64_t> Verification::rowsOfEndedRuns()
{
    const QString failed = u"cannot read capture_sessions"_s;
    if (const StoreResult<void> isOpen = m_connection.requireOpen(failed); !isOpen)
        return tl::unexpected(isOpen.error());
    StoreResult<QSqlQuery> query = m_connection.execute(
        u"SELECT CAST(coalesce(sum(events_written), 0) AS bigint) FROM capture_sessions "
        "WHERE ended_at IS NOT NULL"_s,
        failed);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return query->value(0).toLongLong();
}

StoreResult<bool> Verification::hasDropped(const std::optional<RecordedStream> &stream)
{
    const QString failed = u"cannot read capture_retention"_s;
    QString where;
    if (stream) {
        where = u" WHERE table_name = '%1'"_s.arg(
            isFillable(stream->stream) ? u"futures_trades"_s : u"futures_orderbook_updates"_s);
    }
    StoreResult<QSqlQuery> query =
        m_connection.execute(u"SELECT count(*) FROM capture_retention"_s + where, failed);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return query->value(0).toLongLong() > 0;
}

StoreResult<void> Verification::verifyStream(const RecordedStream &stream)
{
    // A snapshot for each stream: one for all would keep the database from cleaning up for hours.
    ReadSnapshot snapshot(m_connection);
    if (StoreResult<void> begun = snapshot.begin(); !begun)
        return begun;
    if (StoreResult<void> preferred = snapshot.preferKeyOrder(); !preferred)
        return preferred;
    RecordReader reader(m_connection);
    if (isFillable(stream.stream)) {
        return verifyRows<TradeVerifier>(stream, [&](const std::optional<RowPlace> &after) {
            return reader.trades(stream.symbol, m_scope.range, after, PageRows);
        });
    }
    return verifyRows<DepthVerifier>(stream, [&](const std::optional<RowPlace> &after) {
        return reader.depthUpdates(stream, m_scope.range, after, PageRows);
    });
}

template <typename Verifier, typename ReadPage>
StoreResult<void> Verification::verifyRows(const RecordedStream &stream, const ReadPage &readPage)
{
    GapFilter filter;
    filter.symbol = stream.symbol;
    filter.stream = stream.stream;
    filter.missingOnly = true;
    const StoreResult<std::vector<LedgerGap>> gaps = RecordReader(m_connection).gaps(filter);
    if (!gaps)
        return tl::unexpected(gaps.error());
    // Gaps of what was dropped cannot be judged any more.
    const StoreResult<bool> dropped = hasDropped(stream);
    if (!dropped)
        return tl::unexpected(dropped.error());

    VerifiedStream &verified = m_result.streams.emplace_back();
    verified.stream = stream;
    verified.gaps = static_cast<std::int64_t>(gaps->size());
    m_result.gaps += verified.gaps;
    const VerifiedPart part{m_scope.range.from || *dropped, m_scope.range.to.has_value()};
    Verifier verifier(stream, *gaps, part, m_now, [this](const Finding &finding) { add(finding); });
    std::optional<RowPlace> after;
    std::size_t count = 0;
    do {
        if (!goesOn(stream))
            return {};
        const auto page = readPage(after);
        if (!page)
            return tl::unexpected(page.error());
        for (const auto &row : *page)
            verifier.take(row);
        count = page->size();
        verified.rows += static_cast<std::int64_t>(count);
        m_result.rows += static_cast<std::int64_t>(count);
        if (count > 0)
            after = placeOf(page->back());
    } while (count == PageRows);
    verifier.finish();
    return {};
}

bool Verification::goesOn(const RecordedStream &stream)
{
    if (!m_watch->goesOn)
        return true;
    const bool goesOn =
        m_watch->goesOn({stream, m_result.streams.size(), m_streamCount, m_result.rows});
    m_result.wasStopped = !goesOn;
    return goesOn;
}

StoreResult<void> Verification::compareWithRuns(std::int64_t stored)
{
    // Ids show which rows are missing between others; of those at the end of a stream only the
    // number of all is known. Rows of runs that did not end in order are not in it.
    if (m_result.rows >= stored)
        return {};
    // How many were dropped is an estimate, so that a number of what is missing would be one too.
    const StoreResult<bool> dropped = hasDropped({});
    if (!dropped)
        return tl::unexpected(dropped.error());
    if (*dropped)
        return {};
    Finding finding;
    finding.kind = FindingKind::SessionMismatch;
    finding.text =
        u"the runs that ended stored %1 rows, and there are %2: at least %3 were deleted"_s
            .arg(stored)
            .arg(m_result.rows)
            .arg(stored - m_result.rows);
    add(finding);
    return {};
}

void Verification::add(const Finding &finding)
{
    m_result.findings.add(finding);
    if (m_watch->found)
        m_watch->found(finding);
}

} // namespace Orderflow
