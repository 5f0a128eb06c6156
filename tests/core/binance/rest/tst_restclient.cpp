#include "fakes/manualclock.h"
#include "resttesting.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Way = ScriptedAnswer::Way;
using Kind = RestError::Kind;

const QString Path = u"/fapi/v1/time"_s;

} // namespace

Q_DECLARE_METATYPE(ScriptedAnswer)
Q_DECLARE_METATYPE(RestError::Kind)

class TestRestClient : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testAnswer();
    void testPathAndQuery_data();
    void testPathAndQuery();
    void testErrors_data();
    void testErrors();
    void testRetried_data();
    void testRetried();
    void testUnreachable();
    void testTimeout();
    void testTooLarge();
    void testContextThatIsGone();
    void testClientMayBeDeletedInDone();
    void testClientGoneWithRequestInFlight();
    void testExchangeInfo();
    void testTiming();

private:
    SystemClock m_systemClock;
    std::unique_ptr<ScriptedRest> m_server;
};

void TestRestClient::init()
{
    m_server = std::make_unique<ScriptedRest>();
}

void TestRestClient::testAnswer()
{
    m_server->answer(Path, {.body = R"({"serverTime":1790000000000})"});
    RestClient client(quickOptions(m_server->url()), m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QCOMPARE(results.count(), 0);
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.text(), u"{\"serverTime\":1790000000000}"_s);
    QVERIFY(results.at(0).has_value());
    QCOMPARE(client.pendingCount(), std::size_t(0));
}

void TestRestClient::testPathAndQuery_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("query");
    const QString plain = u"symbol=BTCUSDT"_s;
    QTest::newRow("host") << QString() << u"BTCUSDT"_s << Path << plain;
    QTest::newRow("slash") << u"/"_s << u"BTCUSDT"_s << Path << plain;
    QTest::newRow("prefix of a proxy")
        << u"/a/b/"_s << u"BTCUSDT"_s << u"/a/b/fapi/v1/time"_s << plain;
    QTest::newRow("Chinese") << QString() << u"龙虾USDT"_s << Path
                             << u"symbol=%E9%BE%99%E8%99%BEUSDT"_s;
}

void TestRestClient::testPathAndQuery()
{
    QFETCH(QString, base);
    QFETCH(QString, symbol);
    QFETCH(QString, path);
    m_server->answer(path, {});
    QUrl url = m_server->url();
    url.setPath(base);
    RestClient client(quickOptions(url), m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path, .query = QUrlQuery{{u"symbol"_s, symbol}}});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY2(results.at(0), qPrintable(results.text()));
    QTEST(m_server->queries(path).value(0), "query");
}

void TestRestClient::testErrors_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<RestError::Kind>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const ScriptedAnswer &answer, Kind kind, int code,
                        const QString &words) {
        QTest::newRow(name) << answer << kind << code << words;
    };
    row("-4166",
        {.status = 400,
         .body = R"({"code":-4166,"msg":"Search window is restricted to recent 2 days only."})"},
        Kind::Refused, -4166,
        u"refused by the exchange (HTTP 400): Search window is restricted to recent 2 days only "
        u"(code -4166)"_s);
    row("404 without words", {.status = 404, .body = "<html>"}, Kind::Refused, 0, u"(HTTP 404)"_s);
    row("403", {.status = 403, .body = "<html>WAF</html>"}, Kind::Firewall, 0, u"firewall"_s);
    row("451",
        {.status = 451,
         .body = R"({"code":0,"msg":"Service unavailable from a restricted )"
                 R"(location according to 'b. Eligibility'"})"},
        Kind::RestrictedLocation, 0, u"restricted location"_s);
    row("HTML", {.body = "<html>Log in</html>"}, Kind::Unreadable, 0, u"not JSON"_s);
    row("nothing", {.body = ""}, Kind::Unreadable, 0, u"not JSON"_s);
    row("JSON that ends early", {.body = R"([{"a":1})"}, Kind::Unreadable, 0, u"not JSON"_s);
    row("redirected", {.status = 302, .headers = {{"Location", "http://login.example/"}}},
        Kind::Unreadable, 0, u"login page"_s);
}

void TestRestClient::testErrors()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(int, code);
    QFETCH(QString, words);
    m_server->answer(Path, answer);
    RestClient client(quickOptions(m_server->url()), m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY(!results.at(0));
    const RestError error = results.error();
    QTEST(error.kind, "kind");
    QCOMPARE(error.httpStatus, answer.status);
    QCOMPARE(error.exchangeCode.value_or(0), code);
    const QString target = u"127.0.0.1:%1/fapi/v1/time: "_s.arg(m_server->port());
    QVERIFY2(error.message.startsWith(target), qPrintable(error.message));
    QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QCOMPARE(m_server->requestCount(Path), 1);
}

void TestRestClient::testRetried_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<RestError::Kind>("kind");
    QTest::newRow("503") << ScriptedAnswer{.status = 503, .body = "busy"} << Kind::Server;
    QTest::newRow("500") << ScriptedAnswer{.status = 500} << Kind::Server;
    QTest::newRow("closed") << ScriptedAnswer{.way = Way::Closed} << Kind::Unreachable;
    QTest::newRow("half") << ScriptedAnswer{.body = "[1,2,3,4]", .way = Way::Half}
                          << Kind::Unreachable;
    QTest::newRow("garbage") << ScriptedAnswer{.way = Way::Garbage} << Kind::Unreachable;
}

