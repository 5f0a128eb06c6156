#pragma once

#include "gui/source/statussource.h"

#include <optional>

namespace Orderflow {

/// Remembers since when the verdict is what it is; figures in it are no news. It may be given
/// statuses with any time between them.
class VerdictWatch
{
public:
    struct Since
    {
        UtcMicroseconds time;
        /// It was so when first looked at, or when looked at again after a while.
        bool isOrEarlier = false;
    };

    /// As of the newest status; nothing before there is one.
    std::optional<Since> update(const ShownStatus &shown);

private:
    QString m_verdict;
    std::optional<Since> m_since;
    UtcMicroseconds m_lastTime{};
};

} // namespace Orderflow
