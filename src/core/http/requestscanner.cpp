#include "http/requestscanner.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

/// Where a head ends, given that it does not before `from`; -1 where it does not yet. Both kinds of
/// line ends count, as they do for QHttpServer.
qsizetype endOfHead(QByteArrayView text, qsizetype from)
{
    for (qsizetype i = text.indexOf('\n', std::max<qsizetype>(0, from - 2)); i >= 0;
         i = text.indexOf('\n', i + 1)) {
        const QByteArrayView rest = text.sliced(i + 1);
        if (rest.startsWith('\n'))
            return i + 2;
        if (rest.startsWith("\r\n"))
            return i + 3;
    }
    return -1;
}

/// Tells TLS and noise from HTTP before a line has come to its end.
bool mayBeginRequest(QByteArrayView text)
{
    constexpr qsizetype LongestMethod = 20;
    const QByteArrayView start = text.first(std::min(text.size(), LongestMethod));
    const qsizetype end = start.indexOf(' ');
    const QByteArrayView method = end < 0 ? start : start.first(end);
    return (end > 0 || (end < 0 && text.size() < LongestMethod)) &&
           std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The length of a body; nothing where it makes no sense.
std::optional<qsizetype> contentLength(const RequestHead &head)
{
    const QByteArray text = head.value("content-length");
    bool isNumber = true;
    const qlonglong length = text.isEmpty() ? 0 : text.toLongLong(&isNumber);
    const bool isDigits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber || !isDigits || head.count("content-length") > 1)
        return std::nullopt;
    return length;
}

} // namespace

RequestScanner::State RequestScanner::take(QByteArrayView bytes)
{
    m_newHead.reset();
    if (m_state == State::Refused || bytes.isEmpty())
        return m_state;
    m_state = State::Reading;
    if (!m_bodyLeft)
        bytes = takeHead(bytes);
    if (m_state == State::Refused || !m_bodyLeft)
        return m_state;
    if (bytes.size() > *m_bodyLeft) {
        refuse(HttpAnswer::error(400, "A request has to wait for the answer to the one before"));
        return m_state;
    }
    *m_bodyLeft -= bytes.size();
    if (*m_bodyLeft == 0) {
        m_bodyLeft.reset();
        m_state = State::Idle;
    }
    return m_state;
}

/// Returns what follows the head.
QByteArrayView RequestScanner::takeHead(QByteArrayView bytes)
{
    const qsizetype before = m_head.size();
    const qsizetype taken = std::min(bytes.size(), m_limits.headBytes + 1 - before);
    m_head += bytes.first(taken);
    if (!mayBeginRequest(m_head)) {
        refuse(HttpAnswer::error(400, "This is no HTTP request"));
        return {};
    }
    const qsizetype end = endOfHead(m_head, before);
    if (m_head.size() > m_limits.headBytes && (end < 0 || end > m_limits.headBytes))
        refuse(HttpAnswer::error(431, "The head of the request is too large"));
    if (end < 0 || m_state == State::Refused)
        return {};
    m_head.truncate(end);
    finishHead();
    return bytes.sliced(end - before);
}

void RequestScanner::finishHead()
{
    auto head = RequestHead::parse(std::exchange(m_head, {}));
    if (!head) {
        refuse(head.error());
        return;
    }
    if (head->count("transfer-encoding") > 0) {
        refuse(HttpAnswer::error(411, "A body needs a Content-Length"));
        return;
    }
    const std::optional<qsizetype> length = contentLength(*head);
    if (!length) {
        refuse(HttpAnswer::error(400, "Content-Length is no length"));
        return;
    }
    if (*length > m_limits.bodyBytes) {
        refuse(HttpAnswer::error(413, "The body of the request is too large"));
        return;
    }
    m_bodyLeft = *length;
    m_newHead = std::move(*head);
}

void RequestScanner::refuse(HttpAnswer answer)
{
    m_state = State::Refused;
    m_refusal = std::move(answer);
    m_newHead.reset();
    m_head.clear();
    m_bodyLeft.reset();
}

} // namespace Orderflow
