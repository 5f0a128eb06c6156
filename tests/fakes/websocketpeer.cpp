#include "fakes/websocketpeer.h"

#include "fakes/scriptedpeer.h"

#include <QCryptographicHash>
#include <QTcpSocket>
#include <QtEndian>

#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

enum Opcode { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

constexpr int ProtocolError = 1002;
constexpr int NoCodeGiven = 1005;
constexpr qsizetype MaxUpgradeBytes = 16'384;
/// Of a client's message; its requests are far smaller.
constexpr quint64 MaxPayloadBytes = quint64(1024) * 1024;
constexpr qsizetype MaskBytes = 4;

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 403:
        return "Forbidden";
    case 418:
        return "I'm a teapot";
    case 429:
        return "Too Many Requests";
    case 451:
        return "Unavailable For Legal Reasons";
    case 503:
        return "Service Unavailable";
    default:
        return "Refused";
    }
}

/// The answer to a client's key; source: RFC 6455, section 4.2.2.
QByteArray acceptKey(const QByteArray &key)
{
    const QByteArray salted = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return QCryptographicHash::hash(salted, QCryptographicHash::Sha1).toBase64();
}

template <typename Number>
QByteArray bigEndian(Number number)
{
    QByteArray bytes(qsizetype(sizeof(number)), Qt::Uninitialized);
    qToBigEndian(number, bytes.data());
    return bytes;
}

QByteArray frameHeader(int opcode, qsizetype payloadBytes, bool isLast)
{
    QByteArray header(1, char((isLast ? 0x80 : 0) | opcode));
    if (payloadBytes < 126)
        return header + char(payloadBytes);
    if (payloadBytes <= 0xffff)
        return header + char(126) + bigEndian(quint16(payloadBytes));
    return header + char(127) + bigEndian(quint64(payloadBytes));
}

} // namespace

WebSocketPeer::WebSocketPeer(QTcpSocket *socket, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
{
    socket->setParent(this);
    connect(socket, &QTcpSocket::readyRead, this, &WebSocketPeer::read);
    connect(socket, &QTcpSocket::disconnected, this, &WebSocketPeer::onDisconnected);
}

void WebSocketPeer::start()
{
    read();
    // It may have ended before anyone could see its signal.
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        onDisconnected();
}

void WebSocketPeer::accept()
{
    m_isOpen = true;
    write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: " +
          acceptKey(m_key) + "\r\n\r\n");
}

void WebSocketPeer::refuse(const ConnectionEnd & /*end*/)
{
    deliverReset();
}

void WebSocketPeer::answer(const UpgradeAnswer &answer)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' +
                      reasonPhrase(answer.status) +
                      "\r\nContent-Length: 0\r\nConnection: close\r\n";
    for (const auto &[name, value] : answer.headers)
        text += name + ": " + value + "\r\n";
    write(text + "\r\n");
    m_socket->disconnectFromHost();
}

void WebSocketPeer::deliverText(const QByteArray &frame)
{
    writeFrame(Text, frame);
}

void WebSocketPeer::deliverFragments(const QByteArray &frame, int count)
{
    for (int i = 0; i < count; ++i) {
        const qsizetype begin = frame.size() * i / count;
        const qsizetype end = frame.size() * (i + 1) / count;
        writeFrame(i == 0 ? Text : Continuation, frame.sliced(begin, end - begin), i + 1 == count);
    }
}

void WebSocketPeer::deliverRaw(const QByteArray &bytes)
{
    write(bytes);
}

void WebSocketPeer::deliverPing(const QByteArray &payload)
{
    writeFrame(Ping, payload);
}

void WebSocketPeer::deliverPong(const QByteArray &payload)
{
    writeFrame(Pong, payload);
}

void WebSocketPeer::deliverClose(int code, const QString &reason)
{
    // The client answers with a close frame of its own; then the connection ends.
    m_closeSent = true;
    writeFrame(Close, bigEndian(quint16(code)) + reason.toUtf8());
}

void WebSocketPeer::deliverEnd()
{
    m_socket->disconnectFromHost();
}

void WebSocketPeer::deliverReset()
{
    // Dissolving the association is what resets it at once; closing the socket would let TLS say
    // goodbye first.
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    if (::connect(int(m_socket->socketDescriptor()), &nobody, sizeof(nobody)) != 0)
        qFatal("The scripted exchange cannot reset a connection");
    m_socket->abort();
}

