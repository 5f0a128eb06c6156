#include "core/replay/replaytesting.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

namespace {

/// A client that keeps what it gets.
class Client : public QObject
{
public:
    explicit Client(const QUrl &url)
    {
        connect(&socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { messages.append(text.toUtf8()); });
        socket.open(url);
    }

    bool isOpen() const { return socket.state() == QAbstractSocket::ConnectedState; }
    void send(const QByteArray &text) { socket.sendTextMessage(QString::fromUtf8(text)); }
    void subscribe(const QByteArray &stream, int id = 1)
    {
        send(R"({"method":"SUBSCRIBE","params":[")" + stream + R"("],"id":)" +
             QByteArray::number(id) + '}');
    }

    QWebSocket socket;
    QByteArrayList messages;
};

struct RestAnswer
{
    int status = 0;
    QByteArray weight;
    QJsonDocument body;
};

const QByteArray Ack = R"({"result":null,"id":1})";

} // namespace

class TestReplayServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testFramesComeByteForByteAndInOrder();
    void testEachRouteHasItsOwnStreams();
    void testLegacyPathIsSilentAboutTrades();
    void testStreamsInTheUrl();
    void testUnsubscribedStreamStops();
    void testPlaybackWaitsForEveryRoute();
    void testStartAtOnce();
    void testCloseAtEnd();
    void testTooManyRequests();
    void testBrokenRequestClosesTheConnection();
    void testUnknownPath();
    void testRest();
    void testPortInUse();

private:
    void start(ReplayOptions options = {});
    QUrl url(const char *path) const;
    RestAnswer get(const QString &pathAndQuery);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ReplayServer> m_server;
    QNetworkAccessManager m_network;
    QByteArrayList m_trades;
    QByteArrayList m_depth;
};

void TestReplayServer::init()
{
    m_server.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_trades.clear();
    m_depth.clear();
    for (qint64 i = 0; i < 5; ++i) {
        m_trades.append(tradeFrame(100 + i, 1'789'000'000'000 + i));
        m_depth.append(depthFrame("depth5@100ms", 1000 * i, 1000 * (i + 1), 1'789'000'000'000 + i));
    }
}

void TestReplayServer::start(ReplayOptions options)
{
    QByteArray capture =
        feedLine(0, "rest",
                 R"(/fapi/v1/depth?symbol=BTCUSDT {"lastUpdateId":77,"E":1789000000000,)"
                 R"("T":1789000000000,"bids":[["84000.00","1.500"],["83999.90","0.004"]],)"
                 R"("asks":[["84000.10","2.000"]]})") +
        '\n';
    for (int i = 0; i < 5; ++i) {
        capture += feedLine(i, "market", m_trades[i]) + '\n';
        capture += feedLine(i, "public", m_depth[i]) + '\n';
    }
    const QString file = writePlain(m_folder->path(), u"capture"_s, capture);
    auto source = openCapture({file}, PlayMode::Once);
    QVERIFY2(source.has_value(), source ? "" : qPrintable(source.error()));
    m_server = std::make_unique<ReplayServer>(options, std::move(*source));
    QVERIFY(m_server->listen(0).has_value());
}

QUrl TestReplayServer::url(const char *path) const
{
    return QUrl(m_server->webSocketUrl().toString() + QString::fromLatin1(path));
}

RestAnswer TestReplayServer::get(const QString &pathAndQuery)
{
    const std::unique_ptr<QNetworkReply> reply(
        m_network.get(QNetworkRequest(QUrl(m_server->restUrl().toString() + pathAndQuery))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!finished.wait())
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            reply->rawHeader("X-MBX-USED-WEIGHT-1M"), QJsonDocument::fromJson(reply->readAll())};
}

