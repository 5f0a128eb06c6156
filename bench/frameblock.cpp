#include "frameblock.h"

#include "madeevents.h"

#include <QtEndian>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <utility>

namespace Orderflow {

namespace {

constexpr char FinalTextFrame = char(0x81);

/// Of a frame from the server, which has no mask; source: RFC 6455, section 5.2.
std::string headerOf(std::size_t payloadBytes)
{
    std::string header(1, FinalTextFrame);
    if (payloadBytes < 126) {
        header.push_back(char(payloadBytes));
        return header;
    }
    // The longest here is a diff, far below 64 KiB.
    Q_ASSERT(payloadBytes <= 0xffff);
    std::array<char, 2> size{};
    qToBigEndian(static_cast<quint16>(payloadBytes), size.data());
    header.push_back(char(126));
    header.append(size.data(), size.size());
    return header;
}

/// Over the digits that are there, of which there have to be as many.
void overwrite(char *digits, std::int64_t value)
{
    char *end = digits;
    while (*end >= '0' && *end <= '9')
        ++end;
    while (end != digits) {
        *--end = char('0' + value % 10);
        value /= 10;
    }
}

struct IdRange
{
    std::int64_t before = 0;
    std::int64_t last = 0;
};

IdRange rangeOf(const AggTrade &trade)
{
    return {trade.aggTradeId - 1, trade.aggTradeId};
}

IdRange rangeOf(const DepthUpdate &update)
{
    return {update.prevFinalUpdateId, update.finalUpdateId};
}

} // namespace

FrameBlock::FrameBlock(const std::vector<MarketEvent> &events)
{
    std::map<std::size_t, IdRange> ranges;
    for (const MarketEvent &event : events) {
        std::visit(
            [&](const auto &one) {
                Frame frame = add(one);
                frame.stream = numberOf(Orderflow::streamOf(one));
                const IdRange range = rangeOf(one);
                ranges.try_emplace(frame.stream, range).first->second.last = range.last;
                m_frames.push_back(frame);
            },
            event);
    }
    for (Frame &frame : m_frames) {
        const IdRange &range = ranges[frame.stream];
        for (Id &id : frame.ids)
            id.stride = range.last - range.before;
    }
}

std::size_t FrameBlock::numberOf(const QByteArray &stream)
{
    const auto found = std::ranges::find(m_streams, stream);
    if (found == m_streams.end()) {
        m_streams.push_back(stream);
        return m_streams.size() - 1;
    }
    return std::size_t(found - m_streams.begin());
}

FrameBlock::Frame FrameBlock::add(const QByteArray &text)
{
    Frame frame;
    frame.at = m_bytes.size();
    m_bytes += headerOf(std::size_t(text.size()));
    m_bytes.append(text.constData(), std::size_t(text.size()));
    frame.size = m_bytes.size() - frame.at;
    frame.times = {placeOf(frame, "\"E\":"), placeOf(frame, "\"T\":")};
    return frame;
}

FrameBlock::Frame FrameBlock::add(const AggTrade &trade)
{
    Frame frame = add(frameOf(trade));
    frame.ids = {Id{placeOf(frame, "\"a\":"), trade.aggTradeId, 0},
                 Id{placeOf(frame, "\"f\":"), trade.firstTradeId, 0},
                 Id{placeOf(frame, "\"l\":"), trade.lastTradeId, 0}};
    return frame;
}

FrameBlock::Frame FrameBlock::add(const DepthUpdate &update)
{
    Frame frame = add(frameOf(update));
    frame.ids = {Id{placeOf(frame, "\"U\":"), update.firstUpdateId, 0},
                 Id{placeOf(frame, "\"u\":"), update.finalUpdateId, 0},
                 Id{placeOf(frame, "\"pu\":"), update.prevFinalUpdateId, 0}};
    return frame;
}

std::size_t FrameBlock::placeOf(const Frame &frame, std::string_view key) const
{
    const std::size_t at = m_bytes.find(key, frame.at);
    if (at == std::string::npos || at >= frame.at + frame.size)
        qFatal("a frame has no %.*s", int(key.size()), key.data());
    return at + key.size();
}

std::string_view FrameBlock::frame(std::uint64_t number, std::int64_t milliseconds)
{
    const Frame &frame = m_frames[number % m_frames.size()];
    const auto round = static_cast<std::int64_t>(number / m_frames.size());
    for (const Id &id : frame.ids)
        overwrite(&m_bytes[id.at], id.value + round * id.stride);
    if (milliseconds != m_milliseconds) {
        m_milliseconds = milliseconds;
        std::to_chars(m_timeDigits.begin(), m_timeDigits.end(), milliseconds);
    }
    for (const std::size_t time : frame.times)
        std::memcpy(&m_bytes[time], m_timeDigits.data(), m_timeDigits.size());
    return {&m_bytes[frame.at], frame.size};
}

} // namespace Orderflow
