// What is recorded follows what the exchange lists, and the REST API can fail without harm.

#include "fakes/scriptedexchange.h"
#include "fakes/scriptedrest.h"
#include "fakes/testdatabase.h"
#include "recorder.h"

#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString infoPath = u"/fapi/v1/exchangeInfo"_s;
const QString timePath = u"/fapi/v1/time"_s;

QByteArray exchangeInfo(const QStringList &symbols)
{
    QByteArrayList contracts;
    for (const QString &symbol : symbols) {
        contracts << "{\"symbol\":\"" + symbol.toUtf8() +
                         "\",\"contractType\":\"PERPETUAL\",\"status\":\"TRADING\","
                         "\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\","
                         "\"deliveryDate\":4133404800000}";
    }
    return "{\"symbols\":[" + contracts.join(',') + "]}";
}

} // namespace

class TestRecorderSelection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testListingsAndDelistings();
    void testShards();
    void testEmptyShard();
    void testWaitsForTheFirstList();
    void testKeepsTheLastListWhereRestIsSilent();
    void testNothingExists_data();
    void testNothingExists();
    void testStopWhileAsking();
    void testClockIsMeasuredAndStored();

private:
    RecorderSettings settings(const QString &selection) const;
    static RecorderOptions options();
    QStringList subscriptions() const;

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<ScriptedExchange> m_exchange;
    std::unique_ptr<ScriptedRest> m_rest;
};

void TestRecorderSelection::init()
{
    m_database = TestDatabase::make(SqlDialect::Sqlite);
    m_exchange = std::make_unique<ScriptedExchange>();
    m_rest = std::make_unique<ScriptedRest>();
    m_rest->answer(timePath, {.body = "{\"serverTime\":1790000000000}"});
}

RecorderSettings TestRecorderSelection::settings(const QString &selection) const
{
    RecorderSettings settings;
    settings.databaseUrl = m_database->url().masked();
    settings.webSocketBaseUrl = m_exchange->url();
    settings.restBaseUrl = m_rest->url();
    for (const QString &term : selection.split(u','))
        settings.symbolSelection.add(term);
    if (!settings.symbolSelection.isDynamic())
        settings.symbols = settings.symbolSelection.names();
    settings.tradeStreams = {"aggTrade"};
    return settings;
}

RecorderOptions TestRecorderSelection::options()
{
    RecorderOptions options;
    options.symbolDirectory.refreshInterval = 50ms;
    options.symbolDirectory.confirmInterval = 50ms;
    options.symbolDirectory.firstBackoff = 10ms;
    return options;
}

QStringList TestRecorderSelection::subscriptions() const
{
    QStringList streams = m_exchange->subscriptions(u"market"_s);
    streams.sort();
    return streams;
}

void TestRecorderSelection::testListingsAndDelistings()
{
    m_rest->answer(infoPath, {.body = exchangeInfo({u"BTCUSDT"_s, u"DOGEUSDT"_s, u"ETHUSDT"_s})});
    Recorder recorder(settings(u"all,!BTC*"_s), options());
    recorder.start();
    QTRY_COMPARE(subscriptions(), (QStringList{u"dogeusdt@aggTrade"_s, u"ethusdt@aggTrade"_s}));
    QCOMPARE(m_database->value(u"SELECT streams FROM capture_sessions"_s),
             u"dogeusdt@aggTrade ethusdt@aggTrade"_s);

    m_rest->answer(infoPath, {.body = exchangeInfo({u"ETHUSDT"_s, u"BTCUSDT"_s, u"龙虾USDT"_s})});
    QTRY_COMPARE(subscriptions(), (QStringList{u"ethusdt@aggTrade"_s, u"龙虾usdt@aggTrade"_s}));
    // Over the connection that was there.
    QCOMPARE(m_exchange->peers().size(), 1);
    QTRY_COMPARE(recorder.status().symbols.size(), std::size_t(3));
    QCOMPARE(m_exchange->violations(), QStringList());
}

void TestRecorderSelection::testShards()
{
    const QStringList listed{u"1000PEPEUSDT"_s, u"BTCUSDT"_s, u"DOGEUSDT"_s, u"ETHUSDT"_s};
    m_rest->answer(infoPath, {.body = exchangeInfo(listed)});
    std::vector<std::unique_ptr<Recorder>> recorders;
    for (const int number : {1, 2}) {
        RecorderSettings share = settings(u"all"_s);
        share.symbolSelection.setShard({number, 2});
        recorders.push_back(std::make_unique<Recorder>(share, options()));
        recorders.back()->start();
        QTRY_COMPARE(recorders.back()->status().state, RecorderState::Recording);
        QCOMPARE(recorders.back()->status().shard, (SymbolShard{number, 2}));
    }
    QTRY_COMPARE(subscriptions(), (QStringList{u"1000pepeusdt@aggTrade"_s, u"btcusdt@aggTrade"_s,
                                               u"dogeusdt@aggTrade"_s, u"ethusdt@aggTrade"_s}));
    QCOMPARE(m_database->rows(u"SELECT streams FROM capture_sessions ORDER BY id"_s),
             (QList<QStringList>{{u"1000pepeusdt@aggTrade"_s},
                                 {u"btcusdt@aggTrade dogeusdt@aggTrade ethusdt@aggTrade"_s}}));

    m_rest->answer(infoPath, {.body = exchangeInfo(listed + QStringList{u"龙虾USDT"_s})});
    // Of the first half, so the second stays as it is.
    QTRY_COMPARE(subscriptions().size(), 5);
    QCOMPARE(recorders[0]->settings().symbols.size(), std::size_t(2));
    QCOMPARE(recorders[1]->settings().symbols.size(), std::size_t(3));
}

