#pragma once

#include <QByteArray>
#include <QNetworkReply>
#include <QObject>
#include <QString>
#include <QTimer>

#include <chrono>
#include <optional>

class QNetworkAccessManager;
class QNetworkRequest;

namespace Orderflow {

/// One request to a recorder elsewhere, and its answer, of bounded size and time. Lives in the
/// thread that made it.
class LedgerDownload final : public QObject
{
    Q_OBJECT

public:
    LedgerDownload(QNetworkAccessManager &network, const QNetworkRequest &request, qint64 maxBytes,
                   std::chrono::milliseconds patience);
    ~LedgerDownload() override;

    // Once it has finished.

    int httpStatus() const { return m_httpStatus; }
    const QByteArray &body() const { return m_body; }
    /// How long the recorder asks to wait before the next request.
    std::optional<std::chrono::seconds> retryAfter() const { return m_retryAfter; }
    /// Why there is no answer; empty where there is one.
    const QString &fault() const { return m_fault; }

signals:
    void finished();

private:
    void onReadyRead();
    void onFinished();
    void giveUp(const QString &reason);

    const qint64 m_maxBytes;
    QNetworkReply *m_reply;
    QTimer m_timer;
    QByteArray m_body;
    int m_httpStatus = 0;
    std::optional<std::chrono::seconds> m_retryAfter;
    QString m_fault;
    QString m_tlsFault;
};

} // namespace Orderflow
