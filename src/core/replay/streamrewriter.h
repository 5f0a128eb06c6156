#pragma once

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// What is added to the numbers of a stream's frames.
struct StreamShift
{
    /// To `a` where it is an aggTradeId.
    std::int64_t aggTradeId = 0;
    /// To `f` and `l`.
    std::int64_t tradeId = 0;
    /// To `U`, `u`, `pu`, and to `lastUpdateId` of a book.
    std::int64_t updateId = 0;
    /// To `E` and `T`.
    std::chrono::milliseconds time{0};

    /// The same shift `times` over.
    StreamShift repeated(std::int64_t times) const;

    bool operator==(const StreamShift &) const = default;
};

/// The combined frame `frame` with its numbers shifted; all other text stays as it is, and so does
/// a value under one of these keys that is no integer.
QByteArray shiftedFrame(const QByteArray &frame, const StreamShift &shift);

/// First and last of a series of numbers.
struct IdSpan
{
    std::optional<std::int64_t> first;
    std::int64_t last = 0;

    void add(std::int64_t id);
};

/// Least and greatest of a series of times.
struct TimeSpan
{
    std::optional<std::int64_t> least;
    std::int64_t greatest = 0;

    void add(std::int64_t time);
    std::int64_t length() const { return least ? greatest - *least : 0; }
};

/// Finds, from all frames of one stream in order, the shift by which a second pass continues the
/// first: `a` goes on by one, `f` after the last `l`, and `pu` equals the last `u`.
class StreamChain
{
public:
    void add(const QByteArray &frame);

    /// Its `time` is left zero: all streams of a market share one.
    StreamShift shift() const;

    const TimeSpan &eventTimes() const { return m_eventTimes; }
    /// Of frames with ids only: elsewhere `T` may lie in the future, such as a funding time.
    const TimeSpan &transactionTimes() const { return m_transactionTimes; }

private:
    IdSpan m_aggTradeIds;
    IdSpan m_firstTradeIds;
    IdSpan m_lastTradeIds;
    IdSpan m_updateIds;
    IdSpan m_prevUpdateIds;
    TimeSpan m_eventTimes;
    TimeSpan m_transactionTimes;
};

} // namespace Orderflow
