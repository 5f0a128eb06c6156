#include "server/statusserver.h"

#include "ledger/databaseledger.h"
#include "server/servertls.h"
#include "server/statusworker.h"
#include "storage/databaseurl.h"

#include <utility>

#include <sys/resource.h>

namespace Orderflow {

namespace {

/// The thread's share where processors are short, so that no number of clients takes time from
/// those who record. With Linux each thread has its own.
constexpr int Niceness = 10;

} // namespace

tl::expected<std::unique_ptr<StatusServer>, QString>
StatusServer::make(const StatusServerSettings &settings, const Clock &clock)
{
    if (!settings.listen)
        return nullptr;
    auto tls = serverTls(settings);
    if (!tls)
        return tl::make_unexpected(tls.error());
    return std::make_unique<StatusServer>(settings, std::move(*tls), clock);
}

StatusServer::StatusServer(StatusServerSettings settings, std::optional<QSslConfiguration> tls,
                           const Clock &clock, QObject *parent)
    : WorkerThread(QStringLiteral("server"), parent)
    , m_settings(std::move(settings))
    , m_tls(std::move(tls))
    , m_clock(clock)
{}

StatusServer::~StatusServer()
{
    quit();
    join();
}

void StatusServer::serveLedger(const QString &databaseUrl)
{
    // What is wrong with it the recorder says, which ends then.
    if (const auto url = DatabaseUrl::parse(databaseUrl))
        serveLedger(std::make_unique<DatabaseLedger>(*url, m_clock));
}

void StatusServer::serveLedger(std::unique_ptr<LedgerReader> reader)
{
    m_ledger = std::move(reader);
    m_ledger->start();
}

void StatusServer::publish(RecorderStatus status)
{
    if (isFinished())
        return;
    m_status.publish(std::make_shared<const RecorderStatus>(std::move(status)));
    emit published();
}

void StatusServer::work()
{
    // Where it cannot be had, the thread is as important as the others.
    static_cast<void>(setpriority(PRIO_PROCESS, 0, Niceness));
    StatusWorker worker(m_settings, m_clock, {m_status, m_state, m_ledger.get()});
    connect(this, &StatusServer::published, &worker, &StatusWorker::update, Qt::QueuedConnection);
    if (!worker.listen(m_tls))
        return;
    exec();
    worker.finish();
}

} // namespace Orderflow
