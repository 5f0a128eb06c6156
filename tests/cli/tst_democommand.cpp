#include "clirunner.h"

#include <QDir>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestDemoCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testLeavesRealDatabaseAlone_data();
    void testLeavesRealDatabaseAlone();
    void testDatabaseOfCommandLine();
    void testHelpNamesDatabase();
    void testCapture();
    void testMissingCapture();

private:
    std::unique_ptr<CliRunner> m_cli;
    QString m_formerFolder;
};

void TestDemoCommand::init()
{
    m_cli = std::make_unique<CliRunner>();
    // The demo's own database is relative.
    m_formerFolder = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_cli->folder.path()));
}

void TestDemoCommand::cleanup()
{
    QVERIFY(QDir::setCurrent(m_formerFolder));
    m_cli.reset();
}

void TestDemoCommand::testLeavesRealDatabaseAlone_data()
{
    QTest::addColumn<bool>("inEnvironment");
    QTest::addColumn<QString>("url");
    QTest::newRow("environment") << true << u"sqlite:///real.db"_s;
    QTest::newRow(".env") << false << u"sqlite:///real.db"_s;
    QTest::newRow("bad one in the environment") << true << u"mysql://host/real.db"_s;
}

void TestDemoCommand::testLeavesRealDatabaseAlone()
{
    QFETCH(bool, inEnvironment);
    QFETCH(QString, url);
    if (inEnvironment)
        m_cli->environment.insert(u"DB_URL"_s, url);
    else
        m_cli->writeFile(u".env"_s, "DB_URL=" + url.toUtf8() + '\n');
    QCOMPARE(m_cli->run({u"demo"_s, u"--duration=0.3"_s, u"--log-level=ERROR"_s}),
             ExitCode::Success);
    QVERIFY2(m_cli->err.contains(u"not the exchange, into sqlite:///orderflow-demo.db"_s),
             qPrintable(m_cli->err));
    QVERIFY(QFile::exists(u"orderflow-demo.db"_s));
    QVERIFY(!QFile::exists(u"real.db"_s));
}

void TestDemoCommand::testDatabaseOfCommandLine()
{
    QCOMPARE(m_cli->run({u"demo"_s, u"--duration=0.3"_s, u"--db-url=sqlite:///mine.db"_s,
                         u"--symbols-futures=solusdt"_s}),
             ExitCode::Success);
    QVERIFY(m_cli->err.contains(u"sqlite:///mine.db"_s));
    QVERIFY(m_cli->out.contains(u"lost 0"_s));
    QVERIFY(QFile::exists(u"mine.db"_s));
    QVERIFY(!QFile::exists(u"orderflow-demo.db"_s));
}

void TestDemoCommand::testHelpNamesDatabase()
{
    QCOMPARE(m_cli->run({u"help"_s, u"demo"_s}), ExitCode::Success);
    QVERIFY(m_cli->out.contains(u"now: sqlite:///orderflow-demo.db (demo)\n"_s));
}

void TestDemoCommand::testCapture()
{
    m_cli->writeFile(
        u"feed"_s,
        R"(1700000000000000000 market {"stream":"solusdt@aggTrade","data":{"e":"aggTrade","E":1700000000000,"s":"SOLUSDT","a":1,"p":"60.10","q":"2","f":1,"l":1,"T":1699999999990,"m":true}})"
        "\n");
    // Its list of contracts is looked at as the exchange's is.
    QTest::failOnWarning(QRegularExpression(u"list of symbols"_s));
    QCOMPARE(m_cli->run({u"demo"_s, u"--duration=1.5"_s, u"--speed=10"_s,
                         u"--futures-streams-depth="_s, u"feed"_s}),
             ExitCode::Success);
    QVERIFY2(m_cli->err.contains(u"feed"_s), qPrintable(m_cli->err));
    static const QRegularExpression form(u"^received [1-9]\\d* "_s);
    QVERIFY2(form.match(m_cli->out).hasMatch(), qPrintable(m_cli->out));
}

void TestDemoCommand::testMissingCapture()
{
    QCOMPARE(m_cli->run({u"demo"_s, u"no-such-file.gz"_s}), ExitCode::Failure);
    QVERIFY2(m_cli->err.contains(u"no-such-file.gz"_s), qPrintable(m_cli->err));
}

QTEST_GUILESS_MAIN(TestDemoCommand)
#include "tst_democommand.moc"
