#include "binance/symbolselection.h"

#include <QStringList>

#include <algorithm>
#include <optional>
#include <string_view>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const std::u32string Everything = U"*";

/// Whether `pattern` fits the whole of `text`. Goes back to the last star only, which is enough
/// and keeps it from taking for ever.
bool fits(std::u32string_view pattern, std::u32string_view text)
{
    std::size_t inPattern = 0;
    std::size_t inText = 0;
    std::optional<std::size_t> star;
    std::size_t starText = 0;
    while (inText < text.size()) {
        const bool hasMore = inPattern < pattern.size();
        if (hasMore && pattern[inPattern] == U'*') {
            star = inPattern++;
            starText = inText;
        } else if (hasMore && (pattern[inPattern] == U'?' || pattern[inPattern] == text[inText])) {
            ++inPattern;
            ++inText;
        } else if (star) {
            inPattern = *star + 1;
            inText = ++starText;
        } else {
            return false;
        }
    }
    while (inPattern < pattern.size() && pattern[inPattern] == U'*')
        ++inPattern;
    return inPattern == pattern.size();
}

bool isWildcard(QChar c)
{
    return c == u'*' || c == u'?';
}

/// `text` as a pattern in the case of symbols, or nothing where it could fit none.
std::optional<std::u32string> parsePattern(QStringView text)
{
    QString pattern;
    QString withoutWildcards;
    for (const QChar c : text) {
        const bool isLower = c >= u'a' && c <= u'z';
        pattern += isLower ? QChar(c.unicode() - u'a' + u'A') : c;
        if (!isWildcard(c))
            withoutWildcards += c;
    }
    if (text.isEmpty() || (!withoutWildcards.isEmpty() && !Symbol::parse(withoutWildcards)))
        return std::nullopt;
    return pattern.toStdU32String();
}

template <typename T>
void appendOnce(std::vector<T> &list, const T &value)
{
    if (std::ranges::find(list, value) == list.end())
        list.push_back(value);
}

QString text(const std::u32string &pattern)
{
    return QString::fromStdU32String(pattern);
}

} // namespace

bool SymbolSelection::add(QStringView term)
{
    const bool isAll = term.compare("all"_L1, Qt::CaseInsensitive) == 0;
    if (term.startsWith(u'!')) {
        const auto pattern = parsePattern(term.sliced(1));
        // What leaves out everything is a mistake.
        if (!pattern || pattern->find_first_not_of(U'*') == Pattern::npos || *pattern == U"ALL")
            return false;
        appendOnce(m_exclusions, *pattern);
    } else if (isAll || std::ranges::any_of(term, isWildcard)) {
        const auto pattern = isAll ? Everything : parsePattern(term);
        if (!pattern)
            return false;
        appendOnce(m_patterns, *pattern);
    } else {
        const std::optional<Symbol> symbol = Symbol::parse(term);
        if (!symbol)
            return false;
        appendOnce(m_names, *symbol);
    }
    return true;
}

bool SymbolSelection::isDynamic() const
{
    return !m_patterns.empty() || (m_names.empty() && !m_exclusions.empty());
}

bool SymbolSelection::excludes(const Symbol &symbol) const
{
    if (!m_shard.has(symbol))
        return true;
    const std::u32string name = symbol.toString().toStdU32String();
    return std::ranges::any_of(m_exclusions,
                               [&name](const Pattern &pattern) { return fits(pattern, name); });
}

bool SymbolSelection::selects(const Contract &contract) const
{
    if (contract.status != "TRADING" || contract.contractType != "PERPETUAL" ||
        contract.quoteAsset != "USDT")
        return false;
    const std::u32string name = contract.symbol.toString().toStdU32String();
    const bool isWanted = (m_patterns.empty() && m_names.empty()) ||
                          std::ranges::any_of(m_patterns, [&name](const Pattern &pattern) {
                              return fits(pattern, name);
                          });
    return isWanted && !excludes(contract.symbol);
}

std::vector<Symbol> SymbolSelection::names() const
{
    std::vector<Symbol> names;
    std::ranges::copy_if(m_names, std::back_inserter(names),
                         [this](const Symbol &symbol) { return !excludes(symbol); });
    return names;
}

std::vector<Symbol> SymbolSelection::resolve(const std::vector<Contract> &contracts) const
{
    std::vector<Symbol> symbols = names();
    if (isDynamic()) {
        for (const Contract &contract : contracts) {
            if (selects(contract))
                symbols.push_back(contract.symbol);
        }
    }
    std::ranges::sort(symbols);
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    return symbols;
}

QString SymbolSelection::toString() const
{
    QStringList terms;
    for (const Symbol &symbol : m_names)
        terms << symbol.toString();
    for (const Pattern &pattern : m_patterns)
        terms << (pattern == Everything ? u"all"_s : text(pattern));
    for (const Pattern &pattern : m_exclusions)
        terms << u'!' + text(pattern);
    return terms.join(u',');
}

QString SymbolSelection::describe() const
{
    return m_shard.isAll() ? toString() : toString() + u" in SHARD="_s + m_shard.toString();
}

} // namespace Orderflow
