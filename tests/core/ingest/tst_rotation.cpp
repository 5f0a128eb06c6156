// A connection is replaced before the exchange cuts it, and nothing is lost, without redundancy.

#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRotation : public QObject
{
    Q_OBJECT

private slots:
    void testEveryEventOnceOverManyRotations_data();
    void testEveryEventOnceOverManyRotations();
    void testTheNewConnectionIsAhead();
    void testTheOldOneStaysForAStreamThatIsMuteOnTheNew();
    void testSilentStreamsDoNotHoldItUpForEver();
    void testTheOldOneEndsDuringTheOverlap();
    void testTheNewOneCannotBeMade();
    void testSidesAreReplacedApart();

private:
    static RecorderSettings settings(std::chrono::seconds maxAge, int redundancy = 1);
    static std::int64_t rotations(const ContinuityRun &run);
};

RecorderSettings TestRotation::settings(std::chrono::seconds maxAge, int redundancy)
{
    RecorderSettings settings = ContinuityRun::settingsFor(3);
    settings.connectionMaxAge = maxAge;
    settings.feedRedundancy = redundancy;
    return settings;
}

std::int64_t TestRotation::rotations(const ContinuityRun &run)
{
    std::int64_t rotations = 0;
    for (const FeedStatus &feed : run.status().feeds)
        rotations += feed.rotations;
    return rotations;
}

void TestRotation::testEveryEventOnceOverManyRotations_data()
{
    QTest::addColumn<int>("symbols");
    QTest::addColumn<double>("depthRate");
    QTest::addColumn<double>("tradeRate");
    QTest::newRow("three symbols, busy") << 3 << 10.0 << 100.0;
    QTest::newRow("forty symbols, quiet") << 40 << 10.0 << 1.0;
}

void TestRotation::testEveryEventOnceOverManyRotations()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QFETCH(int, symbols);
    QFETCH(double, depthRate);
    QFETCH(double, tradeRate);
    RecorderSettings settings = ContinuityRun::settingsFor(symbols);
    settings.connectionMaxAge = 10s;
    ContinuityRun run(settings);
    run.setRates(depthRate, tradeRate);
    run.run(5min);
    run.finish();

    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
    QCOMPARE(run.exchange.violations(), QStringList());
    // Two routes, replaced about every 11 seconds.
    QVERIFY2(rotations(run) >= 2 * 22, qPrintable(QString::number(rotations(run))));
    for (const CaptureConnection &connection : run.connections())
        QVERIFY(connection.endKind == u"replaced"_s ||
                connection.endKind == u"closed_by_recorder"_s);
}

void TestRotation::testTheNewConnectionIsAhead()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    // What the old one delivers late must be waited for before it closes.
    ContinuityRun run(settings(60s));
    run.setRates(10, 50);
    run.run(10s);
    for (ScriptedPeer *peer : run.exchange.openPeers())
        peer->setLatency(800ms);
    run.run(2min);
    run.finish();
    QVERIFY(rotations(run) >= 2);
    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
}

void TestRotation::testTheOldOneStaysForAStreamThatIsMuteOnTheNew()
{
    ContinuityRun run(settings(60s));
    run.setRates(10, 50);
    run.run(30s);
    const QByteArray stream = ContinuityRun::trades(1);
    // Each of two connections subscribes to it twice.
    run.exchange.muteStreamOnNewConnections(stream, 4);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"new connection has no data of s1usdt@aggTrade"_s));
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"new connection has no data of s1usdt@aggTrade"_s));
    run.run(2min);
    run.finish();
    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
    QVERIFY(rotations(run) >= 2);
    const std::vector<CaptureConnection> connections = run.connections();
    QCOMPARE(std::ranges::count(connections, u"silence"_s, &CaptureConnection::endKind), 2);
}

void TestRotation::testSilentStreamsDoNotHoldItUpForEver()
{
    ContinuityRun run(settings(60s));
    run.setRates(10, 50);
    run.market.setRate(ContinuityRun::trades(2), 0);
    run.run(3min);
    QVERIFY(rotations(run) >= 3);
    // It speaks at last, and is heard.
    for (int i = 0; i < 5; ++i) {
        run.market.emitEvent(ContinuityRun::trades(2));
        run.run(1s);
    }
    run.finish();
    QCOMPARE(run.recordedIds(ContinuityRun::trades(2)).size(), std::size_t(5));
    QCOMPARE(run.faults(), QStringList());
}

void TestRotation::testTheOldOneEndsDuringTheOverlap()
{
    ContinuityRun run(settings(100s));
    run.setRates(10, 50);
    // It falls silent before the overlap, which therefore lasts.
    run.market.setRate(ContinuityRun::trades(2), 0.5);
    run.run(95s);
    run.market.setRate(ContinuityRun::trades(2), 0);
    QVERIFY(run.runUntil([&] { return run.exchange.openPeers(u"market"_s).size() == 2; }, 2min));
    run.run(2s);
    run.exchange.openPeers(u"market"_s).first()->closeWith(1001, {});
    run.run(5s);
    QCOMPARE(run.exchange.openPeers(u"market"_s).size(), 1);
    // Whether the silent one missed something shows with its next event.
    run.market.emitEvent(ContinuityRun::trades(2));
    run.run(1s);
    run.finish();
    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
    QCOMPARE(run.seams().size(), std::size_t(1));
    QCOMPARE(run.seams()[0].symbol.toString(), u"S2USDT"_s);
}

void TestRotation::testTheNewOneCannotBeMade()
{
    ContinuityRun run(settings(60s));
    run.setRates(10, 50);
    run.run(30s);
    run.exchange.refuseConnections();
    run.run(5min);
    QCOMPARE(rotations(run), 0);
    QCOMPARE(run.exchange.openPeers().size(), 2);
    run.exchange.acceptConnections();
    run.run(40s);
    QCOMPARE(rotations(run), 2);
    run.finish();
    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
}

void TestRotation::testSidesAreReplacedApart()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    ContinuityRun run(settings(120s, 2));
    run.setRates(10, 20);
    run.run(10min);
    run.finish();
    std::map<std::int64_t, std::vector<UtcMicroseconds>> replacedAt;
    for (const CaptureConnection &connection : run.connections()) {
        if (connection.route == u"market"_s && connection.endKind == u"replaced"_s)
            replacedAt[connection.side].push_back(*connection.closedAt);
    }
    QVERIFY(replacedAt[1].size() >= 4 && replacedAt[2].size() >= 4);
    for (const UtcMicroseconds one : replacedAt[1]) {
        for (const UtcMicroseconds other : replacedAt[2])
            QVERIFY(one - other > 30s || other - one > 30s);
    }
    QCOMPARE(run.faults(), QStringList());
}

QTEST_GUILESS_MAIN(TestRotation)
#include "tst_rotation.moc"
