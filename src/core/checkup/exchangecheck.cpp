#include "checkup/exchangecheck.h"

#include "binance/rest/clockoffset.h"

#include <QDateTime>
#include <QHostAddress>
#include <QHostInfo>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslSocket>
#include <QTimer>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Outcome = CheckResult::Outcome;

namespace {

const QString NameName = u"Exchange name"_s;
const QString TlsName = u"Exchange TLS"_s;
const QString RestName = u"Exchange REST"_s;
const QString ClockName = u"Clock"_s;

/// Of which the quickest counts: the first one also opens the connection.
constexpr int Questions = 3;

qint64 milliseconds(std::chrono::microseconds time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

QString restAdvice(const RestError &error)
{
    switch (error.kind) {
    case RestError::Kind::RestrictedLocation:
        return u"Use a machine, or a proxy in HTTPS_PROXY, in a country that the exchange serves."_s;
    case RestError::Kind::RateLimited:
    case RestError::Kind::Banned:
    case RestError::Kind::Firewall:
        return u"Stop other programs that ask the exchange from this address, and wait."_s;
    default:
        return u"Look at the network, at HTTPS_PROXY and at BINANCE_REST_FUTURES_BASE_URL. "
               u"Recording names works without REST; filling gaps does not."_s;
    }
}

} // namespace

NameCheck::NameCheck(QList<QUrl> urls, ProxySettings proxies)
    : Check({NameName})
    , m_urls(std::move(urls))
    , m_proxies(std::move(proxies))
{}

void NameCheck::start()
{
    for (const QUrl &url : m_urls) {
        const bool isProxied = m_proxies.proxyFor(url).type() != QNetworkProxy::NoProxy;
        const bool isAddress = !QHostAddress(url.host()).isNull();
        if (!isProxied && !isAddress && !m_hosts.contains(url.host()))
            m_hosts.append(url.host());
    }
    if (m_hosts.isEmpty())
        finish(
            {NameName, Outcome::Skipped, u"There is no name to look up, or a proxy does that"_s});
    else
        lookUpNext();
}

void NameCheck::lookUpNext()
{
    QHostInfo::lookupHost(m_hosts.constFirst(), this, [this](const QHostInfo &info) {
        const QString host = m_hosts.takeFirst();
        if (info.error() != QHostInfo::NoError) {
            finish({NameName, Outcome::Fail, u"%1: %2"_s.arg(host, info.errorString()),
                    u"Look at the network and its name server, or correct the host in the settings "
                    u"of the exchange."_s});
            return;
        }
        m_seen.append(u"%1 is %2"_s.arg(host, info.addresses().constFirst().toString()));
        if (m_hosts.isEmpty())
            finish({NameName, Outcome::Pass, m_seen.join(u", "_s)});
        else
            lookUpNext();
    });
}

TlsCheck::TlsCheck(QUrl url, NetworkAccess network, std::chrono::milliseconds timeout)
    : Check({TlsName})
    , m_url(std::move(url))
    , m_network(std::move(network))
    , m_timeout(timeout)
{}

TlsCheck::~TlsCheck()
{
    // Its end is no news any more.
    if (m_socket)
        m_socket->disconnect(this);
}

void TlsCheck::start()
{
    if (m_url.scheme() != "https"_L1 && m_url.scheme() != "wss"_L1) {
        finish({TlsName, Outcome::Skipped, u"%1 is not encrypted"_s.arg(m_url.toString())});
        return;
    }
    m_socket = std::make_unique<QSslSocket>();
    m_socket->setSslConfiguration(m_network.tls);
    m_socket->setProxy(m_network.proxies.proxyFor(m_url));
    connect(m_socket.get(), &QSslSocket::encrypted, this, &TlsCheck::onEncrypted);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, [this] {
        finish({TlsName, Outcome::Fail, u"%1: %2"_s.arg(m_url.host(), m_socket->errorString()),
                u"Where a proxy or a virus scanner shows its own certificate, name that in "
                u"TLS_CA_FILE; else look at the network and this machine's date."_s});
    });
    QTimer::singleShot(m_timeout, this, [this] {
        finish({TlsName, Outcome::Fail,
                u"%1 does not answer within %2 s"_s.arg(m_url.host()).arg(m_timeout / 1s),
                u"Look at the network, its firewall, and HTTPS_PROXY."_s});
    });
    m_socket->connectToHostEncrypted(m_url.host(), quint16(m_url.port(443)));
}

void TlsCheck::onEncrypted()
{
    const QSslCertificate certificate = m_socket->peerCertificate();
    const QDateTime end = certificate.expiryDate().toUTC();
    const QString subject = certificate.subjectInfo(QSslCertificate::CommonName).join(u' ');
    finish({TlsName, Outcome::Pass,
            u"%1, certificate of %2 until %3"_s.arg(m_socket->sessionCipher().protocolString(),
                                                    subject, end.toString(u"yyyy-MM-dd"_s))});
}

RestCheck::RestCheck(RestClientOptions options, const Clock &clock,
                     std::chrono::milliseconds mostOffset)
    : Check({RestName, ClockName})
    , m_rest(std::move(options), clock)
    , m_mostOffset(mostOffset)
{}

void RestCheck::start()
{
    ask();
}

void RestCheck::ask()
{
    m_rest.getTimed({.path = u"/fapi/v1/time"_s, .patience = 5s}, this,
                    [this](const RestClient::Result &result, const RestTiming &timing) {
                        onAnswer(result, timing);
                    });
}

void RestCheck::onAnswer(const RestClient::Result &result, const RestTiming &timing)
{
    const auto serverTime = result ? parseServerTime(*result) : std::nullopt;
    if (!serverTime) {
        if (result)
            emit found({RestName, Outcome::Fail, u"What answers is not the exchange"_s,
                        u"Correct BINANCE_REST_FUTURES_BASE_URL."_s});
        else
            emit found(
                {RestName, Outcome::Fail, result.error().message, restAdvice(result.error())});
        finish({ClockName, Outcome::Skipped, u"There is no answer to compare with"_s});
        return;
    }
    const auto sample = estimateOffset(timing.sent.utc, timing.received.utc, *serverTime);
    if (sample && (!m_best || sample->roundTrip < m_best->roundTrip))
        m_best = sample;
    if (++m_answers < Questions) {
        ask();
        return;
    }
    const auto roundTrip = m_best ? milliseconds(m_best->roundTrip) : 0;
    emit found(
        {RestName, Outcome::Pass,
         u"%1 answers within %2 ms"_s.arg(m_rest.target(u"/fapi/v1/time"_s)).arg(roundTrip)});
    finish(clockResult());
}

CheckResult RestCheck::clockResult() const
{
    if (!m_best)
        return {ClockName, Outcome::Skipped, u"This machine's clock was set meanwhile"_s};
    // The offset says how far the exchange is ahead.
    const qint64 offset = milliseconds(m_best->offset);
    const QString words =
        offset == 0  ? u"This machine's clock is the exchange's"_s
        : offset > 0 ? u"This machine's clock is %1 ms behind the exchange's"_s.arg(offset)
                     : u"This machine's clock is %1 ms ahead of the exchange's"_s.arg(-offset);
    const bool isOff = m_mostOffset > 0ms && std::chrono::abs(m_best->offset) > m_mostOffset;
    if (!isOff)
        return {ClockName, Outcome::Pass, words};
    return {ClockName, Outcome::Warn, words,
            u"Let the system keep its clock by NTP, such as with timedatectl set-ntp true; "
            u"latencies are wrong until then."_s};
}

} // namespace Orderflow
