// What a repairer asks, hands on and tells, step by step, where the exchange answers.

#include "repairrun.h"

using namespace Orderflow;

class TestRepairCourse : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testOnePage();
    void testResumed();
    void testResumedAndStillOpen();
    void testEmptyAnswerThatFillsUp();
    void testEmptyAnswers();
    void testStaleSnapshots();
    void testIdleWithNothingToDo();
    void testStatus();
};

void TestRepairCourse::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
}

void TestRepairCourse::testOnePage()
{
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    run.repairer().setGaps({gapOf(7, Btc, 101, 150)});
    QVERIFY(run.asked().isEmpty());
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.server().queries(Path), QStringList{u"symbol=BTCUSDT&fromId=101&limit=50"_s});
    // Whether anything is missing is the store's to say.
    QCOMPARE(run.brief(), QStringList{u"7: 50 open"_s});
    QCOMPARE(run.lastNote(), QString());
    QVERIFY(run.hasExactly(Btc, 101, 150));
    QVERIFY(run.batches().front().bytes > 0);
}

void TestRepairCourse::testResumed()
{
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    LedgerGap gap = gapOf(7, Btc, 101, 2600);
    gap.gap.filledRows = 2000;
    LedgerGap done = gapOf(8, Btc, 3001, 3010);
    done.gap.filledRows = 10;
    run.repairer().setGaps({done, gap});
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.asked(), QStringList{u"101+500"_s});
    QCOMPARE(run.brief(), (QStringList{u"8: 0 open"_s, u"7: 500 open"_s}));
    QVERIFY(run.hasExactly(Btc, 101, 600));
}

void TestRepairCourse::testResumedAndStillOpen()
{
    // Of the rows that filled it, some came late by the stream: others were passed over.
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    run.trades().setOldest(Btc, 201);
    LedgerGap gap = gapOf(7, Btc, 200, 2199);
    gap.gap.filledRows = 1998;
    run.repairer().setGaps({gap});
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.asked(), (QStringList{u"200+2"_s, u"201+1"_s, u"200+1"_s}));
    QCOMPARE(run.brief(), (QStringList{u"7: 1"_s, u"7: 0 open"_s}));
    run.repairer().setGaps({gap});
    QTRY_COMPARE(run.idleCount(), 2);
    QCOMPARE(run.asked().size(), 3);
    run.clock().advance(60s);
    QTRY_COMPARE(run.idleCount(), 3);
    QCOMPARE(run.asked().mid(3, 2), (QStringList{u"1200+1000"_s, u"200+1000"_s}));
    QCOMPARE(run.brief().last(), u"7: 0 unfillable"_s);
    QVERIFY2(run.lastNote().startsWith(u"The exchange no longer gives id 200: 127.0.0.1"_s),
             qPrintable(run.lastNote()));
}

void TestRepairCourse::testEmptyAnswerThatFillsUp()
{
    RepairRun run({.delays = {.emptyRetry = 20s}});
    run.trades().add(Btc, 1, 5000);
    run.server().answer(Path, {.body = "[]"});
    run.repairer().setGaps({gapOf(7, Btc, 1, 20)});
    QTRY_COMPARE(run.repairer().status().requests, 1);
    QVERIFY(run.batches().empty());
    QCOMPARE(run.idleCount(), 0);
    run.clock().advance(20s);
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.asked(), (QStringList{u"1+20"_s, u"1+20"_s}));
    QCOMPARE(run.brief(), QStringList{u"7: 20 open"_s});
}

