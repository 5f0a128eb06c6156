#include "binance/endpoints.h"
#include "binance/connection/streamconnection.h"
#include "fakes/scriptedexchange.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestStreamConnection : public QObject
{
    Q_OBJECT

private slots:
    void testSubscribesAndDelivers();
    void testManyStreamsAreSubscribedInChunks();
    void testComesBackAfterAClose();
    void testComesBackAfterAnAbort();
    void testKeepsTryingWhileRefused();
    void testStaysClosed();
    void testNoMoreThanOneConnectionASecond();

private:
    ConnectionPlan plan(const ScriptedExchange &exchange, int streams = 1) const;

    SystemClock m_clock;
    ConnectPacer m_pacer;
};

ConnectionPlan TestStreamConnection::plan(const ScriptedExchange &exchange, int streams) const
{
    ConnectionPlan plan{Route::Market, streamUrl(exchange.url(), Route::Market), {}};
    for (int i = 0; i < streams; ++i)
        plan.streams.push_back(*StreamName::parse("s" + std::to_string(i) + "usdt@aggTrade"));
    return plan;
}

void TestStreamConnection::testSubscribesAndDelivers()
{
    ScriptedExchange exchange;
    QSignalSpy subscribed(&exchange, &ScriptedExchange::subscribed);
    StreamConnection connection(plan(exchange), m_clock, m_pacer);
    QSignalSpy opened(&connection, &StreamConnection::opened);
    QByteArrayList frames;
    ReceiveTime time;
    connect(&connection, &StreamConnection::frameReceived, this,
            [&](const QByteArray &frame, const ReceiveTime &receiveTime) {
                frames.append(frame);
                time = receiveTime;
            });

    const ReceiveTime before = m_clock.now();
    connection.open();
    QVERIFY(subscribed.wait());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(exchange.subscriptions(u"market"_s), QStringList{u"s0usdt@aggTrade"_s});

    exchange.send(u"market"_s, "{\"stream\":\"Ä\"}");
    QTRY_COMPARE(frames.size(), 2);
    QCOMPARE(frames[0], QByteArray("{\"result\":null,\"id\":1}"));
    QCOMPARE(frames[1], QByteArray("{\"stream\":\"Ä\"}"));
    QVERIFY(time.utc >= before.utc && time.utc <= m_clock.now().utc);
    QVERIFY(time.monotonic > before.monotonic && time.monotonic <= m_clock.now().monotonic);
}

void TestStreamConnection::testManyStreamsAreSubscribedInChunks()
{
    ScriptedExchange exchange;
    StreamConnection connection(plan(exchange, 250), m_clock, m_pacer);
    connection.open();
    QTRY_COMPARE(exchange.subscriptions(u"market"_s).size(), 250);
    QCOMPARE(exchange.requests().size(), 3);
}

void TestStreamConnection::testComesBackAfterAClose()
{
    ScriptedExchange exchange;
    QSignalSpy subscribed(&exchange, &ScriptedExchange::subscribed);
    StreamConnection connection(plan(exchange), m_clock, m_pacer);
    QSignalSpy closed(&connection, &StreamConnection::closed);
    connection.open();
    QVERIFY(subscribed.wait());

    exchange.close(u"market"_s, QWebSocketProtocol::CloseCodePolicyViolated,
                   u"Too many requests"_s);
    QVERIFY(closed.wait());
    QCOMPARE(closed[0][0].toString(),
             u"closed by the exchange with code 1008 (Too many requests)"_s);
    QTRY_COMPARE(subscribed.count(), 2);
    QCOMPARE(exchange.connectionCount(u"market"_s), 1);
}

void TestStreamConnection::testComesBackAfterAnAbort()
{
    ScriptedExchange exchange;
    QSignalSpy subscribed(&exchange, &ScriptedExchange::subscribed);
    StreamConnection connection(plan(exchange), m_clock, m_pacer);
    QSignalSpy closed(&connection, &StreamConnection::closed);
    connection.open();
    QVERIFY(subscribed.wait());

    exchange.abort(u"market"_s);
    QVERIFY(closed.wait());
    QVERIFY(!closed[0][0].toString().isEmpty());
    QTRY_COMPARE(subscribed.count(), 2);
}

void TestStreamConnection::testKeepsTryingWhileRefused()
{
    ScriptedExchange exchange;
    exchange.stopListening();
    StreamConnection connection(plan(exchange), m_clock, m_pacer);
    QSignalSpy failed(&connection, &StreamConnection::connectFailed);
    QSignalSpy closed(&connection, &StreamConnection::closed);
    connection.open();
    QTRY_VERIFY(failed.count() >= 2);
    QVERIFY2(failed[0][0].toString().contains(u"refused"_s), qPrintable(failed[0][0].toString()));

    exchange.startListening();
    QSignalSpy opened(&connection, &StreamConnection::opened);
    QVERIFY(opened.wait(10'000));
    QCOMPARE(closed.count(), 0);
}

void TestStreamConnection::testStaysClosed()
{
    ScriptedExchange exchange;
    QSignalSpy subscribed(&exchange, &ScriptedExchange::subscribed);
    QSignalSpy disconnected(&exchange, &ScriptedExchange::disconnected);
    StreamConnection connection(plan(exchange), m_clock, m_pacer);
    QSignalSpy closed(&connection, &StreamConnection::closed);
    QSignalSpy failed(&connection, &StreamConnection::connectFailed);
    connection.open();
    QVERIFY(subscribed.wait());

    connection.close();
    QCOMPARE(closed.count(), 1);
    QVERIFY(disconnected.wait());
    QCOMPARE(failed.count(), 0);
    QCOMPARE(exchange.connectionCount(u"market"_s), 0);
    connection.close();
    QCOMPARE(closed.count(), 1);
}

void TestStreamConnection::testNoMoreThanOneConnectionASecond()
{
    ScriptedExchange exchange;
    ConnectPacer pacer;
    std::vector<std::unique_ptr<StreamConnection>> connections;
    std::vector<std::chrono::nanoseconds> openedAt;
    const std::chrono::nanoseconds begun = m_clock.now().monotonic;
    for (int i = 0; i < 3; ++i) {
        connections.push_back(std::make_unique<StreamConnection>(plan(exchange), m_clock, pacer));
        connect(connections.back().get(), &StreamConnection::opened, this,
                [&] { openedAt.push_back(m_clock.now().monotonic); });
        connections.back()->open();
    }
    QTRY_COMPARE(openedAt.size(), std::size_t(3));
    // Not the gaps between the openings: how long a handshake takes is not ours to say.
    QVERIFY(openedAt[2] - begun >= 2 * ConnectPacer::Spacing);
}

QTEST_GUILESS_MAIN(TestStreamConnection)
#include "tst_streamconnection.moc"
