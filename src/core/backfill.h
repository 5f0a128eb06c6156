#pragma once

#include "backfillstatus.h"
#include "binance/networkaccess.h"
#include "clock.h"
#include "ingest/gaprepairer.h"
#include "storage/databaseurl.h"
#include "storage/sql/recordreader.h"
#include "storage/storeoptions.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// Which database is filled, and from where.
struct BackfillSettings
{
    DatabaseUrl database;
    StoreOptions storeOptions;
    QUrl restBaseUrl;
    NetworkAccess network;
};

/// Fetches from the exchange, at once, the trades that are missing in some gaps of the ledger, for
/// somebody who waits for it. Reads and writes the database in the thread that made it, which needs
/// an event loop.
class Backfill final : public QObject
{
    Q_OBJECT

public:
    explicit Backfill(const BackfillSettings &settings);
    ~Backfill() override;

    /// Trades of a gap that are still missing; its ids are known.
    static std::int64_t missingOf(const CaptureGap &gap);
    /// Of a repair of `gaps` that has only begun.
    static BackfillStatus statusAtStart(const std::vector<LedgerGap> &gaps);

    /// Connects to the database, and brings its schema up to date; makes none where there is none.
    StoreResult<void> open();

    /// The gaps of `filter` that can be filled, newest first.
    StoreResult<std::vector<LedgerGap>> fillableGaps(GapFilter filter);

    /// Asks for what is missing in `gaps`, which are of fillableGaps(). To be called once, when
    /// open; finished() follows, later.
    void start(std::vector<LedgerGap> gaps);
    /// Asks no more; what is not filled yet stays open. finished() does not follow.
    void stop();

    const BackfillStatus &status() const { return m_status; }
    /// What the database refused; nothing where it took all.
    const std::optional<StoreError> &storeError() const { return m_storeError; }

    /// As the ledger has them now, the gaps that were given to start(), where they are there still.
    StoreResult<std::vector<LedgerGap>> outcome();

signals:
    void progressed();
    void finished();

private:
    bool write(EventBatch &batch);
    void onProgress();
    void end();

    const SystemClock m_clock;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<SqlConnection> m_connection;
    RestClient m_rest;
    GapRepairer m_repairer;
    std::vector<LedgerGap> m_gaps;
    BackfillStatus m_status;
    std::optional<StoreError> m_storeError;
};

} // namespace Orderflow
