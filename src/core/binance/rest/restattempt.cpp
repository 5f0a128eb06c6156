#include "binance/rest/restattempt.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QSslError>

namespace Orderflow {

using namespace Qt::StringLiterals;

RestAttempt::RestAttempt(QNetworkAccessManager &network, const QNetworkRequest &request,
                         const RestLimits &limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
    , m_reply(network.get(request))
{
    connect(m_reply, &QNetworkReply::readyRead, this, &RestAttempt::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &RestAttempt::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors) {
            if (!m_tlsFaults.contains(error.errorString()))
                m_tlsFaults << error.errorString();
        }
    });
    // Qt's own time-out begins anew with every byte.
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { giveUp(Outcome::TimedOut); });
    m_timer.start(m_limits.timeout);
}

RestAttempt::~RestAttempt()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->deleteLater();
    }
}

void RestAttempt::onReadyRead()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_limits.maxAnswerBytes)
        giveUp(Outcome::TooLarge);
}

void RestAttempt::giveUp(Outcome outcome)
{
    m_outcome = outcome;
    // Ends in onFinished().
    m_reply->abort();
}

std::optional<int> RestAttempt::numberIn(const char *header) const
{
    bool isNumber = false;
    const int number = m_reply->rawHeader(header).trimmed().toInt(&isNumber);
    return isNumber && number >= 0 ? std::optional(number) : std::nullopt;
}

void RestAttempt::onFinished()
{
    m_timer.stop();
    m_httpStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_usedWeight = numberIn("X-MBX-USED-WEIGHT-1M");
    if (const std::optional<int> seconds = numberIn("Retry-After"))
        m_retryAfter = std::chrono::seconds(*seconds);
    if (m_outcome == Outcome::Answered && m_reply->isOpen())
        m_body += m_reply->readAll();

    const QNetworkReply::NetworkError error = m_reply->error();
    // Qt calls a status of 400 and above an error too; from ContentAccessDenied on they are such.
    const bool isOfStatus = m_httpStatus >= 400 && error >= QNetworkReply::ContentAccessDenied;
    if (m_outcome == Outcome::Answered && error != QNetworkReply::NoError && !isOfStatus) {
        m_outcome = Outcome::Broken;
        m_fault = m_tlsFaults.isEmpty()
                      ? m_reply->errorString()
                      : u"the server's certificate is not accepted: "_s + m_tlsFaults.join(u"; "_s);
    }
    m_reply->deleteLater();
    emit finished();
}

} // namespace Orderflow
