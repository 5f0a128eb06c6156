#pragma once

#include "gui/source/statussource.h"

#include <QString>

namespace Orderflow {

/// How the capture of a symbol stands; the later here, the worse.
enum class SymbolCondition {
    /// There is no answer from the recorder.
    Unknown,
    /// Nothing is recorded at all.
    Off,
    Complete,
    /// Its first event has not come yet.
    Waiting,
    /// Holes were found since the start.
    Gaps,
    /// Nothing has come for longer than SilenceLimit.
    Silent,
    /// A stream of it delivers nothing, whatever was tried.
    Mute
};

/// Of `symbol`, which is of what is shown.
SymbolCondition conditionOf(const SymbolStatus &symbol, const ShownStatus &shown);

Health healthOf(SymbolCondition condition);

/// In a word, for a narrow column.
QString wordOf(SymbolCondition condition);

/// What the word means, and what to do.
QString explanationOf(SymbolCondition condition);

} // namespace Orderflow
