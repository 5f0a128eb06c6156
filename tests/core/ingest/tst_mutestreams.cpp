// An acknowledgement proves nothing: streams that are acknowledged and not delivered are found and
// seen to, and the healthy ones notice nothing.

#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestMuteStreams : public QObject
{
    Q_OBJECT

private slots:
    void testABusyStreamIsSubscribedAgainAfter5Seconds();
    void testAStreamThatStaysMuteIsMovedToAFreshConnection();
    void testAMovedStreamComesHomeWithTheNextRotation();
    void testAStreamThatIsMuteEverywhereIsReported();
    void testAReportedStreamIsHeardAgain();
    void testAQuietContractIsNoAlarm();
    void testAStreamThatNeverDelivered();
    void testPingsAreNoData();
    void testAllStreamsMuteIsAReconnect();
    void testAMaintenanceIsWaitedOut();

private:
    /// How often the exchange was asked to subscribe to `stream`.
    static int subscriptions(const ContinuityRun &run, const QByteArray &stream);
    /// Whether no stream but those of the list missed anything or was touched.
    static void verifyOthersUndisturbed(ContinuityRun &run, const QByteArrayList &touched);
    static std::int64_t muteStreams(const ContinuityRun &run);

    const QByteArray m_stream = ContinuityRun::trades(1);
};

int TestMuteStreams::subscriptions(const ContinuityRun &run, const QByteArray &stream)
{
    int count = 0;
    for (const QString &request : run.exchange.requests()) {
        if (request.contains(u"\"SUBSCRIBE\""_s) && request.contains(QString::fromUtf8(stream)))
            ++count;
    }
    return count;
}

void TestMuteStreams::verifyOthersUndisturbed(ContinuityRun &run, const QByteArrayList &touched)
{
    for (const StreamName &name : run.streams()) {
        const QByteArray stream = QByteArray::fromStdString(name.toString());
        if (touched.contains(stream))
            continue;
        QCOMPARE(subscriptions(run, stream), 1);
        QCOMPARE(run.recordedIds(stream), run.market.emittedIds(stream));
    }
    QCOMPARE(run.exchange.violations(), QStringList());
}

std::int64_t TestMuteStreams::muteStreams(const ContinuityRun &run)
{
    std::int64_t mute = 0;
    for (const FeedStatus &feed : run.status().feeds)
        mute += feed.muteStreams;
    return mute;
}

void TestMuteStreams::testABusyStreamIsSubscribedAgainAfter5Seconds()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    // As BTCUSDT: 26 trades a second.
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.openPeers(u"market"_s).first()->mute(m_stream);
    run.run(4900ms);
    QCOMPARE(subscriptions(run, m_stream), 1);
    run.run(2s);
    QCOMPARE(subscriptions(run, m_stream), 2);
    run.exchange.openPeers(u"market"_s).first()->unmute(m_stream);
    run.run(60s);
    QCOMPARE(subscriptions(run, m_stream), 2);
    QCOMPARE(run.exchange.peers().size(), 2);
    run.finish();

    // What it missed is one hole, and says why.
    QCOMPARE(run.holes().size(), std::size_t(1));
    QCOMPARE(run.holes()[0].reason, GapReason::Silence);
    QCOMPARE(run.holes()[0].missingEvents, std::int64_t(run.market.emittedIds(m_stream).size() -
                                                        run.recordedIds(m_stream).size()));
    verifyOthersUndisturbed(run, {m_stream});
}

void TestMuteStreams::testAStreamThatStaysMuteIsMovedToAFreshConnection()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.openPeers(u"market"_s).first()->mute(m_stream);
    QVERIFY(run.runUntil(
        [&] {
            const QList<ScriptedPeer *> peers = run.exchange.openPeers(u"market"_s);
            return peers.size() == 2 && peers[1]->delivered(m_stream) > 0;
        },
        15s));
    run.run(60s);
    const QList<ScriptedPeer *> peers = run.exchange.openPeers(u"market"_s);
    QCOMPARE(peers.size(), 2);
    QCOMPARE(peers[1]->streams(), QStringList{QString::fromUtf8(m_stream)});
    QVERIFY(!peers[0]->streams().contains(QString::fromUtf8(m_stream)));
    QCOMPARE(muteStreams(run), 0);
    run.finish();
    QCOMPARE(run.holes().size(), std::size_t(1));
    verifyOthersUndisturbed(run, {m_stream});
}

void TestMuteStreams::testAMovedStreamComesHomeWithTheNextRotation()
{
    RecorderSettings settings = ContinuityRun::settingsFor(3);
    settings.connectionMaxAge = 3min;
    ContinuityRun run(settings);
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.openPeers(u"market"_s).first()->mute(m_stream);
    run.run(60s);
    QCOMPARE(run.exchange.openPeers(u"market"_s).size(), 2);
    run.run(2min);
    QCOMPARE(run.exchange.openPeers(u"market"_s).size(), 1);
    QCOMPARE(run.exchange.openPeers(u"market"_s)[0]->streams().size(), 3);
    run.finish();
    QCOMPARE(run.holes().size(), std::size_t(1));
}

