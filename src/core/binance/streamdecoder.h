#pragma once

#include "binance/streamname.h"
#include "market/marketevent.h"

#include <QByteArrayView>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace Orderflow {

/// An answer to a request such as SUBSCRIBE.
struct ControlReply
{
    std::int64_t id = 0;
    /// Zero, with an empty message, where the request was accepted. An acceptance proves nothing:
    /// names that do not exist are accepted too.
    std::int64_t errorCode = 0;
    std::string errorMessage;

    bool isError() const { return !errorMessage.empty() || errorCode != 0; }
    bool operator==(const ControlReply &) const = default;
};

/// A well-formed frame of a kind that this program does not record.
struct UnknownFrame
{
    /// The stream where the frame names one.
    std::string stream;
    std::string reason;

    bool operator==(const UnknownFrame &) const = default;
};

/// A frame that ought to have been an event and cannot be read as one.
struct DecodeError
{
    /// The stream where it could be read.
    std::string stream;
    /// What is wrong, with the key that it concerns.
    std::string reason;

    bool operator==(const DecodeError &) const = default;
};

using DecodedFrame = std::variant<AggTrade, DepthUpdate, ControlReply, UnknownFrame, DecodeError>;

/// Reads combined-stream frames (`{"stream":name,"data":payload}`) and answers to requests.
///
/// Its result depends on the frame alone; the object only keeps buffers between frames. Keys are
/// taken by name in any order, unknown ones are passed over. Which event a payload is follows from
/// the stream's name, because partial and diff depth look the same. Payloads of other markets
/// (spot: key `M`; COIN-M: `st` other than 1, or a symbol quoted in USD) are never taken for
/// USDⓈ-M. Not thread-safe; use one in each thread.
class StreamDecoder
{
public:
    StreamDecoder();
    ~StreamDecoder();
    Q_DISABLE_COPY_MOVE(StreamDecoder)

    DecodedFrame decode(QByteArrayView frame, const ReceiveTime &receiveTime);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Orderflow
