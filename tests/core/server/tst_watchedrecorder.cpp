// A recorder that 200 clients watch, half of which never read, records every event.

#include "core/server/servertesting.h"
#include "fakes/playedexchange.h"
#include "fakes/testdatabase.h"
#include "recorder.h"
#include "server/liveclient.h"

#include <QSignalSpy>
#include <QTimer>
#include <QWebSocket>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

namespace {

/// Half of these never read.
constexpr int Clients = 200;
constexpr double PlayedSeconds = 4;

} // namespace

class TestWatchedRecorder : public QObject
{
    Q_OBJECT

private slots:
    void testEveryEventIsRecorded();

private:
    void watch(const RunningServer &running);

    std::vector<std::unique_ptr<QTcpSocket>> m_mute;
    std::vector<std::unique_ptr<QWebSocket>> m_readers;
    std::vector<int> m_messages;
};

void TestWatchedRecorder::watch(const RunningServer &running)
{
    m_messages.assign(Clients / 2, 0);
    for (std::size_t i = 0; i < m_messages.size(); ++i) {
        m_readers.push_back(std::make_unique<QWebSocket>());
        QWebSocket *const reader = m_readers.back().get();
        connect(reader, &QWebSocket::textMessageReceived, this, [this, i] { ++m_messages[i]; });
        connect(reader, &QWebSocket::connected, reader, [reader, i] {
            reader->sendTextMessage(i % 2 == 0 ? uR"({"type":"books","symbols":["BTCUSDT"]})"_s
                                               : uR"({"type":"books","symbols":["ETHUSDT"]})"_s);
        });
        reader->open(running.liveUrl());
        m_mute.push_back(std::make_unique<QTcpSocket>());
        m_mute.back()->setReadBufferSize(1);
        m_mute.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), running.port());
        m_mute.back()->write(upgrade());
    }
    QTRY_COMPARE(running.server->state().counts.liveClients, Clients);
}

void TestWatchedRecorder::testEveryEventIsRecorded()
{
    const std::shared_ptr<const KnownMarket> market = KnownMarket::make();
    PlayedExchange exchange(market, PlayedSeconds);
    QVERIFY(exchange.listen());
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(SqlDialect::Sqlite);
    QVERIFY(database);
    RecorderSettings settings;
    settings.databaseUrl = database->url().masked();
    settings.webSocketBaseUrl = exchange.webSocketUrl();
    for (const MarketSymbol &symbol : market->symbols)
        settings.symbols.push_back(symbol.symbol);
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};

    const SystemClock clock;
    const RunningServer running(clock);
    RecorderOptions options;
    options.askExchange = false;
    Recorder recorder(settings, options);
    QTimer publishing;
    connect(&publishing, &QTimer::timeout, running.server.get(),
            [&] { running.server->publish(recorder.status()); });
    publishing.start(std::chrono::milliseconds(50));
    watch(running);

    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    std::int64_t expected = 0;
    for (const auto &[stream, ids] : market->ids)
        expected += std::int64_t(ids.size());
    QTRY_COMPARE_WITH_TIMEOUT(recorder.status().eventsReceived, expected, 60'000);
    QTRY_COMPARE(running.server->state().counts.liveClients, Clients);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 60'000);

    const RecorderStatus status = recorder.status();
    QCOMPARE(status.eventsWritten, expected);
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(status.gaps, 0);
    QVERIFY(std::ranges::all_of(m_messages, [](int count) { return count > 1; }));
}

QTEST_GUILESS_MAIN(TestWatchedRecorder)
#include "tst_watchedrecorder.moc"
