#include "fakes/webhookreceiver.h"

#include <QHostAddress>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

WebhookReceiver::WebhookReceiver(QObject *parent)
    : QObject(parent)
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no port for a webhook");
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_received.remove(socket);
                socket->deleteLater();
            });
        }
    });
}

QUrl WebhookReceiver::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_server.serverPort()).arg(path));
}

void WebhookReceiver::answer(int status, const QByteArray &header)
{
    m_answers.append({status, header});
}

void WebhookReceiver::flood()
{
    m_answers.append({200, {}, true});
}

void WebhookReceiver::onReadyRead(QTcpSocket *socket)
{
    QByteArray &received = m_received[socket];
    received += socket->readAll();
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const QByteArray head = received.first(headEnd);
    const qsizetype lengthAt = head.toLower().indexOf("content-length: ");
    const qsizetype length =
        lengthAt < 0 ? 0 : head.sliced(lengthAt + 16).split('\r').first().toLongLong();
    const QByteArray body = received.sliced(headEnd + 4);
    if (body.size() < length)
        return;
    received.clear();
    m_paths << QString::fromUtf8(head.split(' ').value(1));
    m_bodies << QJsonDocument::fromJson(body).object();
    reply(socket);
}

void WebhookReceiver::reply(QTcpSocket *socket)
{
    const Answer answer = m_answers.isEmpty() ? Answer{} : m_answers.takeFirst();
    if (answer.status == 0)
        return;
    const QByteArray length = answer.isEndless ? "1000000000000" : "2";
    socket->write("HTTP/1.1 " + QByteArray::number(answer.status) + " Text\r\n" + answer.header +
                  "Content-Length: " + length + "\r\n\r\n{}");
    if (!answer.isEndless)
        return;
    connect(socket, &QTcpSocket::bytesWritten, socket,
            [socket] { socket->write(QByteArray(65'536, 'x')); });
}
