#include "remote/remoteledgerreader.h"

#include "fakes/fakeledger.h"
#include "fakes/scriptedrest.h"
#include "fakes/testcertificates.h"
#include "ledger/ledgerjson.h"
#include "server/statusserver.h"

#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString Path = u"/ledger"_s;

QByteArray ledgerText()
{
    return QJsonDocument(toJson(FakeLedger::full())).toJson();
}

RemoteOptions optionsFor(const QUrl &server, const QByteArray &token = {})
{
    RemoteOptions options;
    options.address = server;
    options.address.setScheme(server.scheme() == "https"_L1 ? u"wss"_s : u"ws"_s);
    options.address.setPath(u"/live"_s);
    options.token = token;
    return options;
}

/// A ledger that is there at once.
class KnownLedger final : public LedgerReader
{
public:
    KnownLedger()
        : LedgerReader(0ms)
    {}
    ~KnownLedger() override
    {
        stop();
        join();
    }

protected:
    Result read(std::chrono::hours span) override
    {
        LedgerSpan ledger = FakeLedger::full();
        ledger.to = SystemClock().now().utc;
        ledger.from = ledger.to - span;
        return ledger;
    }
};

} // namespace

class TestRemoteLedgerReader : public QObject
{
    Q_OBJECT

private slots:
    void testAddress_data();
    void testAddress();
    void testReads();
    void testComesAgain();
    void testFaults_data();
    void testFaults();
    void testTooLarge();
    void testGone();
    void testEndsWhileWaiting();
    void testTls();
    void testRealServer();

private:
    /// What came of a question.
    static LedgerAnswer answerOf(RemoteLedgerReader &reader, std::chrono::hours span = 24h);
};

LedgerAnswer TestRemoteLedgerReader::answerOf(RemoteLedgerReader &reader, std::chrono::hours span)
{
    reader.start();
    reader.request(span);
    if (!QTest::qWaitFor([&reader] { return reader.answer().number > 0; }, 10'000))
        qFatal("no answer");
    return reader.answer();
}

void TestRemoteLedgerReader::testAddress_data()
{
    QTest::addColumn<QString>("live");
    QTest::addColumn<QString>("ledger");
    QTest::newRow("plain") << u"ws://127.0.0.1:9464/live"_s
                           << u"http://127.0.0.1:9464/ledger?hours=24"_s;
    QTest::newRow("encrypted") << u"wss://host/live"_s << u"https://host/ledger?hours=24"_s;
    QTest::newRow("behind a proxy")
        << u"wss://host/btc/live"_s << u"https://host/btc/ledger?hours=24"_s;
    QTest::newRow("IPv6") << u"ws://[::1]:9464/live"_s << u"http://[::1]:9464/ledger?hours=24"_s;
}

void TestRemoteLedgerReader::testAddress()
{
    QFETCH(QString, live);
    QTEST(ledgerAddress(QUrl(live), 24h).toString(), "ledger");
}

void TestRemoteLedgerReader::testReads()
{
    ScriptedRest server;
    server.answer(Path, {.body = ledgerText()});
    RemoteLedgerReader reader(optionsFor(server.url()));
    const LedgerAnswer answer = answerOf(reader, 6h);
    QCOMPARE(answer.error, QString());
    QVERIFY(answer.span && *answer.span == FakeLedger::full());
    QCOMPARE(server.queries(Path), QStringList{u"hours=6"_s});
}

void TestRemoteLedgerReader::testComesAgain()
{
    ScriptedRest server;
    server.answer(
        Path,
        {.status = 503, .body = R"({"error":"being read"})", .headers = {{"Retry-After", "0"}}});
    server.answer(Path, {.body = ledgerText()});
    RemoteLedgerReader reader(optionsFor(server.url()));
    const LedgerAnswer answer = answerOf(reader);
    QCOMPARE(answer.error, QString());
    QVERIFY(answer.span);
    QCOMPARE(server.requestCount(Path), 2);
}

void TestRemoteLedgerReader::testFaults_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("error");
    QTest::newRow("bad token") << 401 << QByteArray("{}") << u"HTTP 401: it wants another token"_s;
    QTest::newRow("too many clients") << 429 << QByteArray() << u"HTTP 429"_s;
    QTest::newRow("an older recorder") << 404 << QByteArray(R"({"error":"no page"})")
                                       << u"HTTP 404: the recorder there serves no ledger"_s;
    QTest::newRow("its database is away")
        << 503 << QByteArray(R"({"error":"postgresql://db: cannot connect"})")
        << u"postgresql://db: cannot connect"_s;
    QTest::newRow("something else") << 500 << QByteArray("<html>") << u"HTTP 500"_s;
    QTest::newRow("garbage") << 200 << QByteArray("<html>") << u"what came is no JSON"_s;
    QTest::newRow("other JSON") << 200 << QByteArray("[1,2]")
                                << u"what came is no ledger: from is missing"_s;
    QTest::newRow("a redirect") << 302 << QByteArray() << u"HTTP 302"_s;
}

void TestRemoteLedgerReader::testFaults()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, error);
    ScriptedRest server;
    server.answer(Path, {.status = status, .body = body});
    RemoteLedgerReader reader(optionsFor(server.url()));
    const LedgerAnswer answer = answerOf(reader);
    QVERIFY(!answer.span);
    QVERIFY2(answer.error.startsWith(u"127.0.0.1:%1: "_s.arg(server.port()) + error),
             qPrintable(answer.error));
}

