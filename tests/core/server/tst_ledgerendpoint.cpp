#include "server/ledgerendpoint.h"

#include "core/server/servertesting.h"
#include "fakes/fakeledger.h"
#include "fakes/manualclock.h"
#include "ledger/ledgerjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <atomic>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;
using namespace std::chrono_literals;

namespace {

/// A reader of a ledger that ends now by the clock.
class CountingLedger final : public LedgerReader
{
public:
    explicit CountingLedger(const Clock &clock)
        : LedgerReader(0ms)
        , m_clock(clock)
    {}
    ~CountingLedger() override
    {
        stop();
        join();
    }

    std::atomic<int> reads = 0;
    std::atomic<int> hours = 0;
    std::atomic<bool> fails = false;

protected:
    Result read(std::chrono::hours span) override
    {
        ++reads;
        hours = int(span.count());
        if (fails)
            return tl::make_unexpected(u"the disk is full"_s);
        LedgerSpan ledger = FakeLedger::day(2);
        ledger.to = m_clock.now().utc;
        ledger.from = ledger.to - span;
        return ledger;
    }

private:
    const Clock &m_clock;
};

} // namespace

class TestLedgerEndpoint : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testHours_data();
    void testHours();
    void testFirstComesAgain();
    void testReadsOnceForMany();
    void testTextsAreMadeOnce();
    void testOldAnswerWhileReading();
    void testTooOldAnswer();
    void testClockThatWasSetBack();
    void testLongerSpan();
    void testFailure();
    void testNoDatabase();
    void testOverHttp();
    void testToken();

private:
    HttpAnswer ask(const QString &query = {})
    {
        return m_endpoint->answer(QUrlQuery(query), m_clock->now());
    }
    /// Asks, and waits until that is read.
    void read(const QString &query = {});

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<CountingLedger> m_reader;
    std::unique_ptr<LedgerEndpoint> m_endpoint;
};

void TestLedgerEndpoint::init()
{
    m_clock = std::make_unique<ManualClock>(
        std::chrono::floor<std::chrono::milliseconds>(FakeLedger::now().time_since_epoch()));
    m_reader = std::make_unique<CountingLedger>(*m_clock);
    m_endpoint = std::make_unique<LedgerEndpoint>(m_reader.get());
    m_reader->start();
}

void TestLedgerEndpoint::cleanup()
{
    m_endpoint.reset();
    m_reader.reset();
    m_clock.reset();
}

void TestLedgerEndpoint::read(const QString &query)
{
    const std::int64_t number = m_reader->answer().number;
    ask(query);
    QTRY_COMPARE(m_reader->answer().number, number + 1);
}

void TestLedgerEndpoint::testHours_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("hours");
    QTest::newRow("default") << QString() << 24;
    QTest::newRow("least") << u"hours=1"_s << 1;
    QTest::newRow("most") << u"hours=168"_s << 168;
    QTest::newRow("others besides") << u"pretty=1&hours=6"_s << 6;
    QTest::newRow("none") << u"hours=0"_s << -1;
    QTest::newRow("too many") << u"hours=169"_s << -1;
    QTest::newRow("negative") << u"hours=-1"_s << -1;
    QTest::newRow("a fraction") << u"hours=1.5"_s << -1;
    QTest::newRow("no number") << u"hours=day"_s << -1;
    QTest::newRow("nothing") << u"hours="_s << -1;
    QTest::newRow("beyond numbers") << u"hours=99999999999"_s << -1;
}

void TestLedgerEndpoint::testHours()
{
    QFETCH(QString, query);
    QFETCH(int, hours);
    if (hours < 0) {
        QCOMPARE(ask(query).status, 400);
        return;
    }
    read(query);
    QCOMPARE(int(m_reader->hours), hours);
    const HttpAnswer answer = ask(query);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, QByteArray("application/json"));
    const auto span = ledgerFromJson(QJsonDocument::fromJson(answer.body).object());
    QVERIFY2(span, span ? "" : qPrintable(span.error()));
    QCOMPARE(span->to - span->from, std::chrono::microseconds(std::chrono::hours(hours)));
}

void TestLedgerEndpoint::testFirstComesAgain()
{
    const HttpAnswer answer = ask();
    QCOMPARE(answer.status, 503);
    QVERIFY(answer.fields.contains({"Retry-After", "1"}));
    QTRY_COMPARE(ask().status, 200);
}

void TestLedgerEndpoint::testReadsOnceForMany()
{
    read();
    for (int i = 0; i < 100; ++i)
        QCOMPARE(ask(i % 2 == 0 ? QString() : u"hours=6"_s).status, 200);
    QCOMPARE(int(m_reader->reads), 1);
    m_clock->advance(4s);
    read();
    QCOMPARE(int(m_reader->reads), 2);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(ask().status, 200);
    QCOMPARE(int(m_reader->reads), 2);
}

