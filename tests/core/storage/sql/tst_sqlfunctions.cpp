#include "core/storage/sql/recordedrows.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// PostgreSQL's functions against values worked out by hand. SQLite has none, so the tests return
/// there: a skip would say that something is left to do.
class TestSqlFunctions : public QObject, private RecordedRows
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

    void testTradeBars_data();
    void testTradeBars();
    void testTradeBarsOfASpan();
    void testBookAt_data();
    void testBookAt();
    void testBookAtWhereIdsStartedOver();
    void testBookInGap_data();
    void testBookInGap();
};

void TestSqlFunctions::testTradeBars_data()
{
    QTest::addColumn<QString>("width");
    QTest::addColumn<QStringList>("bars");

    // Time, open, close, number of trades. The prices are the ids.
    QTest::newRow("0.1 seconds") << u"'0.1 seconds'"_s
                                 << QStringList{u"2024-07-18 00:00:00.000000 1 1 1"_s,
                                                u"2024-07-18 00:00:00.200000 2 2 1"_s,
                                                u"2024-07-18 00:00:00.300000 3 3 1"_s,
                                                u"2024-07-18 00:04:59.900000 4 4 1"_s,
                                                u"2024-07-18 00:05:00.000000 5 5 1"_s,
                                                u"2024-07-18 01:30:00.000000 6 6 1"_s};
    QTest::newRow("5 minutes") << u"'5 minutes'"_s
                               << QStringList{u"2024-07-18 00:00:00.000000 1 4 4"_s,
                                              u"2024-07-18 00:05:00.000000 5 5 1"_s,
                                              u"2024-07-18 01:30:00.000000 6 6 1"_s};
    // 2024-07-18 begins 1721260800 seconds after 1970, 600 seconds into a bar.
    QTest::newRow("11 minutes") << u"'11 minutes'"_s
                                << QStringList{u"2024-07-17 23:50:00.000000 1 3 3"_s,
                                               u"2024-07-18 00:01:00.000000 4 5 2"_s,
                                               u"2024-07-18 01:29:00.000000 6 6 1"_s};
    QTest::newRow("1 hour") << u"'1 hour'"_s
                            << QStringList{u"2024-07-18 00:00:00.000000 1 5 5"_s,
                                           u"2024-07-18 01:00:00.000000 6 6 1"_s};
    QTest::newRow("1 day") << u"'1 day'"_s << QStringList{u"2024-07-18 00:00:00.000000 1 6 6"_s};
    // 19922 days after 1970.
    QTest::newRow("10 days") << u"'10 days'"_s
                             << QStringList{u"2024-07-16 00:00:00.000000 1 6 6"_s};
    QTest::newRow("a day less an hour, in parts")
        << u"'1 day -23 hours'"_s
        << QStringList{u"2024-07-18 00:00:00.000000 1 5 5"_s,
                       u"2024-07-18 01:00:00.000000 6 6 1"_s};
    for (const char *width : {"NULL", "'0'", "'-1 minute'", "'1 month'", "'1 year'"})
        QTest::newRow(width) << QString::fromLatin1(width) << QStringList();
}

void TestSqlFunctions::testTradeBars()
{
    if (isSqlite())
        return;
    QFETCH(QString, width);
    QFETCH(QStringList, bars);
    addTrade(7, u"2024-07-19 00:00:00"_s, u"7"_s);
    addTrade(6, u"2024-07-18 01:30:00"_s, u"6"_s);
    addTrade(5, u"2024-07-18 00:05:00"_s, u"5"_s);
    addTrade(4, u"2024-07-18 00:04:59.999"_s, u"4"_s);
    addTrade(3, u"2024-07-18 00:00:00.3"_s, u"3"_s);
    addTrade(2, u"2024-07-18 00:00:00.299"_s, u"2"_s);
    addTrade(1, u"2024-07-18 00:00:00"_s, u"1"_s);
    addTrade(8, u"2024-07-18 00:00:00"_s, u"8"_s, u"1"_s, true, u"ETHUSDT"_s);
    QCOMPARE(tradeBars(width, u"2024-07-18"_s, u"2024-07-19"_s), bars);
    // The planner knows the width of the call above before it runs, and this one's not.
    QCOMPARE(rows(u"SELECT %1, b.open, b.close, b.trades FROM (VALUES (CAST(%2 AS interval))) "
                  "AS w (width) CROSS JOIN LATERAL "
                  "trade_bars('BTCUSDT', w.width, '2024-07-18', '2024-07-19') AS b "
                  "ORDER BY b.bar_time"_s.arg(timeText(u"b.bar_time"_s), width)),
             bars);
}

