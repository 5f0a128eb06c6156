#include "storage/tables/sqliteretention.h"

#include "core/storage/storetesting.h"

#include <QFileInfo>
#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Retention on SQLite, through the store.
class TestSqliteRetention : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void testNoLimit();
    void testByAge();
    void testInSmallSteps();
    void testBySize();
    void testFreedPagesAreUsedAgain();
    void testMoreThanAllowed();
    void testOddTimesStay();
    void testImplausibleClock();
    void testGapsOfADroppedDay();

private:
    /// The number of calls that had something to do.
    int keepUpFully(const RetentionLimits &limits);
    void writeDay(int fromToday, int trades, int depthUpdates = 0);
    QStringList days() const;
    std::uint64_t usedBytes() const;

    StoreFixture m_fixture;
    std::int64_t m_nextId = 0;
};

namespace {

// 2026-07-20 12:00 UTC
constexpr UtcMilliseconds Noon(std::chrono::milliseconds(1'784'548'800'000));

} // namespace

void TestSqliteRetention::init()
{
    m_fixture.setUp(SqlDialect::Sqlite);
    m_nextId = 1;
}

void TestSqliteRetention::cleanup()
{
    m_fixture.tearDown();
}

int TestSqliteRetention::keepUpFully(const RetentionLimits &limits)
{
    constexpr int Most = 200;
    for (int steps = 0; steps < Most; ++steps) {
        const StoreResult<UpkeepState> state = m_fixture.store->keepUp(Noon, limits);
        if (!state) {
            QTest::qFail(qPrintable(state.error().message), __FILE__, __LINE__);
            return -1;
        }
        if (*state == UpkeepState::Done)
            return steps;
    }
    QTest::qFail("the upkeep has no end", __FILE__, __LINE__);
    return -1;
}

void TestSqliteRetention::writeDay(int fromToday, int trades, int depthUpdates)
{
    const UtcMilliseconds start = Noon + std::chrono::days(fromToday);
    EventBatch batch;
    for (int i = 0; i < trades; ++i) {
        AggTrade trade = makeTrade(m_nextId++);
        trade.symbol = *Symbol::parse(i % 2 == 0 ? u"BTCUSDT" : u"ETHUSDT");
        trade.tradeTime = start + std::chrono::milliseconds(i);
        batch.add(trade);
    }
    for (int i = 0; i < depthUpdates; ++i) {
        DepthUpdate update = makeDepth(m_nextId++);
        update.transactionTime = start + std::chrono::milliseconds(i);
        batch.add(update);
    }
    m_fixture.write(batch);
}

QStringList TestSqliteRetention::days() const
{
    QStringList days;
    for (const QStringList &row : m_fixture.database->rows(
             u"SELECT substr(trade_time, 6, 5) || ' ' || count(*) FROM futures_trades GROUP BY "
             "substr(trade_time, 1, 10) ORDER BY substr(trade_time, 1, 10)"_s))
        days << row.first();
    return days;
}

std::uint64_t TestSqliteRetention::usedBytes() const
{
    const auto pragma = [this](const QString &name) {
        return m_fixture.database->value(u"PRAGMA "_s + name).toULongLong();
    };
    return (pragma(u"page_count"_s) - pragma(u"freelist_count"_s)) * pragma(u"page_size"_s);
}

void TestSqliteRetention::testNoLimit()
{
    for (int day = -9; day <= 0; ++day)
        writeDay(day, 1);
    QCOMPARE(keepUpFully({}), 0);
    QCOMPARE(days().size(), 10);
}

void TestSqliteRetention::testByAge()
{
    for (int day = -4; day <= 0; ++day)
        writeDay(day, 10, 5);
    QCOMPARE(keepUpFully({.days = 2, .bytes = 0}), 2);
    QCOMPARE(days(), (QStringList{u"07-18 10"_s, u"07-19 10"_s, u"07-20 10"_s}));
    QCOMPARE(
        m_fixture.database->rows(u"SELECT table_name, day, reason, dropped_rows, dropped_bytes "
                                 "FROM capture_retention ORDER BY table_name, day"_s),
        (QList<QStringList>{
            {u"futures_orderbook_updates"_s, u"2026-07-16"_s, u"age"_s, u"5"_s, u"NULL"_s},
            {u"futures_orderbook_updates"_s, u"2026-07-17"_s, u"age"_s, u"5"_s, u"NULL"_s},
            {u"futures_trades"_s, u"2026-07-16"_s, u"age"_s, u"10"_s, u"NULL"_s},
            {u"futures_trades"_s, u"2026-07-17"_s, u"age"_s, u"10"_s, u"NULL"_s}}));
    // The newest two stay, however old.
    QCOMPARE(*m_fixture.store->keepUp(Noon + std::chrono::days(90), {.days = 1, .bytes = 0}),
             UpkeepState::MoreToDo);
    QCOMPARE(*m_fixture.store->keepUp(Noon + std::chrono::days(90), {.days = 1, .bytes = 0}),
             UpkeepState::Done);
    QCOMPARE(days(), (QStringList{u"07-19 10"_s, u"07-20 10"_s}));
}

