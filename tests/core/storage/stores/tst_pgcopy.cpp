#include "storage/stores/pgcopy.h"

#include "fakes/testdatabase.h"

#include <QSqlDriver>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// COPY on the connection that Qt opened, here in the text format.
class TestPgCopy : public QObject
{
    Q_OBJECT

private slots:
    void testRowOfContext_data();
    void testRowOfContext();

    void testRows();
    void testRefusedStatement();
    void testRefusedRow();
    void testAbandoned();
    void testTerminated();

private:
    void setUp();
    pg_conn *connection();
    bool isUsable() { return m_database->value(u"SELECT 7"_s) == "7"_L1; }

    std::unique_ptr<TestDatabase> m_database;
};

void TestPgCopy::setUp()
{
    m_database = TestDatabase::make(SqlDialect::PostgreSql);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    m_database->execute(u"SET search_path TO "_s + m_database->schema());
    m_database->execute(u"CREATE TABLE t (n integer PRIMARY KEY)"_s);
}

pg_conn *TestPgCopy::connection()
{
    return *static_cast<pg_conn *const *>(m_database->connection().driver()->handle().constData());
}

void TestPgCopy::testRowOfContext_data()
{
    QTest::addColumn<QString>("context");
    QTest::addColumn<qint64>("row");
    QTest::newRow("none") << QString() << qint64(0);
    QTest::newRow("English") << u"COPY futures_trades, line 3"_s << qint64(3);
    QTest::newRow("column") << u"COPY futures_trades, line 3, column price"_s << qint64(3);
    QTest::newRow("value") << u"COPY t2, line 12, column n: \"7\""_s << qint64(12);
    QTest::newRow("German") << u"COPY futures_trades, Zeile 3, Spalte price"_s << qint64(3);
    QTest::newRow("Japanese") << u"futures_tradesのCOPY、行 3、列 price"_s << qint64(3);
    QTest::newRow("number before the word") << u"COPY futures_trades, 3번째 줄"_s << qint64(3);
    QTest::newRow("quoted name") << u"COPY \"7 of us\", line 3"_s << qint64(3);
    QTest::newRow("trigger") << u"PL/pgSQL function check_it() line 5 at RAISE\n"
                                "COPY futures_trades, line 3"_s
                             << qint64(3);
    QTest::newRow("no COPY") << u"PL/pgSQL function check_it() line 5 at RAISE"_s << qint64(0);
    QTest::newRow("too large") << u"COPY t, line 99999999999999999999"_s << qint64(0);
}

void TestPgCopy::testRowOfContext()
{
    QFETCH(QString, context);
    QFETCH(qint64, row);
    QCOMPARE(copyRowOf(context).value_or(0), row);
}

void TestPgCopy::testRows()
{
    setUp();
    PgCopy copy(connection());
    QVERIFY(copy.begin("COPY t FROM STDIN"));
    QVERIFY(copy.send("1\n2"));
    QVERIFY(copy.send(""));
    QVERIFY(copy.send("3\n4\n"));
    const CopyResult<std::int64_t> rows = copy.finish();
    QVERIFY(rows);
    QCOMPARE(*rows, 3);
    QCOMPARE(m_database->value(u"SELECT string_agg(n::text, ' ' ORDER BY n) FROM t"_s),
             u"1 4 23"_s);
}

void TestPgCopy::testRefusedStatement()
{
    setUp();
    PgCopy copy(connection());
    const CopyResult<void> begun = copy.begin("COPY nothing FROM STDIN");
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind, StoreError::Kind::Misconfigured);
    QCOMPARE(begun.error().sqlState, u"42P01"_s);
    QVERIFY(!begun.error().row);
    QVERIFY(isUsable());
}

void TestPgCopy::testRefusedRow()
{
    setUp();
    {
        PgCopy copy(connection());
        QVERIFY(copy.begin("COPY t FROM STDIN"));
        QVERIFY(copy.send("1\n2\n1\n"));
        const CopyResult<std::int64_t> rows = copy.finish();
        QVERIFY(!rows);
        QCOMPARE(rows.error().kind, StoreError::Kind::Rejected);
        QCOMPARE(rows.error().sqlState, u"23505"_s);
        QCOMPARE(rows.error().row.value_or(0), 3);
        QVERIFY2(rows.error().reason.contains("t_pkey"_L1), qPrintable(rows.error().reason));
    }
    QVERIFY(isUsable());
}

void TestPgCopy::testAbandoned()
{
    setUp();
    {
        PgCopy copy(connection());
        QVERIFY(copy.begin("COPY t FROM STDIN"));
        QVERIFY(copy.send("1\n"));
    }
    QVERIFY(isUsable());
    QCOMPARE(m_database->value(u"SELECT count(*) FROM t"_s), u"0"_s);
}

void TestPgCopy::testTerminated()
{
    setUp();
    m_database->execute(u"CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
                        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; "
                        "END $$"_s);
    m_database->execute(u"CREATE TRIGGER die BEFORE INSERT ON t FOR EACH ROW WHEN (new.n = 2) "
                        "EXECUTE FUNCTION die()"_s);
    {
        PgCopy copy(connection());
        QVERIFY(copy.begin("COPY t FROM STDIN"));
        QVERIFY(copy.send("1\n2\n3\n"));
        // More than the sockets hold, so that sending it meets the end.
        const std::string rest(std::size_t(32) << 20, '\n');
        const CopyResult<void> sent = copy.send(rest);
        const CopyError error = sent ? copy.finish().error() : sent.error();
        QCOMPARE(error.kind, StoreError::Kind::Unavailable);
        QVERIFY2(!error.reason.isEmpty(), "no reason");
    }
    // For the end of the database.
    m_database->connection().close();
    QVERIFY(m_database->connection().open());
    m_database->execute(u"SET client_min_messages = error"_s);
}

QTEST_GUILESS_MAIN(TestPgCopy)
#include "tst_pgcopy.moc"
