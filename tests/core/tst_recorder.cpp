#include "fakes/scriptedexchange.h"
#include "fakes/traderest.h"
#include "recorder.h"
#include "storage/stores/storefactory.h"

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

QByteArray tradeFrame(qint64 id)
{
    return uR"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790000000100,"a":%1,)"
           uR"("s":"BTCUSDT","p":"65000.10","q":"1.500","nq":"1.500","f":%1,"l":%1,)"
           uR"("T":1790000000050,"m":true,"st":1}})"_s.arg(id)
               .toUtf8();
}

QByteArray depthFrame(qint64 previous, qint64 final)
{
    return uR"({"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","E":1790000000100,)"
           uR"("T":1790000000099,"s":"BTCUSDT","ps":"BTCUSDT","U":%1,"u":%2,"pu":%1,)"
           uR"("b":[["65000.00","1.0"]],"a":[["65000.10","2.0"]],"st":1}})"_s
               .arg(QString::number(previous), QString::number(final))
               .toUtf8();
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testRecordsWhatTheExchangeSends();
    void testStopWritesWhatIsThere();
    void testStopBeforeTheDatabaseIsOpen();
    void testReconnectLeavesARow();
    void testSessionAndConnectionsAreFiled();
    void testFailedConnectionIsFiled();
    void testBothSidesDeliver();
    void testOnlyTheRoutesThatAreNeeded();
    void testFindsWhatWasMissedBetweenTwoRuns();
    void testRepairsGaps_data();
    void testRepairsGaps();
    void testBadDatabaseUrl();
    void testUnusableDatabase();
    void testDestructorStops();

private:
    RecorderSettings settings() const;
    RecorderOptions options() const;
    void startAndSubscribe(Recorder &recorder);
    void stopAndWait(Recorder &recorder);
    QVariantList queryRow(const QString &sql) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestRecorder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_exchange = std::make_unique<ScriptedExchange>();
}

RecorderSettings TestRecorder::settings() const
{
    RecorderSettings settings;
    settings.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"test.db"_s);
    settings.webSocketBaseUrl = m_exchange->url();
    settings.symbols = {*Symbol::parse(std::string_view("btcusdt"))};
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    settings.batch.maxAge = std::chrono::milliseconds(20);
    return settings;
}

RecorderOptions TestRecorder::options() const
{
    RecorderOptions options;
    options.askExchange = false;
    return options;
}

void TestRecorder::startAndSubscribe(Recorder &recorder)
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    QSignalSpy started(&recorder, &Recorder::started);
    recorder.start();
    QTRY_COMPARE(started.count(), 1);
    const int routes = recorder.settings().depthStreams.empty() ? 1 : 2;
    QTRY_COMPARE(subscribed.count(), routes);
}

void TestRecorder::stopAndWait(Recorder &recorder)
{
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.stop();
    QTRY_COMPARE(stopped.count(), 1);
    QCOMPARE(recorder.status().state, RecorderState::Stopped);
}

QVariantList TestRecorder::queryRow(const QString &sql) const
{
    QVariantList row;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"check"_s);
        database.setDatabaseName(m_folder->filePath(u"test.db"_s));
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        QSqlQuery query(database);
        if (!query.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
        if (query.next()) {
            for (int i = 0; i < query.record().count(); ++i)
                row.append(query.value(i));
        }
    }
    QSqlDatabase::removeDatabase(u"check"_s);
    return row;
}

