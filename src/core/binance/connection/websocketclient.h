#pragma once

#include "binance/connection/exchangesocket.h"
#include "binance/networkaccess.h"
#include "clock.h"

#include <QAbstractSocket>
#include <QPointer>
#include <QSslError>
#include <QStringEncoder>

#include <memory>

class QTcpSocket;
class QWebSocket;

namespace Orderflow {

/// An ExchangeSocket over the network. The peer's certificate is always verified.
class WebSocketClient final : public ExchangeSocket
{
    Q_OBJECT

public:
    /// `clock` outlives it.
    WebSocketClient(const Clock &clock, const NetworkAccess &network, QObject *parent = nullptr);
    ~WebSocketClient() override;

    /// Sent as `Authorization: Bearer …` with the upgrade; empty sends none. Before open().
    void setBearerToken(const QByteArray &token) { m_bearerToken = token; }

    void open(const QUrl &url) override;
    void sendText(const QByteArray &text) override;
    void ping() override;
    void close() override;
    void abort() override;

private:
    void onConnected();
    void onError(QAbstractSocket::SocketError error);
    void finish();
    ConnectionEnd classify() const;
    ConnectionEnd classifyClose() const;
    void encode(const QString &text);
    void keepDescriptor();
    void releaseDescriptor();
    void detach();

    const Clock &m_clock;
    const ProxySettings m_proxies;
    QByteArray m_bearerToken;
    std::unique_ptr<QWebSocket> m_socket;
    QStringEncoder m_encoder{QStringEncoder::Utf8, QStringEncoder::Flag::Stateless};
    /// The one at hand.
    QByteArray m_frame;
    /// What carries m_socket.
    QPointer<QTcpSocket> m_transport;
    /// Of m_transport, a copy that outlives its own; -1 where there is none.
    int m_descriptor = -1;
    bool m_isOpen = false;
    /// Ended, closed or aborted: no signal comes any more.
    bool m_isOver = false;
    QAbstractSocket::SocketError m_error = QAbstractSocket::UnknownSocketError;
    QList<QSslError> m_tlsErrors;
    /// The answer to the upgrade, where it was refused.
    QByteArray m_refusal;
    bool m_wasReset = false;
};

} // namespace Orderflow
