// Whatever ends a connection, it comes back, says why in the ledger, and what was missed is filed.

#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Act = std::function<void(ScriptedExchange &exchange, ScriptedPeer &market)>;

ConnectionEnd endOf(ConnectionEnd::Kind kind, const QString &detail = {})
{
    return {.kind = kind, .detail = detail};
}

} // namespace

class TestReconnects : public QObject
{
    Q_OBJECT

private slots:
    void testEveryEndIsNamed_data();
    void testEveryEndIsNamed();
    void testEveryFailureIsNamed_data();
    void testEveryFailureIsNamed();
    void testItNeverGivesUp();
    void testRetryAfterHoldsAllConnections_data();
    void testRetryAfterHoldsAllConnections();
    void testTheDailyCutWithoutRotation();
    void testListingsAndDelistings();

private:
    static std::vector<CaptureConnection> ofRoute(const ContinuityRun &run, const QString &route);
};

std::vector<CaptureConnection> TestReconnects::ofRoute(const ContinuityRun &run,
                                                       const QString &route)
{
    std::vector<CaptureConnection> rows = run.connections();
    std::erase_if(rows, [&](const CaptureConnection &row) { return row.route != route; });
    return rows;
}

void TestReconnects::testEveryEndIsNamed_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const Act &act, const char *kind, const char *reason) {
        QTest::newRow(name) << act << QString::fromUtf8(kind) << QString::fromUtf8(reason);
    };
    row(
        "close", [](auto &, ScriptedPeer &peer) { peer.closeWith(1001, u"Going away"_s); },
        "closed_by_exchange", "closed by the exchange with code 1001 (Going away)");
    row(
        "policy", [](auto &, ScriptedPeer &peer) { peer.closeWith(1008, u"Too many requests"_s); },
        "closed_by_exchange", "closed by the exchange with code 1008 (Too many requests)");
    row(
        "reset", [](auto &, ScriptedPeer &peer) { peer.reset(); }, "reset", "connection reset");
    row(
        "end of stream", [](auto &, ScriptedPeer &peer) { peer.endWithoutClose(); },
        "end_of_stream", "end of stream without a close frame");
    row(
        "silence", [](auto &, ScriptedPeer &peer) { peer.muteAll(); }, "silence",
        "silence: no data (nothing of 3 streams for 5.");
    row(
        "stall", [](auto &, ScriptedPeer &peer) { peer.stall(); }, "silence",
        "silence: no data (nothing of 3 streams for 5.");
}

void TestReconnects::testEveryEndIsNamed()
{
    QFETCH(Act, act);
    QFETCH(QString, kind);
    QFETCH(QString, reason);
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(30s);
    act(run.exchange, *run.exchange.openPeers(u"market"_s).first());
    run.run(30s);
    run.finish();

    const std::vector<CaptureConnection> rows = ofRoute(run, u"market"_s);
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0].endKind, kind);
    QVERIFY2(rows[0].closeReason.startsWith(reason), qPrintable(rows[0].closeReason));
    QVERIFY(rows[0].openedAt && rows[0].closedAt);
    QVERIFY(rows[0].frames > 0 && rows[0].bytes > 0);
    QCOMPARE(rows[0].streams, std::int64_t(3));
    QCOMPARE(rows[1].endKind, u"closed_by_recorder"_s);
    // What was missed is filed, stream by stream, and nothing came twice.
    const GapReason expected = kind == u"silence"_s ? GapReason::Silence : GapReason::Disconnect;
    std::map<QByteArray, std::int64_t> missing;
    for (const CaptureGap &hole : run.holes()) {
        QCOMPARE(hole.reason, expected);
        missing[QByteArray::fromStdString(
            StreamName::make(hole.symbol, hole.stream)->toString())] += *hole.missingEvents;
    }
    for (const StreamName &name : run.streams()) {
        const QByteArray stream = QByteArray::fromStdString(name.toString());
        QCOMPARE(std::int64_t(run.market.emittedIds(stream).size()),
                 std::int64_t(run.recordedIds(stream).size()) + missing[stream]);
    }
    QCOMPARE(run.holes().size() + run.seams().size(), std::size_t(3));
}

void TestReconnects::testEveryFailureIsNamed_data()
{
    using Kind = ConnectionEnd::Kind;
    QTest::addColumn<ConnectionEnd>("end");
    QTest::addColumn<QString>("kind");
    QTest::newRow("name not found") << endOf(Kind::NameNotFound) << u"name_not_found"_s;
    QTest::newRow("refused") << endOf(Kind::Refused) << u"refused"_s;
    QTest::newRow("unreachable") << endOf(Kind::Unreachable) << u"unreachable"_s;
    QTest::newRow("TLS") << endOf(Kind::TlsFailure, u"the certificate has expired"_s)
                         << u"tls_failure"_s;
    QTest::newRow("404") << ConnectionEnd{.kind = Kind::HttpStatus, .httpStatus = 404}
                         << u"http_status"_s;
    QTest::newRow("proxy") << endOf(Kind::ProxyFailure) << u"proxy_failure"_s;
}

void TestReconnects::testEveryFailureIsNamed()
{
    QFETCH(ConnectionEnd, end);
    QFETCH(QString, kind);
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(30s);
    run.exchange.failConnections(end, 3);
    run.exchange.openPeers(u"market"_s).first()->reset();
    QVERIFY(run.runUntil([&] { return run.exchange.openPeers(u"market"_s).size() == 1; }, 2min));
    run.finish();
    const std::vector<CaptureConnection> rows = ofRoute(run, u"market"_s);
    // The lost one, the attempts that failed alike, and the new one.
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[1].endKind, kind);
    QCOMPARE(rows[1].closeReason, describe(end));
    QCOMPARE(rows[1].attempts, std::int64_t(3));
    QVERIFY(!rows[1].openedAt);
    QVERIFY(rows[2].openedAt);
}

