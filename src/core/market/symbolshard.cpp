#include "market/symbolshard.h"

#include <cstdint>

#include <xxhash.h>

namespace Orderflow {

namespace {

std::optional<int> parseNumber(QStringView text, int least, int most)
{
    constexpr qsizetype MostDigits = 3;
    if (text.isEmpty() || text.size() > MostDigits)
        return std::nullopt;
    int number = 0;
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        number = number * 10 + (c.unicode() - u'0');
    }
    return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

} // namespace

SymbolShard SymbolShard::of(const Symbol &symbol, int count)
{
    const std::uint64_t hash = XXH3_64bits(symbol.name().data(), symbol.name().size());
    return {static_cast<int>(hash % static_cast<std::uint64_t>(count)) + 1, count};
}

std::optional<SymbolShard> SymbolShard::parse(QStringView text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash < 0)
        return std::nullopt;
    const auto count = parseNumber(text.sliced(slash + 1).trimmed(), 1, MaxCount);
    if (!count)
        return std::nullopt;
    const auto number = parseNumber(text.first(slash).trimmed(), 1, *count);
    if (!number)
        return std::nullopt;
    return SymbolShard{*number, *count};
}

QString SymbolShard::toString() const
{
    return QStringLiteral("%1/%2").arg(number).arg(count);
}

} // namespace Orderflow
