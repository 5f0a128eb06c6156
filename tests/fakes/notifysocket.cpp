#include "fakes/notifysocket.h"

#include <array>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

NotifySocket::NotifySocket()
{
    m_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray file = path().toUtf8();
    if (m_socket < 0 || file.size() >= qsizetype(sizeof address.sun_path))
        qFatal("no socket at %s", file.constData());
    std::copy(file.begin(), file.end(), address.sun_path);
    if (bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        qFatal("no socket at %s", file.constData());
}

NotifySocket::~NotifySocket()
{
    close(m_socket);
}

const QByteArrayList &NotifySocket::lines()
{
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t size = recv(m_socket, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            return m_lines;
        for (const QByteArray &line : QByteArray(buffer.data(), size).split('\n')) {
            if (!line.isEmpty())
                m_lines << line;
        }
    }
}