void TestReconnects::testItNeverGivesUp()
{
    ContinuityRun run(ContinuityRun::settingsFor(1));
    run.setRates(10, 26);
    run.run(30s);
    run.exchange.refuseConnections();
    run.exchange.abort(u"market"_s);
    run.exchange.abort(u"public"_s);
    run.run(2h);
    const int attempts = run.exchange.attempts();
    // Full jitter below 30 s: about four attempts a minute for each of the two.
    QVERIFY2(attempts > 2 * 120 * 3 && attempts < 2 * 120 * 6,
             qPrintable(QString::number(attempts)));
    run.exchange.acceptConnections();
    run.run(31s);
    QCOMPARE(run.exchange.openPeers().size(), 2);
    run.finish();
    QCOMPARE(run.exchange.violations(), QStringList());
}

void TestReconnects::testRetryAfterHoldsAllConnections_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("seconds");
    QTest::newRow("429, asked") << 429 << QByteArray("40") << 40;
    QTest::newRow("429, not asked") << 429 << QByteArray() << 60;
    QTest::newRow("418, asked") << 418 << QByteArray("300") << 300;
    QTest::newRow("418, not asked") << 418 << QByteArray() << 120;
    QTest::newRow("403") << 403 << QByteArray() << 60;
    QTest::newRow("451") << 451 << QByteArray() << 60;
    QTest::newRow("503, asked") << 503 << QByteArray("20") << 20;
}

void TestReconnects::testRetryAfterHoldsAllConnections()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, seconds);
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(30s);
    UpgradeAnswer answer{status, {}};
    if (!retryAfter.isEmpty())
        answer.headers.append({"Retry-After", retryAfter});
    run.exchange.answerUpgrade(answer, 1);
    const int before = run.exchange.attempts();
    run.exchange.abort(u"market"_s);
    run.exchange.abort(u"public"_s);
    QVERIFY(run.runUntil([&] { return run.exchange.attempts() == before + 1; }, 5s));
    // Nobody connects, the other route neither.
    run.run(std::chrono::seconds(seconds) - 2s);
    QCOMPARE(run.exchange.attempts(), before + 1);
    run.run(5s);
    QCOMPARE(run.exchange.attempts(), before + 3);
    QCOMPARE(run.exchange.openPeers().size(), 2);
    run.finish();
    const std::vector<CaptureConnection> rows = run.connections();
    const auto refused = std::ranges::find(rows, u"http_status"_s, &CaptureConnection::endKind);
    QVERIFY(refused != rows.end());
    QVERIFY2(refused->closeReason.startsWith(u"HTTP %1: "_s.arg(status)),
             qPrintable(refused->closeReason));
}

void TestReconnects::testTheDailyCutWithoutRotation()
{
    // An age that no connection reaches, so that the exchange cuts.
    RecorderSettings settings = ContinuityRun::settingsFor(3);
    settings.connectionMaxAge = 86'000s;
    ContinuityRun run(settings);
    run.exchange.cutAtAge(10min);
    run.setRates(10, 5);
    run.run(1h);
    run.finish();
    QVERIFY(run.exchange.peers().size() >= 10);
    QCOMPARE(run.exchange.violations(), QStringList());
    // No redundancy and no overlap: there may be holes, and each is filed.
    std::int64_t missing = 0;
    for (const CaptureGap &hole : run.holes())
        missing += hole.missingEvents.value_or(0);
    std::int64_t lost = 0;
    for (int symbol = 0; symbol < 3; ++symbol) {
        const QByteArray stream = ContinuityRun::trades(symbol);
        lost += std::int64_t(run.market.emittedIds(stream).size()) -
                std::int64_t(run.recordedIds(stream).size());
    }
    QCOMPARE(missing, lost);
}

void TestReconnects::testListingsAndDelistings()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    ContinuityRun run(ContinuityRun::settingsFor(5));
    run.setRates(10, 20);
    run.run(20s);
    // The first symbol goes, and one with a name beyond ASCII comes.
    std::vector<StreamName> names = run.streams();
    std::erase_if(names, [](const StreamName &name) { return name.symbol().is("S0USDT"); });
    const QByteArray listed("龙虾usdt@aggTrade");
    run.market.addStream(listed, 20);
    names.push_back(*StreamName::parse(listed.toStdString()));
    run.setStreams(names);
    run.run(20s);
    QCOMPARE(run.exchange.peers().size(), 2);
    QVERIFY(!run.exchange.subscriptions(u"market"_s).contains(u"s0usdt@aggTrade"_s));
    QVERIFY(!run.exchange.subscriptions(u"public"_s).contains(u"s0usdt@depth5@100ms"_s));
    run.finish();
    QCOMPARE(run.recordedIds(listed), run.market.emittedIds(listed));
    QVERIFY(run.recordedIds(listed).size() > 300);
    for (int symbol = 1; symbol < 5; ++symbol) {
        const QByteArray stream = ContinuityRun::depth(symbol);
        QCOMPARE(run.recordedIds(stream), run.market.emittedIds(stream));
    }
    QVERIFY(run.holes().empty());
}

QTEST_GUILESS_MAIN(TestReconnects)
#include "tst_reconnects.moc"
