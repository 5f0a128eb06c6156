#pragma once

#include "monitor/recorderstatus.h"
#include "viewstate.h"

namespace Orderflow {

/// The smallest terminal that the live view is drawn on.
inline constexpr int MinViewColumns = 60;
inline constexpr int MinViewRows = 15;

struct DrawnView
{
    /// Exactly as many lines as the terminal has, of at most as many columns.
    ViewLines lines;
    ViewFacts facts;
};

/// The live view, for a terminal of any size; one that is too small gets a line that says so. Pure.
DrawnView layoutView(const RecorderStatus &status, const ViewState &view);

} // namespace Orderflow
