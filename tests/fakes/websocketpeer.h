#pragma once

#include "fakes/peertransport.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>

#include <optional>

class QTcpSocket;

namespace Orderflow {

/// The server's side of one WebSocket over a real socket: the upgrade, and frames as RFC 6455 has
/// them, written by hand so that a test can send what no library would. Deletes itself after the
/// socket's end. Lives in the thread of its socket.
class WebSocketPeer final : public QObject, public PeerTransport
{
    Q_OBJECT

public:
    /// Takes over `socket`.
    WebSocketPeer(QTcpSocket *socket, QObject *parent);

    /// Reads what is there already; to be called once the signals are connected.
    void start();

    void accept() override;
    void refuse(const ConnectionEnd &end) override;
    void answer(const UpgradeAnswer &answer) override;
    void deliverText(const QByteArray &frame) override;
    void deliverFragments(const QByteArray &frame, int count) override;
    void deliverRaw(const QByteArray &bytes) override;
    void deliverPing(const QByteArray &payload) override;
    void deliverPong(const QByteArray &payload) override;
    void deliverClose(int code, const QString &reason) override;
    void deliverEnd() override;
    void deliverReset() override;

signals:
    /// The client asked for a WebSocket; it waits for accept(), answer() or refuse().
    void upgradeRequested(const QUrl &url);

private:
    struct Frame
    {
        int opcode = 0;
        bool isLast = true;
        QByteArray payload;
    };

    void read();
    void readUpgrade();
    std::optional<Frame> takeFrame();
    void handleFrame(const Frame &frame);
    void handleClose(const QByteArray &payload);
    void writeFrame(int opcode, const QByteArray &payload, bool isLast = true);
    void write(const QByteArray &bytes);
    void failProtocol();
    void onDisconnected();

    QTcpSocket *m_socket;
    QByteArray m_input;
    /// Of the client, as its upgrade gave it; empty before that.
    QByteArray m_key;
    bool m_isOpen = false;
    bool m_closeSent = false;
    /// The beginning of a message in fragments.
    QByteArray m_message;
};

} // namespace Orderflow
