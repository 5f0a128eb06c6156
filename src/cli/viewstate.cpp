#include "viewstate.h"

#include <algorithm>

namespace Orderflow {

namespace {

constexpr qsizetype MaxFilterLength = 40;

void moveSelection(ViewChoices &choices, int by, const ViewFacts &facts)
{
    if (facts.symbols.empty())
        return;
    const Symbol shown = shownSymbol(choices.selected, facts.symbols);
    const auto place = std::ranges::find(facts.symbols, shown) - facts.symbols.begin();
    const auto last = std::ptrdiff_t(facts.symbols.size()) - 1;
    choices.selected = facts.symbols[std::size_t(std::clamp(place + by, std::ptrdiff_t(0), last))];
}

/// The first sight of a number is for the large ones.
bool startsDescending(SymbolField field)
{
    return field != SymbolField::Symbol;
}

/// To the next column, to none beyond the last, and from none to the first.
void moveSort(ViewChoices &choices, int by, const ViewFacts &facts)
{
    const auto count = int(facts.columns.size());
    int place = by > 0 ? -1 : count;
    if (choices.sort.field) {
        const auto found = std::ranges::find(facts.columns, *choices.sort.field);
        if (found != facts.columns.end())
            place = int(found - facts.columns.begin());
    }
    place += by;
    if (place < 0 || place >= count)
        choices.sort = {};
    else
        choices.sort = {facts.columns[std::size_t(place)],
                        startsDescending(facts.columns[std::size_t(place)])};
}

/// Moves the selection where the key is for that.
void applyMove(ViewChoices &choices, ViewKey::Kind kind, const ViewFacts &facts)
{
    const int page = std::max(1, facts.symbolRows - 1);
    const auto all = int(facts.symbols.size());
    switch (kind) {
    case ViewKey::Kind::Up:
        return moveSelection(choices, -1, facts);
    case ViewKey::Kind::Down:
        return moveSelection(choices, 1, facts);
    case ViewKey::Kind::PageUp:
        return moveSelection(choices, -page, facts);
    case ViewKey::Kind::PageDown:
        return moveSelection(choices, page, facts);
    case ViewKey::Kind::Home:
        return moveSelection(choices, -all, facts);
    case ViewKey::Kind::End:
        return moveSelection(choices, all, facts);
    case ViewKey::Kind::Left:
        return moveSort(choices, -1, facts);
    case ViewKey::Kind::Right:
        return moveSort(choices, 1, facts);
    default:
        return;
    }
}

void applyFilterKey(ViewChoices &choices, const ViewKey &key)
{
    switch (key.kind) {
    case ViewKey::Kind::Text:
        if (choices.filter.size() < MaxFilterLength && QChar::isPrint(key.character))
            choices.filter += QChar::fromUcs4(key.character);
        break;
    case ViewKey::Kind::Backspace:
        if (!choices.filter.isEmpty() && choices.filter.back().isLowSurrogate())
            choices.filter.chop(1);
        choices.filter.chop(1);
        break;
    case ViewKey::Kind::Enter:
        choices.isTypingFilter = false;
        break;
    case ViewKey::Kind::Escape:
        choices.isTypingFilter = false;
        choices.filter.clear();
        break;
    default:
        break;
    }
}

void applyLetter(ViewChoices &choices, char32_t letter, const ViewFacts &facts)
{
    switch (letter) {
    case U'k':
        return applyMove(choices, ViewKey::Kind::Up, facts);
    case U'j':
        return applyMove(choices, ViewKey::Kind::Down, facts);
    case U'g':
        return applyMove(choices, ViewKey::Kind::Home, facts);
    case U'G':
        return applyMove(choices, ViewKey::Kind::End, facts);
    case U'<':
        return applyMove(choices, ViewKey::Kind::Left, facts);
    case U'>':
        return applyMove(choices, ViewKey::Kind::Right, facts);
    case U'r':
        choices.sort.isDescending = choices.sort.field && !choices.sort.isDescending;
        return;
    case U'/':
        choices.isTypingFilter = true;
        return;
    case U'?':
    case U'h':
        choices.showsHelp = true;
        return;
    default:
        return;
    }
}

} // namespace

Symbol shownSymbol(const Symbol &selected, const std::vector<Symbol> &symbols)
{
    if (symbols.empty())
        return {};
    return std::ranges::find(symbols, selected) != symbols.end() ? selected : symbols.front();
}

bool applyKey(ViewChoices &choices, const ViewKey &key, const ViewFacts &facts)
{
    const bool isText = key.kind == ViewKey::Kind::Text;
    if (choices.isTypingFilter) {
        applyFilterKey(choices, key);
        applyMove(choices, key.kind, facts);
        return false;
    }
    if (isText && (key.character == U'q' || key.character == U'Q'))
        return true;
    if (choices.showsHelp) {
        // Whatever it is, it was not meant for what cannot be seen.
        choices.showsHelp = false;
        return false;
    }
    if (isText)
        applyLetter(choices, key.character, facts);
    else if (key.kind == ViewKey::Kind::Escape)
        choices.filter.clear();
    else
        applyMove(choices, key.kind, facts);
    return false;
}

} // namespace Orderflow
