#include "checkup/checkup.h"
#include "checkup/neededsettings.h"

#include "fakes/scriptedexchange.h"
#include "fakes/scriptedrest.h"
#include "fakes/testcertificates.h"
#include "settings/settingdefinitions.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Outcome = CheckResult::Outcome;

class TestCheckup : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testAllIsGood();
    void testResultsComeOneByOne();
    void testRouteThatAcknowledgesAndDeliversNothing();
    void testRouteThatRefusesUpgrades();
    void testNobodyListens();
    void testNothingRecordedFromARoute();
    void testCertificate();
    void testNoCertificateFile();
    void testExchangeLeftAlone();
    void testBadSettings_data();
    void testBadSettings();
    void testEveryResultNeedsSettings();
    void testStop();

private:
    void deliver(const QByteArray &stream);
    void answerTime();
    void answerContracts();
    /// Runs it to its end.
    std::vector<CheckResult> results();
    CheckResult result(const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
    std::unique_ptr<ScriptedRest> m_rest;
    RecorderSettings m_settings;
    CheckupOptions m_options;
};

void TestCheckup::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_exchange = std::make_unique<ScriptedExchange>();
    m_rest = std::make_unique<ScriptedRest>();
    answerTime();
    answerContracts();
    m_settings = {};
    QVERIFY(m_settings.symbolSelection.add(u"BTCUSDT"));
    m_settings.symbols = m_settings.symbolSelection.names();
    m_settings.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"test.db"_s);
    m_settings.webSocketBaseUrl = m_exchange->url();
    m_settings.restBaseUrl = m_rest->url();
    m_settings.depthStreams = {"depth5@100ms"};
    m_settings.tradeStreams = {"aggTrade"};
    m_settings.spool.filePath = m_folder->filePath(u"spool.db"_s);
    m_options = {};
    m_options.exchangeTimeout = 300ms;
    m_options.connectDistance = 0ms;
    m_options.freeBytes = [](const QString &) {
        return std::int64_t(100) << 30;
    };
    // Events come as soon as somebody wants them.
    connect(m_exchange.get(), &ScriptedExchange::subscribed, this, [this](const QString &route) {
        deliver(route == u"public"_s ? "btcusdt@depth5@100ms" : "btcusdt@aggTrade");
    });
}

void TestCheckup::deliver(const QByteArray &stream)
{
    const QByteArray data =
        stream.contains("aggTrade")
            ? QByteArray(R"({"e":"aggTrade","E":1790000000100,"s":"BTCUSDT","a":1,"p":"65000.1",)"
                         R"("q":"0.5","f":1,"l":1,"T":1790000000000,"m":true})")
            : QByteArray(R"({"e":"depthUpdate","E":1790000000100,"T":1790000000090,)"
                         R"("s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["65000.1","1"]],)"
                         R"("a":[["65000.2","1"]]})");
    m_exchange->sendEvent(stream, R"({"stream":")" + stream + R"(","data":)" + data + "}", 1);
}

void TestCheckup::answerTime()
{
    m_rest->answerWith(u"/fapi/v1/time"_s, [](const QUrlQuery &) {
        return ScriptedAnswer{.body = R"({"serverTime":)" +
                                      QByteArray::number(QDateTime::currentMSecsSinceEpoch()) + "}",
                              .headers = {{"X-MBX-USED-WEIGHT-1M", "3"}}};
    });
}

void TestCheckup::answerContracts()
{
    m_rest->answer(u"/fapi/v1/exchangeInfo"_s,
                   {.body = R"({"symbols":[{"symbol":"BTCUSDT","status":"TRADING"}]})"});
}

std::vector<CheckResult> TestCheckup::results()
{
    Checkup checkup(m_settings, m_options);
    checkup.start();
    [&checkup] {
        QTRY_VERIFY(checkup.progress().isDone);
    }();
    const CheckupProgress progress = checkup.progress();
    QStringList names;
    for (const CheckResult &result : progress.results)
        names.append(result.name);
    if (names != progress.names)
        QTest::qFail(qPrintable(names.join(u", "_s)), __FILE__, __LINE__);
    return progress.results;
}