void TestRecorderSelection::testEmptyShard()
{
    m_rest->answer(infoPath, {.body = exchangeInfo({u"BTCUSDT"_s, u"ETHUSDT"_s})});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"selected by all in SHARD=1/2"_s));
    RecorderSettings share = settings(u"all"_s);
    share.symbolSelection.setShard({1, 2});
    Recorder recorder(share, options());
    QSignalSpy failed(&recorder, &Recorder::failed);
    recorder.start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(recorder.error().kind, RecorderError::Kind::Exchange);
    QCOMPARE(recorder.error().message,
             u"SYMBOLS_FUTURES: the exchange lists nothing that fits all in SHARD=1/2; select more "
             "symbols, or divide them among fewer recorders"_s);
}

void TestRecorderSelection::testWaitsForTheFirstList()
{
    m_rest->answer(infoPath, {.status = 451, .body = "{}"});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no list of symbols yet: .*451"_s));
    RecorderOptions quick = options();
    Recorder recorder(settings(u"*USDT"_s), quick);
    recorder.start();
    QTRY_VERIFY(recorder.status().exchangeFault.contains(u"451"_s));
    QCOMPARE(recorder.status().state, RecorderState::AskingExchange);
    QVERIFY2(verdict(recorder.status()).startsWith(u"No list of contracts: "_s),
             qPrintable(verdict(recorder.status())));
    QVERIFY(!isHealthy(recorder.status()));
    QCOMPARE(m_exchange->attempts(), 0);
    // Nothing was made of the database either.
    QVERIFY(!m_database->connection().tables().contains(u"capture_sessions"_s));
}

void TestRecorderSelection::testKeepsTheLastListWhereRestIsSilent()
{
    m_rest->answer(infoPath, {.body = exchangeInfo({u"BTCUSDT"_s, u"ETHUSDT"_s})});
    m_rest->answer(infoPath, {.status = 404, .body = "{}"});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"The last list of symbols is kept: "_s));
    Recorder recorder(settings(u"all"_s), options());
    recorder.start();
    QTRY_VERIFY(!recorder.status().exchangeFault.isEmpty());
    QTRY_COMPARE(subscriptions(), (QStringList{u"btcusdt@aggTrade"_s, u"ethusdt@aggTrade"_s}));
    QCOMPARE(recorder.status().state, RecorderState::Recording);
}

void TestRecorderSelection::testNothingExists_data()
{
    QTest::addColumn<QString>("selection");
    QTest::addColumn<QString>("words");
    QTest::newRow("a name") << u"BTCUSTD"_s << u"the exchange lists no BTCUSTD"_s;
    QTest::newRow("a pattern") << u"FOO*"_s << u"the exchange lists nothing that fits FOO*"_s;
}

void TestRecorderSelection::testNothingExists()
{
    QFETCH(QString, selection);
    QFETCH(QString, words);
    m_rest->answer(infoPath, {.body = exchangeInfo({u"BTCUSDT"_s, u"ETHUSDT"_s})});
    Recorder recorder(settings(selection), options());
    QSignalSpy failed(&recorder, &Recorder::failed);
    recorder.start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(recorder.error().kind, RecorderError::Kind::Exchange);
    QVERIFY2(recorder.error().message.contains(words), qPrintable(recorder.error().message));
}

void TestRecorderSelection::testStopWhileAsking()
{
    m_rest->answer(infoPath, {.way = ScriptedAnswer::Way::Held});
    Recorder recorder(settings(u"all"_s), options());
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    QTRY_COMPARE(m_rest->requestCount(infoPath), 1);
    recorder.stop();
    QCOMPARE(stopped.count(), 1);
    QCOMPARE(recorder.status().state, RecorderState::Stopped);
    QCOMPARE(m_exchange->attempts(), 0);
}

void TestRecorderSelection::testClockIsMeasuredAndStored()
{
    for (const QString &selection : {u"BTCUSDT"_s, u"all"_s}) {
        init();
        m_rest->answer(infoPath, {.body = exchangeInfo({u"BTCUSDT"_s})});
        Recorder recorder(settings(selection), options());
        QSignalSpy stopped(&recorder, &Recorder::stopped);
        recorder.start();
        QTRY_VERIFY(recorder.status().clock.has_value());
        const ClockSample sample = *recorder.status().clock;
        QTRY_COMPARE(recorder.status().state, RecorderState::Recording);
        recorder.stop();
        QTRY_COMPARE(stopped.count(), 1);
        QCOMPARE(m_database->value(u"SELECT offset_us FROM capture_clock_samples"_s),
                 QString::number(sample.offset.count()));
        QCOMPARE(m_database->value(u"SELECT round_trip_us FROM capture_clock_samples"_s),
                 QString::number(sample.roundTrip.count()));
        QVERIFY(sample.roundTrip > 0us);
    }
}

QTEST_GUILESS_MAIN(TestRecorderSelection)
#include "tst_recorderselection.moc"
