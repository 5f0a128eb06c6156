#include "storage/tables/partitionplan.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using std::chrono::days;
using std::chrono::sys_days;
using Days = std::vector<sys_days>;

class TestPartitionPlan : public QObject
{
    Q_OBJECT

private slots:
    void testNames_data();
    void testNames();
    void testNameOfEachTable();
    void testBounds_data();
    void testBounds();
    void testDayOfPartition_data();
    void testDayOfPartition();
    void testDayOfAChunk_data();
    void testDayOfAChunk();
    void testDaysToMake_data();
    void testDaysToMake();
    void testDaysThatMayHavePartitions_data();
    void testDaysThatMayHavePartitions();
    void testDaysToDrop_data();
    void testDaysToDrop();
};

namespace {

constexpr sys_days Today{std::chrono::year(2026) / 7 / 20};

const EventTable &trades()
{
    return eventTables()[0];
}

QString toText(const std::optional<sys_days> &day)
{
    return day ? toSqlText(*day).left(10) : u"none"_s;
}

QString toText(const std::optional<UtcMicroseconds> &time)
{
    return time ? toSqlText(*time) : u"open"_s;
}

Partition makePartition(const QString &name, const QString &bounds)
{
    Partition partition;
    partition.schema = u"public"_s;
    partition.name = name;
    partition.isDefault = bounds == "DEFAULT"_L1;
    partition.bounds = parsePartitionBounds(bounds);
    return partition;
}

Partition dayPartition(sys_days day)
{
    return makePartition(partitionName(trades(), day),
                         u"FOR VALUES FROM ('%1 00:00:00+00') TO ('%2 00:00:00+00')"_s.arg(
                             toText(std::optional(day)), toText(std::optional(day + days(1)))));
}

std::vector<Partition> dayPartitions(std::initializer_list<int> fromToday)
{
    std::vector<Partition> partitions{makePartition(u"futures_trades_default"_s, u"DEFAULT"_s)};
    for (const int offset : fromToday)
        partitions.push_back(dayPartition(Today + days(offset)));
    return partitions;
}

} // namespace

void TestPartitionPlan::testNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("day");
    QTest::newRow("a day") << u"futures_trades_20260720"_s << u"2026-07-20"_s;
    QTest::newRow("leap day") << u"futures_trades_20240229"_s << u"2024-02-29"_s;
    QTest::newRow("no leap day") << u"futures_trades_20260229"_s << u"none"_s;
    QTest::newRow("month 13") << u"futures_trades_20261301"_s << u"none"_s;
    QTest::newRow("day 0") << u"futures_trades_20260700"_s << u"none"_s;
    QTest::newRow("default") << u"futures_trades_default"_s << u"none"_s;
    QTest::newRow("month") << u"futures_trades_202607"_s << u"none"_s;
    QTest::newRow("more behind it") << u"futures_trades_20260720_old"_s << u"none"_s;
    QTest::newRow("a digit too many") << u"futures_trades_202607200"_s << u"none"_s;
    QTest::newRow("more before it") << u"xfutures_trades_20260720"_s << u"none"_s;
    QTest::newRow("another table's") << u"futures_orderbook_updates_20260720"_s << u"none"_s;
    QTest::newRow("upper case") << u"FUTURES_TRADES_20260720"_s << u"none"_s;
    QTest::newRow("dashes") << u"futures_trades_2026-7-2"_s << u"none"_s;
    QTest::newRow("digits of another script") << u"futures_trades_2026072\u0660"_s << u"none"_s;
    QTest::newRow("sign") << u"futures_trades_+2026720"_s << u"none"_s;
    QTest::newRow("no underscore") << u"futures_trades020260720"_s << u"none"_s;
    QTest::newRow("empty") << u""_s << u"none"_s;
}

void TestPartitionPlan::testNames()
{
    QFETCH(QString, name);
    QFETCH(QString, day);
    const std::optional<sys_days> parsed = parsePartitionName(trades(), name);
    QCOMPARE(toText(parsed), day);
    if (parsed)
        QCOMPARE(partitionName(trades(), *parsed), name);
}

void TestPartitionPlan::testNameOfEachTable()
{
    QStringList names;
    for (const EventTable &table : eventTables())
        names << partitionName(table, Today);
    QCOMPARE(names,
             (QStringList{u"futures_trades_20260720"_s, u"futures_orderbook_updates_20260720"_s}));
}

