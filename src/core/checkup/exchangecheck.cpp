#include "checkup/exchangecheck.h"

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
                u"%1 does not answer within %2 s"_s.arg(m_url.host())
                    .arg(std::chrono::duration<double>(m_timeout).count()),
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

} // namespace Orderflow
