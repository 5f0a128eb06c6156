#include "process/terminalreset.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <vector>

#include <termios.h>
#include <unistd.h>

namespace Orderflow {

namespace {

constexpr std::array Crashes{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

// All that a handler may touch.
std::atomic<bool> s_isArmed = false;
std::array<char, 256> s_text;
std::atomic<std::size_t> s_size = 0;
termios s_modes;
std::atomic<bool> s_hasModes = false;
std::array<struct sigaction, Crashes.size()> s_former;

static_assert(std::atomic<bool>::is_always_lock_free);

/// An overflow of the stack leaves no room for a handler on it.
std::vector<char> &handlerStack()
{
    static std::vector<char> stack(std::size_t(64) << 10);
    return stack;
}

void handleCrash(int signal)
{
    TerminalReset::apply();
    const auto place = std::size_t(std::ranges::find(Crashes, signal) - Crashes.begin());
    sigaction(signal, &s_former[place], nullptr);
    // Held back until this handler returns, and then it is the former one's.
    raise(signal);
}

} // namespace

TerminalReset::TerminalReset()
{
    s_hasModes = tcgetattr(STDOUT_FILENO, &s_modes) == 0;
}

void TerminalReset::arm(const QByteArray &text)
{
    Q_ASSERT(!s_isArmed);
    s_size = std::min(std::size_t(text.size()), s_text.size());
    std::copy_n(text.begin(), s_size.load(), s_text.begin());
    s_isArmed = true;

    stack_t stack{};
    stack.ss_sp = handlerStack().data();
    stack.ss_size = handlerStack().size();
    const bool hasStack = sigaltstack(&stack, nullptr) == 0;
    for (std::size_t i = 0; i < Crashes.size(); ++i) {
        struct sigaction action = {};
        sigemptyset(&action.sa_mask);
        action.sa_flags = hasStack ? SA_ONSTACK : 0;
        action.sa_handler = &handleCrash;
        sigaction(Crashes[i], &action, &s_former[i]);
    }
}

TerminalReset::~TerminalReset()
{
    if (!s_isArmed.exchange(false))
        return;
    for (std::size_t i = 0; i < Crashes.size(); ++i)
        sigaction(Crashes[i], &s_former[i], nullptr);
}

void TerminalReset::apply() noexcept
{
    if (!s_isArmed)
        return;
    const int formerError = errno;
    [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, s_text.data(), s_size);
    if (s_hasModes)
        tcsetattr(STDOUT_FILENO, TCSANOW, &s_modes);
    errno = formerError;
}

} // namespace Orderflow
