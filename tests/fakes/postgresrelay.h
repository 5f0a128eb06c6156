#pragma once

#include <QObject>
#include <QTcpServer>
#include <QThread>

#include <atomic>

class QTcpSocket;

/// A network in front of a PostgreSQL server, on a free port of the loopback, that may lose an
/// answer. It has a thread of its own, because libpq blocks the test's.
class PostgresRelay
{
public:
    PostgresRelay(QString host, quint16 port);
    ~PostgresRelay();
    Q_DISABLE_COPY_MOVE(PostgresRelay)

    quint16 port() const { return m_port; }

    /// The next COMMIT reaches the server, and once that has done it, the connection is cut instead
    /// of the answer delivered.
    void loseAnswerOfNextCommit() { m_losesNextCommit = true; }

private:
    void serve();
    void join(QTcpSocket *client);

    QString m_host;
    quint16 m_serverPort;
    quint16 m_port = 0;
    std::atomic_bool m_losesNextCommit = false;
    QThread m_thread;
    /// Lives in the thread, as do its sockets.
    QTcpServer m_server;
};
