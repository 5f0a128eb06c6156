#include "storage/databaseurl.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestDatabaseUrl : public QObject
{
    Q_OBJECT

private slots:
    void testPostgres_data();
    void testPostgres();
    void testParameters();
    void testSqlite_data();
    void testSqlite();
    void testRefused_data();
    void testRefused();
    void testMasked_data();
    void testMasked();
    void testMessagesHoldNoPassword_data();
    void testMessagesHoldNoPassword();
};

void TestDatabaseUrl::testPostgres_data()
{
    QTest::addColumn<QString>("text");
    // host, port, user, password, database
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *name, const QString &text, const QStringList &parts) {
        QTest::newRow(name) << text << parts;
    };
    row("all parts", u"postgresql://jo:pw@db.example:6543/flow"_s,
        {u"db.example"_s, u"6543"_s, u"jo"_s, u"pw"_s, u"flow"_s});
    row("as the predecessor wrote it",
        u"postgresql+psycopg2://postgres:postgres@localhost:5432/orderflow_recorder"_s,
        {u"localhost"_s, u"5432"_s, u"postgres"_s, u"postgres"_s, u"orderflow_recorder"_s});
    row("short scheme, default port", u"postgres://db/flow"_s,
        {u"db"_s, u"5432"_s, u""_s, u""_s, u"flow"_s});
    row("upper-case scheme", u"PostgreSQL+asyncpg://db/flow"_s,
        {u"db"_s, u"5432"_s, u""_s, u""_s, u"flow"_s});
    row("no password", u"postgresql://jo@db/flow"_s,
        {u"db"_s, u"5432"_s, u"jo"_s, u""_s, u"flow"_s});
    row("percent-encoding", u"postgresql://j%40o:p%40%3A%2F%25w@db/fl%C3%B6w"_s,
        {u"db"_s, u"5432"_s, u"j@o"_s, u"p@:/%w"_s, u"flöw"_s});
    row("plus is a plus", u"postgresql://jo:a+b@db/flow"_s,
        {u"db"_s, u"5432"_s, u"jo"_s, u"a+b"_s, u"flow"_s});
    row("password as SQLAlchemy takes it", u"postgresql://jo:p/w?x#:y@db/flow"_s,
        {u"db"_s, u"5432"_s, u"jo"_s, u"p/w?x#:y"_s, u"flow"_s});
    row("host of a compose file", u"postgresql://jo:pw@my_db/flow"_s,
        {u"my_db"_s, u"5432"_s, u"jo"_s, u"pw"_s, u"flow"_s});
    row("IPv6", u"postgresql://jo:pw@[::1]:6543/flow"_s,
        {u"::1"_s, u"6543"_s, u"jo"_s, u"pw"_s, u"flow"_s});
    row("IPv6 without port", u"postgresql://[fe80::1%25eth0]/flow"_s,
        {u"fe80::1%eth0"_s, u"5432"_s, u""_s, u""_s, u"flow"_s});
    row("socket", u"postgresql://jo@/flow?host=/run/postgresql"_s,
        {u"/run/postgresql"_s, u"5432"_s, u"jo"_s, u""_s, u"flow"_s});
    row("socket with port", u"postgresql://:6543/flow?host=%2Ftmp"_s,
        {u"/tmp"_s, u"6543"_s, u""_s, u""_s, u"flow"_s});
    row("blanks around", u" postgresql://db/flow\n"_s,
        {u"db"_s, u"5432"_s, u""_s, u""_s, u"flow"_s});
}

void TestDatabaseUrl::testPostgres()
{
    QFETCH(QString, text);
    const auto url = DatabaseUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    QCOMPARE(url->kind(), DatabaseUrl::Kind::PostgreSql);
    QTEST((QStringList{url->host(), QString::number(url->port()), url->userName(), url->password(),
                       url->databaseName()}),
          "parts");
    QVERIFY(url->options().isEmpty());
}

void TestDatabaseUrl::testParameters()
{
    const auto url = DatabaseUrl::parse(
        u"postgresql://db/flow?sslmode=verify-full&sslrootcert=/my%20ca.pem&sslcert=c&sslkey=k"
        "&connect_timeout=3&application_name=it%27s&options=-csearch_path%3Dflow"_s);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    const QList<std::pair<QString, QString>> expected{{u"sslmode"_s, u"verify-full"_s},
                                                      {u"sslrootcert"_s, u"/my ca.pem"_s},
                                                      {u"sslcert"_s, u"c"_s},
                                                      {u"sslkey"_s, u"k"_s},
                                                      {u"connect_timeout"_s, u"3"_s},
                                                      {u"application_name"_s, u"it's"_s},
                                                      {u"options"_s, u"-csearch_path=flow"_s}};
    QCOMPARE(url->options(), expected);
}

