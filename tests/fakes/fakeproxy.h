#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>

namespace Orderflow {

/// A proxy on a free port of the loopback that speaks HTTP (CONNECT, or requests of an absolute
/// address, which is how clients ask for plain http) or SOCKS5. Whatever host it is asked for, it
/// connects to that port of the loopback, so that a test may give its server any name. Lives in
/// the test's thread.
class FakeProxy : public QObject
{
    Q_OBJECT

public:
    enum class Kind { Http, Socks5 };

    explicit FakeProxy(Kind kind, QObject *parent = nullptr);
    ~FakeProxy() override;

    quint16 port() const { return m_server.serverPort(); }

    /// From now on, only who gives these gets through.
    void requireUser(const QByteArray &user, const QByteArray &password);

    /// How many clients have come, and how many of them were sent away for their password.
    int connectionCount() const { return m_connections; }
    int refusedCount() const { return m_refused; }
    /// `host:port` of every connection onwards, in their order; a name only where the client left
    /// it to the proxy to look it up.
    const QStringList &targets() const { return m_targets; }

private:
    enum class Step { Greeting, Password, Request, Tunnel };

    struct Client
    {
        Step step = Step::Greeting;
        QByteArray received;
    };

    void onNewConnection();
    void onReadyRead(QTcpSocket *socket);
    void readHttp(QTcpSocket *socket, Client &client);
    bool knowsUser(const QByteArrayList &headers) const;
    /// Each takes what it understands from `received`; false until there is enough.
    bool readSocksGreeting(QTcpSocket *socket, Client &client);
    bool readSocksPassword(QTcpSocket *socket, Client &client);
    bool readSocksRequest(QTcpSocket *socket, Client &client);
    void openTunnel(QTcpSocket *socket, const QString &host, quint16 port,
                    const QByteArray &success);
    void refuse(QTcpSocket *socket, const QByteArray &answer);

    Kind m_kind;
    QTcpServer m_server;
    QByteArray m_user;
    QByteArray m_password;
    QHash<QTcpSocket *, Client> m_clients;
    int m_connections = 0;
    int m_refused = 0;
    QStringList m_targets;
};

} // namespace Orderflow
