#include "binance/rest/restclient.h"

#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QPointer>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcRest, "orderflow.rest")

std::optional<HoldReason> holdReasonOf(int httpStatus)
{
    switch (httpStatus) {
    case 403:
        return HoldReason::Firewall;
    case 418:
        return HoldReason::Ban;
    case 429:
        return HoldReason::RateLimit;
    case 451:
        return HoldReason::RestrictedLocation;
    default:
        return std::nullopt;
    }
}

} // namespace

struct RestClient::Pending
{
    RestRequest request;
    QPointer<QObject> context;
    TimedDone done;
    quint64 number = 0;
    ReceiveTime askedAt;
    Backoff backoff;
    int attempts = 0;
    /// On the monotonic clock; after a failure.
    std::chrono::nanoseconds notBefore{};
    ReceiveTime sentAt{};
    /// Of the last attempt.
    std::optional<RestError> error{};
};

RestClient::RestClient(RestClientOptions options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_budget(m_options.weightPerMinute)
{
    m_network.setProxy(m_options.network.proxies.proxyFor(m_options.baseUrl));
    m_timer.setSingleShot(true);
    // A coarse one may come before the minute is over.
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RestClient::pump);
}

RestClient::~RestClient()
{
    // They use the network manager, a member, which would go before them.
    qDeleteAll(findChildren<RestAttempt *>(Qt::FindDirectChildrenOnly));
}

QUrl RestClient::urlOf(const QString &path) const
{
    QUrl url = m_options.baseUrl;
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path);
    return url;
}

QString RestClient::target(const QString &path) const
{
    const QUrl url = urlOf(path);
    const QString port = url.port() < 0 ? QString() : u":%1"_s.arg(url.port());
    return url.host() + port + url.path();
}

void RestClient::get(const RestRequest &request, QObject *context, Done done)
{
    getTimed(request, context,
             [done = std::move(done)](const Result &result, const RestTiming &) { done(result); });
}

void RestClient::getTimed(const RestRequest &request, QObject *context, TimedDone done)
{
    Q_ASSERT(request.weight >= 1 && request.path.startsWith(u'/'));
    const auto pending =
        std::make_shared<Pending>(Pending{.request = request,
                                          .context = context,
                                          .done = std::move(done),
                                          .number = ++m_lastNumber,
                                          .askedAt = m_clock.now(),
                                          .backoff = Backoff(m_options.firstBackoff)});
    if (m_waiting.size() >= m_options.maxWaiting) {
        const QString message =
            u"%1: %2 requests wait already"_s.arg(target(request.path)).arg(m_waiting.size());
        deliver(pending,
                tl::unexpected(RestError{RestError::Kind::QueueFull, 0, std::nullopt, message}),
                {});
        return;
    }
    m_waiting.push_back(pending);
    wakeAfter(0ns);
}

void RestClient::fetchExchangeInfo(QObject *context,
                                   std::function<void(const ExchangeInfoResult &)> done,
                                   std::chrono::milliseconds patience)
{
    const RestRequest request{.path = u"/fapi/v1/exchangeInfo"_s, .patience = patience};
    const QString name = target(request.path);
    get(request, context, [done = std::move(done), name](const Result &body) {
        if (!body) {
            done(tl::unexpected(body.error()));
            return;
        }
        done(parseExchangeInfo(*body).map_error([&name](const QString &fault) -> RestError {
            return {RestError::Kind::Unreadable, 200, std::nullopt,
                    name % u": the answer cannot be read: "_s % fault};
        }));
    });
}

void RestClient::wakeAfter(std::chrono::nanoseconds delay)
{
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(std::max(delay, 0ns));
    m_timer.start(std::min(rounded, m_options.recheckInterval));
}

void RestClient::pump()
{
    std::erase_if(m_waiting, [](const PendingPtr &pending) { return !pending->context; });
    const ReceiveTime now = m_clock.now();
    failImpatient(now);
    while (m_inFlight < m_options.maxInFlight) {
        const auto next = findNext(now);
        if (next == m_waiting.end())
            break;
        const std::chrono::nanoseconds wait = m_budget.wait((*next)->request.weight, now);
        if (wait > 0ns) {
            wakeAfter(wait);
            return;
        }
        const PendingPtr pending = *next;
        m_waiting.erase(next);
        m_budget.take(pending->request.weight, now);
        send(pending, now);
    }
    // The others wait for their backoff, or for one that is in flight, whose end comes here again.
    std::optional<std::chrono::nanoseconds> next;
    for (const PendingPtr &pending : m_waiting) {
        if (pending->notBefore > now.monotonic)
            next = std::min(next.value_or(pending->notBefore), pending->notBefore);
    }
    if (next)
        wakeAfter(*next - now.monotonic);
}

void RestClient::failImpatient(const ReceiveTime &now)
{
    std::erase_if(m_waiting, [this, &now](const PendingPtr &pending) {
        const auto patience = pending->request.patience;
        const std::chrono::nanoseconds wait = m_budget.wait(pending->request.weight, now);
        if (patience < 0ms || wait == 0ns ||
            now.monotonic + wait <= pending->askedAt.monotonic + patience)
            return false;
        RestError error{RestError::Kind::RateLimited, 0, std::nullopt,
                        target(pending->request.path) +
                            u": the request weight of this minute is spent"_s};
        if (pending->error)
            error = *pending->error;
        else if (m_budget.holdLeft(now) > 0us && m_refusal)
            error = *m_refusal;
        deliver(pending, tl::unexpected(error), {});
        return true;
    });
}

