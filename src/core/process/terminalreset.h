#pragma once

#include <QByteArray>

namespace Orderflow {

/// Gives the terminal back as it was, however the process ends: from arm() to the end of the
/// object, a crash (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT) first does what apply() does and then
/// goes its way, core dump and all. There is at most one at a time.
class TerminalReset
{
public:
    /// Remembers the modes of the terminal on the standard output.
    TerminalReset();
    ~TerminalReset();
    /// `text` is what the terminal wants to hear to show its normal screen again, at most 256
    /// bytes.
    void arm(const QByteArray &text);
    TerminalReset(const TerminalReset &) = delete;
    TerminalReset &operator=(const TerminalReset &) = delete;

    /// Where one is armed, writes its text to the standard output and restores the modes. May be
    /// called from a signal handler.
    static void apply() noexcept;
};

} // namespace Orderflow
