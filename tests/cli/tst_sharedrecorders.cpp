// Two of the real program record one market into one PostgreSQL database: the same symbols twice,
// or half of them each, while either is killed and started again.

#include "clirunner.h"
#include "fakes/testdatabase.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"
#include "storage/stores/storefactory.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <array>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 30'000;

std::unique_ptr<MarketSource> makeMarket()
{
    SyntheticMarketOptions options;
    for (const char16_t *name : {u"BTCUSDT", u"ETHUSDT", u"1000PEPEUSDT", u"龙虾USDT"})
        options.symbols.push_back(*Symbol::parse(QStringView(name)));
    return makeSyntheticMarket(options);
}

} // namespace

class TestSharedRecorders : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testTheSameSymbolsTwice_data();
    void testTheSameSymbolsTwice();
    void testHalfEach();

private:
    void start(std::size_t which, const QString &shard, const QString &symbols);
    void kill(std::size_t which);
    void end(std::size_t which);
    void waitForMoreRows();
    void verifyAll();
    QString count(const QString &what);

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<ReplayServer> m_exchange;
    std::array<QProcess, 2> m_recorders;
    QString m_repairGaps;
};

void TestSharedRecorders::init()
{
    m_database = TestDatabase::make(SqlDialect::PostgreSql);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    constexpr double Speed = 3;
    m_exchange = std::make_unique<ReplayServer>(ReplayOptions{.speed = Speed}, makeMarket());
    QVERIFY(m_exchange->listen(0));
    m_repairGaps = u"off"_s;
}

void TestSharedRecorders::cleanup()
{
    for (QProcess &recorder : m_recorders) {
        recorder.kill();
        recorder.waitForFinished();
    }
    m_exchange.reset();
    m_database.reset();
}

void TestSharedRecorders::start(std::size_t which, const QString &shard, const QString &symbols)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DB_URL"_s, m_database->url().masked());
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, m_exchange->webSocketUrl().toString());
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, m_exchange->restUrl().toString());
    environment.insert(u"SYMBOLS_FUTURES"_s, symbols);
    environment.insert(u"SHARD"_s, shard);
    environment.insert(u"SPOOL_FILE"_s, QString());
    environment.insert(u"REPAIR_GAPS"_s, m_repairGaps);
    environment.insert(u"LOG_LEVEL"_s, u"ERROR"_s);
    const int streams = count(u"capture_connections WHERE opened_at IS NOT NULL"_s).toInt();
    QProcess &recorder = m_recorders.at(which);
    recorder.setProcessEnvironment(environment);
    recorder.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    recorder.setStandardOutputFile(QProcess::nullDevice());
    recorder.start(QStringLiteral(RECORDER_PROGRAM), {u"record"_s, u"--plain"_s});
    QVERIFY(recorder.waitForStarted());
    // One for each route.
    QTRY_COMPARE_WITH_TIMEOUT(count(u"capture_connections WHERE opened_at IS NOT NULL"_s).toInt(),
                              streams + 2, Patience);
}

void TestSharedRecorders::kill(std::size_t which)
{
    QSignalSpy dead(&m_recorders.at(which), &QProcess::finished);
    m_recorders.at(which).kill();
    QVERIFY(dead.count() > 0 || dead.wait());
}

void TestSharedRecorders::end(std::size_t which)
{
    QSignalSpy ended(&m_recorders.at(which), &QProcess::finished);
    m_recorders.at(which).terminate();
    QVERIFY(ended.count() > 0 || ended.wait(Patience));
    QCOMPARE(m_recorders.at(which).exitCode(), 0);
}

/// 0 before the table is there.
QString TestSharedRecorders::count(const QString &what)
{
    const QString table = what.section(u' ', 0, 0);
    if (m_database->value(u"SELECT to_regclass('%1')"_s.arg(table)) == "NULL"_L1)
        return u"0"_s;
    return m_database->value(u"SELECT count(*) FROM "_s + what);
}

