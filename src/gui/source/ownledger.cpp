#include "gui/source/ownledger.h"

#include "ledger/databaseledger.h"
#include "storage/databaseurl.h"

namespace Orderflow {

OwnLedger::OwnLedger(const OwnRecorder &recorder, const Clock &clock, QObject *parent)
    : LedgerSource(parent)
    , m_recorder(recorder)
    , m_clock(clock)
{}

OwnLedger::~OwnLedger() = default;

void OwnLedger::request(std::chrono::hours span)
{
    const QString &wanted = m_recorder.settings().recorder.databaseUrl;
    if (!reader() || wanted != m_url) {
        const auto url = DatabaseUrl::parse(wanted);
        if (!url)
            return show({nullptr, url.error(), answer().number + 1});
        // What was shown is of another database.
        show({});
        follow(std::make_unique<DatabaseLedger>(*url, m_clock));
        m_url = wanted;
    }
    reader()->request(span);
}

QString OwnLedger::fillRefusal() const
{
    return tr("Not yet.");
}

void OwnLedger::fill(const std::vector<LedgerGap> &) {}

void OwnLedger::stopFilling() {}

} // namespace Orderflow