void TestReplayServer::testFramesComeByteForByteAndInOrder()
{
    start();
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    Client trades(url("/market/stream"));
    Client depth(url("/public/stream"));
    QTRY_VERIFY(trades.isOpen() && depth.isOpen());
    trades.subscribe("btcusdt@aggTrade");
    depth.subscribe("btcusdt@depth5@100ms");
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].toLongLong(), 10);
    QTRY_COMPARE(trades.messages, QByteArrayList{Ack} + m_trades);
    QTRY_COMPARE(depth.messages, QByteArrayList{Ack} + m_depth);
    // As in a quiet market.
    QVERIFY(trades.isOpen() && depth.isOpen());
}

void TestReplayServer::testEachRouteHasItsOwnStreams()
{
    start();
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    Client wrong(url("/public/stream"));
    Client right(url("/market/stream"));
    Client upper(url("/market/stream"));
    QTRY_VERIFY(wrong.isOpen() && right.isOpen() && upper.isOpen());
    wrong.subscribe("btcusdt@aggTrade");
    right.subscribe("btcusdt@aggTrade");
    upper.subscribe("BTCUSDT@aggTrade");
    QTRY_COMPARE(finished.count(), 1);
    QTRY_COMPARE(right.messages.size(), 6);
    QCOMPARE(wrong.messages, QByteArrayList{Ack});
    QCOMPARE(upper.messages, QByteArrayList{Ack});
}

void TestReplayServer::testLegacyPathIsSilentAboutTrades()
{
    start();
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    Client legacy(url("/stream"));
    QTRY_VERIFY(legacy.isOpen());
    legacy.send(R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth5@100ms"],)"
                R"("id":1})");
    QTRY_COMPARE(finished.count(), 1);
    QTRY_COMPARE(legacy.messages, QByteArrayList{Ack} + m_depth);
}

void TestReplayServer::testStreamsInTheUrl()
{
    start();
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    Client client(url("/market/stream?streams=btcusdt@aggTrade/other@aggTrade"));
    QTRY_COMPARE(finished.count(), 1);
    QTRY_COMPARE(client.messages, m_trades);
}

void TestReplayServer::testUnsubscribedStreamStops()
{
    start();
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    Client client(url("/market/stream"));
    Client other(url("/public/stream"));
    QTRY_VERIFY(client.isOpen() && other.isOpen());
    client.subscribe("btcusdt@aggTrade");
    client.send(R"({"method":"UNSUBSCRIBE","params":["btcusdt@aggTrade"],"id":2})");
    client.send(R"({"method":"LIST_SUBSCRIPTIONS","id":3})");
    other.subscribe("btcusdt@depth5@100ms");
    QTRY_COMPARE(finished.count(), 1);
    QTRY_COMPARE(client.messages,
                 (QByteArrayList{Ack, R"({"result":null,"id":2})", R"({"result":[],"id":3})"}));
    QTRY_COMPARE(other.messages.size(), 6);
}

void TestReplayServer::testPlaybackWaitsForEveryRoute()
{
    start();
    QSignalSpy started(m_server.get(), &ReplayServer::playbackStarted);
    Client trades(url("/market/stream"));
    QTRY_VERIFY(trades.isOpen());
    trades.subscribe("btcusdt@aggTrade");
    QTRY_COMPARE(trades.messages.size(), 1);
    QCOMPARE(started.count(), 0);
    Client depth(url("/public/stream"));
    QTRY_VERIFY(depth.isOpen());
    depth.subscribe("btcusdt@depth5@100ms");
    QTRY_COMPARE(started.count(), 1);
    QTRY_COMPARE(trades.messages.size(), 6);
}

void TestReplayServer::testStartAtOnce()
{
    ReplayOptions options;
    options.startAtOnce = true;
    start(options);
    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    QVERIFY(finished.wait());
    QCOMPARE(finished[0][0].toLongLong(), 0);
}