void WebSocketPeer::read()
{
    m_input += m_socket->readAll();
    if (m_key.isEmpty())
        readUpgrade();
    while (m_isOpen) {
        const std::optional<Frame> frame = takeFrame();
        if (!frame)
            return;
        handleFrame(*frame);
    }
}

void WebSocketPeer::readUpgrade()
{
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0) {
        if (m_input.size() > MaxUpgradeBytes)
            answer({431, {}});
        return;
    }
    const QByteArrayList lines = m_input.first(end).split('\n');
    m_input.remove(0, end + 4);
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (line.first(std::max<qsizetype>(colon, 0)).toLower() == "sec-websocket-key")
            m_key = line.sliced(colon + 1).trimmed();
    }
    const QByteArrayList request = lines.first().split(' ');
    if (m_key.isEmpty() || request.size() != 3 || request[0] != "GET") {
        answer({400, {}});
        return;
    }
    emit upgradeRequested(QUrl::fromEncoded(QByteArray("ws://localhost" + request[1])));
}

std::optional<WebSocketPeer::Frame> WebSocketPeer::takeFrame()
{
    if (m_input.size() < 2)
        return std::nullopt;
    const auto first = quint8(m_input[0]);
    const auto second = quint8(m_input[1]);
    quint64 length = second & 0x7f;
    const qsizetype lengthBytes = length == 127 ? 8 : length == 126 ? 2 : 0;
    const qsizetype headerBytes = 2 + lengthBytes + MaskBytes;
    if (m_input.size() < headerBytes)
        return std::nullopt;
    if (lengthBytes == 2)
        length = qFromBigEndian<quint16>(m_input.constData() + 2);
    else if (lengthBytes == 8)
        length = qFromBigEndian<quint64>(m_input.constData() + 2);
    // Clients have to mask what they send.
    if ((second & 0x80) == 0 || length > MaxPayloadBytes) {
        failProtocol();
        return std::nullopt;
    }
    if (m_input.size() < headerBytes + qsizetype(length))
        return std::nullopt;

    Frame frame{first & 0x0f, (first & 0x80) != 0, m_input.sliced(headerBytes, qsizetype(length))};
    const QByteArray mask = m_input.sliced(headerBytes - MaskBytes, MaskBytes);
    for (qsizetype i = 0; i < frame.payload.size(); ++i)
        frame.payload[i] = char(frame.payload[i] ^ mask[i % MaskBytes]);
    m_input.remove(0, headerBytes + qsizetype(length));
    return frame;
}

void WebSocketPeer::handleFrame(const Frame &frame)
{
    switch (frame.opcode) {
    case Continuation:
    case Text:
    case Binary:
        m_message += frame.payload;
        if (frame.isLast && m_peer)
            m_peer->handleText(std::exchange(m_message, {}));
        return;
    case Close:
        handleClose(frame.payload);
        return;
    case Ping:
        if (m_peer)
            m_peer->handlePing(frame.payload);
        return;
    case Pong:
        if (m_peer)
            m_peer->handlePong(frame.payload);
        return;
    default:
        failProtocol();
    }
}

void WebSocketPeer::handleClose(const QByteArray &payload)
{
    m_isOpen = false;
    if (!m_closeSent) {
        if (m_peer)
            m_peer->handleClose(payload.size() < 2 ? NoCodeGiven
                                                   : qFromBigEndian<quint16>(payload.constData()));
        writeFrame(Close, payload);
    }
    m_socket->disconnectFromHost();
}

void WebSocketPeer::writeFrame(int opcode, const QByteArray &payload, bool isLast)
{
    write(frameHeader(opcode, payload.size(), isLast) + payload);
}

void WebSocketPeer::write(const QByteArray &bytes)
{
    if (m_socket->write(bytes) != bytes.size())
        qWarning("The scripted exchange cannot write: %s", qPrintable(m_socket->errorString()));
}

void WebSocketPeer::failProtocol()
{
    if (m_peer)
        emit m_peer->violated(u"sent what is no frame of a client"_s);
    m_isOpen = false;
    deliverClose(ProtocolError, {});
}

void WebSocketPeer::onDisconnected()
{
    m_isOpen = false;
    if (ScriptedPeer *peer = std::exchange(m_peer, nullptr))
        peer->handleGone();
    deleteLater();
}

} // namespace Orderflow