CheckResult TestCheckup::result(const QString &name)
{
    for (const CheckResult &result : results()) {
        if (result.name == name)
            return result;
    }
    return {u"missing"_s, Outcome::Skipped, {}};
}

void TestCheckup::testAllIsGood()
{
    m_options.connectDistance = CheckupOptions().connectDistance;
    for (const CheckResult &result : results()) {
        // There is no file yet, and no name or certificate on the loopback.
        static const QStringList Skipped{u"Database version"_s,    u"Database extensions"_s,
                                         u"Database partitions"_s, u"Database retention"_s,
                                         u"Exchange name"_s,       u"Exchange TLS"_s};
        const bool isExpected =
            result.outcome == (Skipped.contains(result.name) ? Outcome::Skipped : Outcome::Pass);
        QVERIFY2(isExpected, qPrintable(result.name + u": "_s + result.found));
        QVERIFY2(result.advice.isEmpty(), qPrintable(result.advice));
    }
    QCOMPARE(m_exchange->violations(), QStringList());
    // Nothing was made by it.
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList());
}

void TestCheckup::testResultsComeOneByOne()
{
    Checkup checkup(m_settings, m_options);
    QCOMPARE(checkup.progress().names.size(), 19);
    QVERIFY(checkup.progress().results.empty());
    QSignalSpy progressed(&checkup, &Checkup::progressed);
    checkup.start();
    QTRY_VERIFY(checkup.progress().isDone);
    QTRY_COMPARE(progressed.count(), 20);
}

void TestCheckup::testRouteThatAcknowledgesAndDeliversNothing()
{
    m_exchange->ackButDeliverNothing("btcusdt@aggTrade");
    const CheckResult market = result(u"Route /market"_s);
    QCOMPARE(market.outcome, Outcome::Fail);
    QVERIFY2(market.found.contains(u"acknowledges btcusdt@aggTrade and delivers nothing"_s),
             qPrintable(market.found));
    QVERIFY(!market.advice.isEmpty());
    QCOMPARE(result(u"Route /public"_s).outcome, Outcome::Pass);
}

void TestCheckup::testRouteThatRefusesUpgrades()
{
    UpgradeAnswer answer;
    answer.status = 451;
    m_exchange->answerUpgrade(answer);
    const CheckResult route = result(u"Route /public"_s);
    QCOMPARE(route.outcome, Outcome::Fail);
    QVERIFY2(route.found.contains(u"451"_s), qPrintable(route.found));
    QVERIFY2(route.advice.contains(u"country"_s), qPrintable(route.advice));
}

void TestCheckup::testNobodyListens()
{
    m_exchange->stopListening();
    m_rest->stop();
    int failures = 0;
    for (const CheckResult &result : results()) {
        if (result.outcome != Outcome::Fail)
            continue;
        ++failures;
        QVERIFY(!result.advice.isEmpty());
    }
    // REST and both routes.
    QCOMPARE(failures, 3);
    for (const QString &name : {u"Clock"_s, u"Exchange weight"_s, u"Exchange symbols"_s})
        QCOMPARE(result(name).outcome, Outcome::Skipped);
}

void TestCheckup::testNothingRecordedFromARoute()
{
    m_settings.tradeStreams.clear();
    QCOMPARE(result(u"Route /market"_s).outcome, Outcome::Skipped);
    QCOMPARE(m_exchange->subscriptions(u"market"_s), QStringList());
}

void TestCheckup::testCertificate()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    const TestCertificates certificates;
    const auto identity = certificates.identity(TestCertificates::Kind::Valid);
    QSslConfiguration tls;
    tls.setLocalCertificate(identity.certificate);
    tls.setPrivateKey(identity.key);
    m_rest = std::make_unique<ScriptedRest>(tls);
    answerTime();
    answerContracts();
    m_settings.restBaseUrl = m_rest->url();
    const CheckResult unknown = result(u"Exchange TLS"_s);
    QCOMPARE(unknown.outcome, Outcome::Fail);
    QVERIFY2(unknown.advice.contains(u"TLS_CA_FILE"_s), qPrintable(unknown.advice));
    m_settings.tlsCaFile = certificates.authorityFile();
    const CheckResult known = result(u"Exchange TLS"_s);
    QVERIFY2(known.outcome == Outcome::Pass, qPrintable(known.found));
    QVERIFY2(known.found.contains(u"TLSv1."_s), qPrintable(known.found));
}

