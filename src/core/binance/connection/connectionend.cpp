#include "binance/connection/connectionend.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString httpStatusText(int status)
{
    switch (status) {
    case 403:
        return u"HTTP 403: refused by the exchange's firewall"_s;
    case 418:
        return u"HTTP 418: this address is banned for a while"_s;
    case 429:
        return u"HTTP 429: too many requests from this address"_s;
    case 451:
        return u"HTTP 451: restricted location, the exchange does not serve this country"_s;
    default:
        return u"HTTP %1: the exchange refused the WebSocket"_s.arg(status);
    }
}

QString kindText(const ConnectionEnd &end)
{
    switch (end.kind) {
    case ConnectionEnd::Kind::ClosedByRecorder:
        return u"closed by the recorder"_s;
    case ConnectionEnd::Kind::Replaced:
        return u"replaced by another connection"_s;
    case ConnectionEnd::Kind::Silence:
        return u"silence: no data"_s;
    case ConnectionEnd::Kind::HalfOpen:
        return u"half open: no answer to pings"_s;
    case ConnectionEnd::Kind::ClosedByExchange:
        return u"closed by the exchange with code %1"_s.arg(end.closeCode);
    case ConnectionEnd::Kind::EndOfStream:
        return u"end of stream without a close frame"_s;
    case ConnectionEnd::Kind::Reset:
        return u"connection reset"_s;
    case ConnectionEnd::Kind::ProtocolError:
        return u"not a WebSocket's data"_s;
    case ConnectionEnd::Kind::Timeout:
        return u"no answer in time"_s;
    case ConnectionEnd::Kind::NameNotFound:
        return u"DNS: the host's name was not found"_s;
    case ConnectionEnd::Kind::Refused:
        return u"connection refused"_s;
    case ConnectionEnd::Kind::Unreachable:
        return u"network unreachable"_s;
    case ConnectionEnd::Kind::TlsFailure:
        return u"TLS failure"_s;
    case ConnectionEnd::Kind::HttpStatus:
        return httpStatusText(end.httpStatus);
    case ConnectionEnd::Kind::ProxyFailure:
        return u"the proxy failed"_s;
    case ConnectionEnd::Kind::Other:
        return u"network error"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QLatin1StringView toSqlName(ConnectionEnd::Kind kind)
{
    switch (kind) {
    case ConnectionEnd::Kind::ClosedByRecorder:
        return "closed_by_recorder"_L1;
    case ConnectionEnd::Kind::Replaced:
        return "replaced"_L1;
    case ConnectionEnd::Kind::Silence:
        return "silence"_L1;
    case ConnectionEnd::Kind::HalfOpen:
        return "half_open"_L1;
    case ConnectionEnd::Kind::ClosedByExchange:
        return "closed_by_exchange"_L1;
    case ConnectionEnd::Kind::EndOfStream:
        return "end_of_stream"_L1;
    case ConnectionEnd::Kind::Reset:
        return "reset"_L1;
    case ConnectionEnd::Kind::ProtocolError:
        return "protocol_error"_L1;
    case ConnectionEnd::Kind::Timeout:
        return "timeout"_L1;
    case ConnectionEnd::Kind::NameNotFound:
        return "name_not_found"_L1;
    case ConnectionEnd::Kind::Refused:
        return "refused"_L1;
    case ConnectionEnd::Kind::Unreachable:
        return "unreachable"_L1;
    case ConnectionEnd::Kind::TlsFailure:
        return "tls_failure"_L1;
    case ConnectionEnd::Kind::HttpStatus:
        return "http_status"_L1;
    case ConnectionEnd::Kind::ProxyFailure:
        return "proxy_failure"_L1;
    case ConnectionEnd::Kind::Other:
        return "other"_L1;
    }
    Q_UNREACHABLE();
}

QString describe(const ConnectionEnd &end)
{
    QString text = kindText(end);
    if (!end.detail.isEmpty())
        text += u" ("_s + end.detail + u')';
    if (end.retryAfter)
        text += u"; asked to stay away for %1 s"_s.arg(end.retryAfter->count());
    return text;
}

} // namespace Orderflow