std::list<RestClient::PendingPtr>::iterator RestClient::findNext(const ReceiveTime &now)
{
    auto best = m_waiting.end();
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
        const bool isDue = (*it)->notBefore <= now.monotonic;
        if (isDue &&
            (best == m_waiting.end() || (*it)->request.priority < (*best)->request.priority))
            best = it;
    }
    return best;
}

void RestClient::send(const PendingPtr &pending, const ReceiveTime &now)
{
    QUrl url = urlOf(pending->request.path);
    url.setQuery(pending->request.query);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"orderflow-recorder"_s);
    request.setSslConfiguration(m_options.network.tls);
    // The exchange sends nobody elsewhere; a login page does.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    // Few requests gain nothing from it, and one stuck connection would hold all of them.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);

    ++pending->attempts;
    pending->sentAt = now;
    ++m_inFlight;
    auto *attempt = new RestAttempt(m_network, request, m_options.limits, this);
    connect(attempt, &RestAttempt::finished, this, [this, pending, attempt] {
        attempt->deleteLater();
        --m_inFlight;
        onFinished(pending, *attempt);
        pump();
    });
}

std::optional<RestError> RestClient::errorOf(const RestAttempt &attempt, const QString &path) const
{
    const QString name = target(path);
    const QNetworkProxy proxy = m_network.proxy();
    const QString way =
        proxy.type() == QNetworkProxy::NoProxy
            ? QString()
            : u" (through the proxy %1:%2)"_s.arg(proxy.hostName(), QString::number(proxy.port()));
    switch (attempt.outcome()) {
    case RestAttempt::Outcome::Answered:
        return checkAnswer(attempt.httpStatus(), attempt.body(), name);
    case RestAttempt::Outcome::Broken:
        return RestError{RestError::Kind::Unreachable, attempt.httpStatus(), std::nullopt,
                         name % u": "_s % attempt.fault() % way};
    case RestAttempt::Outcome::TimedOut:
        return RestError{RestError::Kind::Timeout, attempt.httpStatus(), std::nullopt,
                         u"%1: no complete answer within %2 s"_s.arg(name).arg(
                             std::chrono::duration<double>(m_options.limits.timeout).count())};
    case RestAttempt::Outcome::TooLarge:
        break;
    }
    return RestError{
        RestError::Kind::Unreadable, attempt.httpStatus(), std::nullopt,
        u"%1: the answer has more than %2 bytes"_s.arg(name).arg(m_options.limits.maxAnswerBytes)};
}

void RestClient::heed(const RestAttempt &attempt, const Pending &pending, const ReceiveTime &now)
{
    if (const std::optional<int> used = attempt.usedWeight()) {
        m_usedWeight = used;
        m_budget.learnUsed(*used, pending.sentAt);
    }
    if (const std::optional<HoldReason> reason = holdReasonOf(attempt.httpStatus())) {
        m_refusal = pending.error;
        const auto length = m_budget.hold(*reason, attempt.retryAfter(), now);
        qCWarning(lcRest).noquote()
            << u"%1; nothing is asked for %2 s"_s.arg(pending.error->message)
                   .arg(std::chrono::ceil<std::chrono::seconds>(length).count());
    } else if (attempt.httpStatus() > 0) {
        m_budget.endRefusals();
    }
}

void RestClient::onFinished(const PendingPtr &pending, const RestAttempt &attempt)
{
    const ReceiveTime now = m_clock.now();
    pending->error = errorOf(attempt, pending->request.path);
    if (attempt.outcome() == RestAttempt::Outcome::Answered)
        heed(attempt, *pending, now);
    const RestTiming timing{pending->sentAt, now};
    if (!pending->error) {
        deliver(pending, attempt.body(), timing);
        return;
    }
    if (!pending->error->isPassing() || pending->attempts >= m_options.maxAttempts) {
        if (pending->attempts > 1)
            pending->error->message += u" (%1 attempts)"_s.arg(pending->attempts);
        deliver(pending, tl::unexpected(*pending->error), timing);
        return;
    }
    const bool waitsForHold = holdReasonOf(pending->error->httpStatus).has_value();
    pending->notBefore = now.monotonic + (waitsForHold ? 0ms : pending->backoff.next());
    qCDebug(lcRest).noquote() << pending->error->message << "; it is tried again";
    // Back to its place: younger ones do not overtake it.
    const auto younger = std::ranges::find_if(
        m_waiting, [&pending](const PendingPtr &other) { return other->number > pending->number; });
    m_waiting.insert(younger, pending);
}

void RestClient::deliver(const PendingPtr &pending, const Result &result, const RestTiming &timing)
{
    if (!pending->context)
        return;
    // Through the event loop, so that `done` may do anything, such as delete the client.
    QMetaObject::invokeMethod(
        pending->context.data(),
        [done = std::move(pending->done), result, timing] { done(result, timing); },
        Qt::QueuedConnection);
}

} // namespace Orderflow
