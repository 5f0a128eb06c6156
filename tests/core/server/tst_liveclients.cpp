// Clients of /live that read, beside those that never do.

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"
#include "server/liveclient.h"

#include <QSignalSpy>
#include <QWebSocket>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

class TestLiveClients : public QObject
{
    Q_OBJECT

private slots:
    void testClientThatNeverReads();
    void testAsManyAsThereMayBe();
};

void TestLiveClients::testClientThatNeverReads()
{
    ManualClock clock;
    const RunningServer running(clock);
    StatusServer &server = *running.server;

    QTcpSocket mute;
    mute.setReadBufferSize(1);
    mute.connectToHost(QHostAddress(QHostAddress::LocalHost), running.port());
    QVERIFY(mute.waitForConnected());
    mute.write(upgrade());
    QWebSocket reader;
    QSignalSpy messages(&reader, &QWebSocket::textMessageReceived);
    reader.open(running.liveUrl());
    QTRY_COMPARE(server.state().counts.liveClients, 2);

    // Until no more goes into the buffers on the way to it.
    const RecorderStatus large = sampleStatus(clock.now(), 800);
    qsizetype sent = 0;
    QTRY_VERIFY_WITH_TIMEOUT(
        (server.publish(large), ++sent, server.state().counts.liveMessagesSkipped > 0), 120'000);
    QCOMPARE(server.state().counts.liveClientsDropped, 0);
    // The other one has read all of it when it has something else: it is not behind any more.
    const RecorderStatus small = sampleStatus(clock.now(), 1);
    const auto hasSmall = [&messages] {
        constexpr qsizetype MostBytes = 100'000;
        return !messages.isEmpty() && messages.last().first().toString().size() < MostBytes;
    };
    QTRY_VERIFY_WITH_TIMEOUT((server.publish(small), hasSmall()), 30'000);
    clock.advance(LivePace::Patience + std::chrono::seconds(1));
    server.publish(large);
    QTRY_COMPARE(server.state().counts.liveClientsDropped, 1);
    QTRY_COMPARE(server.state().counts.liveClients, 1);

    // The other one is still there, and gets what comes.
    const qsizetype before = messages.count();
    QVERIFY(before > 0);
    server.publish(small);
    QTRY_VERIFY(messages.count() > before);
}

void TestLiveClients::testAsManyAsThereMayBe()
{
    ManualClock clock;
    const RunningServer running(clock);
    const GateLimits limits;
    std::vector<std::unique_ptr<QWebSocket>> clients;
    int open = 0;
    int refused = 0;
    for (qsizetype i = 0; i < limits.webSockets + 5; ++i) {
        clients.push_back(std::make_unique<QWebSocket>());
        connect(clients.back().get(), &QWebSocket::connected, this, [&open] { ++open; });
        connect(clients.back().get(), &QWebSocket::disconnected, this, [&refused] { ++refused; });
        clients.back()->open(running.liveUrl());
        // All of them come at once but for the last ones, which find no place.
        if (i >= limits.webSockets - 1)
            QTRY_COMPARE(open, limits.webSockets);
    }
    QTRY_COMPARE(refused, 5);
    QTRY_COMPARE(running.server->state().counts.liveClients, limits.webSockets);
    // A place that becomes free is taken.
    clients.front()->close();
    QTRY_COMPARE(running.server->state().counts.liveClients, limits.webSockets - 1);
    QTRY_COMPARE(running.server->state().counts.gate.webSockets, limits.webSockets - 1);
    QWebSocket next;
    next.open(running.liveUrl());
    QTRY_COMPARE(next.state(), QAbstractSocket::ConnectedState);
}

QTEST_GUILESS_MAIN(TestLiveClients)
#include "tst_liveclients.moc"
