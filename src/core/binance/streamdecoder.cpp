#include "binance/streamdecoder.h"

#include "binance/payloadreader.h"

#include <simdjson.h>

#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace Orderflow {

namespace {

struct TextHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>()(text);
    }
};

} // namespace

class StreamDecoder::Private
{
public:
    DecodedFrame decode(QByteArrayView frame, const ReceiveTime &receiveTime);

private:
    simdjson::ondemand::document &parse(QByteArrayView frame);
    void decodeInto(DecodedFrame &decoded, QByteArrayView frame, const ReceiveTime &receiveTime);
    void decodeEvent(DecodedFrame &decoded, simdjson::ondemand::value data,
                     const ReceiveTime &receiveTime);
    DecodedFrame decodeReply();
    const std::optional<StreamName> &streamOf(std::string_view name);

    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::document m_document;
    std::string m_padded;
    /// Of the frame at hand, for the reason of a fault.
    std::string m_stream;
    std::unordered_map<std::string, std::optional<StreamName>, TextHash, std::equal_to<>> m_names;
};

simdjson::ondemand::document &StreamDecoder::Private::parse(QByteArrayView frame)
{
    const auto size = static_cast<std::size_t>(frame.size());
    m_padded.reserve(size + simdjson::SIMDJSON_PADDING);
    m_padded.assign(std::string_view(frame.data(), size));
    m_document = m_parser.iterate(m_padded.data(), size, m_padded.capacity());
    return m_document;
}

const std::optional<StreamName> &StreamDecoder::Private::streamOf(std::string_view name)
{
    // Bounds what a peer can make us remember, as the length of a name is bounded.
    constexpr std::size_t MaxNames = 16'384;
    const auto known = m_names.find(name);
    if (known != m_names.end())
        return known->second;
    if (m_names.size() >= MaxNames)
        m_names.clear();
    return m_names.emplace(std::string(name), StreamName::parse(name)).first->second;
}

DecodedFrame StreamDecoder::Private::decode(QByteArrayView frame, const ReceiveTime &receiveTime)
{
    m_stream.clear();
    DecodedFrame decoded;
    try {
        decodeInto(decoded, frame, receiveTime);
    } catch (const PayloadFault &fault) {
        if (fault.isOtherMarket)
            decoded = UnknownFrame{m_stream, fault.reason};
        else
            decoded = DecodeError{m_stream, fault.reason};
    } catch (const simdjson::simdjson_error &error) {
        decoded = DecodeError{m_stream, error.what()};
    }
    return decoded;
}

/// Events are large, so they are read where they stay.
void StreamDecoder::Private::decodeInto(DecodedFrame &decoded, QByteArrayView frame,
                                        const ReceiveTime &receiveTime)
{
    simdjson::ondemand::object object = parse(frame).get_object();
    std::string_view stream;
    const simdjson::error_code error = object.find_field_unordered("stream").get(stream);
    if (error == simdjson::NO_SUCH_FIELD) {
        decoded = decodeReply();
        return;
    }
    if (error)
        throw simdjson::simdjson_error(error);
    // Neither kept nor repeated in a log: it may be as long as a frame.
    if (stream.size() > StreamName::MaxBytes) {
        decoded = UnknownFrame{{}, "a stream with a name too long to be recorded"};
        return;
    }
    m_stream = stream;
    decodeEvent(decoded, object.find_field_unordered("data"), receiveTime);
}

void StreamDecoder::Private::decodeEvent(DecodedFrame &decoded, simdjson::ondemand::value data,
                                         const ReceiveTime &receiveTime)
{
    const std::optional<StreamName> &stream = streamOf(m_stream);
    if (!stream) {
        decoded = UnknownFrame{m_stream, "a stream that is not recorded"};
        return;
    }
    const auto read = [&](auto &event) {
        event.receiveTime = receiveTime;
        readPayload(*stream, data.get_object(), event);
    };
    if (stream->kind() == StreamKind::AggTrade)
        read(decoded.emplace<AggTrade>());
    else
        read(decoded.emplace<DepthUpdate>());
}

DecodedFrame StreamDecoder::Private::decodeReply()
{
    ControlReply reply;
    bool isReply = false;
    m_document.rewind();
    for (auto field : m_document.get_object()) {
        const std::string_view key = field.unescaped_key();
        simdjson::ondemand::value value = field.value();
        if (key == "id") {
            // Null where the exchange could not read the id of the request.
            if (!value.is_null())
                reply.id = value.get_int64();
        } else if (key == "result") {
            isReply = true;
        } else if (key == "error") {
            isReply = true;
            simdjson::ondemand::object error = value.get_object();
            reply.errorCode = error.find_field_unordered("code").get_int64();
            reply.errorMessage = std::string_view(error.find_field_unordered("msg").get_string());
        }
    }
    if (isReply)
        return reply;
    return UnknownFrame{{}, "neither an event of a stream nor an answer"};
}

StreamDecoder::StreamDecoder()
    : d(std::make_unique<Private>())
{}

StreamDecoder::~StreamDecoder() = default;

DecodedFrame StreamDecoder::decode(QByteArrayView frame, const ReceiveTime &receiveTime)
{
    return d->decode(frame, receiveTime);
}

} // namespace Orderflow
