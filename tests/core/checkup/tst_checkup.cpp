#include "checkup/checkup.h"

#include "fakes/scriptedexchange.h"
#include "fakes/scriptedrest.h"
#include "fakes/testcertificates.h"

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
    void testRestricted();
    void testClockIsOff_data();
    void testClockIsOff();
    void testNotTheExchange();
    void testCertificate();
    void testNoCertificateFile();
    void testStop();

private:
    void deliver(const QByteArray &stream);
    static QByteArray serverTime(std::chrono::milliseconds offset = 0ms);
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
    m_rest->answerWith(u"/fapi/v1/time"_s,
                       [](const QUrlQuery &) { return ScriptedAnswer{.body = serverTime()}; });
    m_settings = {};
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

QByteArray TestCheckup::serverTime(std::chrono::milliseconds offset)
{
    return R"({"serverTime":)" +
           QByteArray::number(QDateTime::currentMSecsSinceEpoch() + qint64(offset.count())) + "}";
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
        const bool isExpected =
            result.outcome == Outcome::Pass ||
            (result.outcome == Outcome::Skipped &&
             (result.name == u"Exchange name"_s || result.name == u"Exchange TLS"_s));
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
    QCOMPARE(checkup.progress().names.size(), 13);
    QVERIFY(checkup.progress().results.empty());
    QSignalSpy progressed(&checkup, &Checkup::progressed);
    checkup.start();
    QTRY_VERIFY(checkup.progress().isDone);
    QTRY_COMPARE(progressed.count(), 14);
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
    QCOMPARE(result(u"Clock"_s).outcome, Outcome::Skipped);
}

void TestCheckup::testNothingRecordedFromARoute()
{
    m_settings.tradeStreams.clear();
    QCOMPARE(result(u"Route /market"_s).outcome, Outcome::Skipped);
    QCOMPARE(m_exchange->subscriptions(u"market"_s), QStringList());
}

void TestCheckup::testRestricted()
{
    m_rest = std::make_unique<ScriptedRest>();
    m_rest->answer(u"/fapi/v1/time"_s, {.status = 451});
    m_settings.restBaseUrl = m_rest->url();
    const CheckResult rest = result(u"Exchange REST"_s);
    QCOMPARE(rest.outcome, Outcome::Fail);
    QVERIFY2(rest.advice.contains(u"country"_s), qPrintable(rest.advice));
}

void TestCheckup::testClockIsOff_data()
{
    QTest::addColumn<std::chrono::milliseconds>("offset");
    QTest::addColumn<QString>("words");
    QTest::newRow("behind") << std::chrono::milliseconds(60s) << u"behind"_s;
    QTest::newRow("ahead") << std::chrono::milliseconds(-60s) << u"ahead of"_s;
}

void TestCheckup::testClockIsOff()
{
    QFETCH(std::chrono::milliseconds, offset);
    QFETCH(QString, words);
    m_rest->answerWith(u"/fapi/v1/time"_s, [offset](const QUrlQuery &) {
        return ScriptedAnswer{.body = serverTime(offset)};
    });
    const CheckResult clock = result(u"Clock"_s);
    QCOMPARE(clock.outcome, Outcome::Warn);
    QVERIFY2(clock.found.contains(words), qPrintable(clock.found));
    m_settings.alerts.clockOffset = 0ms;
    QCOMPARE(result(u"Clock"_s).outcome, Outcome::Pass);
}

void TestCheckup::testNotTheExchange()
{
    m_rest->answerWith(u"/fapi/v1/time"_s,
                       [](const QUrlQuery &) { return ScriptedAnswer{.body = "{}"}; });
    const CheckResult rest = result(u"Exchange REST"_s);
    QCOMPARE(rest.outcome, Outcome::Fail);
    QVERIFY(rest.advice.contains(u"BINANCE_REST_FUTURES_BASE_URL"_s));
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
    m_rest->answerWith(u"/fapi/v1/time"_s,
                       [](const QUrlQuery &) { return ScriptedAnswer{.body = serverTime()}; });
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

void TestCheckup::testStop()
{
    m_exchange->neverOpen();
    m_options.exchangeTimeout = 60s;
    Checkup checkup(m_settings, m_options);
    checkup.start();
    QTRY_COMPARE(checkup.progress().results.size(), std::size_t(11));
    checkup.stop();
    QTRY_VERIFY(checkup.progress().isDone);
    QCOMPARE(checkup.progress().results.size(), std::size_t(11));
}

QTEST_GUILESS_MAIN(TestCheckup)
#include "tst_checkup.moc"
