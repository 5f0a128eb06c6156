// Every contract of the exchange at once: 800 symbols with two streams each.

#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestAllSymbols : public QObject
{
    Q_OBJECT

private slots:
    void testAllDeliverWithinAMinute_data();
    void testAllDeliverWithinAMinute();
};

void TestAllSymbols::testAllDeliverWithinAMinute_data()
{
    QTest::addColumn<int>("redundancy");
    QTest::addColumn<qsizetype>("connections");
    QTest::newRow("one side") << 1 << qsizetype(10);
    QTest::newRow("two sides") << 2 << qsizetype(20);
}

void TestAllSymbols::testAllDeliverWithinAMinute()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QFETCH(int, redundancy);
    QFETCH(qsizetype, connections);
    RecorderSettings settings = ContinuityRun::settingsFor(800);
    settings.feedRedundancy = redundancy;
    ContinuityRun run(settings);
    run.setRates(2, 1);
    QVERIFY(run.runUntil(
        [&] {
            return std::ranges::all_of(run.streams(), [&](const StreamName &name) {
                return !run.recordedIds(QByteArray::fromStdString(name.toString())).empty();
            });
        },
        60s));
    run.run(20s);
    QCOMPARE(run.exchange.openPeers().size(), connections);
    for (const ScriptedPeer *peer : run.exchange.openPeers()) {
        QCOMPARE(peer->streams().size(), 160);
        QVERIFY(peer->silentStreams().isEmpty());
        for (const QString &stream : peer->streams())
            QVERIFY2(peer->delivered(stream.toUtf8()) > 0, qPrintable(stream));
    }
    run.finish();
    QCOMPARE(run.exchange.violations(), QStringList());
    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
}

QTEST_GUILESS_MAIN(TestAllSymbols)
#include "tst_allsymbols.moc"