void TestRecorder::testRecordsWhatTheExchangeSends()
{
    Recorder recorder(settings(), options());
    startAndSubscribe(recorder);
    QCOMPARE(m_exchange->subscriptions(u"public"_s), QStringList{u"btcusdt@depth5@100ms"_s});
    QCOMPARE(m_exchange->subscriptions(u"market"_s), QStringList{u"btcusdt@aggTrade"_s});

    for (int id = 1; id <= 10; ++id)
        m_exchange->send(u"market"_s, tradeFrame(id));
    m_exchange->send(u"public"_s, depthFrame(11'500'000'000'000, 11'500'000'000'100));
    QTRY_COMPARE(recorder.status().eventsWritten, 11);

    const RecorderStatus status = recorder.status();
    QCOMPARE(status.state, RecorderState::Recording);
    QCOMPARE(status.eventsReceived, 11);
    QCOMPARE(status.eventsLost, 0);
    QTRY_COMPARE(recorder.status().symbols.at(0).intake.trades, 10);
    QCOMPARE(verdict(recorder.status()), u"Recording"_s);

    stopAndWait(recorder);
    QCOMPARE(queryRow(u"SELECT count(*), min(price), max(agg_trade_id), min(trade_time), "
                      u"min(source) FROM futures_trades"_s),
             (QVariantList{10, u"65000.10"_s, 10, u"2026-09-21 14:13:20.050000"_s, u"live"_s}));
    QCOMPARE(queryRow(u"SELECT depth_kind, final_update_id, bids, asks "
                      u"FROM futures_orderbook_updates"_s),
             (QVariantList{u"depth5@100ms"_s, qint64(11'500'000'000'100),
                           u"[[\"65000.00\",\"1.0\"]]"_s, u"[[\"65000.10\",\"2.0\"]]"_s}));
    QCOMPARE(queryRow(u"SELECT count(*) FROM capture_gaps"_s), QVariantList{0});
}

void TestRecorder::testStopWritesWhatIsThere()
{
    RecorderSettings slow = settings();
    slow.batch.minAge = std::chrono::milliseconds(60'000);
    slow.batch.maxAge = slow.batch.minAge;
    Recorder recorder(slow, options());
    startAndSubscribe(recorder);
    m_exchange->send(u"market"_s, tradeFrame(1));
    QTRY_COMPARE(recorder.status().eventsReceived, 1);
    QCOMPARE(recorder.status().eventsWritten, 0);
    stopAndWait(recorder);
    QCOMPARE(recorder.status().eventsWritten, 1);
    QCOMPARE(queryRow(u"SELECT count(*) FROM futures_trades"_s), QVariantList{1});
}

void TestRecorder::testStopBeforeTheDatabaseIsOpen()
{
    Recorder recorder(settings(), options());
    recorder.start();
    stopAndWait(recorder);
    QCOMPARE(m_exchange->connectionCount(u"public"_s), 0);
}

void TestRecorder::testReconnectLeavesARow()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    Recorder recorder(settings(), options());
    startAndSubscribe(recorder);
    m_exchange->send(u"market"_s, tradeFrame(1));
    m_exchange->send(u"public"_s, depthFrame(100, 200));
    QTRY_COMPARE(recorder.status().eventsWritten, 2);

    const auto subscriptions = subscribed.count();
    m_exchange->abort(u"market"_s);
    m_exchange->abort(u"public"_s);
    QTRY_COMPARE(subscribed.count(), subscriptions + 2);
    m_exchange->send(u"market"_s, tradeFrame(5));
    m_exchange->send(u"public"_s, depthFrame(200, 300));
    QTRY_COMPARE(recorder.status().eventsWritten, 4);
    stopAndWait(recorder);

    QCOMPARE(queryRow(u"SELECT reason, status, first_missing_id, last_missing_id, missing_events "
                      u"FROM capture_gaps WHERE stream = 'aggTrade'"_s),
             (QVariantList{u"disconnect"_s, u"open"_s, 2, 4, 3}));
    QCOMPARE(queryRow(u"SELECT reason, status, missing_events "
                      u"FROM capture_gaps WHERE stream = 'depth5@100ms'"_s),
             (QVariantList{u"disconnect"_s, u"filled"_s, 0}));
    QCOMPARE(recorder.status().gaps, 1);
}

