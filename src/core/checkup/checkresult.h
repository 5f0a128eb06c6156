#pragma once

#include <QString>

namespace Orderflow {

/// What one look at what recording needs has shown.
struct CheckResult
{
    enum class Outcome {
        Pass,
        /// It works, and something about it needs a look.
        Warn,
        Fail,
        /// It was not looked at; what was found says why.
        Skipped
    };

    /// What was looked at, such as `Database schema`.
    QString name;
    Outcome outcome = Outcome::Skipped;
    /// A sentence without its full stop, without secrets.
    QString found;
    /// What to do; empty where there is nothing to do.
    QString advice = QString();

    bool operator==(const CheckResult &) const = default;
};

} // namespace Orderflow
