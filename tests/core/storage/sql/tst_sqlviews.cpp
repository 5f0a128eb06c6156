#include "core/storage/sql/recordedrows.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// The views against values worked out by hand. Where a database has not what a test is of, the
/// test returns: a skip would say that something is left to do.
class TestSqlViews : public QObject, private RecordedRows
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        setUp(dialect);
    }
    void cleanup() { tearDown(); }

    void testStreams();
    void testStreamsOverPartitions();
    void testStreamsReadKeysOnly();
    void testCoverage_data();
    void testCoverage();
    void testCoverageIsOfOneStream();
    void testCoverageWithOpenGapIsNever100();
    void testCoverageWhereIdsStartedOver();
    void testBars();
    void testBarsOfEachSymbol();
    void testExactNumbers();
    void testTimeZoneDoesNotMatter();

private:
    /// Day and values of each row; those of BTCUSDT's trades where `where` is not given.
    QStringList coverage(const QString &where = u"symbol = 'BTCUSDT' AND stream = 'aggTrade'"_s);
};

QStringList TestSqlViews::coverage(const QString &where)
{
    return rows(u"SELECT day, recorded_seconds, gap_seconds, missing_events, open_gaps, "
                "coverage_percent FROM capture_coverage WHERE %1 ORDER BY day"_s.arg(where));
}

void TestSqlViews::testStreams()
{
    const QString query =
        u"SELECT symbol, stream, first_id, %1, last_id, %2 FROM capture_streams "
        "ORDER BY symbol, stream"_s.arg(timeText(u"first_time"_s), timeText(u"last_time"_s));
    QCOMPARE(rows(query), QStringList());

    addTrade(7, u"2024-07-18 12:00:07"_s);
    addTrade(5, u"2024-07-18 12:00:05"_s);
    // The time is the event's with the id, not the newest.
    addTrade(6, u"2024-07-18 12:00:09"_s);
    addTrade(1, u"2024-07-18 12:00:00"_s, u"1"_s, u"1"_s, true, u"币安人生USDT"_s);
    addFrame(30, u"2024-07-18 13:00:00"_s, u"depth5@100ms"_s);
    addFrame(20, u"2024-07-18 12:59:59.5"_s, u"depth5@100ms"_s);
    addFrame(21, u"2024-07-18 13:00:01"_s, u"depth"_s);
    addFrame(22, u"2024-07-18 13:00:02"_s, u"depth20@500ms"_s, u"ETHUSDT"_s);
    addFrame(23, u"2024-07-18 13:00:03"_s, u"depth@100ms"_s, u"ETHUSDT"_s);
    const QStringList expected{
        u"BTCUSDT aggTrade 5 2024-07-18 12:00:05.000000 7 2024-07-18 12:00:07.000000"_s,
        u"BTCUSDT depth 21 2024-07-18 13:00:01.000000 21 2024-07-18 13:00:01.000000"_s,
        u"BTCUSDT depth5@100ms 20 2024-07-18 12:59:59.500000 30 2024-07-18 13:00:00.000000"_s,
        u"ETHUSDT depth20@500ms 22 2024-07-18 13:00:02.000000 22 2024-07-18 13:00:02.000000"_s,
        u"ETHUSDT depth@100ms 23 2024-07-18 13:00:03.000000 23 2024-07-18 13:00:03.000000"_s,
        u"币安人生USDT aggTrade 1 2024-07-18 12:00:00.000000 1 2024-07-18 12:00:00.000000"_s};
    QCOMPARE(rows(query), expected);
}

