#pragma once

#include "gui/source/ledgersource.h"
#include "remote/remotestatus.h"

namespace Orderflow {

/// The ledger of a recorder elsewhere, as its status server tells of it. Nothing can be filled from
/// here: that recorder alone writes its database.
class RemoteLedger final : public LedgerSource
{
    Q_OBJECT

public:
    /// The options that its status is followed with.
    explicit RemoteLedger(const RemoteOptions &options, QObject *parent = nullptr);
    ~RemoteLedger() override;

    void request(std::chrono::hours span) override;
    QString fillRefusal() const override;
    void fill(const std::vector<LedgerGap> &gaps) override;
    void stopFilling() override;

private:
    const RemoteOptions m_options;
};

} // namespace Orderflow
