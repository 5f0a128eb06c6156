#pragma once

#include <QString>

#include <chrono>

namespace Orderflow {

/// What keeps a status that comes from elsewhere from being new.
struct LinkTrouble
{
    /// Where it comes from, such as `127.0.0.1:9464`.
    QString address;
    /// How long there has been no answer.
    std::chrono::nanoseconds since{};
    /// Empty where it is not known yet.
    QString reason;
};

} // namespace Orderflow