void TestSqlViews::testStreamsOverPartitions()
{
    if (isSqlite())
        return;
    for (const int day : {18, 19}) {
        m_fixture.database->execute(
            u"CREATE TABLE trades_of_%1 PARTITION OF futures_trades "
            "FOR VALUES FROM ('2024-07-%1 00:00:00+00') TO ('2024-07-%2 00:00:00+00')"_s.arg(day)
                .arg(day + 1));
    }
    addTrade(3, u"2024-07-19 00:00:00"_s);
    addTrade(2, u"2024-07-18 23:59:59.999"_s);
    addTrade(1, u"2024-07-17 23:59:59.999"_s);
    addTrade(9, u"2024-07-18 10:00:00"_s, u"1"_s, u"1"_s, true, u"ETHUSDT"_s);
    QCOMPARE(rows(u"SELECT symbol, first_id, last_id FROM capture_streams ORDER BY symbol"_s),
             (QStringList{u"BTCUSDT 1 3"_s, u"ETHUSDT 9 9"_s}));
}

// PostgreSQL's plan depends on how much the tables hold.
void TestSqlViews::testStreamsReadKeysOnly()
{
    if (!isSqlite())
        return;
    const QList<QStringList> plan =
        m_fixture.database->rows(u"EXPLAIN QUERY PLAN SELECT * FROM capture_streams"_s);
    QVERIFY(plan.size() > 10);
    // t and u are the tables of events, s what was found so far.
    static const QRegularExpression fullScan(u"SCAN (t|u|futures_\\w+)\\b"_s);
    for (const QStringList &step : plan)
        QVERIFY2(!step.last().contains(fullScan), qPrintable(step.last()));
}

