#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace Orderflow {

/// An answer to an HTTP request, as a value.
struct HttpAnswer
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    /// Besides content type and length.
    QList<std::pair<QByteArray, QByteArray>> fields{};

    /// Such as `{"error":"…"}`. `reason` is a sentence for the client.
    static HttpAnswer error(int status, const QByteArray &reason);

    /// As it goes over the wire where the connection ends with it.
    QByteArray closingText() const;
};

} // namespace Orderflow
