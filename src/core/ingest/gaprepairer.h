#pragma once

#include "binance/rest/restclient.h"
#include "clock.h"
#include "ingest/repairqueue.h"
#include "logbudget.h"
#include "storage/eventbatch.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

/// How far the repair of gaps is.
struct RepairProgress
{
    /// Besides the current one; also those that were gone through and wait for the ledger to know.
    std::size_t gapsWaiting = 0;
    /// Of the ledger; nothing where no gap is worked on now.
    std::optional<std::int64_t> currentGapId;
    Symbol currentSymbol;
    /// Of the current gap: ids that the exchange was not asked for yet, and rows that it gave.
    std::int64_t missingEvents = 0;
    std::int64_t fetchedEvents = 0;

    // Since the repairer was made.

    std::int64_t rowsFetched = 0;
    /// That have an answer or failed; what was tried again on the way counts once.
    std::int64_t requests = 0;
    /// Gaps that were gone through.
    std::int64_t gapsSettled = 0;

    /// Why the last request brought nothing; empty where it did.
    QString lastError;

    bool operator==(const RepairProgress &) const = default;
};

struct GapRepairerOptions
{
    RepairDelays delays;
    int emptyAnswersNeeded = PageCursor::EmptyAnswersNeeded;
    /// Until a batch that the sink did not take is offered again.
    std::chrono::milliseconds sinkRetry{1000};
    /// How long a wait goes on before the clock is asked again, which may have been set.
    std::chrono::milliseconds recheckInterval{std::chrono::minutes(1)};
    /// Of each request, as in RestRequest.
    std::chrono::milliseconds patience{-1};
};

/// Fills gaps of trades from the exchange's REST API: asks for what is missing, a page at a time,
/// and hands it on as batches, the last of which settles the gap. What of it is still missing then
/// is the store's to say.
///
/// One request is in flight at a time, after all that others ask. The pages of a gap go from the
/// newest ids to the oldest, see PageCursor; which gap is next, see RepairQueue. Where the exchange
/// cannot be asked nothing is lost: gaps stay open and wait.
///
/// Belongs to the thread of the client.
class GapRepairer : public QObject
{
    Q_OBJECT

public:
    /// Moves from the batch; or answers false, leaves it as it is and gets it again later. Called
    /// from the repairer's thread.
    using Sink = std::function<bool(EventBatch &)>;

    /// `rest` and `clock` outlive it.
    GapRepairer(RestClient &rest, const Clock &clock, Sink sink,
                const GapRepairerOptions &options = {}, QObject *parent = nullptr);

    /// What is open now, in the order in which to repair it: newest first, since the old are beyond
    /// help first. May come at any time and as often as there is news, also where it does not know
    /// yet of what was just settled.
    void setGaps(const std::vector<LedgerGap> &gaps);

    /// Asks no more, and forgets what was asked and what the sink did not take; their gaps are
    /// still open. For good.
    void stop();

    /// As of the last changed().
    const RepairProgress &status() const { return m_published; }

signals:
    /// status() is another than before.
    void changed();

    /// Nothing is left to do now: each gap was gone through, or waits for a retry. Comes after each
    /// setGaps(), sooner or later, and again whenever what was begun anew is done.
    void idle();

private:
    void proceed();
    void ask(const RepairQueue::Task &task);
    void onAnswer(const RestClient::Result &result, const RestTiming &timing);
    void takePage(std::vector<AggTrade> page);
    void onTrouble(const RestError &error);
    void putBack(const QString &fault);
    void settle(GapStatus status, const QString &note);
    /// Whether the sink has all that was for it.
    bool handOn();
    void wakeAfter(std::chrono::nanoseconds delay);
    void publish();
    /// `line` as it may be logged; nothing where there were too many in this minute.
    std::optional<QString> within(LogBudget &budget, QString line) const;
    void report(const QString &line);

    RestClient &m_rest;
    const Clock &m_clock;
    const Sink m_sink;
    const GapRepairerOptions m_options;
    RepairQueue m_queue;
    /// What the sink has not taken yet.
    std::optional<EventBatch> m_batch;
    bool m_isAsking = false;
    bool m_isIdle = false;
    bool m_isStopped = false;
    RepairProgress m_status;
    RepairProgress m_published;
    LogBudget m_troubleBudget{10};
    LogBudget m_settledBudget{10};
    QTimer m_timer;
};

} // namespace Orderflow