void TestPartitionPlan::testBounds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("bounds");
    QTest::newRow("a day")
        << u"FOR VALUES FROM ('2026-07-20 00:00:00+00') TO ('2026-07-21 00:00:00+00')"_s
        << u"2026-07-20 00:00:00.000000 2026-07-21 00:00:00.000000"_s;
    QTest::newRow("fractions")
        << u"FOR VALUES FROM ('2026-07-20 00:00:00.5+00') TO ('2026-07-21 00:00:00.000001+00')"_s
        << u"2026-07-20 00:00:00.500000 2026-07-21 00:00:00.000001"_s;
    QTest::newRow("all before") << u"FOR VALUES FROM (MINVALUE) TO ('2026-07-21 00:00:00+00')"_s
                                << u"open 2026-07-21 00:00:00.000000"_s;
    QTest::newRow("all after") << u"FOR VALUES FROM ('2026-07-21 00:00:00+00') TO (MAXVALUE)"_s
                               << u"2026-07-21 00:00:00.000000 open"_s;
    QTest::newRow("all") << u"FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"_s << u"open open"_s;
    QTest::newRow("default") << u"DEFAULT"_s << u"none"_s;
    QTest::newRow("another zone")
        << u"FOR VALUES FROM ('2026-07-20 02:00:00+02') TO ('2026-07-21 02:00:00+02')"_s
        << u"none"_s;
    QTest::newRow("before Christ")
        << u"FOR VALUES FROM ('0044-03-15 00:00:00+00 BC') TO ('2026-07-21 00:00:00+00')"_s
        << u"none"_s;
    QTest::newRow("for ever") << u"FOR VALUES FROM ('2026-07-20 00:00:00+00') TO ('infinity')"_s
                              << u"none"_s;
    QTest::newRow("a list") << u"FOR VALUES IN ('BTCUSDT')"_s << u"none"_s;
}

void TestPartitionPlan::testBounds()
{
    QFETCH(QString, text);
    QFETCH(QString, bounds);
    const std::optional<TimeRange> parsed = parsePartitionBounds(text);
    QCOMPARE(parsed ? toText(parsed->from) + u' ' + toText(parsed->to) : u"none"_s, bounds);
}

void TestPartitionPlan::testDayOfPartition_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("bounds");
    QTest::addColumn<bool>("isOurs");
    const QString day =
        u"FOR VALUES FROM ('2026-07-20 00:00:00+00') TO ('2026-07-21 00:00:00+00')"_s;
    QTest::newRow("ours") << u"futures_trades_20260720"_s << day << true;
    QTest::newRow("another name") << u"my_trades"_s << day << false;
    QTest::newRow("another day's name") << u"futures_trades_20260719"_s << day << false;
    QTest::newRow("two days")
        << u"futures_trades_20260720"_s
        << u"FOR VALUES FROM ('2026-07-20 00:00:00+00') TO ('2026-07-22 00:00:00+00')"_s << false;
    QTest::newRow("all before") << u"futures_trades_20260720"_s
                                << u"FOR VALUES FROM (MINVALUE) TO ('2026-07-21 00:00:00+00')"_s
                                << false;
    QTest::newRow("default") << u"futures_trades_20260720"_s << u"DEFAULT"_s << false;
}

void TestPartitionPlan::testDayOfPartition()
{
    QFETCH(QString, name);
    QFETCH(QString, bounds);
    QFETCH(bool, isOurs);
    QCOMPARE(toText(dayOf(trades(), makePartition(name, bounds))),
             isOurs ? u"2026-07-20"_s : u"none"_s);
}

void TestPartitionPlan::testDayOfAChunk_data()
{
    QTest::addColumn<UtcMicroseconds>("from");
    QTest::addColumn<UtcMicroseconds>("to");
    QTest::addColumn<bool>("isADay");
    const UtcMicroseconds start(Today);
    QTest::newRow("a day") << start << start + std::chrono::hours(24) << true;
    QTest::newRow("two days") << start << start + std::chrono::hours(48) << false;
    QTest::newRow("half a day") << start << start + std::chrono::hours(12) << false;
    QTest::newRow("from noon to noon")
        << start + std::chrono::hours(12) << start + std::chrono::hours(36) << false;
}

