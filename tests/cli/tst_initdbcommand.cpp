#include "clirunner.h"

#include <QDir>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestInitDbCommand : public QObject
{
    Q_OBJECT

private slots:
    void testMakesTablesOnce();
    void testTakesDatabaseFromEnvironment();
    void testUnusableDatabase();
};

void TestInitDbCommand::testMakesTablesOnce()
{
    CliRunner cli;
    const QStringList arguments{u"init-db"_s, u"--db-url"_s, cli.sqliteUrl(u"a.db"_s)};
    QCOMPARE(cli.run(arguments), ExitCode::Success);
    QVERIFY2(cli.out.contains(u"a.db: made the tables, schema version "_s), qPrintable(cli.out));
    QCOMPARE(cli.err, QString());
    QVERIFY(QFile::exists(cli.folder.filePath(u"a.db"_s)));

    QCOMPARE(cli.run(arguments), ExitCode::Success);
    QVERIFY2(cli.out.contains(u"nothing to do"_s), qPrintable(cli.out));
}

void TestInitDbCommand::testTakesDatabaseFromEnvironment()
{
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, cli.sqliteUrl(u"b.db"_s));
    QCOMPARE(cli.run({u"init-db"_s}), ExitCode::Success);
    QVERIFY(QFile::exists(cli.folder.filePath(u"b.db"_s)));
}

void TestInitDbCommand::testUnusableDatabase()
{
    CliRunner cli;
    QVERIFY(QDir(cli.folder.path()).mkdir(u"a.db"_s));
    QCOMPARE(cli.run({u"init-db"_s, u"--db-url"_s, cli.sqliteUrl(u"a.db"_s)}),
             ExitCode::DatabaseError);
    QCOMPARE(cli.out, QString());
    QVERIFY2(cli.err.contains(u"a.db"_s), qPrintable(cli.err));
}

QTEST_GUILESS_MAIN(TestInitDbCommand)
#include "tst_initdbcommand.moc"