void TestMuteStreams::testAStreamThatIsMuteEverywhereIsReported()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no data of s1usdt@aggTrade, on two"_s));
    QTest::ignoreMessage(QtWarningMsg, "Gap: S1USDT aggTrade: events missing (silence)");
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.ackButDeliverNothing(m_stream);
    run.run(5min);
    QCOMPARE(muteStreams(run), 1);
    // The connection that was tried for it is gone again.
    QCOMPARE(run.exchange.openPeers(u"market"_s).size(), 1);
    QCOMPARE(run.exchange.peers().size(), 3);
    QCOMPARE(subscriptions(run, m_stream), 3);
    run.finish();
    verifyOthersUndisturbed(run, {m_stream});
}

void TestMuteStreams::testAReportedStreamIsHeardAgain()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.ackButDeliverNothing(m_stream);
    run.run(2min);
    QCOMPARE(muteStreams(run), 1);
    run.exchange.deliverAgain(m_stream);
    run.run(10s);
    QCOMPARE(muteStreams(run), 0);
    run.finish();
    QCOMPARE(run.recordedIds(m_stream).back(), run.market.lastId(m_stream));
}

void TestMuteStreams::testAQuietContractIsNoAlarm()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    // A trade every 20 seconds or so.
    run.market.setRate(m_stream, 0.05);
    run.run(30min);
    QCOMPARE(muteStreams(run), 0);
    run.finish();
    QVERIFY(run.holes().empty());
    // While its rate was not known it may have been asked for once more, and that is all.
    QVERIFY(subscriptions(run, m_stream) <= 3);
    verifyOthersUndisturbed(run, {m_stream});
    QCOMPARE(run.recordedIds(m_stream), run.market.emittedIds(m_stream));
}

void TestMuteStreams::testAStreamThatNeverDelivered()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no data of s1usdt@aggTrade, on two"_s));
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.exchange.ackButDeliverNothing(m_stream);
    run.setRates(10, 26);
    run.run(29s);
    QCOMPARE(subscriptions(run, m_stream), 1);
    run.run(5s);
    QCOMPARE(subscriptions(run, m_stream), 2);
    run.run(60s);
    QCOMPARE(subscriptions(run, m_stream), 3);
    run.run(10min);
    QCOMPARE(muteStreams(run), 1);
    QCOMPARE(subscriptions(run, m_stream), 3);
    run.finish();
    QVERIFY(run.holes().empty());
    verifyOthersUndisturbed(run, {m_stream});
}

void TestMuteStreams::testPingsAreNoData()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    ScriptedPeer *const peer = run.exchange.openPeers(u"market"_s).first();
    peer->muteAll();
    for (int second = 0; second < 8; ++second) {
        if (peer->isOpen())
            peer->ping("1790000000000");
        run.run(1s);
    }
    QVERIFY(!peer->isOpen());
    run.run(10s);
    run.finish();
    const auto connections = run.connections();
    const auto ended = std::ranges::find(connections, u"silence"_s, &CaptureConnection::endKind);
    QVERIFY(ended != connections.end());
    QVERIFY2(ended->closeReason.startsWith(u"silence: no data (nothing of 3 streams for 5"_s),
             qPrintable(ended->closeReason));
}

void TestMuteStreams::testAllStreamsMuteIsAReconnect()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    run.exchange.openPeers(u"market"_s).first()->muteAll();
    run.run(30s);
    run.finish();
    QCOMPARE(run.exchange.peers().size(), 3);
    // One hole for each stream, and no event twice.
    QCOMPARE(run.holes().size(), std::size_t(3));
    for (const CaptureGap &hole : run.holes())
        QCOMPARE(hole.reason, GapReason::Silence);
}

void TestMuteStreams::testAMaintenanceIsWaitedOut()
{
    ContinuityRun run(ContinuityRun::settingsFor(3));
    run.setRates(10, 26);
    run.run(60s);
    // The exchange stands still for an hour; somebody has to be there when it goes on.
    run.setRates(0, 0);
    run.run(1h);
    const int connections = run.exchange.attempts();
    QVERIFY2(connections < 40, qPrintable(QString::number(connections)));
    run.setRates(10, 26);
    run.run(60s);
    run.finish();
    // What went by while a connection was being made is at most some seconds.
    for (const StreamName &name : run.streams()) {
        const QByteArray stream = QByteArray::fromStdString(name.toString());
        QVERIFY(run.recordedIds(stream).back() == run.market.lastId(stream));
    }
    QCOMPARE(run.exchange.violations(), QStringList());
}

QTEST_GUILESS_MAIN(TestMuteStreams)
#include "tst_mutestreams.moc"