/// Of every stream.
void TestSharedRecorders::waitForMoreRows()
{
    const QString all = u"SELECT symbol, stream, last_id FROM capture_streams ORDER BY 1, 2"_s;
    const auto before = m_database->rows(all);
    const auto hasMore = [&] {
        const auto now = m_database->rows(all);
        for (const QStringList &row : before) {
            if (now.contains(row))
                return false;
        }
        return !now.isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasMore(), Patience);
}

void TestSharedRecorders::verifyAll()
{
    CliRunner cli;
    const ExitCode verified = cli.run({u"verify"_s, u"--db-url"_s, m_database->url().masked()});
    QVERIFY2(verified == ExitCode::Success, qPrintable(cli.out + cli.err));
}

void TestSharedRecorders::testTheSameSymbolsTwice_data()
{
    QTest::addColumn<QString>("repairGaps");
    QTest::newRow("by themselves") << u"off"_s;
    QTest::newRow("and repaired") << u"on"_s;
}

void TestSharedRecorders::testTheSameSymbolsTwice()
{
    QFETCH(QString, repairGaps);
    m_repairGaps = repairGaps;
    const QString symbols = u"BTCUSDT,ETHUSDT"_s;
    start(0, u"1/1"_s, symbols);
    waitForMoreRows();
    start(1, u"1/1"_s, symbols);
    // One of them goes on all the time.
    for (const std::size_t which : {0U, 1U, 0U, 1U}) {
        waitForMoreRows();
        kill(which);
        waitForMoreRows();
        start(which, u"1/1"_s, symbols);
        waitForMoreRows();
        if (QTest::currentTestFailed())
            return;
    }
    end(0);
    waitForMoreRows();
    end(1);

    // Each restart has filed what it missed itself, and the other one had.
    QVERIFY(count(u"capture_gaps WHERE reason = 'shutdown' AND first_missing_id IS NOT NULL"_s)
                .toInt() > 0);
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->keepUp(SystemClock().now().utc, {}));
    QCOMPARE(m_database->rows(u"SELECT * FROM capture_gaps WHERE status <> 'filled'"_s),
             QList<QStringList>());
    QCOMPARE(count(u"capture_sessions"_s), u"6"_s);
    QCOMPARE(m_database->rows(u"SELECT symbol FROM futures_trades GROUP BY symbol "
                              "HAVING count(*) <> max(agg_trade_id) - min(agg_trade_id) + 1"_s),
             QList<QStringList>());
    verifyAll();
}

void TestSharedRecorders::testHalfEach()
{
    start(0, u"1/2"_s, u"all"_s);
    start(1, u"2/2"_s, u"all"_s);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"capture_streams"_s), u"8"_s, Patience);
    QCOMPARE(m_database->rows(u"SELECT streams FROM capture_sessions ORDER BY id"_s),
             (QList<QStringList>{{u"1000pepeusdt@depth5@100ms 龙虾usdt@depth5@100ms "
                                  "1000pepeusdt@aggTrade 龙虾usdt@aggTrade"_s},
                                 {u"btcusdt@depth5@100ms ethusdt@depth5@100ms btcusdt@aggTrade "
                                  "ethusdt@aggTrade"_s}}));
    waitForMoreRows();
    kill(0);
    start(0, u"1/2"_s, u"all"_s);
    waitForMoreRows();
    end(0);
    end(1);

    // The other half had no stop. That of a killed one says what is missing.
    QCOMPARE(count(u"capture_gaps WHERE symbol IN ('BTCUSDT', 'ETHUSDT')"_s), u"0"_s);
    QVERIFY(count(u"capture_gaps WHERE reason = 'shutdown'"_s).toInt() > 0);
    verifyAll();
}

QTEST_GUILESS_MAIN(TestSharedRecorders)
#include "tst_sharedrecorders.moc"
