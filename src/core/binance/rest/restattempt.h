#pragma once

#include "market/time.h"

#include <QByteArray>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <optional>

class QNetworkAccessManager;
class QNetworkRequest;

namespace Orderflow {

/// Bounds of one HTTP answer.
struct RestLimits
{
    /// From the request to the last byte.
    std::chrono::milliseconds timeout{10'000};
    /// Uncompressed. The list of all contracts has about 1.2 MB.
    qint64 maxAnswerBytes = qint64(32) << 20;
};

/// One GET over HTTP, sent at once: an answer within its bounds, or why there is none. Belongs to
/// the thread of the network manager; knows nothing of the exchange but its headers.
class RestAttempt : public QObject
{
    Q_OBJECT

public:
    enum class Outcome {
        /// A complete answer, of whatever status.
        Answered,
        /// No connection, or it broke.
        Broken,
        TimedOut,
        TooLarge,
    };

    /// `network` outlives it.
    RestAttempt(QNetworkAccessManager &network, const QNetworkRequest &request,
                const RestLimits &limits, QObject *parent);
    ~RestAttempt() override;

    // All of them as they are when finished() comes.
    Outcome outcome() const { return m_outcome; }
    /// What broke, as a clause.
    const QString &fault() const { return m_fault; }
    /// 0 where none came.
    int httpStatus() const { return m_httpStatus; }
    const QByteArray &body() const { return m_body; }
    /// `X-MBX-USED-WEIGHT-1M`
    std::optional<int> usedWeight() const { return m_usedWeight; }
    /// `Retry-After`, where it is a number of seconds.
    std::optional<std::chrono::seconds> retryAfter() const { return m_retryAfter; }

signals:
    void finished();

private:
    void onReadyRead();
    void onFinished();
    void giveUp(Outcome outcome);
    std::optional<int> numberIn(const char *header) const;

    RestLimits m_limits;
    QPointer<QNetworkReply> m_reply;
    QTimer m_timer;
    QStringList m_tlsFaults;
    Outcome m_outcome = Outcome::Answered;
    QString m_fault;
    int m_httpStatus = 0;
    QByteArray m_body;
    std::optional<int> m_usedWeight;
    std::optional<std::chrono::seconds> m_retryAfter;
};

} // namespace Orderflow
