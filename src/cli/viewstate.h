#pragma once

#include "market/symbol.h"
#include "process/logging.h"
#include "ratehistory.h"
#include "remote/linktrouble.h"
#include "symbolcolumns.h"
#include "viewtext.h"

#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace Orderflow {

/// What the user has chosen to see.
struct ViewChoices
{
    /// Whose book is shown; where it is not among those shown, the first of them.
    Symbol selected;
    SymbolSort sort;
    /// Shown are the symbols whose name contains it.
    QString filter;
    /// Keys go into the filter.
    bool isTypingFilter = false;
    bool showsHelp = false;
};

/// When what is wrong began.
struct TroubleStart
{
    UtcMicroseconds time{};
    /// It was so when it was first looked at, so it may be older.
    bool isOlder = false;
};

/// What the live view depends on besides the status.
struct ViewState
{
    int columns = 80;
    int rows = 24;
    Glyphs glyphs = Glyphs::Unicode;
    ViewChoices choices;
    /// Oldest first.
    std::vector<LogLine> log;
    RateHistory rates;
    /// Where the verdict is not a good one.
    std::optional<TroubleStart> troubled;
    std::optional<LinkTrouble> link;
};

/// What was drawn, as far as keys depend on it.
struct ViewFacts
{
    /// The symbols that the filter leaves, as they are sorted.
    std::vector<Symbol> symbols;
    /// Lines of the table.
    int symbolRows = 1;
    /// The columns of the table that have room.
    std::vector<SymbolField> columns;
};

struct ViewKey
{
    enum class Kind {
        Text,
        Up,
        Down,
        PageUp,
        PageDown,
        Home,
        End,
        Left,
        Right,
        Enter,
        Escape,
        Backspace,
        Other
    };

    Kind kind = Kind::Other;
    /// Where it is a text.
    char32_t character = 0;
};

/// What the key makes of the choices; `facts` are of the view that the user saw. True where the
/// user wants to leave. Pure.
bool applyKey(ViewChoices &choices, const ViewKey &key, const ViewFacts &facts);

/// The symbol whose book is shown: the selected one where it is in `symbols`, else the first; empty
/// where there is none.
Symbol shownSymbol(const Symbol &selected, const std::vector<Symbol> &symbols);

} // namespace Orderflow
