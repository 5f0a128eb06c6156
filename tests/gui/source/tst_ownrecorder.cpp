#include "gui/source/ownrecorder.h"

#include "fakes/scriptedexchange.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestOwnRecorder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testStartShowAndStop();
    void testTradesOfWatchedSymbols();
    void testFailure();
    void testBadCertificateOfTheStatusServer();

private:
    OwnRecorderSettings settings() const;
    static RecorderOptions options();
    void sendTrade(std::int64_t id);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestOwnRecorder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_exchange = std::make_unique<ScriptedExchange>();
}

OwnRecorderSettings TestOwnRecorder::settings() const
{
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"test.db"_s);
    settings.recorder.webSocketBaseUrl = m_exchange->url();
    settings.recorder.symbols = {*Symbol::parse(std::string_view("btcusdt"))};
    settings.recorder.depthStreams.clear();
    settings.recorder.tradeStreams = {"aggTrade"};
    settings.statusServer.listen.reset();
    return settings;
}

RecorderOptions TestOwnRecorder::options()
{
    RecorderOptions options;
    options.askExchange = false;
    return options;
}

void TestOwnRecorder::sendTrade(std::int64_t id)
{
    m_exchange->send(
        u"market"_s,
        QStringLiteral(R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790000000100,)"
                       R"("a":%1,"s":"BTCUSDT","p":"65000.10","q":"0.50","f":%1,"l":%1,)"
                       R"("T":1790000000099,"m":false}})")
            .arg(id)
            .toUtf8());
}

void TestOwnRecorder::testStartShowAndStop()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    OwnRecorder recorder(settings(), options());
    QSignalSpy running(&recorder, &OwnRecorder::runningChanged);
    QVERIFY(!recorder.isRunning());
    QVERIFY(healthOf(recorder.shown()) == Health::Off);

    recorder.start();
    recorder.start();
    QVERIFY(recorder.isRunning());
    QCOMPARE(running.count(), 1);
    QTRY_COMPARE(subscribed.count(), 1);
    sendTrade(1);
    QTRY_COMPARE(recorder.shown().status.eventsWritten, std::int64_t(1));
    QVERIFY(healthOf(recorder.shown()) == Health::Good);

    recorder.stop();
    QTRY_COMPARE(running.count(), 2);
    QVERIFY(!recorder.isRunning());
    QVERIFY(recorder.shown().status.state == RecorderState::Stopped);
    recorder.start();
    QTRY_COMPARE(subscribed.count(), 2);
}

void TestOwnRecorder::testTradesOfWatchedSymbols()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    OwnRecorder recorder(settings(), options());
    const Symbol btc = settings().recorder.symbols[0];
    recorder.watch({btc});
    recorder.start();
    QTRY_COMPARE(subscribed.count(), 1);
    for (std::int64_t id = 1; id <= 3; ++id)
        sendTrade(id);
    const auto tape = [&] {
        const TradeTape *found = findTape(recorder.shown().status, btc);
        return found ? found->trades.size() : 0;
    };
    QTRY_COMPARE(tape(), std::size_t(3));
    QCOMPARE(findSymbol(recorder.shown().status, btc)->intake.bought->toString(), u"1.50"_s);
}

void TestOwnRecorder::testFailure()
{
    OwnRecorderSettings bad = settings();
    bad.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    OwnRecorder recorder(bad, options());
    QSignalSpy failed(&recorder, &OwnRecorder::failed);
    recorder.start();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(u"no/such/folder"_s));
    QVERIFY(!recorder.isRunning());
    QVERIFY(healthOf(recorder.shown()) == Health::Bad);
    QVERIFY(verdictOf(recorder.shown()).startsWith(u"Failed: "_s));
}

void TestOwnRecorder::testBadCertificateOfTheStatusServer()
{
    OwnRecorderSettings bad = settings();
    bad.statusServer.listen = ListenAddress{QHostAddress(QHostAddress::LocalHost), 0};
    bad.statusServer.tlsCertFile = m_folder->filePath(u"none.pem"_s);
    bad.statusServer.tlsKeyFile = m_folder->filePath(u"none.key"_s);
    OwnRecorder recorder(bad, options());
    QSignalSpy failed(&recorder, &OwnRecorder::failed);
    recorder.start();
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(u"none.pem"_s));
    QVERIFY(!recorder.isRunning());
}

QTEST_MAIN(TestOwnRecorder)
#include "tst_ownrecorder.moc"
