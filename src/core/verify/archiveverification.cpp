#include "verify/archiveverification.h"

#include "verify/archivecomparison.h"
#include "verify/readsnapshot.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace Orderflow {

namespace {

using Error = ArchiveVerificationError;

/// Reads the trades of a symbol up to one id after the other.
class TradeCursor
{
public:
    TradeCursor(SqlConnection &connection, const Symbol &symbol, std::int64_t firstId)
        : m_reader(connection)
        , m_symbol(symbol)
        // Behind whatever time the row before has.
        , m_after{firstId - 1,
                  UtcMilliseconds(std::chrono::sys_days(std::chrono::year(9999) / 1 / 1))}
    {}

    struct Page
    {
        std::vector<StoredTrade> rows;
        /// Whether all rows up to the id that was asked for have been given now.
        bool isComplete = false;
    };

    /// Rows that were not given yet, up to and with that id; all of an id or none.
    StoreResult<Page> takeUpTo(std::int64_t lastId)
    {
        constexpr std::size_t PageRows = 20'000;
        const auto idOf = [](const StoredTrade &row) {
            return row.trade.aggTradeId;
        };
        if (!m_isAtEnd && (m_rows.empty() || idOf(m_rows.back()) <= lastId)) {
            StoreResult<std::vector<StoredTrade>> page =
                m_reader.trades(m_symbol, {}, m_after, PageRows);
            if (!page)
                return tl::unexpected(page.error());
            m_isAtEnd = page->size() < PageRows;
            if (!page->empty())
                m_after = {idOf(page->back()), page->back().trade.tradeTime};
            std::ranges::move(*page, std::back_inserter(m_rows));
        }
        auto end = std::ranges::upper_bound(m_rows, lastId, {}, idOf);
        Page taken;
        taken.isComplete = m_isAtEnd || end != m_rows.end();
        // More rows of the last id may follow.
        if (!taken.isComplete)
            end = std::ranges::lower_bound(m_rows, idOf(m_rows.back()), {}, idOf);
        std::move(m_rows.begin(), end, std::back_inserter(taken.rows));
        m_rows.erase(m_rows.begin(), end);
        return taken;
    }

private:
    RecordReader m_reader;
    Symbol m_symbol;
    RowPlace m_after;
    std::vector<StoredTrade> m_rows;
    bool m_isAtEnd = false;
};

tl::unexpected<Error> fileError(const QString &message)
{
    return tl::make_unexpected(Error{Error::Kind::File, message});
}

tl::unexpected<Error> databaseError(const StoreError &error)
{
    return tl::make_unexpected(Error{Error::Kind::Database, error.message});
}

/// The database may have far more rows than the file between its ids, so they come in pages.
tl::expected<void, Error> comparePortion(std::vector<ArchiveTrade> file, TradeCursor &cursor,
                                         ArchiveComparison &comparison,
                                         ArchiveVerificationResult &result)
{
    const std::int64_t lastId = file.back().aggTradeId;
    while (true) {
        const auto database = cursor.takeUpTo(lastId);
        if (!database)
            return databaseError(database.error());
        result.rowsInDatabase += static_cast<std::int64_t>(database->rows.size());
        if (database->isComplete) {
            comparison.compare(file, database->rows);
            return {};
        }
        if (database->rows.empty())
            continue;
        const auto end = std::ranges::upper_bound(file, database->rows.back().trade.aggTradeId, {},
                                                  &ArchiveTrade::aggTradeId);
        comparison.compare({file.begin(), end}, database->rows);
        file.erase(file.begin(), end);
    }
}

/// Fills in what the comparison finds.
tl::expected<void, Error> compareAll(ArchivePortions &portions, TradeCursor &cursor,
                                     ArchiveComparison &comparison,
                                     ArchiveVerificationResult &result)
{
    while (true) {
        auto file = portions.next();
        if (!file)
            return fileError(file.error());
        if (file->empty())
            break;
        result.rowsInFile += static_cast<std::int64_t>(file->size());
        if (auto compared = comparePortion(std::move(*file), cursor, comparison, result);
            !compared) {
            return compared;
        }
    }
    comparison.finish();
    return {};
}

} // namespace

tl::expected<ArchiveVerificationResult, ArchiveVerificationError>
verifyAgainstArchive(SqlConnection &connection, const ArchiveSource &source,
                     const ArchiveWatch &watch)
{
    ArchiveVerificationResult result;
    ArchivePortions portions(
        source.path, [&] { return !watch.goesOn || watch.goesOn(result.rowsInFile); }, source.sizes,
        source.limits);
    if (const auto scanned = portions.scan(); !scanned)
        return fileError(scanned.error());
    result.firstId = portions.firstId();
    result.lastId = portions.lastId();
    result.isFileSorted = portions.isSorted();

    ReadSnapshot snapshot(connection);
    if (const StoreResult<void> begun = snapshot.begin(); !begun)
        return databaseError(begun.error());
    if (const StoreResult<void> preferred = snapshot.preferKeyOrder(); !preferred)
        return databaseError(preferred.error());
    TradeCursor cursor(connection, source.symbol, portions.firstId());
    ArchiveComparison comparison({source.symbol, "aggTrade"}, [&](const Finding &finding) {
        result.findings.add(finding);
        if (watch.found)
            watch.found(finding);
    });
    if (const auto compared = compareAll(portions, cursor, comparison, result); !compared)
        return tl::make_unexpected(compared.error());
    result.wasStopped = portions.wasStopped();
    return result;
}

} // namespace Orderflow
