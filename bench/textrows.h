#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <string>

namespace Orderflow {

/// Rows in the text format of PostgreSQL's COPY, with the columns and values of the recorder's
/// binary ones: what those are measured against, and what psql reads.
void appendTextRow(std::string &rows, const AggTrade &trade);
void appendTextRow(std::string &rows, const DepthUpdate &update);

} // namespace Orderflow
