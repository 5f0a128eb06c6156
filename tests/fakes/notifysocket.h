#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QTemporaryDir>

/// Listens where a service manager would: what NOTIFY_SOCKET names.
class NotifySocket
{
public:
    NotifySocket();
    ~NotifySocket();
    Q_DISABLE_COPY_MOVE(NotifySocket)

    /// What NOTIFY_SOCKET has to say.
    QString path() const { return m_folder.filePath(QStringLiteral("notify")); }

    /// All lines that have come so far, such as `READY=1`.
    const QByteArrayList &lines();
    /// How many of them are `line`.
    int count(const QByteArray &line) { return int(lines().count(line)); }

private:
    QTemporaryDir m_folder;
    int m_socket = -1;
    QByteArrayList m_lines;
};
