#pragma once

#include "http/httpanswer.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <tl/expected.hpp>

#include <utility>

namespace Orderflow {

/// The request line and the header fields of an HTTP/1 request.
struct RequestHead
{
    QByteArray method;
    /// As it was sent, with its query.
    QByteArray target;
    /// 1 of HTTP/1.1.
    int minorVersion = 1;
    /// Names in lower case.
    QList<std::pair<QByteArray, QByteArray>> fields;

    /// Strict: what a server behind might understand in another way is refused. `text` ends with
    /// the empty line.
    static tl::expected<RequestHead, HttpAnswer> parse(QByteArrayView text);

    /// The target without its query.
    QByteArray path() const;
    /// Of the first field of that name, in lower case; empty where there is none.
    QByteArray value(QByteArrayView name) const;
    qsizetype count(QByteArrayView name) const;
    bool isWebSocketUpgrade() const;
    /// Whether the client wants to ask more on this connection.
    bool keepsAlive() const;
};

} // namespace Orderflow