void TestRecorder::testSessionAndConnectionsAreFiled()
{
    Recorder recorder(settings(), options());
    startAndSubscribe(recorder);
    m_exchange->send(u"market"_s, tradeFrame(1));
    QTRY_COMPARE(recorder.status().eventsWritten, 1);
    stopAndWait(recorder);
    QCOMPARE(queryRow(u"SELECT streams, events_received, events_written, events_lost, "
                      u"ended_at IS NOT NULL FROM capture_sessions"_s),
             (QVariantList{u"btcusdt@depth5@100ms btcusdt@aggTrade"_s, 1, 1, 0, 1}));
    QCOMPARE(queryRow(u"SELECT count(*), count(opened_at), count(closed_at), min(end_kind), "
                      u"max(end_kind), min(close_reason), max(shard), max(side), min(attempts) "
                      u"FROM capture_connections"_s),
             (QVariantList{2, 2, 2, u"closed_by_recorder"_s, u"closed_by_recorder"_s,
                           u"closed by the recorder"_s, 1, 1, 1}));
    // The trade and the answer to SUBSCRIBE.
    QCOMPARE(queryRow(u"SELECT frames FROM capture_connections WHERE route = 'market'"_s),
             QVariantList{2});
}

void TestRecorder::testFailedConnectionIsFiled()
{
    m_exchange->answerUpgrade({451, {}}, 1);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"HTTP 451"_s));
    Recorder recorder(settings(), options());
    QSignalSpy started(&recorder, &Recorder::started);
    recorder.start();
    QTRY_COMPARE(started.count(), 1);
    QTRY_VERIFY(!recorder.status().feeds.empty() &&
                !recorder.status().feeds[0].lastProblem.isEmpty());
    QVERIFY2(verdict(recorder.status()).contains(u"restricted location"_s),
             qPrintable(verdict(recorder.status())));
    stopAndWait(recorder);
    QCOMPARE(queryRow(u"SELECT opened_at IS NULL, closed_at IS NOT NULL, end_kind, attempts "
                      u"FROM capture_connections"_s),
             (QVariantList{1, 1, u"http_status"_s, 1}));
}

void TestRecorder::testBothSidesDeliver()
{
    RecorderSettings twofold = settings();
    twofold.depthStreams.clear();
    twofold.feedRedundancy = 2;
    Recorder recorder(twofold, options());
    recorder.start();
    QTRY_COMPARE(m_exchange->subscriptions(u"market"_s).size(), 2);
    // The sides are compared as soon as both have delivered.
    m_exchange->send(u"market"_s, tradeFrame(1));
    QTRY_COMPARE(recorder.status().eventsReceived, 2);
    for (int id = 2; id <= 10; ++id)
        m_exchange->send(u"market"_s, tradeFrame(id));
    QTRY_COMPARE(recorder.status().eventsReceived, 20);
    QTRY_COMPARE(recorder.status().eventsWritten, 10);
    QCOMPARE(recorder.status().duplicates, 10);
    stopAndWait(recorder);
    const std::vector<SideStatus> sides = recorder.status().sides;
    QCOMPARE(sides.size(), std::size_t(2));
    QCOMPARE(sides[0].wins + sides[1].wins, 10);
    QVERIFY(sides[0].seconds + sides[1].seconds >= 9);
    QCOMPARE(queryRow(u"SELECT count(*), min(side), max(side) FROM capture_connections"_s),
             (QVariantList{2, 1, 2}));
    QCOMPARE(queryRow(u"SELECT count(*) FROM futures_trades"_s), QVariantList{10});
    QCOMPARE(queryRow(u"SELECT count(*) FROM capture_gaps"_s), QVariantList{0});
}

void TestRecorder::testOnlyTheRoutesThatAreNeeded()
{
    RecorderSettings tradesOnly = settings();
    tradesOnly.depthStreams.clear();
    Recorder recorder(tradesOnly, options());
    startAndSubscribe(recorder);
    QCOMPARE(m_exchange->connectionCount(u"public"_s), 0);
    QCOMPARE(recorder.status().feeds.size(), std::size_t(1));
    stopAndWait(recorder);
}