void TestDatabaseUrl::testSqlite_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::newRow("relative") << u"sqlite:///orderflow.db"_s << u"orderflow.db"_s;
    QTest::newRow("relative folder") << u"sqlite:///data/flow.db"_s << u"data/flow.db"_s;
    QTest::newRow("absolute") << u"sqlite:////var/lib/flow.db"_s << u"/var/lib/flow.db"_s;
    QTest::newRow("driver") << u"sqlite+pysqlite:///flow.db"_s << u"flow.db"_s;
    QTest::newRow("percent-encoding") << u"sqlite:///what%3F%20%25.db"_s << u"what? %.db"_s;
    QTest::newRow("marks that mean nothing here") << u"sqlite:////a@b:c#d.db"_s << u"/a@b:c#d.db"_s;
}

void TestDatabaseUrl::testSqlite()
{
    QFETCH(QString, text);
    const auto url = DatabaseUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    QCOMPARE(url->kind(), DatabaseUrl::Kind::Sqlite);
    QTEST(url->filePath(), "path");
}

void TestDatabaseUrl::testRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QString &text, const QString &reason) {
        QTest::newRow(name) << text << reason;
    };
    row("empty", u""_s, u"no scheme"_s);
    row("file name", u"orderflow.db"_s, u"no scheme"_s);
    row("other database", u"mysql://db/flow"_s, u"no scheme that is known"_s);
    row("one slash", u"postgresql:/db/flow"_s, u"no scheme"_s);
    row("no server", u"postgresql:///flow"_s, u"names no server"_s);
    row("no database", u"postgresql://jo:pw@db:5432"_s, u"names no database"_s);
    row("empty database", u"postgresql://jo:pw@db:5432/"_s, u"names no database"_s);
    row("port of text", u"postgresql://db:abc/flow"_s, u"port is not a number"_s);
    row("port zero", u"postgresql://db:0/flow"_s, u"port is not a number from 1 to 65535"_s);
    row("port too large", u"postgresql://db:65536/flow"_s, u"from 1 to 65535"_s);
    row("two @", u"postgresql://jo:p@w@db/flow"_s, u"as %40"_s);
    row("bad escape", u"postgresql://jo:100%@db/flow"_s, u"its password has a %"_s);
    row("not UTF-8", u"postgresql://jo:%ff@db/flow"_s, u"its password is not UTF-8"_s);
    row("NUL", u"postgresql://jo@db/fl%00w"_s, u"its database name is not UTF-8 text"_s);
    row("blank in host", u"postgresql://my db/flow"_s, u"host has a blank"_s);
    row("open bracket", u"postgresql://[::1/flow"_s, u""_s);
    row("unknown parameter", u"postgresql://db/flow?pool_size=5"_s,
        u"'pool_size' is not known; allowed are application_name, connect_timeout, host, "
        "keepalives_count, keepalives_idle, keepalives_interval, options, sslcert, sslkey, "
        "sslmode, sslrootcert, tcp_user_timeout"_s);
    row("password as parameter", u"postgresql://db/flow?password=hush"_s,
        u"'password' is not known"_s);
    row("two servers", u"postgresql://db/flow?host=/tmp"_s, u"a server and a socket"_s);
    row("server as parameter", u"postgresql:///flow?host=db"_s, u"folder of a socket"_s);
    row("semicolon", u"postgresql://db/flow?application_name=a;b"_s,
        u"'application_name' has a ;"_s);
    row("SQLite in memory", u"sqlite://"_s, u"names no file"_s);
    row("SQLite in memory, with slash", u"sqlite:///"_s, u"names no file"_s);
    row("SQLite in memory by name", u"sqlite:///:memory:"_s, u"keeps nothing"_s);
    row("SQLite URI", u"sqlite:///file::memory:"_s, u"names no file"_s);
    row("SQLite with two slashes", u"sqlite://flow.db"_s, u"three slashes"_s);
    row("SQLite folder", u"sqlite:////var/lib/"_s, u"names a folder"_s);
    row("SQLite parameter", u"sqlite:///flow.db?timeout=5"_s, u"takes no parameters"_s);
}

