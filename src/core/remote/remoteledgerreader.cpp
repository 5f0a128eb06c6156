#include "remote/remoteledgerreader.h"

#include "binance/rest/restattempt.h"
#include "ledger/ledgerjson.h"
#include "remote/remoteaddress.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QTimer>
#include <QUrlQuery>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype MaxReasonLength = 300;

/// Of the thread of the reader; QThread::quit() ends the loop too.
void pause(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Why there is no answer; empty where there is one.
QString faultOf(const RestAttempt &attempt, const RestLimits &limits)
{
    switch (attempt.outcome()) {
    case RestAttempt::Outcome::Answered:
        return {};
    case RestAttempt::Outcome::Broken:
        return attempt.fault();
    case RestAttempt::Outcome::TimedOut:
        return u"no answer within %1 s"_s.arg(
            std::chrono::duration<double>(limits.timeout).count());
    case RestAttempt::Outcome::TooLarge:
        return u"the answer is larger than %1 MiB"_s.arg(limits.maxAnswerBytes >> 20);
    }
    Q_UNREACHABLE();
}

/// What it said of itself where it refused, else what its status says.
QString refusalOf(const RestAttempt &attempt)
{
    const QJsonObject json = QJsonDocument::fromJson(attempt.body()).object();
    const QString said = json.value("error"_L1).toString().left(MaxReasonLength);
    switch (attempt.httpStatus()) {
    case 401:
    case 403:
        return u"HTTP %1: it wants another token"_s.arg(attempt.httpStatus());
    case 404:
        return u"HTTP 404: the recorder there serves no ledger; it may be an older version"_s;
    case 429:
        return u"HTTP 429: it has too many clients"_s;
    default:
        return said.isEmpty() ? u"HTTP %1"_s.arg(attempt.httpStatus()) : said;
    }
}

tl::expected<LedgerSpan, QString> parse(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return tl::make_unexpected(u"what came is no JSON: "_s + error.errorString());
    auto span = ledgerFromJson(document.object());
    if (!span)
        return tl::make_unexpected(u"what came is no ledger: "_s + span.error());
    return span;
}

} // namespace

QUrl ledgerAddress(const QUrl &live, std::chrono::hours span)
{
    QUrl address = live;
    address.setScheme(live.scheme() == "wss"_L1 ? u"https"_s : u"http"_s);
    // A proxy in front of it may have a path of its own.
    QString path = live.path();
    path = path.left(path.lastIndexOf(u'/') + 1) + u"ledger"_s;
    address.setPath(path);
    address.setQuery(QUrlQuery{{u"hours"_s, QString::number(qint64(span.count()))}});
    return address;
}

RemoteLedgerReader::RemoteLedgerReader(const RemoteOptions &options,
                                       std::chrono::milliseconds shortestRest, QObject *parent)
    : LedgerReader(shortestRest, parent)
    , m_options(options)
{}

RemoteLedgerReader::~RemoteLedgerReader()
{
    stop();
    join();
}

LedgerReader::Result RemoteLedgerReader::read(std::chrono::hours span)
{
    const QUrl address = ledgerAddress(m_options.address, span);
    QNetworkAccessManager network;
    network.setProxy(m_options.network.proxies.proxyFor(address));
    network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    QNetworkRequest request(address);
    request.setSslConfiguration(m_options.network.tls);
    if (!m_options.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_options.token);
    const auto failed = [&address](const QString &reason) {
        return tl::make_unexpected(u"%1: %2"_s.arg(shortName(address), reason));
    };

    const auto deadline = std::chrono::steady_clock::now() + Patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        const RestLimits limits{std::max(left, 1ms), MaxBytes};
        const RestAttempt attempt(network, request, limits, nullptr);
        QEventLoop loop;
        connect(&attempt, &RestAttempt::finished, &loop, &QEventLoop::quit);
        loop.exec();
        if (mustEnd())
            return failed(u"the question was given up"_s);
        if (const QString fault = faultOf(attempt, limits); !fault.isEmpty())
            return failed(fault);
        if (attempt.httpStatus() == 200) {
            Result result = parse(attempt.body());
            if (!result)
                return failed(result.error());
            return result;
        }
        // It reads, and says when to come again. What it cannot read takes longer.
        const std::optional<std::chrono::seconds> after = attempt.retryAfter();
        if (attempt.httpStatus() != 503 || !after || *after > 1s || left < 2s)
            return failed(refusalOf(attempt));
        pause(std::max<std::chrono::milliseconds>(*after / 4, 100ms));
        if (mustEnd())
            return failed(u"the question was given up"_s);
    }
}

} // namespace Orderflow