void TestSqlFunctions::testTradeBarsOfASpan()
{
    if (isSqlite())
        return;
    addTrade(1, u"2024-07-18 00:10:00"_s, u"10"_s, u"1"_s);
    addTrade(2, u"2024-07-18 00:20:00"_s, u"30"_s, u"2"_s, true);
    addTrade(3, u"2024-07-18 00:30:00"_s, u"20"_s, u"4"_s);
    addTrade(4, u"2024-07-18 00:40:00"_s, u"40"_s, u"8"_s);
    const QString query = u"SELECT %1, open, high, low, close, volume, buy_volume, sell_volume, "
                          "delta, trades FROM trade_bars('BTCUSDT', '1 hour', %2, %3)"_s;
    const auto bars = [&](const QString &from, const QString &to) {
        return rows(query.arg(timeText(u"bar_time"_s), from, to));
    };
    // The end is not part of it; the bar begins before the span.
    QCOMPARE(bars(u"'2024-07-18 00:20:00'"_s, u"'2024-07-18 00:40:00'"_s),
             QStringList{u"2024-07-18 00:00:00.000000 30 30 20 20 6 4 2 2 2"_s});
    QCOMPARE(bars(u"'-infinity'"_s, u"'infinity'"_s),
             QStringList{u"2024-07-18 00:00:00.000000 10 40 10 40 15 13 2 11 4"_s});
    QCOMPARE(bars(u"'2024-07-18 00:20:00'"_s, u"'2024-07-18 00:20:00'"_s), QStringList());
    QCOMPARE(bars(u"NULL"_s, u"'2024-07-18 00:20:00'"_s), QStringList());
}

void TestSqlFunctions::testBookAt_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("book");

    // Id, time, best bid and age in seconds of the frame.
    const QString last = u"22 12:00:00.100000 22.10 %1"_s;
    QTest::newRow("exact time") << u"'BTCUSDT', '2024-07-18 12:00:00.1'"_s << last.arg(0);
    QTest::newRow("just before") << u"'BTCUSDT', '2024-07-18 12:00:00.099999'"_s
                                 << u"20 12:00:00.000000 20.10 0.099999"_s;
    QTest::newRow("a little later") << u"'BTCUSDT', '2024-07-18 12:00:01'"_s << last.arg(0.9);
    QTest::newRow("within the hour") << u"'BTCUSDT', '2024-07-18 12:30:00.1'"_s << last.arg(1800);
    QTest::newRow("within the day") << u"'BTCUSDT', '2024-07-19 11:00:00.1'"_s << last.arg(82800);
    QTest::newRow("days later") << u"'BTCUSDT', '2024-07-20 12:00:00.1'"_s << last.arg(172800);
    QTest::newRow("far back") << u"'BTCUSDT', '2024-07-12 12:00:00'"_s
                              << u"10 12:00:00.000000 10.10 172800"_s;
    QTest::newRow("before the first") << u"'BTCUSDT', '2024-07-10 11:59:59.999999'"_s << u""_s;
    QTest::newRow("the kind, named")
        << u"'BTCUSDT', '2024-07-18 12:00:00.1', 'depth5@100ms'"_s << last.arg(0);
    QTest::newRow("another kind") << u"'BTCUSDT', '2024-07-18 12:00:01', 'depth'"_s
                                  << u"23 12:00:00.050000 23.10 0.95"_s;
    QTest::newRow("another symbol")
        << u"'ETHUSDT', '2024-07-18 12:00:01'"_s << u"24 12:00:00.060000 24.10 0.94"_s;
    QTest::newRow("unknown symbol") << u"'btcusdt', '2024-07-18 12:00:01'"_s << u""_s;
    QTest::newRow("unknown kind") << u"'BTCUSDT', '2024-07-18 12:00:01', 'depth10'"_s << u""_s;
    QTest::newRow("no time") << u"'BTCUSDT', NULL"_s << u""_s;
}

