#include "gui/source/remoteledger.h"

#include "remote/remoteledgerreader.h"

namespace Orderflow {

RemoteLedger::RemoteLedger(const RemoteOptions &options, QObject *parent)
    : LedgerSource(parent)
    , m_options(options)
{}

RemoteLedger::~RemoteLedger() = default;

void RemoteLedger::request(std::chrono::hours span)
{
    if (!reader())
        follow(std::make_unique<RemoteLedgerReader>(m_options));
    reader()->request(span);
}

QString RemoteLedger::fillRefusal() const
{
    return tr("The recorder there fills gaps by itself; to have them filled at once, run "
              "`orderflow-recorder-cli backfill` on its machine.");
}

void RemoteLedger::fill(const std::vector<LedgerGap> &) {}

void RemoteLedger::stopFilling() {}

} // namespace Orderflow