void TestRepairCourse::testEmptyAnswers()
{
    RepairRun run({.delays = {.emptyRetry = 20s}});
    run.trades().add(Btc, 1, 500);
    run.repairer().setGaps({gapOf(7, Btc, 401, 1600)});
    for (int answers = 1; answers < 3; ++answers) {
        QTRY_COMPARE(run.repairer().status().requests, answers);
        run.clock().advance(20s);
    }
    // Below it is the rest of the gap, 401 to 600.
    QTRY_COMPARE(run.repairer().status().requests, 5);
    run.clock().advance(20s);
    QTRY_COMPARE(run.repairer().status().requests, 6);
    run.clock().advance(20s);
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(run.asked(), (QStringList{u"601+1000"_s, u"601+1000"_s, u"601+1000"_s, u"401+200"_s,
                                       u"501+100"_s, u"501+100"_s, u"501+100"_s}));
    QCOMPARE(run.brief(), (QStringList{u"7: 100"_s, u"7: 0 unfillable"_s}));
    QCOMPARE(run.lastNote(), u"The exchange has no trades with ids 501 to 1600."_s);
}

void TestRepairCourse::testStaleSnapshots()
{
    RepairRun run({.delays = {.retry = 60s}});
    run.trades().add(Btc, 1, 5000);
    const std::vector<LedgerGap> gaps{gapOf(7, Btc, 1, 20)};
    for (int times = 1; times <= 5; ++times) {
        run.repairer().setGaps(gaps);
        QTRY_COMPARE(run.idleCount(), times);
        run.clock().advance(1s);
    }
    QCOMPARE(run.asked().size(), 1);
    QCOMPARE(run.batches().size(), std::size_t(1));
    // Now it is open indeed.
    run.clock().advance(60s);
    QTRY_COMPARE(run.batches().size(), std::size_t(2));
    run.repairer().setGaps({});
    QTRY_COMPARE(run.repairer().status().gapsWaiting, std::size_t(0));
}

void TestRepairCourse::testIdleWithNothingToDo()
{
    RepairRun run;
    LedgerGap depth = gapOf(7, Btc, 1, 20);
    depth.gap.stream = "depth5@100ms";
    run.repairer().setGaps({});
    QCOMPARE(run.idleCount(), 0);
    QTRY_COMPARE(run.idleCount(), 1);
    run.repairer().setGaps({depth});
    QTRY_COMPARE(run.idleCount(), 2);
    QVERIFY(run.asked().isEmpty());
}

void TestRepairCourse::testStatus()
{
    RepairRun run;
    run.trades().add(Btc, 1, 5000);
    run.trades().add(Eth, 1, 5000);
    QStringList steps;
    connect(&run.repairer(), &GapRepairer::changed, this, [&run, &steps] {
        const RepairProgress &status = run.repairer().status();
        steps << u"%1 waiting, %2 of gap %3: %4 missing, %5 fetched; %6 rows, %7 requests, %8"_s
                     .arg(status.gapsWaiting)
                     .arg(status.currentSymbol.toString())
                     .arg(status.currentGapId.value_or(0))
                     .arg(status.missingEvents)
                     .arg(status.fetchedEvents)
                     .arg(status.rowsFetched)
                     .arg(status.requests)
                     .arg(status.gapsSettled);
    });
    run.repairer().setGaps({gapOf(8, Btc, 1, 1200), gapOf(7, Eth, 1, 10)});
    QTRY_COMPARE(run.idleCount(), 1);
    QCOMPARE(
        steps,
        (QStringList{
            u"2 waiting,  of gap 0: 0 missing, 0 fetched; 0 rows, 0 requests, 0"_s,
            u"1 waiting, BTCUSDT of gap 8: 1200 missing, 0 fetched; 0 rows, 0 requests, 0"_s,
            u"1 waiting, BTCUSDT of gap 8: 200 missing, 1000 fetched; 1000 rows, 1 requests, 0"_s,
            u"2 waiting,  of gap 0: 0 missing, 0 fetched; 1200 rows, 2 requests, 1"_s,
            u"1 waiting, ETHUSDT of gap 7: 10 missing, 0 fetched; 1200 rows, 2 requests, 1"_s,
            u"2 waiting,  of gap 0: 0 missing, 0 fetched; 1210 rows, 3 requests, 2"_s}));
}

QTEST_GUILESS_MAIN(TestRepairCourse)
#include "tst_repaircourse.moc"
