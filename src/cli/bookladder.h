#pragma once

#include "monitor/recorderstatus.h"
#include "viewtext.h"

namespace Orderflow {

/// The book of a symbol with a bar for each quantity; the best levels are next to each other, and
/// the level at which the last trade was made is marked.
namespace BookLadder {

/// Asks above bids, between them spread and last trade; in all up to `height` lines of `width`.
ViewLines tall(const SymbolIntake &intake, int width, int height, Glyphs glyphs);

/// Bids beside asks, best first, in up to `height` lines of `width`.
ViewLines flat(const SymbolIntake &intake, int width, int height, Glyphs glyphs);

/// `last 65000.1 × 0.250 bought`, or what says that there is none yet.
QString lastTradeText(const SymbolIntake &intake);

} // namespace BookLadder

} // namespace Orderflow
