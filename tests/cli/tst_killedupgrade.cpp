// The real program upgrades a database of the predecessor, is ended by kill -9 at random moments
// and started again: in the end every row is there once.
//
// A few kills are part of the suite; ORDERFLOW_KILLS says how many, ORDERFLOW_KILL_SEED which
// moments, ORDERFLOW_KILL_WITHIN_MS how long after the start at most, ORDERFLOW_LEGACY_ROWS how many
// rows each table has.

#include "fakes/predecessordatabase.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestKilledUpgrade : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init();
    void cleanup() { m_database.reset(); }

    void testKilledBetweenTwoChunks();
    void testKilledAnywhere();

private:
    void start(QProcess &program) const;
    void kill(QProcess &program) const;
    void finish(QProcess &program) const;
    void verify();

    std::unique_ptr<TestDatabase> m_database;
};

void TestKilledUpgrade::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    // Two chunks of each table.
    Predecessor::make(*m_database,
                      qEnvironmentVariable("ORDERFLOW_LEGACY_ROWS", u"60000"_s).toInt());
}

void TestKilledUpgrade::start(QProcess &program) const
{
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(RECORDER_PROGRAM),
                  {u"init-db"_s, u"--db-url"_s, m_database->url().masked()});
    QVERIFY(program.waitForStarted());
}

void TestKilledUpgrade::kill(QProcess &program) const
{
    program.kill();
    QVERIFY(program.waitForFinished());
}

void TestKilledUpgrade::finish(QProcess &program) const
{
    start(program);
    QVERIFY(program.waitForFinished(240'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestKilledUpgrade::verify()
{
    const std::array outcomes{Predecessor::verifyTrades(*m_database),
                              Predecessor::verifyDepthUpdates(*m_database, u"depth5@100ms"_s)};
    const QList<QStringList> rows =
        m_database->rows(u"SELECT rows_copied, rows_merged, rows_set_aside FROM legacy_upgrade "
                         "ORDER BY table_name DESC"_s);
    QCOMPARE(rows.size(), 2);
    for (int i = 0; i < 2; ++i) {
        const Predecessor::Outcome &outcome = outcomes[std::size_t(i)];
        QCOMPARE(rows[i],
                 (QStringList{QString::number(outcome.copied), QString::number(outcome.merged),
                              QString::number(outcome.setAside.size())}));
    }
}

void TestKilledUpgrade::testKilledBetweenTwoChunks()
{
    QProcess program;
    start(program);
    const QString table =
        m_database->dialect() == SqlDialect::Sqlite
            ? u"SELECT count(*) FROM sqlite_master WHERE name = 'legacy_upgrade'"_s
            : u"SELECT count(to_regclass('legacy_upgrade'))"_s;
    QTRY_COMPARE_WITH_TIMEOUT(m_database->value(table), u"1"_s, 60'000);
    const QString copied = u"SELECT coalesce(sum(rows_copied), 0) FROM legacy_upgrade"_s;
    QTRY_VERIFY_WITH_TIMEOUT(m_database->value(copied).toInt() > 0, 60'000);
    kill(program);
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
    QVERIFY(m_database->value(copied).toInt() > 0);
    QVERIFY(m_database->value(u"SELECT count(*) FROM legacy_upgrade WHERE finished_at IS NULL"_s)
                .toInt() > 0);
    finish(program);
    verify();
}

void TestKilledUpgrade::testKilledAnywhere()
{
    const int kills = qEnvironmentVariable("ORDERFLOW_KILLS", u"5"_s).toInt();
    QRandomGenerator random(qEnvironmentVariable("ORDERFLOW_KILL_SEED", u"1"_s).toUInt());
    const int latest = qEnvironmentVariable("ORDERFLOW_KILL_WITHIN_MS", u"600"_s).toInt();
    QProcess program;
    for (int i = 0; i < kills; ++i) {
        start(program);
        // The moment of the kill is the point here, so it is a time, not a state.
        QTest::qWait(random.bounded(20, latest));
        kill(program);
    }
    finish(program);
    verify();
}

QTEST_GUILESS_MAIN(TestKilledUpgrade)
#include "tst_killedupgrade.moc"
