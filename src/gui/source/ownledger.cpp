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
    return {};
}

void OwnLedger::fill(const std::vector<LedgerGap> &gaps)
{
    if (filling().isRunning || gaps.empty())
        return;
    const RecorderSettings &settings = m_recorder.settings().recorder;
    BackfillStatus failed;
    const auto url = DatabaseUrl::parse(settings.databaseUrl);
    const auto network = settings.networkAccess();
    if (!url || !network) {
        failed.error = !url ? url.error() : network.error();
        return showFilling(failed);
    }
    m_backfill = std::make_unique<BackfillThread>(
        BackfillSettings{*url, settings.storeOptions, settings.restBaseUrl, *network}, gaps);
    connect(m_backfill.get(), &BackfillThread::changed, this,
            [this] { showFilling(m_backfill->status()); });
    showFilling(m_backfill->status());
    m_backfill->start();
}

void OwnLedger::stopFilling()
{
    if (m_backfill)
        m_backfill->stop();
}

} // namespace Orderflow