void TestLedgerEndpoint::testTextsAreMadeOnce()
{
    read();
    const QStringList queries{u"hours=1"_s, u"hours=2"_s, u"hours=3"_s, u"hours=4"_s};
    QList<QByteArray> first;
    for (const QString &query : queries)
        first.append(ask(query).body);
    for (qsizetype i = 0; i < queries.size(); ++i)
        QCOMPARE(static_cast<const void *>(ask(queries[i]).body.constData()),
                 static_cast<const void *>(first[i].constData()));
}

void TestLedgerEndpoint::testOldAnswerWhileReading()
{
    read();
    m_clock->advance(20s);
    QCOMPARE(ask().status, 200);
    QTRY_COMPARE(int(m_reader->reads), 2);
}

void TestLedgerEndpoint::testTooOldAnswer()
{
    read();
    m_clock->advance(31s);
    QCOMPARE(ask().status, 503);
    QTRY_COMPARE(ask().status, 200);
}

void TestLedgerEndpoint::testClockThatWasSetBack()
{
    read();
    m_clock->advance(4s);
    ReceiveTime now = m_clock->now();
    now.utc -= 1h;
    QCOMPARE(m_endpoint->answer({}, now).status, 200);
    QTRY_COMPARE(int(m_reader->reads), 2);
}

void TestLedgerEndpoint::testLongerSpan()
{
    read(u"hours=6"_s);
    // Not while the last reading is new.
    QCOMPARE(ask(u"hours=48"_s).status, 503);
    m_clock->advance(4s);
    read(u"hours=48"_s);
    QCOMPARE(int(m_reader->hours), 48);
    // The shorter one is a part of it, also when it asks first.
    QCOMPARE(ask(u"hours=6"_s).status, 200);
    m_clock->advance(4s);
    read(u"hours=6"_s);
    QCOMPARE(int(m_reader->hours), 48);
    // Until nobody has wanted that much for a minute.
    m_clock->advance(70s);
    read(u"hours=6"_s);
    QCOMPARE(int(m_reader->hours), 6);
}

void TestLedgerEndpoint::testFailure()
{
    m_reader->fails = true;
    read();
    HttpAnswer answer = ask();
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.body.contains("the disk is full"), answer.body.constData());
    // Those who ask in vain cost the database no more than others.
    for (int i = 0; i < 100; ++i)
        ask();
    QCOMPARE(int(m_reader->reads), 1);
    m_reader->fails = false;
    m_clock->advance(4s);
    read();
    QCOMPARE(ask().status, 200);
}

void TestLedgerEndpoint::testNoDatabase()
{
    LedgerEndpoint endpoint(nullptr);
    QCOMPARE(endpoint.answer({}, m_clock->now()).status, 503);
}

void TestLedgerEndpoint::testOverHttp()
{
    StatusServerSettings settings;
    settings.listen = ListenAddress{QHostAddress(QHostAddress::LocalHost), 0};
    StatusServer server(settings, std::nullopt, *m_clock);
    server.serveLedger(std::make_unique<CountingLedger>(*m_clock));
    server.start();
    QTRY_VERIFY(!server.state().url.isEmpty());
    const quint16 port = quint16(server.state().url.port());
    const QByteArray first = answerTo(port, request("/ledger?hours=6"));
    QCOMPARE(statusOf(first), 503);
    // Qt 6.8 writes names of fields in lower case.
    QVERIFY2(first.toLower().contains("retry-after: 1\r\n"), first.constData());
    QTRY_COMPARE(statusOf(answerTo(port, request("/ledger?hours=6"))), 200);
    const QJsonObject json =
        QJsonDocument::fromJson(bodyOf(answerTo(port, request("/ledger")))).object();
    QVERIFY(json.contains(u"error"_s));
    QCOMPARE(statusOf(answerTo(port, request("/ledger?hours=day"))), 400);
    QCOMPARE(statusOf(answerTo(port, request("/ledger", "Content-Length: 0\r\n", "POST"))), 405);
}

void TestLedgerEndpoint::testToken()
{
    const RunningServer running(*m_clock, u"0123456789abcdef"_s);
    QCOMPARE(statusOf(answerTo(running.port(), request("/ledger"))), 401);
    // There is no database, but it was let in.
    QCOMPARE(statusOf(answerTo(running.port(),
                               request("/ledger", "Authorization: Bearer 0123456789abcdef\r\n"))),
             503);
}

QTEST_GUILESS_MAIN(TestLedgerEndpoint)
#include "tst_ledgerendpoint.moc"
