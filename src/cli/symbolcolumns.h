#pragma once

#include "monitor/recorderstatus.h"
#include "viewtext.h"

#include <QString>

#include <optional>
#include <span>
#include <vector>

namespace Orderflow {

/// What the table of symbols shows of each, in the order of its columns.
enum class SymbolField { Symbol, Last, Bid, Ask, Spread, Events, Rows, Lag, Age, Gaps, State };

struct SymbolColumn
{
    SymbolField field = SymbolField::Symbol;
    QString title;
    /// One line for the help.
    QString meaning;
    ViewText::Align align = ViewText::Align::Right;
    /// The smaller, the longer it stays when the terminal gets narrow.
    int priority = 0;
    Tone tone = Tone::Plain;
};

/// How the table is sorted; without a field as the recorder lists the symbols.
struct SymbolSort
{
    std::optional<SymbolField> field;
    bool isDescending = false;

    bool operator==(const SymbolSort &) const = default;
};

/// All columns, from left to right.
std::span<const SymbolColumn> symbolColumns();

/// What a column shows of a symbol in a status of `now`.
QString cellText(SymbolField field, const SymbolStatus &status, const ReceiveTime &now);

/// How a symbol stands in a word: `ok`, `waiting` for its first event, `mute` streams, or `silent`,
/// where none of its streams brought anything for half a minute.
QString stateWord(const SymbolStatus &status, const ReceiveTime &now);

/// From receiving to committing, the worst p99 of its streams; nothing where nothing was committed
/// lately.
std::optional<std::chrono::microseconds> commitLag(const SymbolStatus &status);

/// The places in `status.symbols` of those whose name contains `filter` in any case, sorted; what
/// is equal stays in order, and what has no value comes last.
std::vector<std::size_t> symbolOrder(const RecorderStatus &status, const SymbolSort &sort,
                                     const QString &filter);

} // namespace Orderflow
