#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace Orderflow {

/// Why a request to the exchange's REST API has no usable answer.
struct RestError
{
    enum class Kind {
        /// No connection, or one that broke: name, network, proxy, certificate.
        Unreachable,
        Timeout,
        /// HTTP 429.
        RateLimited,
        /// HTTP 418.
        Banned,
        /// HTTP 403.
        Firewall,
        /// HTTP 451.
        RestrictedLocation,
        /// Any other HTTP status 4xx: the request itself is at fault.
        Refused,
        /// HTTP 5xx.
        Server,
        /// Too large, not JSON, or not from the exchange.
        Unreadable,
        /// Too many requests wait already; this one was not sent.
        QueueFull,
    };

    Kind kind = Kind::Unreachable;
    /// 0 where there was none.
    int httpStatus = 0;
    /// The exchange's own, such as -4166.
    std::optional<int> exchangeCode;
    /// A sentence for people, without its full stop, that begins with host and path.
    QString message;

    /// Whether the same request may well succeed a little later.
    bool isPassing() const;
};

/// What is wrong with a complete HTTP answer, or nothing. `target` is host and path.
std::optional<RestError> checkAnswer(int httpStatus, const QByteArray &body, const QString &target);

} // namespace Orderflow
