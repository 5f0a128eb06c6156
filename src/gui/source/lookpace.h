#pragma once

#include <chrono>

namespace Orderflow {

/// How often the window looks at its recorder: as often as it likes, and less often where that
/// would take more than a tenth of a core, as with many symbols on a slow machine.
namespace LookPace {

/// As rare as looks become by what they cost.
inline constexpr std::chrono::milliseconds Slowest{250};

/// The time from one look to the next. `used` is the thread's processor time of the last turn, from
/// look to look, with all that was painted in it.
std::chrono::milliseconds next(std::chrono::nanoseconds used, std::chrono::milliseconds usual);

/// The processor time of the calling thread since it began.
std::chrono::nanoseconds threadTime();

} // namespace LookPace

} // namespace Orderflow
