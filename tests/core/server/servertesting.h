#pragma once

#include "monitor/recorderstatus.h"
#include "server/statusserver.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTest>

namespace Orderflow::ServerTesting {

/// A recorder of `count` symbols at work, all of its fields in use.
inline RecorderStatus sampleStatus(const ReceiveTime &now, int count = 2)
{
    using namespace std::chrono_literals;
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.database = QStringLiteral("sqlite:///sample.db");
    status.version = QStringLiteral("1.2.3");
    status.takenAt = now;
    status.uptime = 1h;
    for (int i = 0; i < count; ++i) {
        SymbolStatus symbol;
        const QString name = i == 0 ? QStringLiteral("BTCUSDT") : QStringLiteral("S%1USDT").arg(i);
        symbol.intake.symbol = *Symbol::parse(QStringView(name));
        symbol.intake.trades = 10;
        for (int level = 0; level < 5; ++level) {
            symbol.intake.bids.push_back({*Decimal::parse("84000.10"), *Decimal::parse("1.5")});
            symbol.intake.asks.push_back({*Decimal::parse("84000.20"), *Decimal::parse("2.5")});
        }
        for (const char *type : {"aggTrade", "depth5@100ms"}) {
            StreamStatus stream;
            stream.type = type;
            stream.state = StreamStatus::State::Delivering;
            stream.events = 10;
            stream.rows = 9;
            stream.bytes = 1'000;
            stream.gaps = 1;
            stream.age = 500ms;
            symbol.streams.push_back(stream);
        }
        status.symbols.push_back(symbol);
    }
    for (const Route route : {Route::Public, Route::Market}) {
        FeedStatus feed;
        feed.route = route;
        feed.state = FeedStatus::State::Open;
        feed.streams = count;
        feed.frames = 100;
        feed.openedAt = now;
        feed.lastData = now;
        status.feeds.push_back(feed);
    }
    status.sides.resize(1);
    status.writer.state = WriterStatus::State::Ready;
    status.writer.spool.filePath = QStringLiteral("spool.db");
    status.writer.ledger = LedgerCounts{1, 2, 3, {}, {}};
    status.alerts = {{QStringLiteral("disk_low"), true, now.utc, QStringLiteral("4 GiB are free")}};
    status.exchangeToReceive.record(7ms, 3);
    status.receiveToCommit.record(70ms, 2);
    status.coverageToday = 0.5;
    status.process.cpuTime = 2500ms;
    status.process.residentBytes = 50'000'000;
    status.process.diskFreeBytes = 1'000'000'000;
    status.process.diskFolder = QStringLiteral("/data \"disk\"");
    status.eventsReceived = 20;
    status.eventsWritten = 18;
    status.clock = ClockSample{now.utc, -3ms, 20ms};
    return status;
}

/// A status server on a free port of this machine, which is there when the object is.
class RunningServer
{
public:
    explicit RunningServer(const Clock &clock, const QString &token = {},
                           std::optional<QSslConfiguration> tls = {})
    {
        StatusServerSettings settings;
        settings.listen = ListenAddress{QHostAddress(QHostAddress::LocalHost), 0};
        settings.isListenExplicit = true;
        settings.token = token;
        server = std::make_unique<StatusServer>(settings, std::move(tls), clock);
        server->start();
        if (!QTest::qWaitFor([this] { return !server->state().url.isEmpty(); }))
            qFatal("The status server does not listen");
    }

    QUrl url(const QString &path = QStringLiteral("/")) const
    {
        QUrl url = server->state().url;
        url.setPath(path);
        return url;
    }

    QUrl liveUrl() const
    {
        QUrl live = url(QStringLiteral("/live"));
        live.setScheme(live.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
        return live;
    }

    quint16 port() const { return quint16(url().port()); }

    std::unique_ptr<StatusServer> server;
};

/// What a server says to `bytes` until it closes the connection. Blocks, as the server is on a
/// thread of its own.
inline QByteArray answerTo(QTcpSocket &socket, const QByteArray &bytes)
{
    socket.write(bytes);
    QByteArray answer;
    while (socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    return answer + socket.readAll();
}

inline QByteArray answerTo(quint16 port, const QByteArray &bytes)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected() ? answerTo(socket, bytes) : QByteArray();
}

inline QByteArray request(const QByteArray &path, const QByteArray &fields = {},
                          const QByteArray &method = "GET")
{
    return method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + fields +
           "\r\n";
}

inline QByteArray upgrade(const QByteArray &fields = {})
{
    return "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           fields + "\r\n";
}

/// 0 where it is no answer.
inline int statusOf(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    const qsizetype end = answer.indexOf("\r\n\r\n");
    return end < 0 ? QByteArray() : answer.mid(end + 4);
}

} // namespace Orderflow::ServerTesting