void TestPartitionPlan::testDayOfAChunk()
{
    QFETCH(UtcMicroseconds, from);
    QFETCH(UtcMicroseconds, to);
    QFETCH(bool, isADay);
    Partition chunk;
    chunk.name = u"_hyper_1_2_chunk"_s;
    chunk.bounds = TimeRange{from, to};
    QVERIFY(!dayOf(trades(), chunk));
    chunk.isChunk = true;
    QCOMPARE(dayOf(trades(), chunk).has_value(), isADay);
    if (isADay)
        QVERIFY(*dayOf(trades(), chunk) == Today);
}

void TestPartitionPlan::testDaysToMake_data()
{
    QTest::addColumn<UtcMicroseconds>("now");
    QTest::addColumn<std::vector<Partition>>("partitions");
    QTest::addColumn<Days>("expected");
    const auto ahead = [](std::initializer_list<int> offsets) {
        Days result;
        for (const int offset : offsets)
            result.push_back(Today + days(offset));
        return result;
    };
    const UtcMicroseconds midnight(Today);
    const UtcMicroseconds beforeMidnight =
        UtcMicroseconds(Today + days(1)) - std::chrono::microseconds(1);
    QTest::newRow("nothing there") << midnight << dayPartitions({}) << ahead({0, 1, 2});
    QTest::newRow("no default either") << midnight << std::vector<Partition>() << ahead({0, 1, 2});
    QTest::newRow("all there") << midnight << dayPartitions({0, 1, 2}) << ahead({});
    QTest::newRow("just before midnight")
        << beforeMidnight << dayPartitions({0, 1, 2}) << ahead({});
    QTest::newRow("just after midnight")
        << beforeMidnight + std::chrono::microseconds(1) << dayPartitions({0, 1, 2}) << ahead({3});
    QTest::newRow("off for two weeks")
        << midnight << dayPartitions({-14, -13, -12}) << ahead({0, 1, 2});
    QTest::newRow("one is missing between") << midnight << dayPartitions({0, 2}) << ahead({1});
    std::vector<Partition> month = dayPartitions({});
    month.push_back(makePartition(
        u"mine"_s, u"FOR VALUES FROM ('2026-07-01 00:00:00+00') TO ('2026-07-22 00:00:00+00')"_s));
    QTest::newRow("covered by a user's own") << midnight << month << ahead({2});
    std::vector<Partition> hour = dayPartitions({});
    hour.push_back(makePartition(
        u"mine"_s, u"FOR VALUES FROM ('2026-07-20 23:00:00+00') TO ('2026-07-21 00:00:00+00')"_s));
    QTest::newRow("an hour of it covered") << midnight << hour << ahead({1, 2});
    std::vector<Partition> past = dayPartitions({});
    past.push_back(
        makePartition(u"mine"_s, u"FOR VALUES FROM (MINVALUE) TO ('2026-07-20 00:00:00+00')"_s));
    QTest::newRow("covered up to today") << midnight << past << ahead({0, 1, 2});
    QTest::newRow("a clock before all contracts")
        << UtcMicroseconds(sys_days(std::chrono::year(1970) / 1 / 1)) << dayPartitions({})
        << ahead({});
}

void TestPartitionPlan::testDaysToMake()
{
    QFETCH(UtcMicroseconds, now);
    QFETCH(std::vector<Partition>, partitions);
    QFETCH(Days, expected);
    QCOMPARE(daysToMake(std::chrono::floor<days>(now), partitions), expected);
}

void TestPartitionPlan::testDaysThatMayHavePartitions_data()
{
    QTest::addColumn<sys_days>("day");
    QTest::addColumn<bool>("may");
    QTest::newRow("1970") << sys_days(std::chrono::year(1970) / 1 / 1) << false;
    QTest::newRow("2018") << sys_days(std::chrono::year(2018) / 12 / 31) << false;
    QTest::newRow("2019") << sys_days(std::chrono::year(2019) / 1 / 1) << true;
    QTest::newRow("a replayed day") << sys_days(std::chrono::year(2024) / 7 / 18) << true;
    QTest::newRow("yesterday") << Today - days(1) << true;
    QTest::newRow("the day after tomorrow") << Today + days(2) << true;
    QTest::newRow("a day later") << Today + days(3) << false;
    QTest::newRow("2100") << sys_days(std::chrono::year(2100) / 1 / 1) << false;
}

void TestPartitionPlan::testDaysThatMayHavePartitions()
{
    QFETCH(sys_days, day);
    QFETCH(bool, may);
    QCOMPARE(mayHavePartition(day, Today), may);
}