void TestSqlViews::testCoverage_data()
{
    QTest::addColumn<QStringList>("gaps");
    QTest::addColumn<QString>("day18");
    QTest::addColumn<QString>("day19");

    // From 06:00 on the 18th to 18:00 on the 19th there are 64800 seconds of either day.
    const QString whole = u"64800 0 0 0 75"_s;
    QTest::newRow("no gaps") << QStringList() << whole << whole;
    QTest::newRow("open") << QStringList{u"open, 5, 2, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s}
                          << u"64800 3600 3 1 70.8333"_s << whole;
    QTest::newRow("filled")
        << QStringList{u"filled, 5, 5, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s} << whole
        << whole;
    QTest::newRow("proved seamless")
        << QStringList{u"filled, 0, 0, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s,
                       u"open, 0, 0, 2024-07-18 12:00:00, 2024-07-18 13:00:00"_s}
        << whole << whole;
    QTest::newRow("unfillable, of unknown size")
        << QStringList{u"unfillable, NULL, 0, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s}
        << u"64800 3600 0 1 70.8333"_s << whole;
    QTest::newRow("overlapping")
        << QStringList{u"open, 4, 0, 2024-07-18 10:00:00, 2024-07-18 12:00:00"_s,
                       u"unfillable, 6, 0, 2024-07-18 11:00:00, 2024-07-18 13:00:00"_s}
        << u"64800 10800 10 2 62.5"_s << whole;
    // The third begins after the second has ended, but within the first.
    QTest::newRow("one within another")
        << QStringList{u"open, 4, 0, 2024-07-18 10:00:00, 2024-07-18 13:00:00"_s,
                       u"open, 1, 0, 2024-07-18 10:30:00, 2024-07-18 11:00:00"_s,
                       u"open, 2, 0, 2024-07-18 12:00:00, 2024-07-18 14:00:00"_s}
        << u"64800 14400 7 3 58.3333"_s << whole;
    QTest::newRow("the same time twice")
        << QStringList{u"open, 4, 0, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s,
                       u"unfillable, 4, 0, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s}
        << u"64800 3600 8 2 70.8333"_s << whole;
    QTest::newRow("a filled one over an open one")
        << QStringList{u"filled, 9, 9, 2024-07-18 09:00:00, 2024-07-18 12:00:00"_s,
                       u"open, 1, 0, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s}
        << u"64800 3600 1 1 70.8333"_s << whole;
    // Two thirds of a percent are rounded down.
    QTest::newRow("over midnight")
        << QStringList{u"open, 7, 0, 2024-07-18 22:00:00, 2024-07-19 02:00:00"_s}
        << u"64800 7200 7 1 66.6666"_s << u"64800 7200 0 1 66.6666"_s;
    QTest::newRow("overlapping over midnight")
        << QStringList{u"open, 7, 0, 2024-07-18 22:00:00, 2024-07-19 02:00:00"_s,
                       u"open, 5, 0, 2024-07-19 00:00:00, 2024-07-19 03:00:00"_s}
        << u"64800 7200 7 1 66.6666"_s << u"64800 10800 5 2 62.5"_s;
    QTest::newRow("over the first event")
        << QStringList{u"open, 7, 0, 2024-07-18 05:00:00, 2024-07-18 07:00:00"_s}
        << u"64800 3600 7 1 70.8333"_s << whole;
    QTest::newRow("from the day before the first event")
        << QStringList{u"open, 7, 0, 2024-07-17 05:00:00, 2024-07-18 07:00:00"_s}
        << u"64800 3600 0 1 70.8333"_s << whole;
    QTest::newRow("beyond the last event")
        << QStringList{u"open, NULL, 0, 2024-07-19 17:00:00, 2024-07-21 00:00:00"_s} << whole
        << u"64800 3600 0 1 70.8333"_s;
    QTest::newRow("over all")
        << QStringList{u"open, 7, 0, 2024-07-01 00:00:00, 2024-07-21 00:00:00"_s}
        << u"64800 64800 0 1 0"_s << u"64800 64800 0 1 0"_s;
    QTest::newRow("on other days")
        << QStringList{u"open, 7, 0, 2024-07-17 05:00:00, 2024-07-17 23:59:59.999999"_s,
                       u"open, 7, 0, 2024-07-20 00:00:00, 2024-07-20 01:00:00"_s}
        << whole << whole;
    QTest::newRow("of no length")
        << QStringList{u"open, NULL, 0, 2024-07-18 10:00:00, 2024-07-18 10:00:00"_s}
        << u"64800 0 0 1 75"_s << whole;
    QTest::newRow("a microsecond")
        << QStringList{u"open, 1, 0, 2024-07-18 10:00:00.999999, 2024-07-18 10:00:01"_s}
        << u"64800 1e-06 1 1 74.9999"_s << whole;
    QTest::newRow("more came than were missing")
        << QStringList{u"open, 1, 2, 2024-07-18 10:00:00, 2024-07-18 11:00:00"_s}
        << u"64800 3600 0 1 70.8333"_s << whole;
}

void TestSqlViews::testCoverage()
{
    QFETCH(QStringList, gaps);
    QFETCH(QString, day18);
    QFETCH(QString, day19);
    addTrade(1, u"2024-07-18 06:00:00"_s);
    addTrade(2, u"2024-07-19 18:00:00"_s);
    for (const QString &gap : gaps)
        addGap(gap);
    QCOMPARE(coverage(), (QStringList{u"2024-07-18 "_s + day18, u"2024-07-19 "_s + day19}));
}

void TestSqlViews::testCoverageIsOfOneStream()
{
    for (const QString &symbol : {u"BTCUSDT"_s, u"ETHUSDT"_s}) {
        addTrade(1, u"2024-07-18 00:00:00"_s, u"1"_s, u"1"_s, true, symbol);
        addTrade(2, u"2024-07-18 06:00:00"_s, u"1"_s, u"1"_s, true, symbol);
    }
    addFrame(1, u"2024-07-18 00:00:00"_s);
    addFrame(2, u"2024-07-18 12:00:00"_s);
    const QString hour = u"open, 3, 0, 2024-07-18 01:00:00, 2024-07-18 02:00:00"_s;
    addGap(hour, u"depth5@100ms"_s);
    addGap(hour, u"aggTrade"_s, u""_s);
    addGap(hour, u"aggTrade"_s, u"XRPUSDT"_s);
    QCOMPARE(rows(u"SELECT symbol, stream, recorded_seconds, gap_seconds, open_gaps "
                  "FROM capture_coverage ORDER BY symbol, stream"_s),
             (QStringList{u"BTCUSDT aggTrade 21600 0 0"_s, u"BTCUSDT depth5@100ms 43200 3600 1"_s,
                          u"ETHUSDT aggTrade 21600 0 0"_s}));
    QCOMPARE(coverage(u"symbol = 'BTCUSDT' AND stream <> 'aggTrade' AND day >= '2024-07-18'"_s),
             QStringList{u"2024-07-18 43200 3600 3 1 45.8333"_s});
    QCOMPARE(coverage(u"day > '2024-07-18'"_s), QStringList());
}

void TestSqlViews::testCoverageWithOpenGapIsNever100()
{
    addTrade(1, u"2024-07-18 00:00:00"_s);
    addTrade(2, u"2024-07-20 00:00:00"_s);
    addGap(u"unfillable, NULL, 0, 2024-07-18 12:00:00, 2024-07-18 12:00:00"_s);
    QCOMPARE(coverage(), (QStringList{u"2024-07-18 86400 0 0 1 99.9999"_s,
                                      u"2024-07-19 86400 0 0 0 100"_s, u"2024-07-20 0 0 0 0 0"_s}));
}

// A test network does that: the highest id is the oldest event.
void TestSqlViews::testCoverageWhereIdsStartedOver()
{
    addTrade(9, u"2024-07-18 06:00:00"_s);
    addTrade(1, u"2024-07-18 07:00:00"_s);
    QCOMPARE(coverage(), QStringList{u"2024-07-18 0 0 0 0 0"_s});
    addTrade(0, u"2024-07-19 07:00:00"_s);
    QCOMPARE(coverage(), QStringList());
}

void TestSqlViews::testBars()
{
    addTrade(1, u"2024-07-18 12:00:00"_s, u"100.10"_s, u"0.125"_s);
    addTrade(3, u"2024-07-18 12:00:59.999"_s, u"99.90"_s, u"0.250"_s, true);
    // At the same time, with the lower id.
    addTrade(2, u"2024-07-18 12:00:59.999"_s, u"100.5"_s, u"0.500"_s);
    addTrade(4, u"2024-07-18 12:01:00"_s, u"1000.00"_s, u"5"_s, true);
    addTrade(5, u"2024-07-18 12:03:00"_s, u"0.0000001"_s, u"2.50"_s);
    // SQLite gives volumes as numbers, which have no zeros at their end.
    const QString numbers =
        isSqlite() ? u"volume, buy_volume, sell_volume, delta"_s
                   : u"trim_scale(volume), trim_scale(buy_volume), trim_scale(sell_volume), "
                     "trim_scale(delta)"_s;
    QCOMPARE(rows(u"SELECT %1, CAST(open AS text), CAST(high AS text), CAST(low AS text), "
                  "CAST(close AS text), %2, trades FROM trade_bars_1m WHERE symbol = 'BTCUSDT' "
                  "ORDER BY bar_time"_s.arg(timeText(u"bar_time"_s), numbers)),
             (QStringList{
                 u"2024-07-18 12:00:00.000000 100.10 100.5 99.90 99.90 0.875 0.625 0.25 0.375 3"_s,
                 u"2024-07-18 12:01:00.000000 1000.00 1000.00 1000.00 1000.00 5 0 5 -5 1"_s,
                 u"2024-07-18 12:03:00.000000 0.0000001 0.0000001 0.0000001 0.0000001 2.5 2.5 0 "
                 "2.5 1"_s}));
}

void TestSqlViews::testBarsOfEachSymbol()
{
    addTrade(1, u"2024-07-18 12:00:00"_s, u"1.5"_s);
    addTrade(2, u"2024-07-18 12:00:01"_s, u"2.5"_s, u"1"_s, false, u"ETHUSDT"_s);
    const QString query = u"SELECT symbol, CAST(high AS text), trades FROM trade_bars_1m"_s;
    QCOMPARE(rows(query + u" ORDER BY symbol"_s),
             (QStringList{u"BTCUSDT 1.5 1"_s, u"ETHUSDT 2.5 1"_s}));
    QCOMPARE(rows(query + u" WHERE symbol = 'ETHUSDT' AND bar_time >= '2024-07-18 12:00:00'"_s),
             QStringList{u"ETHUSDT 2.5 1"_s});
    QCOMPARE(rows(query + u" WHERE bar_time >= '2024-07-18 12:01:00'"_s), QStringList());
}

void TestSqlViews::testExactNumbers()
{
    const QString high = u"12345678901234567890.12345678900"_s;
    const QString low = u"12345678901234567890.12345678800"_s;
    addTrade(9'000'000, u"2024-07-18 12:00:00"_s, low, u"0.1"_s);
    addTrade(10'000'000, u"2024-07-18 12:00:01"_s, high, u"0.2"_s, true);
    addTrade(10'000'001, u"2024-07-18 12:00:01"_s, low, u"0.00000000000000000001"_s);
    QCOMPARE(rows(u"SELECT CAST(open AS text), CAST(high AS text), CAST(low AS text), "
                  "CAST(close AS text) FROM trade_bars_1m"_s),
             QStringList(QStringList({low, high, low, low}).join(u' ')));
    if (isSqlite())
        return;
    const QString query = u"SELECT CAST(volume AS text), CAST(buy_volume AS text), "
                          "CAST(sell_volume AS text), CAST(delta AS text) FROM "_s;
    const QStringList expected{
        u"0.30000000000000000001 0.10000000000000000001 0.2 -0.09999999999999999999"_s};
    QCOMPARE(rows(query + u"trade_bars_1m"_s), expected);
    QCOMPARE(rows(query + u"trade_bars('BTCUSDT', '1 day', '2024-07-18', '2024-07-19')"_s),
             expected);
}

void TestSqlViews::testTimeZoneDoesNotMatter()
{
    if (isSqlite())
        return;
    // New York had 23 hours on the 10th.
    addTrade(1, u"2024-03-09 22:00:00"_s);
    addTrade(2, u"2024-03-10 12:00:00"_s);
    addTrade(3, u"2024-03-11 03:00:00"_s);
    addGap(u"open, 5, 0, 2024-03-10 23:00:00, 2024-03-11 01:00:00"_s);
    addFrame(8, u"2024-03-09 22:00:00"_s);
    const QStringList covered{u"2024-03-09 7200 0 0 0 8.3333"_s,
                              u"2024-03-10 86400 3600 5 1 95.8333"_s,
                              u"2024-03-11 10800 3600 0 1 8.3333"_s};
    const QStringList minutes{u"2024-03-09 22:00:00.000000"_s, u"2024-03-10 12:00:00.000000"_s,
                              u"2024-03-11 03:00:00.000000"_s};
    const QStringList days{u"2024-03-09 00:00:00.000000 1 1 1"_s,
                           u"2024-03-10 00:00:00.000000 1 1 1"_s,
                           u"2024-03-11 00:00:00.000000 1 1 1"_s};
    for (const QString &zone : {u"UTC"_s, u"Asia/Tokyo"_s, u"America/New_York"_s}) {
        m_fixture.database->execute(u"SET TIME ZONE '%1'"_s.arg(zone));
        QCOMPARE(coverage(), covered);
        QCOMPARE(coverage(u"stream = 'aggTrade' AND day = '2024-03-10'"_s),
                 QStringList{covered[1]});
        QCOMPARE(
            rows(u"SELECT %1 FROM trade_bars_1m ORDER BY bar_time"_s.arg(timeText(u"bar_time"_s))),
            minutes);
        QCOMPARE(tradeBars(u"'1 day'"_s, u"2024-03-09 00:00:00+00"_s, u"2024-03-12 00:00:00+00"_s),
                 days);
        QCOMPARE(m_fixture.database->value(u"SELECT extract(epoch FROM age) FROM "
                                           "book_at('BTCUSDT', '2024-03-11 22:00:00+00')"_s),
                 u"172800"_s);
    }
}

QTEST_GUILESS_MAIN(TestSqlViews)
#include "tst_sqlviews.moc"
