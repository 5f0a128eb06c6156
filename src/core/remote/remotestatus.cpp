#include "remote/remotestatus.h"

#include "binance/connection/websocketclient.h"
#include "monitor/statusreader.h"
#include "remote/remoteaddress.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A status comes several times a second.
constexpr auto StillNew = 2s;
constexpr qsizetype MaxErrorLength = 200;

/// describe() speaks of the exchange.
QString wordsOf(const ConnectionEnd &end)
{
    const QString detail = end.detail.isEmpty() ? QString() : u" ("_s + end.detail + u')';
    switch (end.kind) {
    case ConnectionEnd::Kind::HttpStatus:
        if (end.httpStatus == 401 || end.httpStatus == 403)
            return u"HTTP %1: it wants another token"_s.arg(end.httpStatus);
        if (end.httpStatus == 404)
            return u"HTTP 404: no status of a recorder at this address"_s;
        if (end.httpStatus == 429 || end.httpStatus == 503)
            return u"HTTP %1: it has too many clients"_s.arg(end.httpStatus);
        return u"HTTP %1: the WebSocket was refused"_s.arg(end.httpStatus);
    case ConnectionEnd::Kind::ClosedByExchange:
        return u"closed by the recorder with code %1"_s.arg(end.closeCode) + detail;
    default:
        return describe(end);
    }
}

} // namespace

RemoteStatus::RemoteStatus(const RemoteOptions &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_clock(clock)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &RemoteStatus::connectNow);
    connect(&m_watch, &QTimer::timeout, this, &RemoteStatus::checkSilence);
}

RemoteStatus::~RemoteStatus()
{
    if (m_socket)
        m_socket->close();
}

void RemoteStatus::start()
{
    m_lastStatus = now();
    m_watch.start(std::max(m_options.patience / 10, 1ms));
    connectNow();
}

void RemoteStatus::connectNow()
{
    auto socket = std::make_unique<WebSocketClient>(m_clock, m_options.network);
    socket->setBearerToken(m_options.token);
    connect(socket.get(), &ExchangeSocket::opened, this, &RemoteStatus::onOpened);
    connect(socket.get(), &ExchangeSocket::frameReceived, this,
            [this](const QByteArray &frame) { onFrame(frame); });
    connect(socket.get(), &ExchangeSocket::ended, this, &RemoteStatus::onEnded);
    m_isOpen = false;
    m_lastSign = now();
    m_socket = std::move(socket);
    m_socket->open(m_options.address);
}

void RemoteStatus::onOpened()
{
    m_isOpen = true;
    sendBooks();
}

void RemoteStatus::watchBooks(const std::vector<Symbol> &symbols)
{
    const auto count = std::ptrdiff_t(std::min(symbols.size(), MaxBooks));
    std::vector<Symbol> books(symbols.begin(), symbols.begin() + count);
    if (books == m_books)
        return;
    m_books = std::move(books);
    sendBooks();
}

void RemoteStatus::sendBooks()
{
    if (!m_isOpen)
        return;
    QJsonArray symbols;
    for (const Symbol &symbol : m_books)
        symbols.append(symbol.toString());
    const QJsonObject message{{u"type"_s, u"books"_s}, {u"symbols"_s, symbols}};
    m_socket->sendText(QJsonDocument(message).toJson(QJsonDocument::Compact));
}

void RemoteStatus::onFrame(const QByteArray &frame)
{
    QJsonParseError error;
    const QJsonObject message = QJsonDocument::fromJson(frame, &error).object();
    if (error.error != QJsonParseError::NoError)
        return lose(u"what came is no JSON: %1"_s.arg(error.errorString()));
    const QString type = message.value("type"_L1).toString();
    if (type == "error"_L1) {
        m_reason = message.value("message"_L1).toString().left(MaxErrorLength);
        return;
    }
    // A newer recorder may have more to say.
    if (type != "status"_L1)
        return;
    auto status = statusFromJson(message);
    if (!status)
        return lose(u"what came is no status of a recorder: %1"_s.arg(status.error()));
    m_status = std::move(*status);
    m_lastStatus = now();
    m_lastSign = m_lastStatus;
    m_reason.clear();
    m_backoff.reset();
    emit statusReceived(*m_status);
}

void RemoteStatus::onEnded(const ConnectionEnd &end)
{
    // What it said itself says more.
    const bool hasSaid = end.kind == ConnectionEnd::Kind::ClosedByExchange && !m_reason.isEmpty();
    lose(hasSaid ? m_reason : wordsOf(end));
}

void RemoteStatus::checkSilence()
{
    if (!m_socket || now() - m_lastSign < m_options.patience)
        return;
    const auto seconds = std::chrono::duration<double>(m_options.patience).count();
    lose(m_isOpen ? u"connected, and no status for %1 s"_s.arg(seconds)
                  : u"no connection within %1 s"_s.arg(seconds));
}

void RemoteStatus::lose(const QString &reason)
{
    m_reason = reason;
    m_isOpen = false;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        // It may be in the middle of a signal of its own.
        m_socket.release()->deleteLater();
    }
    m_retry.start(std::min(m_backoff.next(), m_options.longestDelay));
    emit connectionLost(reason);
}

std::optional<LinkTrouble> RemoteStatus::trouble() const
{
    const Link now = link();
    if (now.isAnswering)
        return std::nullopt;
    return LinkTrouble{shortName(m_options.address), now.since, now.reason};
}

RemoteStatus::Link RemoteStatus::link() const
{
    const std::chrono::nanoseconds since = now() - m_lastStatus;
    const bool isAnswering = m_status && m_socket && since < StillNew;
    return {isAnswering, since, m_reason};
}

} // namespace Orderflow
