#pragma once

#include "backfill.h"
#include "latestvalue.h"
#include "workerthread.h"

namespace Orderflow {

/// Fills some gaps on a thread of its own, from start() to the end of that or its destruction.
class BackfillThread final : public WorkerThread
{
    Q_OBJECT

public:
    /// `gaps` can be filled, see isRepairable().
    BackfillThread(BackfillSettings settings, std::vector<LedgerGap> gaps,
                   QObject *parent = nullptr);
    /// Stops and waits.
    ~BackfillThread() override;

    /// Ends soon; what is not filled yet stays open. From any thread.
    void stop() { quit(); }

    /// From any thread.
    BackfillStatus status() const { return m_status.read(); }

signals:
    /// status() is another one. The last time it does not run any more.
    void changed();

protected:
    void work() override;

private:
    void show(BackfillStatus status);
    void fill(Backfill &backfill);

    const BackfillSettings m_settings;
    const std::vector<LedgerGap> m_gaps;
    LatestValue<BackfillStatus> m_status;
};

} // namespace Orderflow
