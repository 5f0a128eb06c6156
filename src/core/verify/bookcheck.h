#pragma once

#include "verify/rowaudit.h"

#include "market/depthupdate.h"

namespace Orderflow {

/// Holds the levels of one depth update against what its stream delivers. A partial book has bids
/// that fall, asks that rise, no level that crosses, and as many levels a side as its stream's name
/// says; thin books have fewer, which the checksum has to prove. The levels of a diff come in any
/// order, may be of quantity 0, and name each price once a side.
void checkBook(const StreamReport &report, const RowName &row, const DepthUpdate &update,
               RowAudit::Proof proof);

} // namespace Orderflow
