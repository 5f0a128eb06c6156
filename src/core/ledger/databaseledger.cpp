#include "ledger/databaseledger.h"

#include "storage/sql/recordaccess.h"
#include "storage/sql/recordreader.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Reads one row more than it keeps, to know whether there are more.
template <typename Row, typename Read>
StoreResult<void> take(std::vector<Row> &rows, bool &isCut, std::size_t most, const Read &read)
{
    StoreResult<std::vector<Row>> result = read(most + 1);
    if (!result)
        return tl::unexpected(result.error());
    rows = std::move(*result);
    isCut = rows.size() > most;
    if (isCut)
        rows.resize(most);
    return {};
}

} // namespace

DatabaseLedger::DatabaseLedger(DatabaseUrl url, const Clock &clock,
                               std::chrono::milliseconds shortestRest, QObject *parent)
    : LedgerReader(shortestRest, parent)
    , m_url(std::move(url))
    , m_clock(clock)
{}

DatabaseLedger::~DatabaseLedger()
{
    stop();
    join();
}

void DatabaseLedger::finish()
{
    m_connection.reset();
}

LedgerReader::Result DatabaseLedger::read(std::chrono::hours span)
{
    StoreResult<LedgerSpan> result = readSpan(span);
    if (result)
        return std::move(*result);
    // Whatever the matter was, the next one begins afresh.
    m_connection.reset();
    return tl::make_unexpected(result.error().message);
}

StoreResult<void> DatabaseLedger::open()
{
    if (m_connection)
        return {};
    StoreResult<std::unique_ptr<SqlConnection>> connection = openRecord(m_url);
    if (!connection)
        return tl::unexpected(connection.error());
    m_connection = std::move(*connection);
    if (m_connection->dialect() == SqlDialect::Sqlite)
        return {};
    // The end of the thread waits for what is being read.
    const StoreResult<QSqlQuery> limited =
        m_connection->execute(u"SET statement_timeout = 10000"_s, u"cannot read the ledger"_s);
    if (!limited)
        return tl::unexpected(limited.error());
    return {};
}

StoreResult<LedgerSpan> DatabaseLedger::readSpan(std::chrono::hours span)
{
    if (const StoreResult<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    LedgerSpan ledger;
    ledger.to = m_clock.now().utc;
    ledger.from = ledger.to - span;
    const TimeRange range{ledger.from, {}};
    RecordReader reader(*m_connection);
    const StoreResult<void> read =
        take(ledger.streams, ledger.areStreamsCut, LedgerSpan::MaxStreams,
             [&](std::size_t most) { return reader.streamSpans(most); })
            .and_then([&] {
                return take(ledger.sessions, ledger.areSessionsCut, LedgerSpan::MaxSessions,
                            [&](std::size_t most) { return reader.sessions(range, most); });
            })
            .and_then([&] {
                return take(ledger.connections, ledger.areConnectionsCut,
                            LedgerSpan::MaxConnections,
                            [&](std::size_t most) { return reader.connections(range, most); });
            })
            .and_then([&] {
                return take(ledger.gaps, ledger.areGapsCut, LedgerSpan::MaxGaps,
                            [&](std::size_t most) { return reader.newestGaps(range, most); });
            });
    if (!read)
        return tl::unexpected(read.error());
    std::ranges::stable_sort(ledger.gaps, {},
                             [](const LedgerGap &one) { return one.gap.fromTime; });
    return ledger;
}

} // namespace Orderflow
