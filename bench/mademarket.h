#pragma once

#include "replay/marketsource.h"

#include <cstddef>
#include <vector>

namespace Orderflow {

/// Frames that were made ahead, so that making them is no part of what is measured.
class MadeMarket final : public MarketSource
{
public:
    /// Of one route, at least one. With a `rate` of events a second they are due at that pace, with
    /// 0 at the times that they have.
    MadeMarket(std::vector<MarketFrame> frames, int rate);

    QString displayName() const override { return QStringLiteral("made events"); }
    std::vector<MarketSymbol> symbols() const override;
    bool hasRoute(Route route) const override { return m_frames.front().route == route; }
    MarketTime startTime() const override { return m_frames.front().dueTime; }
    tl::expected<std::optional<MarketFrame>, QString> next() override;
    std::optional<BookSnapshot> bookSnapshot(const Symbol &) const override { return {}; }

private:
    const std::vector<MarketFrame> m_frames;
    std::size_t m_next = 0;
};

} // namespace Orderflow
