#include "fakes/postgresrelay.h"

#include <QTcpSocket>

#include <memory>

PostgresRelay::PostgresRelay(QString host, quint16 port)
    : m_host(std::move(host))
    , m_serverPort(port)
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(m_server.errorString()));
    m_port = m_server.serverPort();
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { serve(); });
    m_server.moveToThread(&m_thread);
    m_thread.start();
}

PostgresRelay::~PostgresRelay()
{
    QMetaObject::invokeMethod(
        &m_server,
        [this] {
            qDeleteAll(m_server.findChildren<QTcpSocket *>(Qt::FindDirectChildrenOnly));
            m_server.close();
            m_server.moveToThread(nullptr);
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void PostgresRelay::serve()
{
    while (QTcpSocket *client = m_server.nextPendingConnection())
        join(client);
}

void PostgresRelay::join(QTcpSocket *client)
{
    auto *server = new QTcpSocket(client);
    const auto loses = std::make_shared<bool>(false);
    QObject::connect(client, &QTcpSocket::readyRead, server, [this, client, server, loses] {
        const QByteArray bytes = client->readAll();
        if (bytes.contains("COMMIT") && m_losesNextCommit.exchange(false))
            *loses = true;
        server->write(bytes);
    });
    QObject::connect(server, &QTcpSocket::readyRead, client, [client, server, loses] {
        const QByteArray bytes = server->readAll();
        if (*loses)
            client->abort();
        else
            client->write(bytes);
    });
    QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    QObject::connect(client, &QTcpSocket::disconnected, client, &QTcpSocket::deleteLater);
    server->connectToHost(m_host, m_serverPort);
}
