#pragma once

#include "replay/syntheticbook.h"

#include <cstdint>
#include <string>
#include <vector>

namespace Orderflow {

/// A made-up contract: a book that takers and makers work on, and the frames of its streams.
class SyntheticContract
{
public:
    /// The market goes on by steps of this length.
    static constexpr std::chrono::milliseconds StepTime{50};

    /// `start` chooses the ids, so that those of a later start are higher.
    SyntheticContract(const Symbol &symbol, std::uint64_t seed, UtcMilliseconds start);

    /// Lets the step that begins at `start` happen and appends its frames, in order of due time.
    void step(UtcMilliseconds start, std::vector<MarketFrame> &frames);

    MarketSymbol marketSymbol() const { return {m_symbol, m_grid.tick, m_grid.step}; }
    BookSnapshot bookSnapshot() const;

private:
    using Side = SyntheticBook::Side;

    struct DepthStream
    {
        std::string type;
        /// A frame every so many steps.
        int steps = 2;
        /// Of a partial book; 0 in a diff stream.
        std::size_t levels = 0;
        /// Of what was not sent yet.
        std::optional<std::int64_t> firstUpdateId;
        std::int64_t prevFinalUpdateId = 0;
        /// What a diff stream has not sent yet.
        SyntheticBook::Levels bids;
        SyntheticBook::Levels asks;
    };

    void trade(UtcMilliseconds start, std::vector<MarketFrame> &frames);
    void takeOrder(UtcMilliseconds time, std::vector<MarketFrame> &frames);
    void updateIds();
    MarketFrame tradeFrame(UtcMilliseconds time, bool isBuyerMaker,
                           const SyntheticBook::Match &match);
    MarketFrame depthFrame(UtcMilliseconds time, DepthStream &stream);
    std::string streamName(const std::string &type) const;
    std::string diffJson(const SyntheticBook::Levels &levels) const;

    Symbol m_symbol;
    SyntheticBook::Grid m_grid;
    RandomNumbers m_random;
    SyntheticBook m_book;
    std::vector<DepthStream> m_depthStreams;
    std::int64_t m_aggTradeId = 0;
    std::int64_t m_tradeId = 0;
    std::int64_t m_updateId = 0;
    UtcMilliseconds m_time{};
    std::int64_t m_steps = 0;
    std::int64_t m_burstSteps = 0;
    Side m_burstSide = Side::Bid;
};

} // namespace Orderflow
