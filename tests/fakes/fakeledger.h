#pragma once

#include "ledger/ledgerspan.h"

namespace Orderflow {

/// Ledgers of recorders that do not exist, for tests of what shows them.
namespace FakeLedger {

/// The end of each of them.
UtcMicroseconds now();

/// A hole in `stream` of `symbol`, so many minutes before now(), open, with ids where it is of
/// trades. Its id is one that it shares with no other.
LedgerGap gap(std::string_view symbol, std::string_view stream, int minutesAgo,
              std::chrono::seconds length);

/// A day of `symbols` symbols, `S0USDT` and so on, with two streams each: a restart, seamless
/// reconnects, and gaps of each status. The last symbol has been recorded for an hour only.
LedgerSpan day(int symbols);

/// Every member of it has a value of its own, sensible or not.
LedgerSpan full();

} // namespace FakeLedger

} // namespace Orderflow
