#pragma once

#include <QString>

#include <span>

namespace Orderflow {

/// What the program tells its caller when it ends. These numbers are part of its interface: they
/// are in the help and are never given another meaning. A second Ctrl-C ends the program at once
/// with 128 + the number of the signal.
enum class ExitCode : int {
    Success = 0,
    /// None of the reasons below.
    Failure = 1,
    /// An unknown command or option, or an option that does not fit.
    UsageError = 2,
    /// A setting has a value that is not allowed, or a settings file cannot be read.
    BadSetting = 3,
    /// The database cannot be opened, is of another version, or refuses to be written.
    DatabaseError = 4,
    /// The exchange cannot be used as the settings ask, such as for a symbol that it does not list.
    ExchangeError = 5,
    /// The recorder ended in order, and some events could not be kept.
    DataLost = 6,
    /// What was verified differs from what the gap ledger claims, or from the archive.
    Mismatch = 7,
    /// What was checked up keeps recording from working.
    CheckFailed = 8,
};

struct ExitCodeText
{
    ExitCode code;
    QString text;
};

/// What each code means, in their order, for the help.
std::span<const ExitCodeText> exitCodeTexts();

} // namespace Orderflow
