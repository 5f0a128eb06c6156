#include "storage/spool/deadletters.h"

#include "core/storage/storetesting.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

class TestDeadLetters : public QObject
{
    Q_OBJECT

private slots:
    void testFindsTheBadEvents_data();
    void testFindsTheBadEvents();
    void testLedgerRowsGoFirst();
    void testGivesUpWhereAllAreRefused();
    void testRecordIsOpen();
    void testRecordKeepsTheLedger();
    void testLedgerAloneHasNoRecord();
    void testRetryFillsTheGapsOfTheRecord();
};

namespace {

EventBatch trades(int count)
{
    EventBatch batch;
    for (int id = 1; id <= count; ++id)
        batch.add(makeTrade(id));
    return batch;
}

} // namespace

void TestDeadLetters::testFindsTheBadEvents_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QList<int>>("bad");
    QTest::newRow("the only one") << 1 << QList{1};
    QTest::newRow("first") << 100 << QList{1};
    QTest::newRow("last") << 100 << QList{100};
    QTest::newRow("three of five thousand") << 5'000 << QList{17, 2'500, 4'999};
    QTest::newRow("neighbours") << 33 << QList{16, 17};
}

void TestDeadLetters::testFindsTheBadEvents()
{
    QFETCH(int, count);
    QFETCH(QList<int>, bad);
    BatchParts parts(trades(count));
    std::vector<std::int64_t> written;
    QList<int> aside;
    while (const auto part = parts.next()) {
        const bool isRefused = std::ranges::any_of(part->trades, [&bad](const AggTrade &trade) {
            return bad.contains(int(trade.aggTradeId));
        });
        if (isRefused && parts.split(*part))
            continue;
        for (const AggTrade &trade : part->trades) {
            if (isRefused)
                aside << int(trade.aggTradeId);
            else
                written.push_back(trade.aggTradeId);
        }
    }
    QCOMPARE(aside, bad);
    QCOMPARE(written.size(), std::size_t(count - bad.size()));
    QVERIFY(std::ranges::is_sorted(written));
}

void TestDeadLetters::testLedgerRowsGoFirst()
{
    EventBatch batch = makeBatch(makeTrade(1), makeDepth(50), makeGap(), makeConnection());
    BatchParts parts(batch);
    const auto ledger = parts.next();
    QCOMPARE(ledger->eventCount(), std::size_t(0));
    QCOMPARE(ledger->gaps.size(), std::size_t(1));
    QCOMPARE(ledger->connections.size(), std::size_t(1));
    QCOMPARE(parts.next()->trades.size(), std::size_t(1));
    QCOMPARE(parts.next()->depthUpdates.size(), std::size_t(1));
    QVERIFY(!parts.next());
}

void TestDeadLetters::testGivesUpWhereAllAreRefused()
{
    BatchParts parts(trades(5'000));
    int tries = 0;
    std::set<std::int64_t> aside;
    while (const auto part = parts.next()) {
        ++tries;
        if (parts.split(*part))
            continue;
        for (const AggTrade &trade : part->trades)
            aside.insert(trade.aggTradeId);
    }
    QCOMPARE(aside.size(), std::size_t(5'000));
    QVERIFY2(tries <= 2 * BatchParts::MostRefusals + 1, qPrintable(QString::number(tries)));
}

void TestDeadLetters::testRecordIsOpen()
{
    const EventBatch record =
        toDeadLetterRecord(makeBatch(makeTrade(5), makeTrade(7), makeDepth(100)));
    QCOMPARE(record.eventCount(), std::size_t(0));
    QCOMPARE(record.gaps.size(), std::size_t(2));
    for (const CaptureGap &gap : record.gaps) {
        QCOMPARE(gap.reason, GapReason::WriteFailure);
        QCOMPARE(gap.status, GapStatus::Open);
        QVERIFY(gap.note.contains(u"spool retry"_s));
    }
    QCOMPARE(record.gaps[0].firstMissingId, 5);
    QCOMPARE(record.gaps[0].lastMissingId, 7);
    QCOMPARE(record.gaps[0].missingEvents, 2);
}

void TestDeadLetters::testRecordKeepsTheLedger()
{
    const EventBatch record =
        toDeadLetterRecord(makeBatch(makeTrade(5), makeGap(), makeConnection(), makeClockSample()));
    QCOMPARE(record.gaps.size(), std::size_t(2));
    QVERIFY(std::ranges::count(record.gaps, makeGap()) == 1);
    QCOMPARE(record.connections.size(), std::size_t(1));
    QCOMPARE(record.clockSamples.size(), std::size_t(1));
}

void TestDeadLetters::testLedgerAloneHasNoRecord()
{
    QVERIFY(toDeadLetterRecord(makeBatch(makeGap(), makeConnection())).isEmpty());
}

void TestDeadLetters::testRetryFillsTheGapsOfTheRecord()
{
    const EventBatch letter = makeBatch(makeTrade(5), makeDepth(100), makeGap());
    const EventBatch record = toDeadLetterRecord(letter);
    const EventBatch retry = toRetry(letter);
    QCOMPARE(retry.trades.size(), std::size_t(1));
    QCOMPARE(retry.depthUpdates.size(), std::size_t(1));
    QCOMPARE(retry.gaps.size(), std::size_t(3));
    for (const CaptureGap &opened : record.gaps) {
        if (opened.reason != GapReason::WriteFailure)
            continue;
        const auto filled = std::ranges::find_if(retry.gaps, [&opened](const CaptureGap &gap) {
            return gap.stream == opened.stream && gap.reason == opened.reason &&
                   gap.fromTime == opened.fromTime && gap.toTime == opened.toTime &&
                   gap.firstMissingId == opened.firstMissingId &&
                   gap.lastMissingId == opened.lastMissingId;
        });
        QVERIFY(filled != retry.gaps.end());
        QCOMPARE(filled->status, GapStatus::Filled);
        QCOMPARE(filled->filledRows, *opened.missingEvents);
    }
}

QTEST_APPLESS_MAIN(TestDeadLetters)
#include "tst_deadletters.moc"
