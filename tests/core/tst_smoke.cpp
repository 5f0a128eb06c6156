// Opt-in: records from the real exchange for some seconds.

#include "recorder.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSmoke : public QObject
{
    Q_OBJECT

private slots:
    void testRealExchange();
};

void TestSmoke::testRealExchange()
{
    if (qEnvironmentVariable("RUN_INGEST_SMOKE") != u"1")
        QSKIP("RUN_INGEST_SMOKE is not 1: the real exchange is left alone");

    const QTemporaryDir folder;
    RecorderSettings settings;
    settings.databaseUrl = u"sqlite:///"_s + folder.filePath(u"smoke.db"_s);
    settings.webSocketBaseUrl = QUrl(u"wss://fstream.binance.com/stream"_s);
    settings.restBaseUrl = QUrl(u"https://fapi.binance.com"_s);
    settings.symbols = {*Symbol::parse(std::string_view("btcusdt"))};
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};

    Recorder recorder(settings, RecorderOptions());
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    const auto has = [&](auto member) {
        const RecorderStatus status = recorder.status();
        return status.writer.*member > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(has(&WriterStatus::depthUpdatesInserted), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(has(&WriterStatus::tradesInserted), 60'000);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 20'000);
    QCOMPARE(recorder.status().eventsLost, 0);
    QCOMPARE(recorder.status().decodeErrors, 0);
}

QTEST_GUILESS_MAIN(TestSmoke)
#include "tst_smoke.moc"
