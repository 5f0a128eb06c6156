#include "backfillthread.h"

#include <QEventLoop>

#include <utility>

namespace Orderflow {

BackfillThread::BackfillThread(BackfillSettings settings, std::vector<LedgerGap> gaps,
                               QObject *parent)
    : WorkerThread(QStringLiteral("backfill"), parent)
    , m_settings(std::move(settings))
    , m_gaps(std::move(gaps))
{
    m_status.publish(Backfill::statusAtStart(m_gaps));
}

BackfillThread::~BackfillThread()
{
    stop();
    join();
}

void BackfillThread::show(BackfillStatus status)
{
    m_status.publish(std::move(status));
    emit changed();
}

void BackfillThread::work()
{
    Backfill backfill(m_settings);
    BackfillStatus failed;
    if (const StoreResult<void> opened = backfill.open(); !opened) {
        failed.error = opened.error().message;
        return show(failed);
    }
    fill(backfill);
    if (const auto rows = backfill.outcome(); !rows) {
        failed.error = rows.error().message;
        return show(failed);
    }
    show(backfill.status());
}

void BackfillThread::fill(Backfill &backfill)
{
    QEventLoop loop;
    connect(&backfill, &Backfill::progressed, &loop, [&] { show(backfill.status()); });
    connect(&backfill, &Backfill::finished, &loop, &QEventLoop::quit);
    backfill.start(m_gaps);
    // QThread::quit() ends it too.
    loop.exec();
    backfill.stop();
}

} // namespace Orderflow