void TestRecorder::testFindsWhatWasMissedBetweenTwoRuns()
{
    for (const int firstId : {1, 5}) {
        Recorder recorder(settings(), options());
        startAndSubscribe(recorder);
        m_exchange->sendEvent("btcusdt@aggTrade", tradeFrame(firstId), firstId);
        QTRY_COMPARE(recorder.status().eventsWritten, std::int64_t(1));
        stopAndWait(recorder);
    }
    QCOMPARE(queryRow(u"SELECT symbol, stream, reason, status, first_missing_id, last_missing_id "
                      u"FROM capture_gaps WHERE first_missing_id IS NOT NULL"_s),
             (QVariantList{u"BTCUSDT"_s, u"aggTrade"_s, u"shutdown"_s, u"open"_s, 2, 4}));
}

void TestRecorder::testRepairsGaps_data()
{
    QTest::addColumn<bool>("repairGaps");
    QTest::newRow("on") << true;
    QTest::newRow("off") << false;
}

void TestRecorder::testRepairsGaps()
{
    QFETCH(bool, repairGaps);
    const SystemClock clock;
    ScriptedRest rest;
    TradeRest trades(clock);
    trades.serveAt(rest);
    trades.add(*Symbol::parse(std::string_view("BTCUSDT")), 1, 100);
    RecorderSettings asked = settings();
    asked.restBaseUrl = rest.url();
    asked.repairGaps = repairGaps;
    RecorderOptions askingOptions;
    askingOptions.repairs.delays.settle = std::chrono::milliseconds(0);
    Recorder recorder(asked, askingOptions);
    startAndSubscribe(recorder);
    m_exchange->sendEvent("btcusdt@aggTrade", tradeFrame(10), 10);
    m_exchange->sendEvent("btcusdt@aggTrade", tradeFrame(15), 15);
    if (repairGaps) {
        QTRY_COMPARE(recorder.status().tradesRepaired, std::int64_t(4));
    } else {
        QTRY_COMPARE(recorder.status().eventsWritten, std::int64_t(2));
        // Asked after it, were it asked at all.
        QTRY_VERIFY(rest.requestCount(u"/fapi/v1/time"_s) > 0);
    }
    stopAndWait(recorder);
    QCOMPARE(queryRow(u"SELECT status, filled_rows FROM capture_gaps WHERE missing_events = 4"_s),
             repairGaps ? (QVariantList{u"filled"_s, 4}) : (QVariantList{u"open"_s, 0}));
    QCOMPARE(rest.requestCount(u"/fapi/v1/aggTrades"_s), repairGaps ? 1 : 0);
    QCOMPARE(recorder.status().eventsWritten, std::int64_t(2));
}

void TestRecorder::testBadDatabaseUrl()
{
    RecorderSettings bad = settings();
    bad.databaseUrl = u"mysql://user:secret@host/name"_s;
    Recorder recorder(bad, options());
    QSignalSpy failed(&recorder, &Recorder::failed);
    recorder.start();
    QCOMPARE(failed.count(), 1);
    QCOMPARE(recorder.error().kind, RecorderError::Kind::Settings);
    QVERIFY(recorder.error().message.contains(u"DB_URL"_s));
    QVERIFY(!recorder.error().message.contains(u"secret"_s));
}

void TestRecorder::testUnusableDatabase()
{
    RecorderSettings bad = settings();
    bad.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    Recorder recorder(bad, options());
    QSignalSpy failed(&recorder, &Recorder::failed);
    QSignalSpy started(&recorder, &Recorder::started);
    recorder.start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(started.count(), 0);
    QCOMPARE(recorder.error().kind, RecorderError::Kind::Database);
    QVERIFY2(recorder.error().message.contains(u"no/such/folder"_s),
             qPrintable(recorder.error().message));
    QCOMPARE(m_exchange->connectionCount(u"market"_s), 0);
}

void TestRecorder::testDestructorStops()
{
    {
        Recorder recorder(settings(), options());
        startAndSubscribe(recorder);
        m_exchange->send(u"market"_s, tradeFrame(1));
        QTRY_COMPARE(recorder.status().eventsReceived, 1);
    }
    QCOMPARE(queryRow(u"SELECT count(*) FROM futures_trades"_s), QVariantList{1});
}

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
