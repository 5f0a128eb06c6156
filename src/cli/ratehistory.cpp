#include "ratehistory.h"

#include <limits>
#include <numeric>

namespace Orderflow {

double rowsPerSecond(const SymbolStatus &symbol)
{
    return std::accumulate(
        symbol.streams.begin(), symbol.streams.end(), 0.0,
        [](double sum, const StreamStatus &stream) { return sum + stream.rowsPerSecond; });
}

RateHistory::Ring RateHistory::unknown()
{
    Ring ring;
    ring.fill(std::numeric_limits<float>::quiet_NaN());
    return ring;
}

void RateHistory::advanceTo(std::int64_t second)
{
    const bool isNewRun = m_second && second < *m_second;
    if (isNewRun || !m_second || second - *m_second >= std::int64_t(Seconds)) {
        m_total = unknown();
        m_symbols.clear();
    } else {
        for (std::int64_t skipped = *m_second + 1; skipped <= second; ++skipped) {
            const std::size_t place = std::size_t(skipped) % Seconds;
            m_total[place] = std::numeric_limits<float>::quiet_NaN();
            for (auto &[name, ring] : m_symbols)
                ring[place] = std::numeric_limits<float>::quiet_NaN();
        }
    }
    m_second = second;
}

void RateHistory::add(const RecorderStatus &status)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(status.uptime).count();
    if (second < 0)
        return;
    advanceTo(second);
    const std::size_t place = std::size_t(second) % Seconds;
    m_total[place] = float(status.rowsPerSecond);
    for (const SymbolStatus &symbol : status.symbols) {
        const auto [entry, isNew] = m_symbols.try_emplace(symbol.intake.symbol.name());
        if (isNew)
            entry->second = unknown();
        entry->second[place] = float(rowsPerSecond(symbol));
    }
}

std::vector<double> RateHistory::inOrder(const Ring &ring) const
{
    std::vector<double> values;
    const std::size_t newest = std::size_t(m_second.value_or(0)) % Seconds;
    for (std::size_t i = 1; i <= Seconds; ++i)
        values.push_back(double(ring[(newest + i) % Seconds]));
    return values;
}

std::vector<double> RateHistory::total() const
{
    return inOrder(m_total);
}

std::vector<double> RateHistory::of(const Symbol &symbol) const
{
    const auto found = m_symbols.find(symbol.name());
    return inOrder(found == m_symbols.end() ? unknown() : found->second);
}

} // namespace Orderflow
