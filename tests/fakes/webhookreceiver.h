#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

/// Takes what is posted to it on a free port of the loopback, and answers as a test tells it.
class WebhookReceiver : public QObject
{
    Q_OBJECT

public:
    explicit WebhookReceiver(QObject *parent = nullptr);

    /// `http://127.0.0.1:<port>` and `path`.
    QUrl url(const QString &path) const;

    /// Answers the next request with this status, and these lines of a header, after those that
    /// were told before; 200 where nothing is told. 0 gives no answer at all.
    void answer(int status, const QByteArray &header = {});
    /// The same, and behind it a body without an end.
    void flood();

    const QStringList &paths() const { return m_paths; }
    /// What was posted, one after the other.
    const QList<QJsonObject> &bodies() const { return m_bodies; }

private:
    void onReadyRead(QTcpSocket *socket);
    void reply(QTcpSocket *socket);

    struct Answer
    {
        int status = 200;
        QByteArray header{};
        bool isEndless = false;
    };

    QHash<QTcpSocket *, QByteArray> m_received;
    QList<Answer> m_answers;
    QStringList m_paths;
    QList<QJsonObject> m_bodies;
    /// Ends first, and its connections with it.
    QTcpServer m_server;
};
