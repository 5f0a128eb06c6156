#include "process/posixsignals.h"

#include "process/terminalreset.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace Orderflow {

namespace {

constexpr std::array Handled{SIGINT, SIGTERM, SIGHUP, SIGPIPE};

// All that a handler may touch. The pipe carries one byte for each signal to the event loop.
int s_readEnd = -1;
int s_writeEnd = -1;
std::atomic<int> s_interrupts = 0;

static_assert(std::atomic<int>::is_always_lock_free);

void handleSignal(int signal)
{
    const int formerError = errno;
    if (signal == SIGINT && s_interrupts.fetch_add(1) > 0) {
        TerminalReset::apply();
        _exit(128 + signal);
    }
    const char byte = char(signal);
    [[maybe_unused]] const ssize_t written = write(s_writeEnd, &byte, 1);
    errno = formerError;
}

} // namespace

struct PosixSignals::Handlers
{
    std::array<struct sigaction, Handled.size()> actions;
};

PosixSignals::PosixSignals(QObject *parent)
    : StopRequests(parent)
    , m_former(std::make_unique<Handlers>())
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals: %s", std::strerror(errno));
    s_readEnd = ends[0];
    s_writeEnd = ends[1];
    s_interrupts = 0;
    m_notifier = new QSocketNotifier(s_readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &PosixSignals::readSignals);

    for (std::size_t i = 0; i < Handled.size(); ++i) {
        struct sigaction action = {};
        sigemptyset(&action.sa_mask);
        action.sa_flags = SA_RESTART;
        action.sa_handler = Handled[i] == SIGPIPE ? SIG_IGN : &handleSignal;
        sigaction(Handled[i], nullptr, &m_former->actions[i]);
        const bool isLeftIgnored =
            Handled[i] == SIGHUP && m_former->actions[i].sa_handler == SIG_IGN;
        if (!isLeftIgnored)
            sigaction(Handled[i], &action, nullptr);
    }
}

PosixSignals::~PosixSignals()
{
    for (std::size_t i = 0; i < Handled.size(); ++i)
        sigaction(Handled[i], &m_former->actions[i], nullptr);
    delete m_notifier;
    close(s_readEnd);
    close(s_writeEnd);
    s_readEnd = -1;
    s_writeEnd = -1;
}

void PosixSignals::readSignals()
{
    std::array<char, 16> bytes{};
    bool isAny = false;
    while (read(s_readEnd, bytes.data(), bytes.size()) > 0)
        isAny = true;
    if (isAny)
        emit stopRequested();
}

} // namespace Orderflow
