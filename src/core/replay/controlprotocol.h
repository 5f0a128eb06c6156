#pragma once

#include <QByteArray>
#include <QList>
#include <QSet>

#include <optional>

namespace Orderflow {

/// What a connection's subscriptions are and how the exchange answers control messages: the live
/// SUBSCRIBE protocol. A name is taken as it is: unknown, upper-case and wrong-route names are
/// acknowledged like all others, and match no frame.
/// Source: USDⓈ-M futures documentation, "Live Subscribing/Unsubscribing to streams".
class ControlProtocol
{
public:
    /// Subscriptions of one connection.
    static constexpr qsizetype MaxStreams = 1024;
    /// Bytes of a name; the exchange's longest have less than half of it.
    static constexpr qsizetype MaxStreamBytes = 256;

    struct Reply
    {
        QByteArray text;
        /// The exchange closes the connection after this reply.
        bool closes = false;
        /// The message was a valid SUBSCRIBE.
        bool subscribed = false;
    };

    /// Answers a text message of the client.
    Reply handle(const QByteArray &message);

    /// Subscribes to what a URL names. Returns the error that closes the connection where it is
    /// too much.
    std::optional<Reply> subscribe(const QList<QByteArray> &streams);

    bool isSubscribed(const QByteArray &stream) const { return m_set.contains(stream); }
    bool hasSubscriptions() const { return !m_set.isEmpty(); }
    /// Whether frames come as `{"stream":…,"data":…}` or as their data alone.
    bool isCombined() const { return m_combined; }

private:
    struct Request;

    Reply subscribe(const Request &request);
    Reply unsubscribe(const Request &request);
    Reply listSubscriptions(const Request &request) const;
    Reply setProperty(const Request &request);
    Reply getProperty(const Request &request);
    bool add(const QList<QByteArray> &streams);

    /// In the order in which they came, as LIST_SUBSCRIPTIONS gives them.
    QList<QByteArray> m_streams;
    QSet<QByteArray> m_set;
    bool m_combined = true;
};

} // namespace Orderflow
