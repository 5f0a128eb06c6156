#pragma once

#include "monitor/recorderstatus.h"

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// Rows that were committed in each second of the last minute, in all and of each symbol, as the
/// statuses that it saw tell. Goes by the recorder's uptime, and starts over where that does.
class RateHistory
{
public:
    static constexpr std::size_t Seconds = 60;

    void add(const RecorderStatus &status);

    /// `Seconds` of them, the oldest first; NaN where no status told.
    std::vector<double> total() const;
    std::vector<double> of(const Symbol &symbol) const;

private:
    /// By the second of the uptime, modulo their number.
    using Ring = std::array<float, Seconds>;

    void advanceTo(std::int64_t second);
    std::vector<double> inOrder(const Ring &ring) const;
    static Ring unknown();

    std::optional<std::int64_t> m_second;
    Ring m_total = unknown();
    std::unordered_map<std::string, Ring> m_symbols;
};

/// Of all streams of a symbol.
double rowsPerSecond(const SymbolStatus &symbol);

} // namespace Orderflow
