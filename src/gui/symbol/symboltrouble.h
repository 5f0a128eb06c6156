#pragma once

#include "gui/source/statussource.h"

#include <QStringList>

namespace Orderflow {

/// How a symbol is recorded.
struct SymbolVerdict
{
    Health health = Health::Off;
    /// Sentences for the user, the worst first; never empty.
    QStringList sentences;
};

/// What is wrong with `symbol`, or that nothing is. Pure.
SymbolVerdict symbolVerdict(const ShownStatus &shown, const Symbol &symbol);

/// Why there is no book of `symbol` to be seen, where there is none, and what to do. Pure.
QString whyNoBook(const ShownStatus &shown, const Symbol &symbol);

} // namespace Orderflow
