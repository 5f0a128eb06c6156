#pragma once

#include "http/requesthead.h"

#include <optional>

namespace Orderflow {

/// How large a request may be, in bytes.
struct RequestLimits
{
    qsizetype headBytes = 16 * 1024;
    qsizetype bodyBytes = 64 * 1024;
};

/// Follows the bytes of one connection from request to request, without keeping the bodies, and
/// finds what may not go on to a server. Pure but for its memory.
class RequestScanner
{
public:
    enum class State {
        /// Between two requests, or before the first.
        Idle,
        /// In a request.
        Reading,
        /// refusal() says why the connection has to end.
        Refused
    };

    explicit RequestScanner(const RequestLimits &limits)
        : m_limits(limits)
    {}

    /// The next bytes of the connection. A client that sends its next request before it has the
    /// answer to the last one is refused.
    State take(QByteArrayView bytes);

    State state() const { return m_state; }
    const HttpAnswer &refusal() const { return m_refusal; }

    /// The head of the request whose head came to its end in the last take(), if one did.
    const std::optional<RequestHead> &newHead() const { return m_newHead; }

private:
    QByteArrayView takeHead(QByteArrayView bytes);
    void finishHead();
    void refuse(HttpAnswer answer);

    RequestLimits m_limits;
    State m_state = State::Idle;
    QByteArray m_head;
    /// Of the body, once the head is there.
    std::optional<qsizetype> m_bodyLeft;
    std::optional<RequestHead> m_newHead;
    HttpAnswer m_refusal;
};

} // namespace Orderflow