void TestSqliteRetention::testInSmallSteps()
{
    writeDay(-2, 9'000, 3'000);
    writeDay(-1, 1);
    writeDay(0, 1);
    const RetentionLimits limits{.days = 1, .bytes = 0};
    QCOMPARE(*m_fixture.store->keepUp(Noon, limits), UpkeepState::MoreToDo);
    QCOMPARE(days().first(), u"07-18 7000"_s);
    // The ledger is never behind.
    QCOMPARE(m_fixture.database->rows(u"SELECT dropped_rows FROM capture_retention "
                                      "ORDER BY table_name DESC"_s),
             (QList<QStringList>{{u"2000"_s}, {u"2000"_s}}));
    QCOMPARE(keepUpFully(limits), 4);
    QCOMPARE(days(), (QStringList{u"07-19 1"_s, u"07-20 1"_s}));
    QCOMPARE(m_fixture.database->rows(u"SELECT dropped_rows FROM capture_retention "
                                      "ORDER BY table_name DESC"_s),
             (QList<QStringList>{{u"9000"_s}, {u"3000"_s}}));
}

void TestSqliteRetention::testBySize()
{
    for (int day = -4; day <= 0; ++day)
        writeDay(day, 3'000);
    const std::uint64_t all = usedBytes();
    QCOMPARE(keepUpFully({.days = 0, .bytes = all}), 0);
    QVERIFY(keepUpFully({.days = 0, .bytes = all * 7 / 10}) > 0);
    QVERIFY(usedBytes() <= all * 7 / 10);
    // Whole days: what was begun is not left in between.
    QCOMPARE(days(), (QStringList{u"07-18 3000"_s, u"07-19 3000"_s, u"07-20 3000"_s}));
    QCOMPARE(m_fixture.database->value(u"SELECT group_concat(reason) FROM capture_retention"_s),
             u"size,size"_s);
}

void TestSqliteRetention::testFreedPagesAreUsedAgain()
{
    const RetentionLimits limits{.days = 1, .bytes = 0};
    for (int day = -30; day <= -28; ++day)
        writeDay(day, 3'000);
    const auto pages = [this] {
        return m_fixture.database->value(u"PRAGMA page_count"_s).toInt();
    };
    const int before = pages();
    for (int day = -27; day <= 0; ++day) {
        writeDay(day, 3'000);
        keepUpFully(limits);
    }
    QCOMPARE(days().size(), 2);
    QVERIFY2(pages() < before * 2, qPrintable(QString::number(pages())));
}

void TestSqliteRetention::testMoreThanAllowed()
{
    for (int day = -3; day <= 0; ++day)
        writeDay(day, 10);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^The events take more than RETENTION_GB"_s));
    keepUpFully({.days = 0, .bytes = 1});
    keepUpFully({.days = 0, .bytes = 1});
    QCOMPARE(days(), (QStringList{u"07-19 10"_s, u"07-20 10"_s}));
}

void TestSqliteRetention::testOddTimesStay()
{
    for (int day = -3; day <= 0; ++day)
        writeDay(day, 1);
    // 1970 and 2100.
    const int epoch = int(-Noon.time_since_epoch() / 24h);
    writeDay(epoch, 1);
    writeDay(27'000, 1);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(days(), (QStringList{u"01-01 1"_s, u"07-19 1"_s, u"07-20 1"_s, u"06-22 1"_s}));
}

void TestSqliteRetention::testImplausibleClock()
{
    for (int day = -3; day <= 0; ++day)
        writeDay(day, 1);
    const RetentionLimits limits{.days = 1, .bytes = 0};
    QCOMPARE(*m_fixture.store->keepUp(UtcMicroseconds(5s), limits), UpkeepState::Done);
    QCOMPARE(days().size(), 4);
}

void TestSqliteRetention::testGapsOfADroppedDay()
{
    CaptureGap gap = makeGap();
    gap.fromTime = gap.toTime = Noon - std::chrono::days(3);
    m_fixture.write(makeBatch(gap));
    for (const int day : {-3, -1, 0})
        writeDay(day, 1);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(m_fixture.database->rows(u"SELECT status, note FROM capture_gaps"_s),
             (QList<QStringList>{{u"unfillable"_s, u"Retention dropped its day."_s}}));
}

QTEST_GUILESS_MAIN(TestSqliteRetention)
#include "tst_sqliteretention.moc"