void TestDatabaseUrl::testRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto url = DatabaseUrl::parse(text);
    QVERIFY(!url);
    QVERIFY2(url.error().contains(reason), qPrintable(url.error()));
    QVERIFY(url.error().startsWith(u"The database URL '"_s));
}

void TestDatabaseUrl::testMasked_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("masked");
    const auto row = [](const char *name, const QString &text, const QString &masked) {
        QTest::newRow(name) << text << masked;
    };
    row("password", u"postgresql://jo:hush@db:5432/flow"_s, u"postgresql://jo:***@db:5432/flow"_s);
    row("no password", u"postgresql://jo@db:5432/flow"_s, u"postgresql://jo@db:5432/flow"_s);
    row("no user", u"postgresql://db:5432/flow"_s, u"postgresql://db:5432/flow"_s);
    row("IPv6", u"postgresql://[::1]:5432/flow"_s, u"postgresql://[::1]:5432/flow"_s);
    row("marks in the password", u"postgresql://jo:h/u?s#h:@db/flow"_s,
        u"postgresql://jo:***@db/flow"_s);
    row("parameters stay", u"postgresql://jo:hush@db/flow?sslmode=require"_s,
        u"postgresql://jo:***@db/flow?sslmode=require"_s);
    row("SQLite", u"sqlite:////var/lib/flow.db"_s, u"sqlite:////var/lib/flow.db"_s);
    row("@ in the password", u"postgresql://jo:hu@sh@db/flow"_s, u"postgresql://jo:***@db/flow"_s);
    row("password parameter", u"postgresql://db/flow?password=hush&sslmode=require"_s,
        u"postgresql://db/flow?password=***&sslmode=require"_s);
    row("key password", u"postgresql://db/flow?sslpassword=hush"_s,
        u"postgresql://db/flow?sslpassword=***"_s);
    row("unknown scheme", u"mysql://jo:hush@db/flow"_s, u"mysql://jo:***@db/flow"_s);
    row("no scheme", u"jo:hush@db/flow"_s, u"jo:***@db/flow"_s);
    row("one slash", u"postgresql:/jo:hush@db/flow"_s, u"postgresql:***@db/flow"_s);
    row("host forgotten", u"postgresql://jo:hush/flow"_s, u"postgresql://jo:***/flow"_s);
    row("connection string", u"host=db user=jo password = 'hu sh' dbname=flow"_s,
        u"host=db user=jo password = *** dbname=flow"_s);
    row("empty", u""_s, u""_s);
}

void TestDatabaseUrl::testMasked()
{
    QFETCH(QString, text);
    QTEST(DatabaseUrl::maskPassword(text), "masked");
    if (const auto url = DatabaseUrl::parse(text))
        QTEST(url->masked(), "masked");
}

void TestDatabaseUrl::testMessagesHoldNoPassword_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text :
         {u"mysql://jo:hush@db/flow"_s, u"jo:hush@db/flow"_s, u"postgresql:/jo:hush@db/flow"_s,
          u"postgresql://jo:hush@/flow"_s, u"postgresql://jo:hush@db"_s,
          u"postgresql://jo:hush@db:x/flow"_s, u"postgresql://jo:hush"_s,
          u"postgresql://jo:hush/flow"_s, u"postgresql://jo:a@hush@db/flow"_s,
          u"postgresql://jo:hush@a@db/flow"_s, u"postgresql://jo:hush%@db/flow"_s,
          u"postgresql://jo:hush@db/flow?pool=1"_s, u"postgresql://db/flow?password=hush"_s,
          u"postgresql://db/flow?sslpassword=hush"_s, u"postgresql://db/flow?PASSWORD=hush"_s,
          u"host=db password=hush"_s, u"sqlite://jo:hush@db/flow"_s,
          u"postgresql://jo:1234hush/flow"_s}) {
        QTest::newRow(qPrintable(text)) << text;
    }
}

void TestDatabaseUrl::testMessagesHoldNoPassword()
{
    QFETCH(QString, text);
    const auto url = DatabaseUrl::parse(text);
    QVERIFY(!url);
    QVERIFY2(!url.error().contains("hush"_L1), qPrintable(url.error()));
    QVERIFY2(url.error().contains("***"_L1), qPrintable(url.error()));
}

QTEST_APPLESS_MAIN(TestDatabaseUrl)
#include "tst_databaseurl.moc"
