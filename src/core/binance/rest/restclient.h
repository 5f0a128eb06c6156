#pragma once

#include "binance/backoff.h"
#include "binance/networkaccess.h"
#include "binance/rest/exchangeinfo.h"
#include "binance/rest/restattempt.h"
#include "binance/rest/resterror.h"
#include "binance/rest/weightbudget.h"
#include "clock.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>

namespace Orderflow {

/// Which requests go first where several wait.
enum class RestPriority { High, Normal, Low };

/// A question to the exchange.
struct RestRequest
{
    /// Such as `/fapi/v1/time`.
    QString path;
    QUrlQuery query{};
    /// What the exchange counts for it; 1 to 2400.
    int weight = 1;
    RestPriority priority = RestPriority::Normal;
    /// The longest that it may wait for the weight budget and after a refusal, before it fails
    /// with the reason; for ever where it is negative.
    std::chrono::milliseconds patience{-1};
};

/// When the request of an answer was sent, the last time that it was tried, and when the answer
/// was complete.
struct RestTiming
{
    ReceiveTime sent;
    ReceiveTime received;
};

/// What a client is given; the defaults are those of the real program.
struct RestClientOptions
{
    /// Such as `https://fapi.binance.com`.
    QUrl baseUrl;
    NetworkAccess network;
    RestLimits limits;
    /// 1 to WeightBudget::ExchangeLimit.
    int weightPerMinute = WeightBudget::DefaultLimit;
    /// How often a request is sent before it fails; 1 and more.
    int maxAttempts = 4;
    std::chrono::milliseconds firstBackoff = Backoff::First;
    /// Requests beyond these fail at once.
    std::size_t maxWaiting = 1000;
    int maxInFlight = 4;
    /// How long a wait goes on before the clock is asked again, which may have been set.
    std::chrono::milliseconds recheckInterval{1000};
};

/// Asks the exchange's REST API, and keeps to its limits: all who ask through one client share a
/// budget of request weight, and wait together where the exchange says so.
///
/// Requests go in the order of their priority, then of their coming. A network error, a time-out
/// or HTTP 5xx is tried again after a backoff, 429 and 418 after the time that the exchange wants
/// to be left alone; nothing else is tried again.
///
/// Belongs to the thread that made it, which needs an event loop, as do those who ask.
class RestClient : public QObject
{
    Q_OBJECT

public:
    using Result = tl::expected<QByteArray, RestError>;
    using Done = std::function<void(const Result &)>;
    using TimedDone = std::function<void(const Result &, const RestTiming &)>;
    using ExchangeInfoResult = tl::expected<ExchangeInfo, RestError>;

    /// `clock` outlives it.
    RestClient(RestClientOptions options, const Clock &clock, QObject *parent = nullptr);
    ~RestClient() override;

    /// Sends `request` as soon as it may. `done` is called once with the body (which is JSON as
    /// far as can be seen from its ends) or the error; never from within this call, and not at
    /// all where the client or `context` is gone by then.
    void get(const RestRequest &request, QObject *context, Done done);
    void getTimed(const RestRequest &request, QObject *context, TimedDone done);

    /// All contracts of the exchange (weight 1). `patience` as in RestRequest.
    void fetchExchangeInfo(QObject *context, std::function<void(const ExchangeInfoResult &)> done,
                           std::chrono::milliseconds patience = std::chrono::milliseconds(-1));

    /// Requests that have no result yet.
    std::size_t pendingCount() const { return m_waiting.size() + std::size_t(m_inFlight); }

    /// What the exchange counted for this address in its minute, by its newest answer; nothing
    /// where none has said so.
    std::optional<int> usedWeight() const { return m_usedWeight; }

    /// Host and path of a request, as messages name it.
    QString target(const QString &path) const;

private:
    struct Pending;
    using PendingPtr = std::shared_ptr<Pending>;

    QUrl urlOf(const QString &path) const;
    void wakeAfter(std::chrono::nanoseconds delay);
    void pump();
    void failImpatient(const ReceiveTime &now);
    std::list<PendingPtr>::iterator findNext(const ReceiveTime &now);
    void send(const PendingPtr &pending, const ReceiveTime &now);
    void onFinished(const PendingPtr &pending, const RestAttempt &attempt);
    void heed(const RestAttempt &attempt, const Pending &pending, const ReceiveTime &now);
    std::optional<RestError> errorOf(const RestAttempt &attempt, const QString &path) const;
    static void deliver(const PendingPtr &pending, const Result &result, const RestTiming &timing);

    RestClientOptions m_options;
    const Clock &m_clock;
    QNetworkAccessManager m_network;
    WeightBudget m_budget;
    std::optional<int> m_usedWeight;
    /// In the order of their coming.
    std::list<PendingPtr> m_waiting;
    quint64 m_lastNumber = 0;
    int m_inFlight = 0;
    /// The last answer after which nothing was to be sent for a while.
    std::optional<RestError> m_refusal;
    QTimer m_timer;
};

} // namespace Orderflow
