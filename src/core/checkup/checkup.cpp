#include "checkup/checkup.h"

#include "binance/connection/websocketclient.h"
#include "checkup/exchangecheck.h"
#include "checkup/neededsettings.h"
#include "checkup/restcheck.h"
#include "checkup/routecheck.h"
#include "checkup/spoolcheck.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What cannot be looked at, for a reason that is known before.
class KnownResult final : public Check
{
public:
    explicit KnownResult(CheckResult result)
        : Check({result.name})
        , m_result(std::move(result))
    {}

    void start() override { finish(m_result); }

private:
    const CheckResult m_result;
};

/// The liveliest symbol of those that are recorded, so that silence means something.
Symbol probedSymbol(const RecorderSettings &settings)
{
    Symbol liveliest = *Symbol::parse(std::string_view("BTCUSDT"));
    const std::vector<Symbol> &symbols = settings.symbols;
    if (symbols.empty() || std::ranges::find(symbols, liveliest) != symbols.end())
        return liveliest;
    return symbols.front();
}

/// The first stream that is recorded from `route`.
std::optional<StreamName> probedStream(const RecorderSettings &settings, Route route)
{
    const Symbol symbol = probedSymbol(settings);
    for (const std::vector<std::string> *types : {&settings.depthStreams, &settings.tradeStreams}) {
        for (const std::string &type : *types) {
            auto stream = StreamName::make(symbol, type);
            if (stream && stream->route() == route)
                return stream;
        }
    }
    return std::nullopt;
}

} // namespace

Checkup::Checkup(RecorderSettings settings, CheckupOptions options, QObject *parent)
    : WorkerThread(u"checkup"_s, parent)
    , m_settings(std::move(settings))
    , m_options(std::move(options))
{
    CheckupProgress progress;
    for (const auto &check : makeChecks())
        progress.names += check->names();
    m_progress.publish(progress);
}

Checkup::~Checkup()
{
    stop();
    join();
}

void Checkup::stop()
{
    requestInterruption();
    // Of the event loops, those that begin later too.
    quit();
}

std::vector<std::unique_ptr<Check>> Checkup::makeChecks() const
{
    std::vector<std::unique_ptr<Check>> checks;
    checks.push_back(std::make_unique<DatabaseCheck>(m_settings, m_clock, m_options.freeBytes));
    checks.push_back(std::make_unique<SpoolCheck>(m_settings.spool, m_options.freeBytes));
    if (m_options.asksExchange)
        addExchangeChecks(checks);
    else
        checks.push_back(std::make_unique<KnownResult>(
            CheckResult{u"Exchange"_s, CheckResult::Outcome::Skipped, u"It is not asked"_s}));
    return checks;
}

void Checkup::addExchangeChecks(std::vector<std::unique_ptr<Check>> &checks) const
{
    const auto network = m_settings.networkAccess();
    if (!network) {
        checks.push_back(std::make_unique<KnownResult>(
            CheckResult{u"Exchange"_s, CheckResult::Outcome::Fail, network.error(),
                        u"Correct TLS_CA_FILE, or leave it empty."_s}));
        return;
    }
    SocketFactory makeSocket = m_options.makeSocket;
    if (!makeSocket) {
        makeSocket = [this, access = *network] {
            return std::make_unique<WebSocketClient>(m_clock, access);
        };
    }
    RestClientOptions rest;
    rest.baseUrl = m_settings.restBaseUrl;
    rest.network = *network;
    rest.maxAttempts = 1;
    rest.limits.timeout = std::min(rest.limits.timeout, m_options.exchangeTimeout);
    checks.push_back(std::make_unique<NameCheck>(
        QList<QUrl>{m_settings.webSocketBaseUrl, m_settings.restBaseUrl}, m_settings.proxies));
    checks.push_back(
        std::make_unique<TlsCheck>(m_settings.restBaseUrl, *network, rest.limits.timeout));
    checks.push_back(std::make_unique<RestCheck>(
        rest, m_clock,
        RestCheck::Wanted{m_settings.alerts.clockOffset, m_settings.symbolSelection}));
    for (const Route route : {Route::Public, Route::Market}) {
        checks.push_back(std::make_unique<RouteCheck>(route, probedStream(m_settings, route),
                                                      m_settings.webSocketBaseUrl, makeSocket,
                                                      m_options.exchangeTimeout));
    }
}

std::optional<CheckResult> Checkup::skipped(const QString &name) const
{
    if (m_options.badSettings.contains(QString()))
        return CheckResult{name, CheckResult::Outcome::Skipped, u"The settings cannot be read"_s};
    for (const QString &setting : neededSettings(name)) {
        if (m_options.badSettings.contains(setting))
            return CheckResult{name, CheckResult::Outcome::Skipped,
                               setting + u" has no value that is allowed"_s};
    }
    return std::nullopt;
}

void Checkup::work()
{
    bool hasConnected = false;
    for (const auto &check : makeChecks()) {
        if (isInterruptionRequested())
            break;
        const bool isNeeded = std::ranges::any_of(
            check->names(), [this](const QString &name) { return !skipped(name); });
        if (!isNeeded) {
            for (const QString &name : check->names())
                take(*skipped(name));
            continue;
        }
        const bool isRoute = qobject_cast<RouteCheck *>(check.get()) != nullptr;
        lookAt(*check, isRoute && hasConnected ? m_options.connectDistance : 0ms);
        hasConnected = hasConnected || isRoute;
    }
    m_progress.update([](CheckupProgress &progress) { progress.isDone = true; });
    emit progressed();
}

void Checkup::lookAt(Check &check, std::chrono::milliseconds delay)
{
    QEventLoop loop;
    connect(&check, &Check::found, &loop, [this](const CheckResult &result) { take(result); });
    connect(&check, &Check::done, &loop, &QEventLoop::quit);
    QTimer::singleShot(delay, &check, &Check::start);
    loop.exec();
}

void Checkup::take(const CheckResult &result)
{
    m_progress.update([&](CheckupProgress &progress) {
        progress.results.push_back(skipped(result.name).value_or(result));
    });
    emit progressed();
}

} // namespace Orderflow