void TestRemoteLedgerReader::testTooLarge()
{
    ScriptedRest server;
    server.answer(Path, {.body = QByteArray(RemoteLedgerReader::MaxBytes, ' ') + ledgerText()});
    RemoteLedgerReader reader(optionsFor(server.url()));
    const LedgerAnswer answer = answerOf(reader);
    QVERIFY2(answer.error.endsWith(u"the answer is larger than 64 MiB"_s),
             qPrintable(answer.error));
}

void TestRemoteLedgerReader::testGone()
{
    ScriptedRest server;
    server.stop();
    RemoteLedgerReader reader(optionsFor(server.url()), 0ms);
    const LedgerAnswer answer = answerOf(reader);
    QVERIFY(!answer.span);
    QVERIFY2(answer.error.contains(u"refused"_s), qPrintable(answer.error));
}

void TestRemoteLedgerReader::testEndsWhileWaiting()
{
    ScriptedRest server;
    server.answer(Path, {.way = ScriptedAnswer::Way::Held});
    QElapsedTimer timer;
    {
        RemoteLedgerReader reader(optionsFor(server.url()));
        reader.start();
        reader.request(24h);
        QTRY_COMPARE(server.requestCount(Path), 1);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 5'000);
}

void TestRemoteLedgerReader::testTls()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    const TestCertificates certificates;
    const TestCertificates::Identity identity =
        certificates.identity(TestCertificates::Kind::Valid);
    QSslConfiguration tls;
    tls.setLocalCertificate(identity.certificate);
    tls.setPrivateKey(identity.key);
    ScriptedRest server(tls);
    server.answer(Path, {.body = ledgerText()});
    RemoteLedgerReader untrusting(optionsFor(server.url()));
    const LedgerAnswer refused = answerOf(untrusting);
    QVERIFY2(refused.error.contains(u"certificate"_s), qPrintable(refused.error));
    RemoteOptions options = optionsFor(server.url());
    const auto trusted = tlsConfiguration(certificates.authorityFile());
    QVERIFY(trusted);
    options.network.tls = *trusted;
    RemoteLedgerReader reader(options);
    QCOMPARE(answerOf(reader).error, QString());
}

void TestRemoteLedgerReader::testRealServer()
{
    const SystemClock clock;
    StatusServerSettings settings;
    settings.listen = ListenAddress{QHostAddress(QHostAddress::LocalHost), 0};
    settings.token = u"0123456789abcdef"_s;
    StatusServer server(settings, std::nullopt, clock);
    server.serveLedger(std::make_unique<KnownLedger>());
    server.start();
    QTRY_VERIFY(!server.state().url.isEmpty());
    RemoteLedgerReader stranger(optionsFor(server.state().url));
    QVERIFY(answerOf(stranger).error.contains(u"another token"_s));
    RemoteLedgerReader reader(optionsFor(server.state().url, "0123456789abcdef"));
    const LedgerAnswer answer = answerOf(reader);
    QCOMPARE(answer.error, QString());
    QCOMPARE(answer.span->streams.size(), FakeLedger::full().streams.size());
}

QTEST_GUILESS_MAIN(TestRemoteLedgerReader)
#include "tst_remoteledgerreader.moc"
