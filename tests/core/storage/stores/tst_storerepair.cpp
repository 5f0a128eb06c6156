#include "core/storage/storetesting.h"

#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What a Store does with gaps that are filled, late or by a repair, and with what the run before
/// left, on every database.
class TestStoreRepair : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        m_fixture.setUp(dialect);
    }
    void cleanup() { m_fixture.tearDown(); }

    void testLateFill();
    void testLateFillInTheBatchOfItsGap();
    void testLateFillAfterARepair();
    void testRepairablesAreOpenTradesWithIds();
    void testRepairablesOfAShard();
    void testPagesOfARepair();
    void testPageThatComesTwice();
    void testSettlement_data();
    void testSettlement();
    void testSettlementOfAGapThatIsGone();
    void testNextRunSettlesTheEndOfTheLast();
    void testEndsOfStreams();

private:
    QStringList gapRow(std::int64_t id = 1);
    EventBatch page(std::int64_t gapId, std::int64_t first, std::int64_t last);

    StoreFixture m_fixture;
};

QStringList TestStoreRepair::gapRow(std::int64_t id)
{
    const QList<QStringList> rows = m_fixture.database->rows(
        u"SELECT status, filled_rows, note FROM capture_gaps WHERE id = %1"_s.arg(id));
    return rows.isEmpty() ? QStringList() : rows.first();
}

EventBatch TestStoreRepair::page(std::int64_t gapId, std::int64_t first, std::int64_t last)
{
    EventBatch batch;
    batch.repair = GapRepair{gapId, std::nullopt, {}};
    for (std::int64_t id = first; id <= last; ++id) {
        AggTrade trade = makeTrade(id);
        trade.eventTime.reset();
        trade.source = EventSource::Rest;
        batch.add(trade);
    }
    return batch;
}

void TestStoreRepair::testLateFill()
{
    CaptureGap gap = makeGap();
    m_fixture.write(makeBatch(makeTrade(4), makeTrade(10), gap));
    gap.filledRows = 1;
    m_fixture.write(makeBatch(makeTrade(7), gap));
    QCOMPARE(gapRow(), (QStringList{u"open"_s, u"1"_s, u"NULL"_s}));
    gap.filledRows = 5;
    gap.status = GapStatus::Filled;
    m_fixture.write(makeBatch(gap));
    QCOMPARE(gapRow(), (QStringList{u"filled"_s, u"5"_s, u"NULL"_s}));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM capture_gaps"_s), u"1"_s);
}

void TestStoreRepair::testLateFillInTheBatchOfItsGap()
{
    CaptureGap filled = makeGap();
    filled.filledRows = 5;
    filled.status = GapStatus::Filled;
    m_fixture.write(makeBatch(makeGap(), filled));
    QCOMPARE(gapRow(), (QStringList{u"filled"_s, u"5"_s, u"NULL"_s}));
}

void TestStoreRepair::testLateFillAfterARepair()
{
    m_fixture.write(makeBatch(makeGap()));
    m_fixture.write(page(1, 6, 9));
    EventBatch end = page(1, 1, 0);
    end.repair->settleAs = GapStatus::Unfillable;
    end.repair->note = u"gone"_s;
    m_fixture.write(end);
    QCOMPARE(gapRow(), (QStringList{u"unfillable"_s, u"4"_s, u"gone"_s}));
    // What the recorder knows of it is less, and takes nothing back.
    CaptureGap late = makeGap();
    late.filledRows = 1;
    m_fixture.write(makeBatch(late));
    QCOMPARE(gapRow(), (QStringList{u"unfillable"_s, u"4"_s, u"gone"_s}));
}

void TestStoreRepair::testRepairablesAreOpenTradesWithIds()
{
    CaptureGap older = makeGap();
    CaptureGap newer = makeGap();
    newer.firstMissingId = 20;
    newer.lastMissingId = 29;
    newer.missingEvents = 10;
    newer.toTime = Time + std::chrono::hours(1);
    newer.fromTime = newer.toTime - std::chrono::seconds(1);
    newer.reason = GapReason::Shutdown;
    CaptureGap filled = makeGap();
    filled.status = GapStatus::Filled;
    filled.reason = GapReason::Disconnect;
    CaptureGap unfillable = filled;
    unfillable.reason = GapReason::Silence;
    unfillable.status = GapStatus::Unfillable;
    CaptureGap depth = makeGap();
    depth.stream = "depth5@100ms";
    CaptureGap withoutIds = makeGap();
    withoutIds.firstMissingId.reset();
    withoutIds.lastMissingId.reset();
    m_fixture.write(makeBatch(older, newer, filled, unfillable, depth, withoutIds));

    const auto gaps = m_fixture.store->repairableGaps(10);
    QVERIFY(gaps);
    QCOMPARE(gaps->size(), std::size_t(2));
    QVERIFY(gaps->at(0).gap == newer);
    QVERIFY(gaps->at(1).gap == older);
    QCOMPARE(gaps->at(0).sessionId, m_fixture.sessionId);
    QCOMPARE(m_fixture.store->repairableGaps(1)->size(), std::size_t(1));
}

