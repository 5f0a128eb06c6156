#include "fakes/fakeproxy.h"

#include <QHostAddress>
#include <QUrl>
#include <QtEndian>

namespace Orderflow {

using namespace Qt::StringLiterals;

FakeProxy::FakeProxy(Kind kind, QObject *parent)
    : QObject(parent)
    , m_kind(kind)
{
    connect(&m_server, &QTcpServer::newConnection, this, &FakeProxy::onNewConnection);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(m_server.errorString()));
}

FakeProxy::~FakeProxy()
{
    // They belong to the server, and would tell of their end when the list of them is gone.
    const QList<QTcpSocket *> sockets = m_clients.keys();
    for (QTcpSocket *socket : sockets)
        socket->disconnect(this);
}

void FakeProxy::requireUser(const QByteArray &user, const QByteArray &password)
{
    m_user = user;
    m_password = password;
}

void FakeProxy::onNewConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        m_clients.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_clients.remove(socket);
            socket->deleteLater();
        });
        onReadyRead(socket);
    }
}

void FakeProxy::onReadyRead(QTcpSocket *socket)
{
    Client &client = m_clients[socket];
    if (client.step == Step::Tunnel)
        return;
    client.received += socket->readAll();
    if (m_kind == Kind::Http) {
        readHttp(socket, client);
        return;
    }
    bool goesOn = true;
    while (goesOn) {
        switch (client.step) {
        case Step::Greeting:
            goesOn = readSocksGreeting(socket, client);
            break;
        case Step::Password:
            goesOn = readSocksPassword(socket, client);
            break;
        case Step::Request:
            goesOn = readSocksRequest(socket, client);
            break;
        case Step::Tunnel:
            goesOn = false;
            break;
        }
    }
}

bool FakeProxy::knowsUser(const QByteArrayList &headers) const
{
    const QByteArray credentials = m_user + ':' + m_password;
    const QByteArray expected = "Basic " + credentials.toBase64();
    for (const QByteArray &header : headers) {
        const qsizetype colon = header.indexOf(':');
        if (colon > 0 && header.first(colon).toLower() == "proxy-authorization" &&
            header.sliced(colon + 1).trimmed() == expected)
            return true;
    }
    return m_user.isEmpty();
}

void FakeProxy::readHttp(QTcpSocket *socket, Client &client)
{
    const QByteArray end("\r\n\r\n");
    const qsizetype length = client.received.indexOf(end);
    if (length < 0)
        return;
    const QByteArrayList lines = client.received.first(length).split('\n');
    if (!knowsUser(lines)) {
        refuse(socket, "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"fake\"\r\n"
                       "Content-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    const QByteArrayList words = lines.first().split(' ');
    if (words.first() == "CONNECT") {
        client.received.remove(0, length + end.size());
        const QUrl target(u"tcp://"_s + QString::fromUtf8(words.value(1)));
        openTunnel(socket, target.host(), quint16(target.port()),
                   "HTTP/1.1 200 Connection established\r\n\r\n");
        return;
    }
    // The request goes on as it is; servers understand the absolute address too.
    const QUrl target = QUrl::fromEncoded(words.value(1));
    openTunnel(socket, target.host(), quint16(target.port(80)), {});
}

bool FakeProxy::readSocksGreeting(QTcpSocket *socket, Client &client)
{
    // Version, number of methods, methods.
    if (client.received.size() < 2 || client.received.size() < 2 + client.received[1])
        return false;
    const QByteArray methods = client.received.sliced(2, client.received[1]);
    client.received.remove(0, 2 + methods.size());
    const char wanted = m_user.isEmpty() ? '\0' : '\x02';
    if (!methods.contains(wanted)) {
        refuse(socket, QByteArray("\x05\xff", 2));
        return false;
    }
    socket->write(QByteArray("\x05") + wanted);
    client.step = m_user.isEmpty() ? Step::Request : Step::Password;
    return true;
}

bool FakeProxy::readSocksPassword(QTcpSocket *socket, Client &client)
{
    // Version, length, user, length, password.
    const QByteArray &data = client.received;
    if (data.size() < 2 || data.size() < 3 + data[1] ||
        data.size() < 3 + data[1] + data[2 + data[1]])
        return false;
    const QByteArray user = data.sliced(2, data[1]);
    const QByteArray password = data.sliced(3 + user.size(), data[2 + user.size()]);
    client.received.remove(0, 3 + user.size() + password.size());
    if (user != m_user || password != m_password) {
        refuse(socket, QByteArray("\x01\x01", 2));
        return false;
    }
    socket->write(QByteArray("\x01\x00", 2));
    client.step = Step::Request;
    return true;
}

bool FakeProxy::readSocksRequest(QTcpSocket *socket, Client &client)
{
    // Version, command, 0, kind of address, address, port.
    const QByteArray &data = client.received;
    if (data.size() < 5)
        return false;
    const bool isName = data[3] == '\x03';
    const qsizetype length = isName ? data[4] : (data[3] == '\x01' ? 4 : 16);
    const qsizetype start = isName ? 5 : 4;
    if (data.size() < start + length + 2)
        return false;
    const QByteArray address = data.sliced(start, length);
    QString host = QString::fromUtf8(address);
    if (data[3] == '\x01')
        host = QHostAddress(qFromBigEndian<quint32>(address.constData())).toString();
    else if (!isName)
        host = QHostAddress(reinterpret_cast<const quint8 *>(address.constData())).toString();
    const auto port = qFromBigEndian<quint16>(data.constData() + start + length);
    client.received.remove(0, start + length + 2);
    openTunnel(socket, host, port, QByteArray("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00", 10));
    return true;
}

void FakeProxy::openTunnel(QTcpSocket *socket, const QString &host, quint16 port,
                           const QByteArray &success)
{
    m_targets.append(host + u':' + QString::number(port));
    m_clients[socket].step = Step::Tunnel;
    auto *server = new QTcpSocket(socket);
    connect(server, &QTcpSocket::connected, socket, [this, socket, server, success] {
        socket->write(success);
        server->write(m_clients[socket].received);
        server->write(socket->readAll());
        connect(socket, &QTcpSocket::readyRead, server,
                [socket, server] { server->write(socket->readAll()); });
    });
    connect(server, &QTcpSocket::readyRead, socket,
            [socket, server] { socket->write(server->readAll()); });
    connect(server, &QTcpSocket::disconnected, socket, [socket] { socket->disconnectFromHost(); });
    connect(server, &QTcpSocket::errorOccurred, socket, [socket, server] {
        if (server->state() != QAbstractSocket::ConnectedState)
            socket->disconnectFromHost();
    });
    connect(socket, &QTcpSocket::disconnected, server, [server] { server->disconnectFromHost(); });
    server->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
}

void FakeProxy::refuse(QTcpSocket *socket, const QByteArray &answer)
{
    ++m_refused;
    socket->write(answer);
    socket->disconnectFromHost();
}

} // namespace Orderflow