void TestRestClient::testRetried()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(RestError::Kind, kind);
    m_server->answer(Path, answer);
    m_server->answer(Path, {});
    m_server->answer(u"/down"_s, answer);
    RestClientOptions options = quickOptions(m_server->url());
    options.maxAttempts = 2;
    RestClient client(options, m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY2(results.at(0), qPrintable(results.text()));

    RestResults down;
    down.ask(client, {.path = u"/down"_s});
    QTRY_COMPARE(down.count(), 1);
    QVERIFY(!down.at(0));
    QCOMPARE(down.error().kind, kind);
    QVERIFY2(down.error().message.endsWith(u"(2 attempts)"_s), qPrintable(down.error().message));
}

void TestRestClient::testUnreachable()
{
    m_server->stop();
    RestClient client(quickOptions(m_server->url()), m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.error().kind, Kind::Unreachable);
    QCOMPARE(results.error().httpStatus, 0);
    QVERIFY2(results.text().contains(u"refused"_s), qPrintable(results.text()));
}

void TestRestClient::testTimeout()
{
    m_server->answer(Path, {.way = Way::Held});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxAttempts = 1;
    options.limits.timeout = 20ms;
    RestClient client(options, m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.error().kind, Kind::Timeout);
    QVERIFY2(results.text().contains(u"within 0.02 s"_s), qPrintable(results.text()));
}

void TestRestClient::testTooLarge()
{
    m_server->answer(Path, {.body = '[' + QByteArray(100'000, ' ') + ']'});
    RestClientOptions options = quickOptions(m_server->url());
    options.limits.maxAnswerBytes = 100'001;
    RestClient client(options, m_systemClock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.error().kind, Kind::Unreadable);
    QVERIFY2(results.text().contains(u"more than 100001 bytes"_s), qPrintable(results.text()));
    QCOMPARE(m_server->requestCount(Path), 1);
}

void TestRestClient::testContextThatIsGone()
{
    m_server->answer(Path, {.way = Way::Held});
    m_server->answer(u"/a"_s, {});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxInFlight = 1;
    RestClient client(options, m_systemClock);
    auto gone = std::make_unique<RestResults>();
    RestResults results;
    gone->ask(client, {.path = Path});
    gone->ask(client, {.path = Path});
    results.ask(client, {.path = u"/a"_s});
    QTRY_COMPARE(m_server->requestCount(Path), 1);
    gone.reset();
    m_server->release(Path);
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(m_server->requestCount(Path), 1);
}

void TestRestClient::testClientMayBeDeletedInDone()
{
    m_server->answer(Path, {});
    auto client = std::make_unique<RestClient>(quickOptions(m_server->url()), m_systemClock);
    client->get({.path = Path}, client.get(), [&](const RestClient::Result &) { client.reset(); });
    QTRY_VERIFY(!client);
}

void TestRestClient::testClientGoneWithRequestInFlight()
{
    m_server->answer(Path, {.way = Way::Held});
    RestResults results;
    {
        RestClient client(quickOptions(m_server->url()), m_systemClock);
        results.ask(client, {.path = Path});
        QTRY_COMPARE(m_server->requestCount(Path), 1);
    }
    m_server->release(Path);
    QCoreApplication::processEvents();
    QCOMPARE(results.count(), 0);
}

void TestRestClient::testExchangeInfo()
{
    const QString path = u"/fapi/v1/exchangeInfo"_s;
    m_server->answer(path, {.body = R"({"symbols":[{"symbol":"BTCUSDT"}]})"});
    m_server->answer(path, {.body = R"({"symbols":7})"});
    m_server->answer(path, {.status = 400});
    RestClient client(quickOptions(m_server->url()), m_systemClock);
    std::vector<RestClient::ExchangeInfoResult> results;
    for (std::size_t i = 0; i < 3; ++i) {
        client.fetchExchangeInfo(
            this, [&](const RestClient::ExchangeInfoResult &result) { results.push_back(result); });
        QTRY_COMPARE(results.size(), i + 1);
    }
    QCOMPARE(results[0]->contracts.at(0).symbol.toString(), u"BTCUSDT"_s);
    QCOMPARE(results[1].error().kind, Kind::Unreadable);
    QVERIFY(results[1].error().message.contains(u"exchangeInfo: the answer cannot be read"_s));
    QCOMPARE(results[2].error().kind, Kind::Refused);
}

void TestRestClient::testTiming()
{
    m_server->answer(Path, {.way = Way::Held});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    const ReceiveTime start = clock.now();
    std::optional<RestTiming> timing;
    client.getTimed({.path = Path}, this,
                    [&](const RestClient::Result &, const RestTiming &told) { timing = told; });
    QTRY_COMPARE(m_server->requestCount(Path), 1);
    clock.advance(30ms);
    m_server->release(Path);
    QTRY_VERIFY(timing);
    QVERIFY(timing->sent == start);
    QVERIFY(timing->received == clock.now());
}

QTEST_GUILESS_MAIN(TestRestClient)
#include "tst_restclient.moc"
