// What a repairer does where it gets no answer, a bad one, or no place for what it got.

#include "repairrun.h"

using namespace Orderflow;

Q_DECLARE_METATYPE(ScriptedAnswer)

class TestRepairFaults : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testUnreadable_data();
    void testUnreadable();
    void testOthersGoOnMeanwhile();
    void testRefused_data();
    void testRefused();
    void testUnavailable_data();
    void testUnavailable();
    void testRestrictedLocation();
    void testSinkThatIsFull();
    void testStopInTheSink();
    void testStopWithARefusedBatch();
    void testGoneWithARequestInFlight();
};

void TestRepairFaults::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
}

void TestRepairFaults::testUnreadable_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<QString>("fault");
    const QByteArray one = TradeRest::toJson(TradeRest::trade(Btc, 5));
    const QByteArray other = TradeRest::toJson(TradeRest::trade(Btc, 6));
    const auto row = [](const char *name, const QByteArray &body, const QString &fault) {
        QTest::newRow(name) << ScriptedAnswer{.body = body} << fault;
    };
    row("login page", "<html>", u"not JSON"_s);
    row("an object", "{}", u"the answer cannot be read: not a list of trades"_s);
    row("a broken row", '[' + one + R"(,{"a":6}])", u"cannot be read: row 2: missing"_s);
    row("wrong order", '[' + other + ',' + one + ']', u"cannot be read: row 2: id 5 after id 6"_s);
}

void TestRepairFaults::testUnreadable()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(QString, fault);
    expectWarning("^Gap 7 of BTCUSDT \\(ids 1 to 1500\\) waits. 127.0.0.1:.*/fapi/v1/aggTrades: ");
    RepairRun run({.delays = {.retry = 60s}});
    run.trades().add(Btc, 1, 5000);
    run.server().answer(Path, answer);
    run.repairer().setGaps({gapOf(7, Btc, 1, 1500)});
    QTRY_COMPARE(run.idleCount(), 1);
    QVERIFY(run.batches().empty());
    const QString error = run.repairer().status().lastError;
    QVERIFY2(error.contains(fault), qPrintable(error));
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 2);
    QCOMPARE(run.asked(), (QStringList{u"501+1000"_s, u"501+1000"_s, u"1+500"_s}));
    QVERIFY(run.hasExactly(Btc, 1, 1500));
    QCOMPARE(run.repairer().status().lastError, QString());
}

void TestRepairFaults::testOthersGoOnMeanwhile()
{
    expectWarning("^Gap 8 of BTCUSDT");
    expectWarning("^Gap 8 of BTCUSDT");
    RepairRun run({.delays = {.retry = 60s}});
    run.trades().add(Btc, 1, 500);
    run.trades().add(Eth, 1, 500);
    run.server().answer(Path, {.body = "{}"});
    run.repairer().setGaps({gapOf(8, Btc, 1, 20), gapOf(7, Eth, 1, 10)});
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.brief(), QStringList{u"7: 10 open"_s});
    run.repairer().setGaps({gapOf(9, Eth, 21, 30), gapOf(8, Btc, 1, 20)});
    QTRY_COMPARE(run.idleCount(), 2);
    QCOMPARE(run.brief(), (QStringList{u"7: 10 open"_s, u"9: 10 open"_s}));

    // Twice as long after the second time.
    run.repairer().setGaps({gapOf(8, Btc, 1, 20)});
    QTRY_COMPARE(run.idleCount(), 3);
    run.server().answer(Path, {.body = "{}"});
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 4);
    run.clock().advance(60s);
    run.repairer().setGaps({gapOf(8, Btc, 1, 20)});
    QTRY_COMPARE(run.idleCount(), 5);
    QCOMPARE(run.asked().size(), 4);
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 6);
    QCOMPARE(run.brief().last(), u"8: 20 open"_s);
}

void TestRepairFaults::testRefused_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<QString>("settled");
    QTest::addColumn<QString>("note");
    QTest::newRow("delisted") << refusal(400, -1121) << u"7: 0 unfillable"_s
                              << u"refused by the exchange (HTTP 400): No (code -1121)."_s;
    QTest::newRow("bad parameter") << refusal(400, -1130) << u"7: 0 open"_s
                                   << u"refused by the exchange (HTTP 400): No (code -1130)."_s;
    QTest::newRow("404") << ScriptedAnswer{.status = 404, .body = "<html>"} << u"7: 0 open"_s
                         << u"refused by the exchange (HTTP 404)."_s;
}

void TestRepairFaults::testRefused()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(QString, note);
    RepairRun run({.delays = {.retry = 60s}});
    run.trades().add(Btc, 1, 5000);
    run.server().answer(Path, answer);
    run.repairer().setGaps({gapOf(7, Btc, 1, 20)});
    QTRY_COMPARE(run.idleCount(), 1);
    QTEST(run.brief().value(0), "settled");
    QVERIFY2(run.lastNote().endsWith(note), qPrintable(run.lastNote()));
    // Where the ledger still has it, it is tried again.
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 2);
    QVERIFY(run.hasExactly(Btc, 1, 20));
}