void TestSqlFunctions::testBookAt()
{
    if (isSqlite())
        return;
    QFETCH(QString, arguments);
    QFETCH(QString, book);
    addFrame(10, u"2024-07-10 12:00:00"_s);
    addFrame(20, u"2024-07-18 12:00:00"_s);
    addFrame(22, u"2024-07-18 12:00:00.1"_s);
    // At the same time, with the lower id.
    addFrame(21, u"2024-07-18 12:00:00.1"_s);
    addFrame(23, u"2024-07-18 12:00:00.05"_s, u"depth"_s);
    addFrame(24, u"2024-07-18 12:00:00.06"_s, u"depth5@100ms"_s, u"ETHUSDT"_s);
    QCOMPARE(rows(u"SELECT final_update_id, to_char(transaction_time, 'HH24:MI:SS.US'), "
                  "bids -> 0 ->> 0, extract(epoch FROM age) FROM book_at(%1)"_s.arg(arguments)),
             book.isEmpty() ? QStringList() : QStringList{book});
}

void TestSqlFunctions::testBookAtWhereIdsStartedOver()
{
    if (isSqlite())
        return;
    addFrame(900, u"2024-07-10 12:00:00"_s);
    addFrame(5, u"2024-07-11 12:00:00"_s);
    QCOMPARE(m_fixture.database->value(
                 u"SELECT final_update_id FROM book_at('BTCUSDT', '2024-07-18 12:00:00')"_s),
             u"5"_s);
}

void TestSqlFunctions::testBookInGap_data()
{
    QTest::addColumn<QString>("time");
    QTest::addColumn<bool>("inGap");
    QTest::newRow("before") << u"12:00:04.999999"_s << false;
    QTest::newRow("begin") << u"12:00:05"_s << true;
    QTest::newRow("within") << u"12:00:07"_s << true;
    QTest::newRow("end") << u"12:00:10"_s << true;
    QTest::newRow("after") << u"12:00:10.000001"_s << false;
    QTest::newRow("filled") << u"12:01:05"_s << false;
    QTest::newRow("proved seamless") << u"12:02:05"_s << false;
    QTest::newRow("another stream's") << u"12:03:05"_s << false;
    QTest::newRow("another symbol's") << u"12:04:05"_s << false;
    QTest::newRow("of known size") << u"12:05:05"_s << true;
}

void TestSqlFunctions::testBookInGap()
{
    if (isSqlite())
        return;
    QFETCH(QString, time);
    QFETCH(bool, inGap);
    addFrame(20, u"2024-07-18 12:00:00"_s);
    const QString kind = u"depth5@100ms"_s;
    addGap(u"unfillable, NULL, 0, 2024-07-18 12:00:05, 2024-07-18 12:00:10"_s, kind);
    addGap(u"filled, NULL, 0, 2024-07-18 12:01:00, 2024-07-18 12:01:10"_s, kind);
    addGap(u"open, 0, 0, 2024-07-18 12:02:00, 2024-07-18 12:02:10"_s, kind);
    addGap(u"open, NULL, 0, 2024-07-18 12:03:00, 2024-07-18 12:03:10"_s, u"aggTrade"_s);
    addGap(u"open, NULL, 0, 2024-07-18 12:04:00, 2024-07-18 12:04:10"_s, kind, u"ETHUSDT"_s);
    addGap(u"open, 2, 0, 2024-07-18 12:05:00, 2024-07-18 12:05:10"_s, kind);
    QCOMPARE(m_fixture.database->value(
                 u"SELECT in_gap FROM book_at('BTCUSDT', '2024-07-18 %1')"_s.arg(time)),
             inGap ? u"true"_s : u"false"_s);
}

QTEST_GUILESS_MAIN(TestSqlFunctions)
#include "tst_sqlfunctions.moc"
