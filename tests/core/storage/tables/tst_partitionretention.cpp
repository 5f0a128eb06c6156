#include "storage/tables/partitionkeeper.h"

#include "core/storage/tables/partitiontesting.h"

#include <QTest>

using namespace Orderflow;
using namespace PartitionTesting;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Retention on a PostgreSQL server, which drops partitions.
class TestPartitionRetention : public QObject, private PartitionFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void testDropByAge();
    void testDropBySize();
    void testMoreThanAllowed();
    void testDroppedAgain();
    void testGapsOfADroppedDay();
    void testPartitionOfAUserIsKept();
    void testPartitionThatIsNeeded();
};

namespace {

constexpr std::uint64_t OneByte = 1;

} // namespace

void TestPartitionRetention::testDropByAge()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    writeDepth(Noon - std::chrono::days(4));
    keepUpFully();
    QCOMPARE(tradeDays().size(), 8);
    database().execute(u"ANALYZE futures_trades"_s);
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(tradeDays(), (QStringList{u"20260718"_s, u"20260719"_s, u"20260720"_s, u"20260721"_s,
                                       u"20260722"_s, u"default"_s}));
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 4);
    QCOMPARE(allTrades().size(), 30);
    QCOMPARE(
        database().rows(
            u"SELECT table_name, day, reason, dropped_rows, dropped_bytes > 8192 "
            "FROM capture_retention WHERE table_name = 'futures_trades' ORDER BY day"_s),
        (QList<QStringList>{{u"futures_trades"_s, u"2026-07-16"_s, u"age"_s, u"10"_s, u"true"_s},
                            {u"futures_trades"_s, u"2026-07-17"_s, u"age"_s, u"10"_s, u"true"_s}}));
    QCOMPARE(database().value(u"SELECT day FROM capture_retention "
                              "WHERE table_name = 'futures_orderbook_updates'"_s),
             u"2026-07-16"_s);
    // Nothing but the days: no table is left behind.
    QCOMPARE(database().value(u"SELECT count(*) FROM pg_class WHERE relkind = 'r' "
                              "AND relname LIKE 'futures%2026071%' "
                              "AND relnamespace = current_schema()::regnamespace"_s),
             u"2"_s);
}

void TestPartitionRetention::testDropBySize()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 2'000);
    keepUpFully();
    const std::uint64_t all =
        database()
            .value(u"SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent "
                   "IN ('futures_trades'::regclass, 'futures_orderbook_updates'::regclass)"_s)
            .toULongLong();
    const std::uint64_t day =
        database()
            .value(u"SELECT pg_total_relation_size('futures_trades_20260716')"_s)
            .toULongLong();
    QVERIFY(day > 100'000);
    keepUpFully({.days = 0, .bytes = all});
    QCOMPARE(tradeDays().size(), 8);
    keepUpFully({.days = 0, .bytes = all - day - 1});
    QCOMPARE(tradeDays().first(), u"20260718"_s);
    QCOMPARE(database().value(u"SELECT string_agg(reason, ' ') FROM capture_retention "
                              "WHERE table_name = 'futures_trades'"_s),
             u"size size"_s);
    QCOMPARE(allTrades().size(), 6'000);
}

void TestPartitionRetention::testMoreThanAllowed()
{
    for (int day = 0; day < 3; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    expectWarning(u"^The events take more than RETENTION_GB"_s);
    keepUpFully({.days = 1, .bytes = OneByte});
    keepUpFully({.days = 1, .bytes = OneByte});
    QCOMPARE(tradeDays(), (QStringList{u"20260719"_s, u"20260720"_s, u"20260721"_s, u"20260722"_s,
                                       u"default"_s}));
}

void TestPartitionRetention::testDroppedAgain()
{
    writeTrades(Noon, 1);
    writeTrades(Noon - std::chrono::days(1), 1);
    for (const int rows : {3, 4}) {
        writeTrades(Time, rows);
        // Which day it is dropped at, a replay of 2024 is too old.
        keepUpFully();
        database().execute(u"ANALYZE futures_trades"_s);
        keepUpFully({.days = 30, .bytes = 0});
    }
    QCOMPARE(database().rows(u"SELECT day, dropped_rows FROM capture_retention "
                             "WHERE table_name = 'futures_trades'"_s),
             (QList<QStringList>{{u"2024-07-18"_s, u"7"_s}}));
    QCOMPARE(allTrades().size(), 2);
}

void TestPartitionRetention::testGapsOfADroppedDay()
{
    const auto fileGap = [this](UtcMicroseconds toTime, GapStatus status, const char *stream) {
        CaptureGap gap = makeGap();
        gap.stream = stream;
        gap.fromTime = toTime - 1s;
        gap.toTime = toTime;
        gap.status = status;
        write(makeBatch(gap));
    };
    const UtcMicroseconds end = Noon - std::chrono::days(4) + 12h;
    fileGap(end - 1us, GapStatus::Open, "aggTrade");
    fileGap(end - 1h, GapStatus::Filled, "aggTrade");
    fileGap(end - 1h, GapStatus::Unfillable, "depth5@100ms");
    fileGap(end, GapStatus::Open, "aggTrade");
    for (const int day : {0, 1, 4})
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(database().rows(u"SELECT stream, status, note FROM capture_gaps ORDER BY id"_s),
             (QList<QStringList>{{u"aggTrade"_s, u"unfillable"_s, u"Retention dropped its day."_s},
                                 {u"aggTrade"_s, u"filled"_s, u"NULL"_s},
                                 {u"depth5@100ms"_s, u"unfillable"_s, u"NULL"_s},
                                 {u"aggTrade"_s, u"open"_s, u"NULL"_s}}));
}

void TestPartitionRetention::testPartitionOfAUserIsKept()
{
    database().execute(
        u"CREATE TABLE futures_trades_20260101 PARTITION OF futures_trades "
        "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')"_s);
    database().execute(
        u"CREATE TABLE my_trades PARTITION OF futures_trades "
        "FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-03-02 00:00:00+00')"_s);
    writeTrades(UtcMilliseconds(std::chrono::sys_days(std::chrono::year(2026) / 1 / 20)), 5);
    writeTrades(Noon, 1);
    writeTrades(Noon - std::chrono::days(1), 1);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(partitionsOf(u"futures_trades"_s).size(), 7);
    QCOMPARE(allTrades().size(), 7);
}

void TestPartitionRetention::testPartitionThatIsNeeded()
{
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully();
    database().execute(u"CREATE VIEW of_a_user AS SELECT price FROM futures_trades_20260717"_s);
    expectWarning(u"cannot drop the partition .*futures_trades_20260717.*it stays until"_s);
    for (int round = 0; round < 2; ++round)
        keepUp({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 4);
    QCOMPARE(database().value(u"SELECT count(*) FROM capture_retention "
                              "WHERE table_name = 'futures_trades'"_s),
             u"0"_s);
    database().execute(u"DROP VIEW of_a_user"_s);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 2);
}

QTEST_GUILESS_MAIN(TestPartitionRetention)
#include "tst_partitionretention.moc"
