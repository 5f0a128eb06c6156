#include "checkup/restcheck.h"

#include "fakes/scriptedrest.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Outcome = CheckResult::Outcome;

class TestRestCheck : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testWeight_data();
    void testWeight();
    void testNoWeight();
    void testSymbols_data();
    void testSymbols();
    void testNoListOfContracts();
    void testClockIsOff_data();
    void testClockIsOff();
    void testNotTheExchange();
    void testRestricted();

private:
    void answerTime(std::chrono::milliseconds offset = 0ms, int usedWeight = 3);
    CheckResult result(const QString &name);

    std::unique_ptr<ScriptedRest> m_rest;
    RestCheck::Wanted m_wanted;
    const SystemClock m_clock;
};

void TestRestCheck::init()
{
    m_rest = std::make_unique<ScriptedRest>();
    m_wanted = {500ms, {}};
    QVERIFY(m_wanted.symbols.add(u"BTCUSDT"));
    answerTime();
    const auto contract = [](const QByteArray &name, const QByteArray &status) -> QByteArray {
        return R"({"symbol":")" + name + R"(","status":")" + status +
               R"(","contractType":"PERPETUAL","quoteAsset":"USDT","marginAsset":"USDT"})";
    };
    m_rest->answer(u"/fapi/v1/exchangeInfo"_s,
                   {.body = R"({"symbols":[)" + contract("BTCUSDT", "TRADING") + ',' +
                            contract("LUNAUSDT", "SETTLING") + "]}"});
}

void TestRestCheck::answerTime(std::chrono::milliseconds offset, int usedWeight)
{
    m_rest->answerWith(u"/fapi/v1/time"_s, [offset, usedWeight](const QUrlQuery &) {
        const qint64 time = QDateTime::currentMSecsSinceEpoch() + qint64(offset.count());
        return ScriptedAnswer{
            .body = R"({"serverTime":)" + QByteArray::number(time) + "}",
            .headers = {{"X-MBX-USED-WEIGHT-1M", QByteArray::number(usedWeight)}}};
    });
}

/// Runs a check to its end; all of its results have to come, in their order.
CheckResult TestRestCheck::result(const QString &name)
{
    RestClientOptions options;
    options.baseUrl = m_rest->url();
    options.maxAttempts = 1;
    RestCheck check(options, m_clock, m_wanted);
    QStringList names;
    std::map<QString, CheckResult> results;
    connect(&check, &Check::found, &check, [&](const CheckResult &one) {
        names << one.name;
        results[one.name] = one;
    });
    QSignalSpy done(&check, &Check::done);
    check.start();
    if (!done.wait() || names != check.names())
        QTest::qFail(qPrintable(names.join(u", "_s)), __FILE__, __LINE__);
    return results[name];
}

void TestRestCheck::testWeight_data()
{
    QTest::addColumn<int>("used");
    QTest::addColumn<Outcome>("outcome");
    QTest::newRow("hardly any") << 3 << Outcome::Pass;
    QTest::newRow("half of it") << 1200 << Outcome::Pass;
    QTest::newRow("more") << 1201 << Outcome::Warn;
}

void TestRestCheck::testWeight()
{
    QFETCH(int, used);
    QFETCH(Outcome, outcome);
    answerTime(0ms, used);
    const CheckResult weight = result(u"Exchange weight"_s);
    QCOMPARE(weight.outcome, outcome);
    const QString words = QString::number(used) + u" of the 2400"_s;
    QVERIFY2(weight.found.startsWith(words), qPrintable(weight.found));
    QCOMPARE(weight.advice.isEmpty(), outcome == Outcome::Pass);
}

void TestRestCheck::testNoWeight()
{
    m_rest->answerWith(u"/fapi/v1/time"_s, [](const QUrlQuery &) {
        return ScriptedAnswer{.body = R"({"serverTime":)" +
                                      QByteArray::number(QDateTime::currentMSecsSinceEpoch()) +
                                      "}"};
    });
    QCOMPARE(result(u"Exchange weight"_s).outcome, Outcome::Skipped);
    QCOMPARE(result(u"Exchange REST"_s).outcome, Outcome::Pass);
}

