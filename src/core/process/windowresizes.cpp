#include "process/windowresizes.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace Orderflow {

namespace {

int s_resizeReadEnd = -1;
int s_resizeWriteEnd = -1;

void handleResize(int)
{
    const int formerError = errno;
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = write(s_resizeWriteEnd, &byte, 1);
    errno = formerError;
}

} // namespace

WindowResizes::WindowResizes(QObject *parent)
    : QObject(parent)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals: %s", std::strerror(errno));
    s_resizeReadEnd = ends[0];
    s_resizeWriteEnd = ends[1];
    m_notifier = new QSocketNotifier(s_resizeReadEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        std::array<char, 64> bytes{};
        while (read(s_resizeReadEnd, bytes.data(), bytes.size()) > 0) {
        }
        emit resized();
    });
    struct sigaction action = {};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    action.sa_handler = &handleResize;
    sigaction(SIGWINCH, &action, &m_former);
}

WindowResizes::~WindowResizes()
{
    sigaction(SIGWINCH, &m_former, nullptr);
    delete m_notifier;
    close(s_resizeReadEnd);
    close(s_resizeWriteEnd);
    s_resizeReadEnd = -1;
    s_resizeWriteEnd = -1;
}

} // namespace Orderflow
