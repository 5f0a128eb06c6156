#pragma once

#include "market/symbol.h"

#include <QLatin1StringView>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace Orderflow {

/// The endpoint groups of the exchange's WebSocket host; each delivers its own streams only.
/// Source: change notice of 2026-03-05, in force since 2026-04-23.
enum class Route { Public, Market };

/// `public` or `market`.
QLatin1StringView routeName(Route route);

enum class StreamKind { AggTrade, Depth };

/// Every stream of `kind` that this program records, without its symbol.
std::span<const std::string_view> streamTypes(StreamKind kind);

/// One stream of one symbol, such as `btcusdt@depth5@100ms`.
class StreamName
{
public:
    /// The longest name there is, in bytes of UTF-8; a longer text names no stream.
    static constexpr std::size_t MaxBytes = Symbol::MaxBytes + 1 + 13;

    /// The stream that `text` names, or nothing where this program records no such stream. Suffixes
    /// that the exchange acknowledges and never serves (such as `depth@250ms`: 250 ms is the bare
    /// name) are no streams here.
    static std::optional<StreamName> parse(std::string_view text);

    /// The same from its two parts: `type` is the stream without its symbol.
    static std::optional<StreamName> make(const Symbol &symbol, std::string_view type);

    const Symbol &symbol() const { return m_symbol; }
    /// Without the symbol: `aggTrade`, `depth5@100ms`.
    const std::string &type() const { return m_type; }
    StreamKind kind() const { return m_kind; }
    Route route() const;
    /// As SUBSCRIBE takes it.
    std::string toString() const;

    auto operator<=>(const StreamName &) const = default;

private:
    StreamName(Symbol symbol, std::string type, StreamKind kind);

    Symbol m_symbol;
    std::string m_type;
    StreamKind m_kind = StreamKind::AggTrade;
};

} // namespace Orderflow