void TestCheckup::testNoCertificateFile()
{
    m_settings.tlsCaFile = m_folder->filePath(u"none.pem"_s);
    const CheckResult exchange = result(u"Exchange"_s);
    QCOMPARE(exchange.outcome, Outcome::Fail);
    QVERIFY(exchange.advice.contains(u"TLS_CA_FILE"_s));
}

void TestCheckup::testExchangeLeftAlone()
{
    m_options.asksExchange = false;
    const std::vector<CheckResult> all = results();
    QCOMPARE(all.back().name, u"Exchange"_s);
    QCOMPARE(all.back().outcome, Outcome::Skipped);
    QCOMPARE(m_rest->paths(), QStringList());
    QCOMPARE(m_exchange->subscriptions(u"market"_s), QStringList());
}

void TestCheckup::testBadSettings_data()
{
    QTest::addColumn<QString>("setting");
    // Some of those that are skipped, and of those that are not.
    QTest::addColumn<QStringList>("skipped");
    QTest::addColumn<QStringList>("passed");
    QTest::newRow("database") << u"DB_URL"_s
                              << QStringList{u"Database address"_s, u"Database disk"_s}
                              << QStringList{u"Spool"_s, u"Route /public"_s};
    QTest::newRow("retention") << u"RETENTION_DAYS"_s << QStringList{u"Database retention"_s}
                               << QStringList{u"Database address"_s, u"Database disk"_s};
    QTest::newRow("WebSocket") << u"BINANCE_WS_FUTURES_BASE_URL"_s
                               << QStringList{u"Route /public"_s, u"Route /market"_s}
                               << QStringList{u"Exchange REST"_s};
    QTest::newRow("streams of a route")
        << u"FUTURES_STREAMS_DEPTH"_s << QStringList{u"Route /public"_s}
        << QStringList{u"Route /market"_s};
    QTest::newRow("another one") << u"LOG_LEVEL"_s << QStringList()
                                 << QStringList{u"Database address"_s, u"Clock"_s};
    QTest::newRow("all") << QString()
                         << QStringList{u"Database address"_s, u"Spool"_s, u"Route /market"_s}
                         << QStringList();
}

void TestCheckup::testBadSettings()
{
    QFETCH(QString, setting);
    QFETCH(QStringList, skipped);
    QFETCH(QStringList, passed);
    m_options.badSettings = {setting};
    QStringList found;
    for (const CheckResult &result : results()) {
        if (skipped.contains(result.name)) {
            QCOMPARE(result.outcome, Outcome::Skipped);
            QVERIFY2(result.found.contains(setting.isEmpty() ? u"settings"_s : setting),
                     qPrintable(result.found));
            found << result.name;
        } else if (passed.contains(result.name)) {
            QVERIFY2(result.outcome == Outcome::Pass, qPrintable(result.name));
            found << result.name;
        }
    }
    QCOMPARE(found.size(), skipped.size() + passed.size());
}

void TestCheckup::testEveryResultNeedsSettings()
{
    const Checkup checkup(m_settings, m_options);
    for (const QString &name : checkup.progress().names) {
        const QStringList needed = neededSettings(name);
        QVERIFY2(!needed.isEmpty(), qPrintable(name));
        for (const QString &setting : needed)
            QVERIFY2(findSetting(setting), qPrintable(setting));
    }
}

void TestCheckup::testStop()
{
    m_exchange->neverOpen();
    m_options.exchangeTimeout = 60s;
    Checkup checkup(m_settings, m_options);
    checkup.start();
    // All but the routes.
    constexpr std::size_t Before = 17;
    QTRY_COMPARE(checkup.progress().results.size(), Before);
    checkup.stop();
    QTRY_VERIFY(checkup.progress().isDone);
    QCOMPARE(checkup.progress().results.size(), Before);
}

QTEST_GUILESS_MAIN(TestCheckup)
#include "tst_checkup.moc"