void TestPartitionPlan::testDaysToDrop_data()
{
    QTest::addColumn<int>("clockOffset");
    // Of one byte each where they have rows.
    QTest::addColumn<std::vector<int>>("recorded");
    QTest::addColumn<std::vector<int>>("empty");
    QTest::addColumn<RetentionLimits>("limits");
    QTest::addColumn<std::vector<int>>("dropped");
    QTest::addColumn<QString>("reasons");
    using Offsets = std::vector<int>;
    const auto row = [](const char *name, int clockOffset, const Offsets &recorded,
                        const Offsets &empty, const RetentionLimits &limits, const Offsets &dropped,
                        const QString &reasons) {
        QTest::newRow(name) << clockOffset << recorded << empty << limits << dropped << reasons;
    };
    const Offsets week{-6, -5, -4, -3, -2, -1, 0};
    row("no limit", 0, week, {1, 2}, {}, {}, u""_s);
    row("three days", 0, week, {1, 2}, {.days = 3, .bytes = 0}, {-6, -5, -4}, u"age age age"_s);
    row("as many days as there are", 0, week, {1, 2}, {.days = 6, .bytes = 0}, {}, u""_s);
    row("never the newest two", 0, {-400, -399, -398}, {0, 1, 2}, {.days = 1, .bytes = 0}, {-400},
        u"age"_s);
    row("only two have rows", 0, {-400, -398}, {-399, 0, 1, 2}, {.days = 1, .bytes = 0}, {}, u""_s);
    row("one day", 0, {0}, {1, 2}, {.days = 1, .bytes = 1}, {}, u""_s);
    row("nothing recorded", 0, {}, {0, 1, 2}, {.days = 1, .bytes = 1}, {}, u""_s);
    row("an old day without rows", 0, {-1, 0}, {-30, 1, 2}, {.days = 7, .bytes = 0}, {-30},
        u"age"_s);
    row("by size", 0, week, {1, 2}, {.days = 0, .bytes = 5}, {-6, -5}, u"size size"_s);
    row("of the very size", 0, week, {1, 2}, {.days = 0, .bytes = 7}, {}, u""_s);
    row("by size, never the newest two", 0, week, {1, 2}, {.days = 0, .bytes = 1},
        {-6, -5, -4, -3, -2}, u"size size size size size"_s);
    row("by age first, then by size", 0, week, {1, 2}, {.days = 5, .bytes = 4}, {-6, -5, -4},
        u"age size size"_s);
    row("age makes the room", 0, week, {1, 2}, {.days = 3, .bytes = 4}, {-6, -5, -4},
        u"age age age"_s);
    row("the clock is ten years ahead", 3652, week, {3652, 3653}, {.days = 10, .bytes = 0}, {},
        u""_s);
    row("the clock is three days behind", -3, week, {}, {.days = 2, .bytes = 0}, {-6}, u"age"_s);
    row("on again after two weeks", 0, {-16, -15, -14}, {0, 1, 2}, {.days = 7, .bytes = 0}, {},
        u""_s);
    row("and a moment later", 0, {-16, -15, -14, 0}, {1, 2}, {.days = 7, .bytes = 0}, {-16, -15},
        u"age age"_s);
    row("a replayed day of 2024", 0, {-732, -1, 0}, {1, 2}, {.days = 30, .bytes = 0}, {-732},
        u"age"_s);
}

void TestPartitionPlan::testDaysToDrop()
{
    QFETCH(int, clockOffset);
    QFETCH(std::vector<int>, recorded);
    QFETCH(std::vector<int>, empty);
    QFETCH(RetentionLimits, limits);
    QFETCH(std::vector<int>, dropped);
    QFETCH(QString, reasons);
    std::vector<PartitionDay> all;
    for (const int offset : recorded)
        all.push_back({Today + days(offset), 1, true});
    for (const int offset : empty)
        all.push_back({Today + days(offset), 0, false});
    std::ranges::sort(all, {}, &PartitionDay::day);

    std::vector<int> offsets;
    QStringList why;
    for (const DroppedDay &day :
         daysToDrop(Today + days(clockOffset), all, recorded.size(), limits)) {
        offsets.push_back(int((day.day - Today).count()));
        why << QString(toSqlName(day.reason));
    }
    QCOMPARE(offsets, dropped);
    QCOMPARE(why.join(u' '), reasons);
}

QTEST_APPLESS_MAIN(TestPartitionPlan)
#include "tst_partitionplan.moc"
