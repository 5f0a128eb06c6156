#pragma once

#include "market/marketevent.h"

#include <QByteArray>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Orderflow {

/// WebSocket frames that were made ahead and can be sent over and over: with each round the ids of
/// their events go on where the round before ended, and the times are those that they are asked for
/// with. Both are written over the digits that are there, so a frame costs next to nothing.
class FrameBlock
{
public:
    /// At least one event; those of a stream follow each other.
    explicit FrameBlock(const std::vector<MarketEvent> &events);

    /// The names of the streams, by their numbers.
    const std::vector<QByteArray> &streams() const { return m_streams; }

    /// The number of the stream of frame `number`, which counts on from round to round.
    std::size_t streamOf(std::uint64_t number) const
    {
        return m_frames[number % m_frames.size()].stream;
    }

    /// Header and all, with `milliseconds` since 1970 as its times; valid until the next call.
    std::string_view frame(std::uint64_t number, std::int64_t milliseconds);

private:
    static constexpr std::size_t MostIds = 3;
    struct Id
    {
        std::size_t at = 0;
        std::int64_t value = 0;
        std::int64_t stride = 0;
    };
    struct Frame
    {
        std::size_t at = 0;
        std::size_t size = 0;
        std::size_t stream = 0;
        std::array<Id, MostIds> ids;
        std::array<std::size_t, 2> times{};
    };

    Frame add(const QByteArray &text);
    Frame add(const AggTrade &trade);
    Frame add(const DepthUpdate &update);
    std::size_t placeOf(const Frame &frame, std::string_view key) const;
    std::size_t numberOf(const QByteArray &stream);

    /// Of a time in milliseconds, from 2001 to 2286.
    static constexpr std::size_t TimeDigits = 13;

    std::string m_bytes;
    std::vector<Frame> m_frames;
    std::vector<QByteArray> m_streams;
    /// Of the last frame; many have the same.
    std::int64_t m_milliseconds = 0;
    std::array<char, TimeDigits> m_timeDigits{};
};

} // namespace Orderflow