void TestRestCheck::testSymbols_data()
{
    QTest::addColumn<QString>("terms");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("words");
    QTest::newRow("one") << u"BTCUSDT"_s << Outcome::Pass << u"1 are recorded"_s;
    QTest::newRow("all") << u"all"_s << Outcome::Pass << u": BTCUSDT"_s;
    QTest::newRow("nothing fits") << u"X*"_s << Outcome::Fail << u"nothing that fits X*"_s;
    QTest::newRow("not listed") << u"XXXUSDT"_s << Outcome::Fail << u"XXXUSDT"_s;
    QTest::newRow("one of two is not listed")
        << u"BTCUSDT,XXXUSDT"_s << Outcome::Warn << u"Of 2 these are not traded: XXXUSDT"_s;
    QTest::newRow("one of two is not traded any more")
        << u"BTCUSDT,LUNAUSDT"_s << Outcome::Warn << u"Of 2 these are not traded: LUNAUSDT"_s;
}

void TestRestCheck::testSymbols()
{
    QFETCH(QString, terms);
    QFETCH(Outcome, outcome);
    QFETCH(QString, words);
    m_wanted.symbols = {};
    for (const QString &term : terms.split(u','))
        QVERIFY(m_wanted.symbols.add(term));
    const CheckResult symbols = result(u"Exchange symbols"_s);
    QVERIFY2(symbols.found.contains(words), qPrintable(symbols.found));
    QCOMPARE(symbols.outcome, outcome);
}

void TestRestCheck::testNoListOfContracts()
{
    m_rest = std::make_unique<ScriptedRest>();
    answerTime();
    m_rest->answer(u"/fapi/v1/exchangeInfo"_s, {.status = 503, .body = "busy"});
    const CheckResult symbols = result(u"Exchange symbols"_s);
    QCOMPARE(symbols.outcome, Outcome::Fail);
    QVERIFY2(symbols.found.contains(u"503"_s), qPrintable(symbols.found));
    QVERIFY(!symbols.advice.isEmpty());
}

void TestRestCheck::testClockIsOff_data()
{
    QTest::addColumn<std::chrono::milliseconds>("offset");
    QTest::addColumn<QString>("words");
    QTest::newRow("behind") << std::chrono::milliseconds(60s) << u"behind"_s;
    QTest::newRow("ahead") << std::chrono::milliseconds(-60s) << u"ahead of"_s;
}

void TestRestCheck::testClockIsOff()
{
    QFETCH(std::chrono::milliseconds, offset);
    QFETCH(QString, words);
    answerTime(offset);
    const CheckResult clock = result(u"Clock"_s);
    QCOMPARE(clock.outcome, Outcome::Warn);
    QVERIFY2(clock.found.contains(words), qPrintable(clock.found));
    m_wanted.mostOffset = 0ms;
    QCOMPARE(result(u"Clock"_s).outcome, Outcome::Pass);
}

void TestRestCheck::testNotTheExchange()
{
    m_rest->answerWith(u"/fapi/v1/time"_s,
                       [](const QUrlQuery &) { return ScriptedAnswer{.body = "{}"}; });
    const CheckResult rest = result(u"Exchange REST"_s);
    QCOMPARE(rest.outcome, Outcome::Fail);
    QVERIFY(rest.advice.contains(u"BINANCE_REST_FUTURES_BASE_URL"_s));
    QCOMPARE(result(u"Clock"_s).outcome, Outcome::Skipped);
}

void TestRestCheck::testRestricted()
{
    m_rest = std::make_unique<ScriptedRest>();
    m_rest->answer(u"/fapi/v1/time"_s, {.status = 451});
    const CheckResult rest = result(u"Exchange REST"_s);
    QCOMPARE(rest.outcome, Outcome::Fail);
    QVERIFY2(rest.advice.contains(u"country"_s), qPrintable(rest.advice));
}

QTEST_GUILESS_MAIN(TestRestCheck)
#include "tst_restcheck.moc"
