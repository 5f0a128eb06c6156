#include "storage/tables/tablelayoutsql.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// The statements for the extensions; tst_timescale and tst_citus run them.
class TestTableLayoutSql : public QObject
{
    Q_OBJECT

private slots:
    void testHypertable_data();
    void testHypertable();
    void testCompression_data();
    void testCompression();
    void testDistribution();
};

void TestTableLayoutSql::testHypertable_data()
{
    QTest::addColumn<int>("table");
    QTest::addColumn<QString>("make");
    QTest::newRow("trades") << 0
                            << u"SELECT my_schema.create_hypertable('futures_trades', "
                               "'trade_time', chunk_time_interval => interval '1 day', "
                               "create_default_indexes => false)"_s;
    QTest::newRow("depth") << 1
                           << u"SELECT my_schema.create_hypertable('futures_orderbook_updates', "
                              "'transaction_time', chunk_time_interval => interval '1 day', "
                              "create_default_indexes => false)"_s;
}

void TestTableLayoutSql::testHypertable()
{
    QFETCH(int, table);
    const QStringList statements =
        hypertableStatements(eventTables()[std::size_t(table)], u"my_schema"_s);
    QTEST(statements.last(), "make");
    // What is dropped is what was renamed.
    const QString name = eventTables()[std::size_t(table)].name;
    QCOMPARE(statements.first(), u"ALTER TABLE %1 RENAME TO %1_partitioned"_s.arg(name));
    QVERIFY(statements.contains(u"DROP TABLE %1_partitioned"_s.arg(name)));
    QVERIFY(!statements.contains(u"DROP TABLE "_s + name));
}

void TestTableLayoutSql::testCompression_data()
{
    QTest::addColumn<int>("table");
    QTest::addColumn<QStringList>("statements");
    QTest::newRow("trades") << 0
                            << QStringList{
                                   u"ALTER TABLE futures_trades SET (timescaledb.compress, "
                                   "timescaledb.compress_segmentby = 'symbol', "
                                   "timescaledb.compress_orderby = 'trade_time, agg_trade_id')"_s,
                                   u"SELECT public.add_compression_policy('futures_trades', "
                                   "interval '7 days', if_not_exists => true)"_s};
    QTest::newRow("depth")
        << 1
        << QStringList{u"ALTER TABLE futures_orderbook_updates SET (timescaledb.compress, "
                       "timescaledb.compress_segmentby = 'symbol, depth_kind', "
                       "timescaledb.compress_orderby = 'transaction_time, final_update_id')"_s,
                       u"SELECT public.add_compression_policy('futures_orderbook_updates', "
                       "interval '7 days', if_not_exists => true)"_s};
}

void TestTableLayoutSql::testCompression()
{
    QFETCH(int, table);
    QTEST(compressionStatements(eventTables()[std::size_t(table)], u"public"_s), "statements");
}

void TestTableLayoutSql::testDistribution()
{
    QCOMPARE(
        distributionStatements(u"pg_catalog"_s),
        (QStringList{u"SELECT pg_catalog.create_distributed_table('futures_trades', 'symbol')"_s,
                     u"SELECT pg_catalog.create_distributed_table('futures_orderbook_updates', "
                     "'symbol', colocate_with => 'futures_trades')"_s}));
}

QTEST_APPLESS_MAIN(TestTableLayoutSql)
#include "tst_tablelayoutsql.moc"
