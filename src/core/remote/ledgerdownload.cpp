#include "remote/ledgerdownload.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QSslError>

namespace Orderflow {

using namespace Qt::StringLiterals;

LedgerDownload::LedgerDownload(QNetworkAccessManager &network, const QNetworkRequest &request,
                               qint64 maxBytes, std::chrono::milliseconds patience)
    : m_maxBytes(maxBytes)
    , m_reply(network.get(request))
{
    connect(m_reply, &QNetworkReply::readyRead, this, &LedgerDownload::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &LedgerDownload::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_tlsFault = errors.constFirst().errorString();
    });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this, patience] {
        giveUp(u"no answer within %1 s"_s.arg(std::chrono::duration<double>(patience).count()));
    });
    m_timer.start(patience);
}

LedgerDownload::~LedgerDownload()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        delete m_reply;
    }
}

void LedgerDownload::onReadyRead()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_maxBytes)
        giveUp(u"the answer is larger than %1 MiB"_s.arg(m_maxBytes >> 20));
}

void LedgerDownload::giveUp(const QString &reason)
{
    m_fault = reason;
    // Ends in onFinished().
    m_reply->abort();
}

void LedgerDownload::onFinished()
{
    m_timer.stop();
    m_httpStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    bool isNumber = false;
    const int seconds = m_reply->rawHeader("Retry-After").trimmed().toInt(&isNumber);
    if (isNumber && seconds >= 0)
        m_retryAfter = std::chrono::seconds(seconds);
    if (m_fault.isEmpty() && m_reply->isOpen())
        m_body += m_reply->readAll();
    const QNetworkReply::NetworkError error = m_reply->error();
    // Qt calls a status of 400 and above an error too; from ContentAccessDenied on they are such.
    const bool isOfStatus = m_httpStatus >= 400 && error >= QNetworkReply::ContentAccessDenied;
    if (m_fault.isEmpty() && error != QNetworkReply::NoError && !isOfStatus) {
        m_fault = m_tlsFault.isEmpty() ? m_reply->errorString()
                                       : u"the certificate is not accepted: "_s + m_tlsFault;
    }
    emit finished();
}

} // namespace Orderflow
