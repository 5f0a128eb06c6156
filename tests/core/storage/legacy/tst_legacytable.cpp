#include "storage/legacy/legacytable.h"

#include "core/storage/legacy/legacytesting.h"

using namespace LegacyTesting;

/// What becomes of the values of a SQLite database of the predecessor, which knows neither decimals
/// nor times.
class TestLegacyTable : public QObject, private LegacyFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(SqlDialect::Sqlite); }
    void cleanup() { tearDown(); }

    void testPricesOfSqlite_data();
    void testPricesOfSqlite();
    void testTimesOfSqlite();
};

void TestLegacyTable::testPricesOfSqlite_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *stored, const char *text) {
        QTest::newRow(stored) << QString::fromLatin1(stored) << QString::fromLatin1(text);
    };
    row("65000.1", "65000.1");
    row("65000", "65000");
    row("0.1", "0.1");
    row("0.00001", "0.00001");
    row("0.000000012", "0.000000012");
    row("123456789.12345678", "123456789.12345678");
    // The next float behind 0.1.
    row("0.10000000000000002", "0.10000000000000002");
    row("1e21", "1000000000000000000000");
    row("'7.50'", "7.5");
    row("0.0", "0");
}

void TestLegacyTable::testPricesOfSqlite()
{
    QFETCH(QString, stored);
    Predecessor::makeTrades(*m_database);
    m_database->execute(
        u"INSERT INTO futures_trades (symbol, event_time, price, quantity, is_buyer_maker, "
        "agg_trade_id, ingest_time) VALUES ('BTCUSDT', '2024-07-10 00:00:00.500000', %1, 1, 1, 7, "
        "'2024-07-10 00:00:01')"_s.arg(stored));
    upgrade();
    QTEST(m_database->value(u"SELECT price FROM futures_trades"_s), "text");
}

void TestLegacyTable::testTimesOfSqlite()
{
    Predecessor::makeTrades(*m_database);
    const QString insert =
        u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, quantity, "
        "is_buyer_maker, agg_trade_id, ingest_time) VALUES ('BTCUSDT', %1, 1.5, 1, 1, %2)"_s;
    m_database->execute(insert.arg(u"'2024-07-10 00:00:00', '2024-07-10 00:00:00.123000'"_s,
                                   u"1, '2024-07-10 00:00:01'"_s));
    m_database->execute(
        insert.arg(u"'2024-07-10 00:00:00.123', NULL"_s, u"2, '2024-07-10T00:00:01.5'"_s));
    m_database->execute(insert.arg(u"'yesterday', 'noon'"_s, u"3, '2024-07-10 00:00:01'"_s));
    upgrade();
    QCOMPARE(m_database->rows(u"SELECT event_time, trade_time, ingest_time FROM futures_trades "
                              "ORDER BY agg_trade_id"_s),
             (QList<QStringList>{{u"2024-07-10 00:00:00.000000"_s, u"2024-07-10 00:00:00.123000"_s,
                                  u"2024-07-10 00:00:01.000000"_s},
                                 {u"2024-07-10 00:00:00.123000"_s, u"2024-07-10 00:00:00.123000"_s,
                                  u"2024-07-10 00:00:01.500000"_s}}));
    QCOMPARE(m_database->rows(u"SELECT id, reason FROM legacy_rows"_s),
             (QList<QStringList>{{u"3"_s, u"no_value"_s}}));
}

QTEST_GUILESS_MAIN(TestLegacyTable)
#include "tst_legacytable.moc"