void TestRepairFaults::testUnavailable_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<QString>("fault");
    QTest::newRow("503") << ScriptedAnswer{.status = 503} << u"cannot answer now"_s;
    QTest::newRow("half") << ScriptedAnswer{.body = "[{}]", .way = ScriptedAnswer::Way::Half}
                          << u": "_s;
}

void TestRepairFaults::testUnavailable()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(QString, fault);
    expectWarning("^The repair of gaps waits. 127.0.0.1:");
    RestClientOptions client;
    client.maxAttempts = 1;
    RepairRun run({.delays = {.retry = 60s}}, client);
    run.trades().add(Btc, 1, 5000);
    run.trades().add(Eth, 1, 5000);
    run.server().answer(Path, {.body = "[]"});
    run.server().answer(Path, answer);
    run.repairer().setGaps({gapOf(8, Btc, 1, 20), gapOf(7, Eth, 1, 10)});
    // Nothing can be asked, and that is all that can be done.
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.asked(), (QStringList{u"1+20"_s, u"1+10"_s}));
    const QString error = run.repairer().status().lastError;
    QVERIFY2(error.contains(fault), qPrintable(error));
    run.repairer().setGaps({gapOf(9, Btc, 31, 40), gapOf(8, Btc, 1, 20), gapOf(7, Eth, 1, 10)});
    QTRY_COMPARE(run.idleCount(), 2);
    QCOMPARE(run.asked().size(), 2);
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 3);
    QCOMPARE(run.brief(), (QStringList{u"7: 10 open"_s, u"9: 10 open"_s, u"8: 20 open"_s}));
}

void TestRepairFaults::testRestrictedLocation()
{
    expectWarning("nothing is asked for 300 s");
    expectWarning("^The repair of gaps waits. .*restricted location");
    RepairRun run({.delays = {.retry = 60s}});
    run.trades().add(Btc, 1, 5000);
    run.server().answer(Path, refusal(451, 0));
    run.repairer().setGaps({gapOf(7, Btc, 1, 20)});
    QTRY_COMPARE(run.idleCount(), 1);
    QVERIFY(run.batches().empty());
    // The client holds on for longer than the repairer.
    run.clock().advance(60s);
    QTRY_COMPARE(run.client().pendingCount(), std::size_t(1));
    QCOMPARE(run.asked().size(), 1);
    run.clock().advance(240s);
    QTRY_COMPARE(run.idleCount(), 2);
    QCOMPARE(run.brief(), QStringList{u"7: 20 open"_s});
}

void TestRepairFaults::testSinkThatIsFull()
{
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    run.setSinkTakes(false);
    run.repairer().setGaps({gapOf(7, Btc, 1, 1500)});
    QTRY_VERIFY(run.offers() >= 3);
    run.repairer().setGaps({gapOf(8, Btc, 2001, 2010), gapOf(7, Btc, 1, 1500)});
    const int offers = run.offers();
    QTRY_VERIFY(run.offers() >= offers + 3);
    QCOMPARE(run.asked(), QStringList{u"501+1000"_s});
    QCOMPARE(run.idleCount(), 0);
    run.setSinkTakes(true);
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.brief(), (QStringList{u"7: 1000"_s, u"7: 500 open"_s, u"8: 10 open"_s}));
}

void TestRepairFaults::testStopInTheSink()
{
    ManualClock clock;
    ScriptedRest server;
    TradeRest trades(clock);
    trades.serveAt(server);
    trades.add(Btc, 1, 5000);
    RestClientOptions options;
    options.baseUrl = server.url();
    RestClient client(options, clock);
    std::unique_ptr<GapRepairer> repairer;
    std::size_t rows = 0;
    const auto sink = [&](EventBatch &batch) {
        repairer->stop();
        rows = batch.trades.size();
        return false;
    };
    repairer = std::make_unique<GapRepairer>(client, clock, sink);
    repairer->setGaps({gapOf(7, Btc, 1, 1500)});
    QTRY_COMPARE(rows, std::size_t(1000));
    QCoreApplication::processEvents();
    QCOMPARE(server.requestCount(Path), 1);
}

void TestRepairFaults::testStopWithARefusedBatch()
{
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    run.setSinkTakes(false);
    run.repairer().setGaps({gapOf(7, Btc, 1, 20)});
    QTRY_VERIFY(run.offers() > 0);
    run.repairer().stop();
    run.setSinkTakes(true);
    const int offers = run.offers();
    QCoreApplication::processEvents();
    QCOMPARE(run.offers(), offers);
}

void TestRepairFaults::testGoneWithARequestInFlight()
{
    for (const bool isClientFirst : {false, true}) {
        RepairRun run;
        run.server().answer(Path, {.body = "[]", .way = ScriptedAnswer::Way::Held});
        run.repairer().setGaps({gapOf(7, Btc, 1, 20)});
        QTRY_COMPARE(run.asked().size(), 1);
        if (isClientFirst) {
            run.repairer().stop();
            run.deleteClient();
        }
        run.deleteRepairer();
        run.server().release(Path);
        QCoreApplication::processEvents();
        QVERIFY(run.batches().empty());
    }
}

QTEST_GUILESS_MAIN(TestRepairFaults)
#include "tst_repairfaults.moc"
