#include "storage/legacy/legacytakeover.h"

#include "core/storage/legacy/legacytesting.h"

#include <QElapsedTimer>

#include <thread>

using namespace LegacyTesting;

/// When the tables of the predecessor are not taken over, and that nothing is touched then.
class TestLegacyTakeOver : public QObject, private LegacyFixture
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

    void testHeldTable();
    void testPredecessorThatRuns();
    void testTablesOfSomebodyElse();
};

void TestLegacyTakeOver::testHeldTable()
{
    Predecessor::make(*m_database, 10);
    if (m_database->dialect() == SqlDialect::Sqlite)
        m_database->execute(u"PRAGMA journal_mode = WAL"_s);
    m_database->execute(u"BEGIN"_s);
    m_database->execute(u"UPDATE futures_orderbook_updates SET symbol = 'X' WHERE id = 1"_s);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection);
    const StoreResult<void> begun = upgrade.begin({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind, StoreError::Kind::Unavailable);
    if (m_database->dialect() == SqlDialect::PostgreSql) {
        for (const QString &part : {u"futures_orderbook_updates"_s, u"another program"_s,
                                    u"nothing was touched"_s, u"stop the predecessor"_s})
            QVERIFY2(begun.error().message.contains(part), qPrintable(begun.error().message));
    }
    m_database->execute(u"COMMIT"_s);
    QCOMPARE(stage(), Stage::Untouched);
    this->upgrade();
    QCOMPARE(stage(), Stage::Complete);
}

void TestLegacyTakeOver::testPredecessorThatRuns()
{
    Predecessor::make(*m_database, 10);
    const QString insert = u"INSERT INTO futures_trades (id, symbol, event_time, price, quantity, "
                           "is_buyer_maker, ingest_time) VALUES (2147483647, 'BTCUSDT', "
                           "'2024-07-10 00:00:01', 1, 1, %1, CURRENT_TIMESTAMP)"_s;
    m_database->execute(
        insert.arg(m_database->dialect() == SqlDialect::Sqlite ? u"1"_s : u"true"_s));
    const auto connection = openConnection();
    const StoreResult<void> begun = LegacyUpgrade(*connection).begin({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind, StoreError::Kind::Unavailable);
    for (const QString &part : {u"futures_trades"_s, u"within the last ten seconds"_s})
        QVERIFY2(begun.error().message.contains(part), qPrintable(begun.error().message));
    QCOMPARE(stage(), Stage::Untouched);
    QCOMPARE(count(u"futures_trades"_s), u"11"_s);
}

void TestLegacyTakeOver::testTablesOfSomebodyElse()
{
    Predecessor::makeTrades(*m_database);
    m_database->execute(u"CREATE TABLE futures_orderbook_updates (id integer, symbol text)"_s);
    const auto connection = openConnection();
    const StoreResult<void> begun = LegacyUpgrade(*connection).begin({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind, StoreError::Kind::Misconfigured);
    for (const QString &part :
         {u"futures_orderbook_updates"_s, u"event_time, first_update_id"_s, u"DB_URL"_s})
        QVERIFY2(begun.error().message.contains(part), qPrintable(begun.error().message));
    QCOMPARE(stage(), Stage::Untouched);
}

QTEST_GUILESS_MAIN(TestLegacyTakeOver)
#include "tst_legacytakeover.moc"
