#include "fakes/manualclock.h"
#include "resttesting.h"

#include <QRegularExpression>
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
    void testBudgetIsShared();
    void testServersCountHolds();
    void testHold_data();
    void testHold();
    void testNoHammeringAfterFirewall();
    void testImpatientRequestsFail_data();
    void testImpatientRequestsFail();
    void testOrder();
    void testQueueIsBounded();
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

void TestRestClient::testBudgetIsShared()
{
    m_server->answer(u"/a"_s, {});
    m_server->answer(u"/b"_s, {});
    ManualClock clock;
    RestClientOptions options = quickOptions(m_server->url());
    options.weightPerMinute = 30;
    RestClient client(options, clock);
    RestResults one;
    RestResults other;
    one.ask(client, {.path = u"/a"_s, .weight = 20});
    other.ask(client, {.path = u"/b"_s, .weight = 20});
    other.ask(client, {.path = u"/b"_s, .weight = 5});
    QTRY_COMPARE(one.count(), 1);
    // The light one does not overtake: a heavy one would never have its turn.
    QCOMPARE(client.pendingCount(), std::size_t(2));
    clock.advance(60s);
    QTRY_COMPARE(other.count(), 2);
    QVERIFY(other.at(0) && other.at(1));
}

void TestRestClient::testServersCountHolds()
{
    m_server->answer(Path, {.headers = {{"X-MBX-USED-WEIGHT-1M", "1990"}}});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    results.ask(client, {.path = Path, .weight = 10});
    QTRY_COMPARE(results.count(), 2);
    results.ask(client, {.path = Path, .weight = 11, .patience = 0ms});
    QTRY_COMPARE(results.count(), 3);
    QCOMPARE(results.at(2).error().kind, Kind::RateLimited);
    QVERIFY(results.at(2).error().message.contains(u"weight of this minute is spent"_s));
}

void TestRestClient::testHold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("seconds");
    // The manual clock begins at a full minute.
    QTest::newRow("429") << 429 << QByteArray() << 60;
    QTest::newRow("429, told") << 429 << QByteArray("7") << 7;
    QTest::newRow("418") << 418 << QByteArray() << 120;
    QTest::newRow("418, told") << 418 << QByteArray("300") << 300;
}

void TestRestClient::testHold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, seconds);
    ScriptedAnswer refusal{.status = status};
    if (!retryAfter.isEmpty())
        refusal.headers.append({"Retry-After", retryAfter});
    m_server->answer(Path, refusal);
    m_server->answer(Path, {});
    m_server->answer(u"/other"_s, {});
    ManualClock clock(29'816'666min);
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"HTTP %1.*nothing is asked for %2 s"_s.arg(
                             QString::number(status), QString::number(seconds))));
    results.ask(client, {.path = Path});
    QTRY_COMPARE(m_server->requestCount(Path), 1);
    QTRY_COMPARE(client.pendingCount(), std::size_t(1));
    results.ask(client, {.path = u"/other"_s, .priority = RestPriority::High});

    // An impatient one proves that the client has looked at its queue, and sent nothing.
    RestResults impatient;
    clock.advance(std::chrono::seconds(seconds) - 1ms);
    impatient.ask(client, {.path = Path, .patience = 0ms});
    QTRY_COMPARE(impatient.count(), 1);
    QCOMPARE(impatient.error().httpStatus, status);
    QCOMPARE(m_server->paths().size(), 1);

    clock.advance(1ms);
    QTRY_COMPARE(results.count(), 2);
    QVERIFY(results.at(0) && results.at(1));
    QCOMPARE(m_server->requestCount(Path), 2);
}

void TestRestClient::testNoHammeringAfterFirewall()
{
    m_server->answer(Path, {.status = 451});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    int expected = 0;
    for (const auto length : {5min, 10min, 20min, 40min, 60min, 60min}) {
        const int seconds = int(std::chrono::seconds(length).count());
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"nothing is asked for %1 s"_s.arg(seconds)));
        results.ask(client, {.path = Path});
        ++expected;
        QTRY_COMPARE(results.count(), expected);
        QCOMPARE(results.at(expected - 1).error().kind, Kind::RestrictedLocation);
        QCOMPARE(m_server->requestCount(Path), expected);
        clock.advance(length);
    }
}

void TestRestClient::testImpatientRequestsFail_data()
{
    QTest::addColumn<int>("patience");
    QTest::addColumn<bool>("fails");
    QTest::newRow("none") << 0 << true;
    QTest::newRow("too little") << 299'999 << true;
    QTest::newRow("enough") << 300'000 << false;
    QTest::newRow("for ever") << -1 << false;
}

void TestRestClient::testImpatientRequestsFail()
{
    QFETCH(int, patience);
    QFETCH(bool, fails);
    m_server->answer(Path, {.status = 403});
    m_server->answer(Path, {});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"nothing is asked for 300 s"_s));
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    results.ask(client, {.path = Path, .patience = std::chrono::milliseconds(patience)});
    if (!fails)
        clock.advance(5min);
    QTRY_COMPARE(results.count(), 2);
    QCOMPARE(!results.at(1), fails);
    if (fails)
        QCOMPARE(results.at(1).error().kind, Kind::Firewall);
}

void TestRestClient::testOrder()
{
    for (const char *path : {"/a", "/b", "/c", "/d", "/e"})
        m_server->answer(QString::fromLatin1(path), {});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxInFlight = 1;
    RestClient client(options, m_systemClock);
    RestResults results;
    results.ask(client, {.path = u"/a"_s, .priority = RestPriority::Low});
    results.ask(client, {.path = u"/b"_s});
    results.ask(client, {.path = u"/c"_s, .priority = RestPriority::High});
    results.ask(client, {.path = u"/d"_s});
    results.ask(client, {.path = u"/e"_s, .priority = RestPriority::High});
    QTRY_COMPARE(results.count(), 5);
    QCOMPARE(m_server->paths(), (QStringList{u"/c"_s, u"/e"_s, u"/b"_s, u"/d"_s, u"/a"_s}));
}

void TestRestClient::testQueueIsBounded()
{
    m_server->answer(Path, {});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxWaiting = 2;
    RestClient client(options, m_systemClock);
    RestResults results;
    for (int i = 0; i < 3; ++i)
        results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 3);
    QCOMPARE(results.error().kind, Kind::QueueFull);
    QVERIFY(results.at(1) && results.at(2));
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
