#pragma once

#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <optional>

namespace Orderflow {

/// Why a connection to the exchange ended, or could not be made.
struct ConnectionEnd
{
    enum class Kind {
        /// By us: recording ends, or the connection has no streams left.
        ClosedByRecorder,
        /// By us: another connection has taken over.
        Replaced,
        /// By us: no data for longer than its streams leave any doubt.
        Silence,
        /// By us: neither data nor an answer to a ping.
        HalfOpen,
        /// With a close frame; closeCode says which.
        ClosedByExchange,
        /// The stream of bytes ended without a close frame.
        EndOfStream,
        Reset,
        /// What came is no WebSocket.
        ProtocolError,
        /// Not opened within the time for it.
        Timeout,
        NameNotFound,
        Refused,
        Unreachable,
        /// The certificate, or TLS itself; detail says what.
        TlsFailure,
        /// The upgrade was answered with another status than 101; httpStatus says which.
        HttpStatus,
        ProxyFailure,
        Other
    };

    Kind kind = Kind::Other;
    /// The close code of RFC 6455 where kind is ClosedByExchange.
    int closeCode = 0;
    /// Where kind is HttpStatus.
    int httpStatus = 0;
    /// In words, without secrets; may be empty.
    QString detail = QString();
    /// How long the exchange asked us to stay away; from a Retry-After header.
    std::optional<std::chrono::seconds> retryAfter = std::nullopt;

    bool operator==(const ConnectionEnd &) const = default;
};

/// One line for the log, the status and capture_connections, such as `HTTP 451: restricted
/// location, the exchange does not serve this country`.
QString describe(const ConnectionEnd &end);

/// As the ledger names it, such as `http_status`.
QLatin1StringView toSqlName(ConnectionEnd::Kind kind);

} // namespace Orderflow