void TestStoreRepair::testRepairablesOfAShard()
{
    constexpr std::size_t Limit = 3;
    const auto fileGap = [this](const QString &name, int hour) {
        CaptureGap gap = makeGap();
        gap.symbol = *Symbol::parse(QStringView(name));
        gap.fromTime = Time + std::chrono::hours(hour);
        gap.toTime = gap.fromTime + std::chrono::seconds(1);
        m_fixture.write(makeBatch(gap));
    };
    // Newer ones of another share than fit may not hide these.
    fileGap(u"BTCUSDT"_s, 0);
    fileGap(u"DOGEUSDT"_s, 1);
    for (int hour = 2; hour < 7; ++hour)
        fileGap(u"ETHUSDT"_s, hour);
    const auto symbolsOf = [this](const SymbolShard &shard) {
        StoreOptions options;
        options.shard = shard;
        const auto store = createStore(m_fixture.database->url(), options);
        QStringList symbols;
        if (!store->open())
            return symbols;
        for (const LedgerGap &gap : store->repairableGaps(Limit).value_or(std::vector<LedgerGap>()))
            symbols << gap.gap.symbol.toString();
        return symbols;
    };
    QCOMPARE(symbolsOf({2, 4}), (QStringList{u"DOGEUSDT"_s, u"BTCUSDT"_s}));
    QCOMPARE(symbolsOf({4, 4}), (QStringList{u"ETHUSDT"_s, u"ETHUSDT"_s, u"ETHUSDT"_s}));
    QCOMPARE(symbolsOf({3, 4}), QStringList());
    QCOMPARE(symbolsOf({}), (QStringList{u"ETHUSDT"_s, u"ETHUSDT"_s, u"ETHUSDT"_s}));
}

void TestStoreRepair::testPagesOfARepair()
{
    m_fixture.write(makeBatch(makeTrade(4), makeTrade(10), makeGap()));
    QCOMPARE(m_fixture.write(page(1, 8, 9)).tradesInserted, 2);
    QCOMPARE(gapRow(), (QStringList{u"open"_s, u"2"_s, u"NULL"_s}));
    EventBatch last = page(1, 5, 7);
    last.repair->settleAs = GapStatus::Unfillable;
    m_fixture.write(last);
    QCOMPARE(gapRow(), (QStringList{u"filled"_s, u"5"_s, u"NULL"_s}));
    QCOMPARE(m_fixture.database->rows(u"SELECT source, count(*) FROM futures_trades GROUP BY "
                                      "source ORDER BY source"_s),
             (QList<QStringList>{{u"live"_s, u"2"_s}, {u"rest"_s, u"5"_s}}));
}

void TestStoreRepair::testPageThatComesTwice()
{
    m_fixture.write(makeBatch(makeGap()));
    m_fixture.write(page(1, 8, 9));
    // As after a commit whose answer was lost.
    QCOMPARE(m_fixture.write(page(1, 8, 9)).duplicates, 2);
    QCOMPARE(gapRow(), (QStringList{u"open"_s, u"2"_s, u"NULL"_s}));
}

void TestStoreRepair::testSettlement_data()
{
    QTest::addColumn<QList<int>>("present");
    QTest::addColumn<int>("missingEvents");
    QTest::addColumn<GapStatus>("settleAs");
    QTest::addColumn<QStringList>("row");
    const QString none = u"NULL"_s;
    QTest::newRow("all there") << QList<int>{5, 6, 7, 8, 9} << 5 << GapStatus::Unfillable
                               << QStringList{u"filled"_s, u"5"_s, none};
    QTest::newRow("nothing there") << QList<int>{} << 5 << GapStatus::Unfillable
                                   << QStringList{u"unfillable"_s, u"0"_s, u"too old"_s};
    QTest::newRow("a part there") << QList<int>{9, 8} << 5 << GapStatus::Unfillable
                                  << QStringList{u"unfillable"_s, u"2"_s, u"too old"_s};
    QTest::newRow("given up for now")
        << QList<int>{9} << 5 << GapStatus::Open << QStringList{u"open"_s, u"1"_s, u"too old"_s};
    // Two batches were lost, and one between them was not.
    QTest::newRow("a range that had some") << QList<int>{7} << 4 << GapStatus::Unfillable
                                           << QStringList{u"unfillable"_s, u"0"_s, u"too old"_s};
}

