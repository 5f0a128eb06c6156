#include "binance/streamname.h"

#include <algorithm>
#include <array>
#include <utility>

namespace Orderflow {

namespace {

// The whole list, because every other name is acknowledged by the exchange and stays silent.
constexpr std::array<std::string_view, 13> DepthTypes{
    "depth",        "depth@0ms",     "depth@100ms",  "depth@500ms",   "depth5",
    "depth5@100ms", "depth5@500ms",  "depth10",      "depth10@100ms", "depth10@500ms",
    "depth20",      "depth20@100ms", "depth20@500ms"};
constexpr std::array<std::string_view, 1> AggTradeTypes{"aggTrade"};

constexpr std::size_t longestOf(std::span<const std::string_view> types)
{
    return std::ranges::max(types, {}, &std::string_view::size).size();
}
static_assert(StreamName::MaxBytes ==
              Symbol::MaxBytes + 1 + std::max(longestOf(DepthTypes), longestOf(AggTradeTypes)));

std::optional<StreamKind> kindOf(std::string_view type)
{
    for (const StreamKind kind : {StreamKind::AggTrade, StreamKind::Depth}) {
        if (std::ranges::find(streamTypes(kind), type) != streamTypes(kind).end())
            return kind;
    }
    return std::nullopt;
}

} // namespace

QLatin1StringView routeName(Route route)
{
    return route == Route::Public ? QLatin1StringView("public") : QLatin1StringView("market");
}

std::span<const std::string_view> streamTypes(StreamKind kind)
{
    if (kind == StreamKind::Depth)
        return DepthTypes;
    return AggTradeTypes;
}

StreamName::StreamName(Symbol symbol, std::string type, StreamKind kind)
    : m_symbol(std::move(symbol))
    , m_type(std::move(type))
    , m_kind(kind)
{}

std::optional<StreamName> StreamName::parse(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::optional<Symbol> symbol = Symbol::parse(text.substr(0, at));
    if (!symbol)
        return std::nullopt;
    return make(*symbol, text.substr(at + 1));
}

std::optional<StreamName> StreamName::make(const Symbol &symbol, std::string_view type)
{
    const std::optional<StreamKind> kind = kindOf(type);
    if (!kind || symbol.isEmpty())
        return std::nullopt;
    return StreamName(symbol, std::string(type), *kind);
}

Route StreamName::route() const
{
    return m_kind == StreamKind::Depth ? Route::Public : Route::Market;
}

std::string StreamName::toString() const
{
    return m_symbol.toStreamPrefix() + '@' + m_type;
}

} // namespace Orderflow