void TestReplayServer::testCloseAtEnd()
{
    ReplayOptions options;
    options.closeAtEnd = true;
    start(options);
    Client client(url("/market/stream?streams=btcusdt@aggTrade"));
    QSignalSpy disconnected(&client.socket, &QWebSocket::disconnected);
    QVERIFY(disconnected.wait(10'000));
    QCOMPARE(client.messages, m_trades);
}

void TestReplayServer::testTooManyRequests()
{
    start();
    Client client(url("/market/stream"));
    QSignalSpy disconnected(&client.socket, &QWebSocket::disconnected);
    QTRY_VERIFY(client.isOpen());
    for (int i = 0; i < 40; ++i)
        client.send(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    QVERIFY(disconnected.wait());
    QCOMPARE(int(client.socket.closeCode()), 1008);
    QCOMPARE(client.socket.closeReason(), u"Too many requests"_s);
    QVERIFY(client.messages.size() < 40);
}

void TestReplayServer::testBrokenRequestClosesTheConnection()
{
    start();
    Client client(url("/market/stream"));
    QSignalSpy disconnected(&client.socket, &QWebSocket::disconnected);
    QTRY_VERIFY(client.isOpen());
    client.send("{\"method\":");
    QVERIFY(disconnected.wait());
}

void TestReplayServer::testUnknownPath()
{
    start();
    Client client(url("/private/stream"));
    QSignalSpy changed(&client.socket, &QWebSocket::stateChanged);
    QTRY_COMPARE(client.socket.state(), QAbstractSocket::UnconnectedState);
    QVERIFY(!client.isOpen());
    QCOMPARE(get(u"/fapi/v1/klines"_s).status, 404);
}

void TestReplayServer::testRest()
{
    start();
    QCOMPARE(get(u"/fapi/v1/ping"_s).body.object(), QJsonObject());
    QVERIFY(get(u"/fapi/v1/time"_s).body[u"serverTime"_s].toInteger() > 0);

    const QJsonObject info = get(u"/fapi/v1/exchangeInfo"_s).body.object();
    QCOMPARE(info[u"symbols"_s].toArray().size(), 1);
    const QJsonObject symbol = info[u"symbols"_s][0].toObject();
    QCOMPARE(symbol[u"symbol"_s].toString(), u"BTCUSDT"_s);
    QCOMPARE(symbol[u"status"_s].toString(), u"TRADING"_s);

    const RestAnswer depth = get(u"/fapi/v1/depth?symbol=BTCUSDT&limit=5"_s);
    QCOMPARE(depth.status, 200);
    QCOMPARE(depth.body[u"lastUpdateId"_s].toInteger(), 77);
    QCOMPARE(depth.body[u"bids"_s][0][0].toString(), u"84000.00"_s);
    QVERIFY(depth.weight.toInt() > 0);

    QCOMPARE(get(u"/fapi/v1/depth?symbol=NOSUCH"_s).body[u"code"_s].toInt(), -1121);
    QCOMPARE(get(u"/fapi/v1/depth?symbol=BTCUSDT&limit=3"_s).body[u"code"_s].toInt(), -4021);
    const RestAnswer tooMany = get(u"/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1001"_s);
    QCOMPARE(tooMany.status, 400);
    QCOMPARE(tooMany.body[u"code"_s].toInt(), -1130);

    QSignalSpy finished(m_server.get(), &ReplayServer::playbackFinished);
    const Client client(url("/market/stream?streams=btcusdt@aggTrade"));
    QTRY_COMPARE(finished.count(), 1);
    const QJsonArray page =
        get(u"/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=102&limit=2"_s).body.array();
    QCOMPARE(page.size(), 2);
    QCOMPARE(page[0][u"a"_s].toInteger(), 102);
    QCOMPARE(page[1][u"a"_s].toInteger(), 103);
    QCOMPARE(page[0][u"p"_s].toString(), u"84000.10"_s);
    QVERIFY(!page[0].toObject().contains(u"E"_s));
}

void TestReplayServer::testPortInUse()
{
    start();
    ReplayServer second({}, [&] {
        auto source = openCapture({m_folder->filePath(u"capture"_s)}, PlayMode::Once);
        return std::move(*source);
    }());
    const auto port = second.listen(quint16(m_server->restUrl().port()));
    QVERIFY(!port);
    QVERIFY2(port.error().contains(QString::number(m_server->restUrl().port())),
             qPrintable(port.error()));
}

QTEST_GUILESS_MAIN(TestReplayServer)
#include "tst_replayserver.moc"
