#include "storage/sql/sqlerror.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(StoreError::Kind)
Q_DECLARE_METATYPE(SqlDialect)

class TestSqlError : public QObject
{
    Q_OBJECT

private slots:
    void testCodes_data();
    void testCodes();
    void testRefusedConnections_data();
    void testRefusedConnections();
    void testMessage();
};

void TestSqlError::testCodes_data()
{
    using Kind = StoreError::Kind;
    QTest::addColumn<SqlDialect>("dialect");
    QTest::addColumn<QString>("code");
    QTest::addColumn<Kind>("kind");
    const auto postgres = [](const char *name, const QString &code, Kind kind) {
        QTest::addRow("PostgreSQL: %s", name) << SqlDialect::PostgreSql << code << kind;
    };
    postgres("connection failure", u"08006"_s, Kind::Unavailable);
    postgres("serialization failure", u"40001"_s, Kind::Unavailable);
    postgres("deadlock", u"40P01"_s, Kind::Unavailable);
    postgres("disk full", u"53100"_s, Kind::Unavailable);
    postgres("too many connections", u"53300"_s, Kind::Unavailable);
    postgres("lock not available", u"55P03"_s, Kind::Unavailable);
    postgres("administrator's shutdown", u"57P01"_s, Kind::Unavailable);
    postgres("read-only transaction", u"25006"_s, Kind::Unavailable);
    postgres("input/output", u"58030"_s, Kind::Unavailable);
    postgres("connection lost without a code", u""_s, Kind::Unavailable);
    postgres("query cancelled", u"57014"_s, Kind::Unavailable);
    postgres("idle transaction ended", u"25P03"_s, Kind::Unavailable);
    postgres("damaged index", u"XX002"_s, Kind::Misconfigured);
    postgres("internal error", u"XX000"_s, Kind::Misconfigured);
    postgres("no such statement", u"26000"_s, Kind::Misconfigured);
    postgres("wrong password", u"28P01"_s, Kind::Misconfigured);
    postgres("no such database", u"3D000"_s, Kind::Misconfigured);
    postgres("no such schema", u"3F000"_s, Kind::Misconfigured);
    postgres("no such table", u"42P01"_s, Kind::Misconfigured);
    postgres("no privilege", u"42501"_s, Kind::Misconfigured);
    postgres("out of range", u"22003"_s, Kind::Rejected);
    postgres("not representable", u"22P05"_s, Kind::Rejected);
    postgres("foreign key", u"23503"_s, Kind::Rejected);
    postgres("unique", u"23505"_s, Kind::Rejected);
    postgres("view's condition", u"44000"_s, Kind::Rejected);
    postgres("too large", u"54000"_s, Kind::Rejected);
    postgres("trigger of the user's", u"P0001"_s, Kind::Rejected);

    const auto sqlite = [](const char *name, const QString &code, Kind kind) {
        QTest::addRow("SQLite: %s", name) << SqlDialect::Sqlite << code << kind;
    };
    sqlite("busy", u"5"_s, Kind::Unavailable);
    sqlite("busy, extended", u"517"_s, Kind::Unavailable);
    sqlite("locked", u"6"_s, Kind::Unavailable);
    sqlite("input/output", u"10"_s, Kind::Unavailable);
    sqlite("full", u"13"_s, Kind::Unavailable);
    sqlite("cannot open", u"14"_s, Kind::Unavailable);
    sqlite("commit failed, without a code", u""_s, Kind::Unavailable);
    sqlite("no such table", u"1"_s, Kind::Misconfigured);
    sqlite("read-only", u"8"_s, Kind::Misconfigured);
    sqlite("corrupt", u"11"_s, Kind::Misconfigured);
    sqlite("not a database", u"26"_s, Kind::Misconfigured);
    sqlite("constraint", u"19"_s, Kind::Rejected);
    sqlite("constraint, extended", u"787"_s, Kind::Rejected);
    sqlite("mismatch", u"20"_s, Kind::Rejected);
}

void TestSqlError::testCodes()
{
    QFETCH(SqlDialect, dialect);
    QFETCH(QString, code);
    const QSqlError error(u"driver"_s, u"words"_s, QSqlError::StatementError, code);
    QTEST(classify(dialect, error), "kind");
}

void TestSqlError::testRefusedConnections_data()
{
    using Kind = StoreError::Kind;
    QTest::addColumn<QString>("text");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *name, const QString &text, Kind kind) {
        QTest::newRow(name) << text << kind;
    };
    row("password", u"FATAL:  password authentication failed for user \"jo\""_s,
        Kind::Misconfigured);
    row("database", u"FATAL:  database \"flow\" does not exist"_s, Kind::Misconfigured);
    row("role", u"FATAL:  role \"jo\" does not exist"_s, Kind::Misconfigured);
    row("pg_hba.conf", u"FATAL:  no pg_hba.conf entry for host \"10.0.0.1\""_s,
        Kind::Misconfigured);
    row("no TLS", u"server does not support SSL, but SSL was required"_s, Kind::Misconfigured);
    row("refused", u"connection to server at \"::1\", port 5432 failed: Connection refused"_s,
        Kind::Unavailable);
    row("socket",
        u"connection to server on socket \"/x/.s.PGSQL.5432\" failed: No such file or "
        "directory"_s,
        Kind::Unavailable);
    row("starting", u"FATAL:  the database system is starting up"_s, Kind::Unavailable);
    row("full", u"FATAL:  sorry, too many clients already"_s, Kind::Unavailable);
    row("name service", u"could not translate host name \"db\" to address"_s, Kind::Unavailable);
    row("another language", u"FATAL:  Passwort-Authentifizierung fehlgeschlagen"_s,
        Kind::Unavailable);
}

void TestSqlError::testRefusedConnections()
{
    QFETCH(QString, text);
    const QSqlError error(u"Unable to connect"_s, text, QSqlError::ConnectionError);
    QTEST(classify(SqlDialect::PostgreSql, error), "kind");
}

void TestSqlError::testMessage()
{
    const QSqlError error(u"driver"_s, u"ERROR:  no\n  such table\n"_s, QSqlError::StatementError,
                          u"42P01"_s);
    const StoreError postgres = toStoreError(SqlDialect::PostgreSql, error, u"cannot write"_s);
    QCOMPARE(postgres.message, u"cannot write: ERROR: no such table"_s);
    QCOMPARE(postgres.sqlState, u"42P01"_s);
    QVERIFY(toStoreError(SqlDialect::Sqlite, error, u"cannot write"_s).sqlState.isEmpty());
    QCOMPARE(toStoreError(SqlDialect::Sqlite, QSqlError(), u"cannot write"_s).message,
             u"cannot write: the connection is gone"_s);
}

QTEST_APPLESS_MAIN(TestSqlError)
#include "tst_sqlerror.moc"
