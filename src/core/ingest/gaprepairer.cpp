#include "ingest/gaprepairer.h"

#include "binance/rest/aggtradespage.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcRepair, "orderflow.repair")

QString nameOf(const LedgerGap &gap)
{
    return u"Gap %1 of %2 (ids %3 to %4)"_s.arg(QString::number(gap.id), gap.gap.symbol.toString(),
                                                QString::number(gap.gap.firstMissingId.value_or(0)),
                                                QString::number(gap.gap.lastMissingId.value_or(0)));
}

} // namespace

GapRepairer::GapRepairer(RestClient &rest, const Clock &clock, Sink sink,
                         const GapRepairerOptions &options, QObject *parent)
    : QObject(parent)
    , m_rest(rest)
    , m_clock(clock)
    , m_sink(std::move(sink))
    , m_options(options)
    , m_queue(options.delays, options.emptyAnswersNeeded)
{
    m_timer.setSingleShot(true);
    // A coarse one may come before what it is for is due.
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &GapRepairer::proceed);
}

void GapRepairer::setGaps(const std::vector<LedgerGap> &gaps)
{
    if (m_isStopped)
        return;
    m_queue.setGaps(gaps);
    m_isIdle = false;
    // A batch that the sink did not take has its own time.
    if (!m_batch)
        wakeAfter(0ns);
    publish();
}

void GapRepairer::stop()
{
    m_isStopped = true;
    m_timer.stop();
    m_batch.reset();
}

void GapRepairer::wakeAfter(std::chrono::nanoseconds delay)
{
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(std::max(delay, 0ns));
    m_timer.start(std::min(rounded, m_options.recheckInterval));
}

void GapRepairer::proceed()
{
    if (m_isAsking)
        return;
    if (!handOn()) {
        if (!m_isStopped)
            m_timer.start(m_options.sinkRetry);
        return;
    }
    if (m_isStopped)
        return;

    const ReceiveTime now = m_clock.now();
    if (const RepairQueue::Task *task = m_queue.next(now)) {
        m_isIdle = false;
        if (task->cursor->window()) {
            ask(*task);
        } else {
            // An earlier run has asked for all of it: the store tells whether it has that.
            settle(task->cursor->verdict(), task->cursor->note());
            wakeAfter(0ns);
        }
        publish();
        return;
    }
    if (const std::optional<std::chrono::nanoseconds> wait = m_queue.wait(now))
        wakeAfter(*wait);
    publish();
    if (!m_isIdle && !m_isStopped && m_queue.isIdle(now)) {
        m_isIdle = true;
        emit idle();
    }
}

void GapRepairer::ask(const RepairQueue::Task &task)
{
    const IdRange window = *task.cursor->window();
    RestRequest request = aggTradesRequest(task.gap.gap.symbol, window.first, int(window.size()));
    request.patience = m_options.patience;
    m_isAsking = true;
    m_rest.getTimed(request, this,
                    [this](const RestClient::Result &result, const RestTiming &timing) {
                        m_isAsking = false;
                        if (!m_isStopped)
                            onAnswer(result, timing);
                    });
}

void GapRepairer::onAnswer(const RestClient::Result &result, const RestTiming &timing)
{
    ++m_status.requests;
    m_status.lastError.clear();
    if (result) {
        auto page = parseAggTradesPage(*result, m_queue.current()->gap.gap.symbol, timing.received);
        m_queue.endPauses();
        if (page)
            takePage(std::move(*page));
        else
            putBack(m_rest.target(aggTradesPath()) + u": the answer cannot be read: "_s +
                    page.error());
    } else {
        onTrouble(result.error());
    }
    publish();
    proceed();
}

void GapRepairer::takePage(std::vector<AggTrade> page)
{
    RepairQueue::Task &task = *m_queue.current();
    if (!task.cursor->take(page)) {
        m_queue.waitForTrades(m_clock.now());
        return;
    }
    m_status.rowsFetched += std::ssize(page);
    if (!page.empty()) {
        m_batch.emplace();
        m_batch->repair = GapRepair{task.gap.id, std::nullopt, {}};
        for (AggTrade &trade : page)
            m_batch->add(std::move(trade));
    }
    if (!task.cursor->window())
        settle(task.cursor->verdict(), task.cursor->note());
}

void GapRepairer::onTrouble(const RestError &error)
{
    const AggTradesTrouble trouble = troubleOf(error);
    if (trouble != AggTradesTrouble::Unavailable)
        m_queue.endPauses();
    switch (trouble) {
    case AggTradesTrouble::LookBackOver: {
        PageCursor &cursor = *m_queue.current()->cursor;
        cursor.refuseTooOld(error.message);
        if (!cursor.window())
            settle(cursor.verdict(), cursor.note());
        break;
    }
    case AggTradesTrouble::UnknownSymbol:
        settle(GapStatus::Unfillable, error.message + u'.');
        break;
    case AggTradesTrouble::Refused:
        m_status.lastError = error.message;
        settle(GapStatus::Open, error.message + u'.');
        break;
    case AggTradesTrouble::Unreadable:
        putBack(error.message);
        break;
    case AggTradesTrouble::Unavailable:
        m_status.lastError = error.message;
        m_queue.pause(m_clock.now());
        report(u"The repair of gaps waits. "_s + error.message);
        break;
    }
}

void GapRepairer::putBack(const QString &fault)
{
    m_status.lastError = fault;
    report(nameOf(m_queue.current()->gap) + u" waits. "_s + fault);
    m_queue.putBack(m_clock.now());
}

void GapRepairer::settle(GapStatus status, const QString &note)
{
    const RepairQueue::Task &task = *m_queue.current();
    if (!m_batch)
        m_batch.emplace();
    m_batch->repair = GapRepair{task.gap.id, status, note};
    ++m_status.gapsSettled;
    QString line =
        nameOf(task.gap) + u": the exchange gave %1 trades."_s.arg(task.cursor->fetched());
    if (!note.isEmpty())
        line += u' ' + note;
    if (const std::optional<QString> text = within(m_settledBudget, line))
        qCInfo(lcRepair).noquote() << *text;
    m_queue.settle(m_clock.now());
}

bool GapRepairer::handOn()
{
    if (!m_batch)
        return true;
    // Not in its place meanwhile: the sink may call stop().
    EventBatch batch = std::move(*m_batch);
    m_batch.reset();
    if (m_sink(batch))
        return true;
    if (!m_isStopped)
        m_batch = std::move(batch);
    return false;
}

void GapRepairer::publish()
{
    RepairProgress status = m_status;
    status.gapsWaiting = m_queue.waitingCount();
    const RepairQueue::Task *task = m_queue.current();
    status.currentGapId = task ? std::optional(task->gap.id) : std::nullopt;
    status.currentSymbol = task ? task->gap.gap.symbol : Symbol();
    status.missingEvents = task ? task->cursor->remaining() : 0;
    status.fetchedEvents = task ? task->cursor->fetched() : 0;
    if (status == m_published)
        return;
    m_status = status;
    m_published = status;
    emit changed();
}

std::optional<QString> GapRepairer::within(LogBudget &budget, QString line) const
{
    const auto heldBack = budget.take(m_clock.now().monotonic);
    if (!heldBack)
        return std::nullopt;
    if (*heldBack > 0)
        line += u" (%1 such lines were left out)"_s.arg(*heldBack);
    return line;
}

void GapRepairer::report(const QString &line)
{
    if (const std::optional<QString> text = within(m_troubleBudget, line))
        qCWarning(lcRepair).noquote() << *text;
}

} // namespace Orderflow
