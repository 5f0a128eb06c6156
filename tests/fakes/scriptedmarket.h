#pragma once

#include "fakes/scriptedexchange.h"
#include "market/symbol.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <queue>
#include <random>
#include <string>
#include <vector>

namespace Orderflow {

/// Makes the events of a scripted exchange: aggTrade with ids that rise by one, and depth updates
/// of five levels a side, sorted, uncrossed and chained by `pu`, with frames as of October 2026.
/// It remembers every id, so that a test can tell what should have been recorded. The same seed,
/// streams and clock give the same events. Lives in the exchange's thread.
class ScriptedMarket
{
public:
    /// `exchange` outlives it.
    explicit ScriptedMarket(ScriptedExchange &exchange, std::uint64_t seed = 1);

    /// Adds `stream`, such as `btcusdt@aggTrade`: one that StreamName knows. From now on it has so
    /// many events a second, with some jitter; none where it is 0.
    void addStream(const QByteArray &stream, double eventsPerSecond = 0);
    void setRate(const QByteArray &stream, double eventsPerSecond);

    /// Sends the events that are due by the exchange's clock, in the order of their times.
    void advance();
    /// Sends an event of `stream` now; returns its id: `a` of an aggTrade, `u` of a depth update.
    std::int64_t emitEvent(const QByteArray &stream);

    /// Of all events since the first connection subscribed to `stream`, delivered or not.
    const std::vector<std::int64_t> &emittedIds(const QByteArray &stream) const;
    /// The last of all events, with or without a subscriber.
    std::int64_t lastId(const QByteArray &stream) const;
    /// How many events there were of all streams that were ever subscribed to.
    std::int64_t emittedCount() const { return m_emittedCount; }

private:
    /// What the streams of one symbol share.
    struct Contract
    {
        /// In ticks; the best ask is one more.
        std::int64_t bestBid = 0;
        std::int64_t updateId = 0;
        std::int64_t aggTradeId = 0;
        std::int64_t tradeId = 0;
    };
    struct Stream
    {
        QByteArray name;
        Symbol symbol;
        Contract *contract = nullptr;
        bool isDepth = false;
        /// `u` of its last depth update.
        std::int64_t prevFinalUpdateId = 0;
        std::chrono::nanoseconds interval{};
        /// Of its rate; what was due at an earlier one is off.
        int generation = 0;
        std::int64_t lastId = 0;
        std::vector<std::int64_t> emittedIds;
    };
    struct Due
    {
        std::chrono::nanoseconds time;
        std::size_t stream;
        int generation;

        bool operator>(const Due &other) const { return time > other.time; }
    };

    std::int64_t between(std::int64_t least, std::int64_t greatest);
    std::size_t indexOf(const QByteArray &stream) const;
    void schedule(std::size_t index, std::chrono::nanoseconds from);
    std::int64_t emitEvent(Stream &stream, UtcMilliseconds time);
    void writeAggTrade(Stream &stream, UtcMilliseconds time);
    void writeDepth(Stream &stream, UtcMilliseconds time);
    void writeLevels(std::int64_t bestPrice, std::int64_t step);

    ScriptedExchange &m_exchange;
    std::mt19937_64 m_random;
    /// Nodes stay where they are, because streams point to them.
    std::map<Symbol, Contract> m_contracts;
    std::vector<Stream> m_streams;
    std::map<QByteArray, std::size_t> m_indexes;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::int64_t m_emittedCount = 0;
    /// Of the event that is being made; kept for its memory.
    std::string m_text;
};

} // namespace Orderflow