void TestStoreRepair::testSettlement()
{
    QFETCH(QList<int>, present);
    QFETCH(int, missingEvents);
    CaptureGap gap = makeGap();
    gap.missingEvents = missingEvents;
    m_fixture.write(makeBatch(makeTrade(4), makeTrade(10), gap));
    for (const int id : present)
        m_fixture.write(makeBatch(makeTrade(id)));

    QFETCH(GapStatus, settleAs);
    EventBatch end;
    end.repair = GapRepair{1, settleAs, u"too old"_s};
    m_fixture.write(end);
    QTEST(gapRow(), "row");
    m_fixture.write(end);
    QTEST(gapRow(), "row");
}

void TestStoreRepair::testSettlementOfAGapThatIsGone()
{
    EventBatch end = page(77, 5, 6);
    end.repair->settleAs = GapStatus::Unfillable;
    QCOMPARE(m_fixture.write(end).tradesInserted, 2);
}

void TestStoreRepair::testNextRunSettlesTheEndOfTheLast()
{
    CaptureGap end = makeGap();
    end.reason = GapReason::Disconnect;
    end.firstMissingId.reset();
    end.lastMissingId.reset();
    end.missingEvents.reset();
    end.toTime = Time + std::chrono::seconds(10);
    CaptureGap ofAnother = end;
    ofAnother.stream = "depth5@100ms";
    ofAnother.status = GapStatus::Unfillable;
    CaptureGap earlier = end;
    earlier.fromTime = Time - std::chrono::seconds(60);
    m_fixture.write(makeBatch(end, ofAnother, earlier));

    CaptureSession nextRun = makeSession();
    nextRun.startedAt += std::chrono::seconds(30);
    QVERIFY(*m_fixture.store->beginSession(nextRun) != m_fixture.sessionId);
    CaptureGap next = makeGap();
    next.reason = GapReason::Shutdown;
    next.toTime = Time + std::chrono::seconds(60);
    m_fixture.write(makeBatch(next));
    const QString columns = u"SELECT status, missing_events FROM capture_gaps WHERE "_s;
    const QString trades = columns + u"stream = 'aggTrade' AND "_s;
    QCOMPARE(m_fixture.database->rows(trades + u"reason = 'disconnect' ORDER BY from_time"_s),
             (QList<QStringList>{{u"open"_s, u"NULL"_s}, {u"filled"_s, u"0"_s}}));
    QCOMPARE(m_fixture.database->rows(trades + u"reason = 'shutdown'"_s),
             (QList<QStringList>{{u"open"_s, u"5"_s}}));
    QCOMPARE(m_fixture.database->rows(columns + u"stream <> 'aggTrade'"_s),
             (QList<QStringList>{{u"unfillable"_s, u"NULL"_s}}));
}

void TestStoreRepair::testEndsOfStreams()
{
    QVERIFY(m_fixture.store->streamEnds()->empty());
    AggTrade newest = makeTrade(12);
    newest.tradeTime = Time + std::chrono::milliseconds(5);
    newest.receiveTime.utc = Time + std::chrono::microseconds(9'001);
    AggTrade other = makeTrade(3);
    other.symbol = *Symbol::parse(u"币安人生USDT");
    DepthUpdate diff = makeDepth(900);
    diff.depthKind = "depth";
    m_fixture.write(makeBatch(makeTrade(11), newest, makeTrade(10), other, makeDepth(500),
                              makeDepth(800), diff));

    auto ends = m_fixture.store->streamEnds();
    QVERIFY2(ends, ends ? "" : qPrintable(ends.error().message));
    std::ranges::sort(*ends, {},
                      [](const StreamEnd &end) { return std::pair(end.symbol, end.stream); });
    const auto ofDepth = [](const DepthUpdate &update) {
        return StreamEnd{update.symbol,          update.depthKind,       update.finalUpdateId,
                         update.receiveTime.utc, update.transactionTime, update.transactionTime};
    };
    const std::vector<StreamEnd> expected{
        {newest.symbol, "aggTrade", 12, newest.receiveTime.utc, newest.tradeTime,
         makeTrade(10).tradeTime},
        ofDepth(diff),
        ofDepth(makeDepth(800)),
        {other.symbol, "aggTrade", 3, other.receiveTime.utc, other.tradeTime, other.tradeTime}};
    QVERIFY(*ends == expected);
}

QTEST_GUILESS_MAIN(TestStoreRepair)
#include "tst_storerepair.moc"
