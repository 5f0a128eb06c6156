#pragma once

#include "fakes/manualclock.h"
#include "fakes/scriptedexchange.h"

#include <QByteArrayList>
#include <QObject>

#include <memory>
#include <vector>

/// A client of a scripted exchange that remembers what its socket told it.
class MemoryClient : public QObject
{
public:
    explicit MemoryClient(Orderflow::ScriptedExchange &exchange)
        : m_exchange(exchange)
        , m_socket(exchange.sockets()())
    {
        using Orderflow::ExchangeSocket;
        connect(m_socket.get(), &ExchangeSocket::opened, this, [this] { ++openings; });
        connect(m_socket.get(), &ExchangeSocket::frameReceived, this,
                [this](const QByteArray &frame, const Orderflow::ReceiveTime &time) {
                    frames.append(frame);
                    times.push_back(time);
                });
        connect(m_socket.get(), &ExchangeSocket::pongReceived, this, [this] { ++pongs; });
        connect(m_socket.get(), &ExchangeSocket::ended, this,
                [this](const Orderflow::ConnectionEnd &end) { ends.push_back(end); });
    }

    Orderflow::ExchangeSocket &socket() { return *m_socket; }
    void open(const QString &path)
    {
        m_socket->open(QUrl(QStringLiteral("wss://scripted.exchange") + path));
    }
    /// `names` as in JSON, such as `"a","b"`.
    void request(const QByteArray &method, const QByteArray &names)
    {
        m_socket->sendText("{\"method\":\"" + method + "\",\"params\":[" + names + "],\"id\":1}");
    }
    /// Waits for the second between connections, opens, and subscribes to `btcusdt@aggTrade`;
    /// returns the exchange's side of it.
    Orderflow::ScriptedPeer *subscribe(Orderflow::ManualClock &clock)
    {
        clock.advance(std::chrono::seconds(1));
        open(QStringLiteral("/market/stream"));
        m_exchange.advance();
        request("SUBSCRIBE", "\"btcusdt@aggTrade\"");
        m_exchange.advance();
        frames.clear();
        times.clear();
        return m_exchange.openPeers().last();
    }
    void deleteSocket() { m_socket.reset(); }

    int openings = 0;
    int pongs = 0;
    QByteArrayList frames;
    std::vector<Orderflow::ReceiveTime> times;
    std::vector<Orderflow::ConnectionEnd> ends;

private:
    Orderflow::ScriptedExchange &m_exchange;
    std::unique_ptr<Orderflow::ExchangeSocket> m_socket;
};
