#pragma once

#include "backfillthread.h"
#include "clock.h"
#include "gui/source/ledgersource.h"
#include "gui/source/ownrecorder.h"

#include <QString>

#include <memory>

namespace Orderflow {

/// The ledger of the database that the window's own recorder is set to, whether it records or not.
class OwnLedger final : public LedgerSource
{
    Q_OBJECT

public:
    /// `recorder` and `clock` outlive it.
    OwnLedger(const OwnRecorder &recorder, const Clock &clock, QObject *parent = nullptr);
    ~OwnLedger() override;

    void request(std::chrono::hours span) override;
    QString fillRefusal() const override;
    void fill(const std::vector<LedgerGap> &gaps) override;
    void stopFilling() override;

private:
    const OwnRecorder &m_recorder;
    const Clock &m_clock;
    /// Of the reader; the user may name another database at any time.
    QString m_url;
    /// The newest; null before the first.
    std::unique_ptr<BackfillThread> m_backfill;
};

} // namespace Orderflow
