#include "gui/charts/depthcolumns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace Orderflow {

namespace {

float priceOf(const PriceLevel &level)
{
    return float(level.price.toDoubleForDisplay());
}

} // namespace

std::size_t DepthColumns::bytesOf(const DepthColumn &column)
{
    return sizeof(DepthColumn) + column.cells.capacity() * sizeof(DepthCell);
}

void DepthColumns::addSide(DepthColumn &column, const std::vector<PriceLevel> &levels)
{
    double before = 0;
    for (const PriceLevel &level : levels) {
        const double price = level.price.toDoubleForDisplay();
        m_priceScale = std::max(m_priceScale, level.price.scale());
        if (const double step = std::abs(price - before);
            before > 0 && step > 0 && (m_priceStep == 0 || step < m_priceStep * (1 - 1e-9)))
            m_priceStep = step;
        before = price;
        column.cells.push_back({float(price), float(level.quantity.toDoubleForDisplay())});
    }
}

DepthColumn DepthColumns::columnOf(const std::vector<PriceLevel> &bids,
                                   const std::vector<PriceLevel> &asks)
{
    constexpr float None = std::numeric_limits<float>::quiet_NaN();
    DepthColumn column;
    column.bestBid = bids.empty() ? None : priceOf(bids.front());
    column.bestAsk = asks.empty() ? None : priceOf(asks.front());
    column.lowest = bids.empty() ? column.bestAsk : priceOf(bids.back());
    column.highest = asks.empty() ? column.bestBid : priceOf(asks.back());
    column.cells.reserve(bids.size() + asks.size());
    addSide(column, bids);
    addSide(column, asks);
    return column;
}

void DepthColumns::push(DepthColumn column)
{
    m_bytes += bytesOf(column);
    m_columns.push_back(std::move(column));
}

void DepthColumns::add(UtcMicroseconds time, const std::vector<PriceLevel> &bids,
                       const std::vector<PriceLevel> &asks)
{
    if (!m_columns.empty() && time < m_columns.back().until) {
        m_columns.clear();
        m_bytes = 0;
    }
    while (!m_columns.empty() && m_columns.front().until < time - Longest) {
        m_bytes -= bytesOf(m_columns.front());
        m_columns.pop_front();
    }
    const bool isSeamless = !m_columns.empty() && time - m_columns.back().until <= LongestLook;
    if (isSeamless)
        m_columns.back().until = time;
    if (bids.empty() && asks.empty())
        return;
    DepthColumn column = columnOf(bids, asks);
    column.from = time;
    column.until = time;
    if (isSeamless) {
        DepthColumn &last = m_columns.back();
        if (last.cells == column.cells)
            return;
        if (time - last.from < Shortest) {
            column.from = last.from;
            m_bytes -= bytesOf(last);
            m_columns.pop_back();
        }
    }
    push(std::move(column));
    if (m_bytes > m_mostBytes)
        thin();
}

void DepthColumns::thin()
{
    const std::size_t half = m_columns.size() / 2;
    std::deque<DepthColumn> kept;
    m_bytes = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        DepthColumn &column = m_columns[i];
        const bool isJoined =
            i < half && i % 2 == 1 && !kept.empty() && kept.back().until == column.from;
        if (isJoined) {
            kept.back().until = column.until;
            continue;
        }
        m_bytes += bytesOf(column);
        kept.push_back(std::move(column));
    }
    m_columns = std::move(kept);
    // Only where nothing could be joined.
    while (m_bytes > m_mostBytes && !m_columns.empty()) {
        m_bytes -= bytesOf(m_columns.front());
        m_columns.pop_front();
    }
}

std::deque<DepthColumn>::const_iterator DepthColumns::firstAfter(UtcMicroseconds time) const
{
    return std::ranges::upper_bound(m_columns, time, {}, &DepthColumn::until);
}

const DepthColumn *DepthColumns::at(UtcMicroseconds time) const
{
    if (!m_columns.empty() && m_columns.back().until == time)
        return &m_columns.back();
    const auto found = firstAfter(time);
    return found != m_columns.end() && found->from <= time ? &*found : nullptr;
}

} // namespace Orderflow
