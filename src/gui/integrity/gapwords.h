#pragma once

#include "ledger/ledgerspan.h"

#include <QCoreApplication>
#include <QString>

namespace Orderflow {

/// What became of a gap, for people: that of the ledger, and whether it is one at all.
enum class GapState {
    /// An interruption that was proved to have left nothing out.
    Seamless,
    Filled,
    Unfillable,
    Open
};

GapState stateOf(const CaptureGap &gap);

/// The gap ledger in the user's words.
class GapWords
{
    Q_DECLARE_TR_FUNCTIONS(GapWords)

public:
    static QString state(GapState state);
    static QString reason(GapReason reason);
    /// Such as `BTCUSDT aggTrade`; in words where the ledger does not know whose the gap is.
    static QString stream(const CaptureGap &gap);
    /// The whole row in sentences.
    static QString sentences(const LedgerGap &row);
    /// Why a connection ended, by the name that the ledger has for it.
    static QString connectionEnd(const CaptureConnection &connection);

private:
    static QString missing(const CaptureGap &gap);
};

} // namespace Orderflow
