#include "clirunner.h"
#include "fakes/manualclock.h"
#include "fakes/scriptedrest.h"
#include "fakes/traderest.h"
#include "storage/stores/storefactory.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// `backfill` on a SQLite database with gaps, and an exchange that has the trades, or not.
class TestBackfillCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void testNothingToDo();
    void testFillsTheGaps();
    void testSelection_data();
    void testSelection();
    void testTooOld();
    void testExchangeIsAway();
    void testRunsAgain();
    void testStop();
    void testBadOption();
    void testNoDatabase();

private:
    void writeGap(std::int64_t first, std::int64_t last, const QString &symbol = u"BTCUSDT"_s,
                  std::chrono::seconds at = std::chrono::seconds(1'790'000'000));
    ExitCode backfill(const QStringList &options = {});
    QList<QStringList> rows(const QString &sql) const;

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<ScriptedRest> m_server;
    ManualClock m_clock;
    std::unique_ptr<TradeRest> m_trades;
    std::unique_ptr<Store> m_store;
};

void TestBackfillCommand::init()
{
    m_cli = std::make_unique<CliRunner>();
    m_server = std::make_unique<ScriptedRest>();
    m_trades = std::make_unique<TradeRest>(m_clock);
    m_trades->serveAt(*m_server);
    m_store = createStore(*DatabaseUrl::parse(m_cli->sqliteUrl(u"test.db"_s)));
    QVERIFY(m_store->open());
    QVERIFY(m_store->migrate());
    QVERIFY(m_store->beginSession({}));
}

void TestBackfillCommand::cleanup()
{
    m_store.reset();
    m_trades.reset();
    m_server.reset();
    m_cli.reset();
}

void TestBackfillCommand::writeGap(std::int64_t first, std::int64_t last, const QString &symbol,
                                   std::chrono::seconds at)
{
    CaptureGap gap;
    gap.symbol = *Symbol::parse(symbol);
    gap.stream = "aggTrade";
    gap.firstMissingId = first;
    gap.lastMissingId = last;
    gap.missingEvents = last - first + 1;
    gap.fromTime = UtcMicroseconds(at);
    gap.toTime = gap.fromTime + std::chrono::seconds(30);
    EventBatch batch;
    batch.add(gap);
    QVERIFY(m_store->write(batch));
    m_trades->add(gap.symbol, first - 100, last + 100);
}

ExitCode TestBackfillCommand::backfill(const QStringList &options)
{
    return m_cli->run(QStringList{u"backfill"_s, u"--db-url"_s, m_cli->sqliteUrl(u"test.db"_s),
                                  u"--binance-rest-futures-base-url"_s,
                                  m_server->url().toString()} +
                      options);
}

QList<QStringList> TestBackfillCommand::rows(const QString &sql) const
{
    const QString name = u"look"_s;
    QList<QStringList> rows;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(m_cli->folder.filePath(u"test.db"_s));
        if (!database.open())
            qFatal("The database cannot be looked at");
        QSqlQuery query(database);
        if (!query.exec(sql))
            qFatal("%s", qPrintable(sql));
        while (query.next()) {
            QStringList row;
            for (int i = 0; !query.value(i).isNull(); ++i)
                row << query.value(i).toString();
            rows << row;
        }
    }
    QSqlDatabase::removeDatabase(name);
    return rows;
}

void TestBackfillCommand::testNothingToDo()
{
    QCOMPARE(backfill(), ExitCode::Success);
    QCOMPARE(m_cli->out, u"no open gap of trades\n"_s);
    QCOMPARE(m_cli->err, QString());
    QCOMPARE(m_server->paths(), QStringList());
}

void TestBackfillCommand::testFillsTheGaps()
{
    writeGap(1'001, 3'500);
    writeGap(51, 60, u"币安人生USDT"_s);
    QCOMPARE(backfill(), ExitCode::Success);
    QCOMPARE(m_cli->err, QString());
    QCOMPARE(m_cli->out, u"2 gaps of trades to fill, 2510 trades missing\n"
                         u"filled 2 · trades 2510 · unfillable 0 · open 0\n"_s);
    QCOMPARE(rows(u"SELECT symbol, min(agg_trade_id), max(agg_trade_id), count(*), source "
                  u"FROM futures_trades GROUP BY symbol, source ORDER BY symbol"_s),
             (QList<QStringList>{{u"BTCUSDT"_s, u"1001"_s, u"3500"_s, u"2500"_s, u"rest"_s},
                                 {u"币安人生USDT"_s, u"51"_s, u"60"_s, u"10"_s, u"rest"_s}}));
    QCOMPARE(rows(u"SELECT status, filled_rows FROM capture_gaps ORDER BY id"_s),
             (QList<QStringList>{{u"filled"_s, u"2500"_s}, {u"filled"_s, u"10"_s}}));
    QCOMPARE(backfill(), ExitCode::Success);
    QCOMPARE(m_cli->out, u"no open gap of trades\n"_s);
}

void TestBackfillCommand::testSelection_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("filled");
    const QString btc = u"BTCUSDT"_s;
    const QString eth = u"ETHUSDT"_s;
    // 1,790,000,000 is 2026-09-21 14:13:20, and the gap of ETHUSDT an hour later.
    QTest::newRow("symbol") << QStringList{u"--symbol"_s, u"ethusdt"_s} << QStringList{eth};
    QTest::newRow("from") << QStringList{u"--from"_s, u"2026-09-21T15:00"_s} << QStringList{eth};
    QTest::newRow("to") << QStringList{u"--to"_s, u"2026-09-21T15:00"_s} << QStringList{btc};
    QTest::newRow("span") << QStringList{u"--from"_s, u"2026-09-21"_s, u"--to"_s, u"2026-09-22"_s}
                          << QStringList{btc, eth};
    QTest::newRow("another day") << QStringList{u"--from"_s, u"2026-09-22"_s} << QStringList();
}

void TestBackfillCommand::testSelection()
{
    writeGap(11, 20);
    writeGap(51, 60, u"ETHUSDT"_s, std::chrono::seconds(1'790'003'600));
    QFETCH(QStringList, options);
    QCOMPARE(backfill(options), ExitCode::Success);
    QStringList filled;
    for (const QStringList &row :
         rows(u"SELECT symbol FROM capture_gaps WHERE status = 'filled' ORDER BY symbol"_s))
        filled << row.first();
    QTEST(filled, "filled");
}

void TestBackfillCommand::testTooOld()
{
    writeGap(1'001, 3'500);
    m_trades->setOldest(*Symbol::parse(u"BTCUSDT"), 3'200);
    // What it does not have it will not have later either, so this is no failure.
    QCOMPARE(backfill(), ExitCode::Success);
    QVERIFY2(m_cli->out.contains(u"filled 0 · trades 301 · unfillable 1 · open 0\n"_s),
             qPrintable(m_cli->out));
    QVERIFY2(m_cli->out.contains(u"ids 1001 to 3500: unfillable, 2199 trades missing"_s),
             qPrintable(m_cli->out));
    QVERIFY(m_cli->out.contains(u"-4166"_s));
}

void TestBackfillCommand::testExchangeIsAway()
{
    writeGap(11, 20);
    m_server->stop();
    QCOMPARE(backfill(), ExitCode::ExchangeError);
    QVERIFY2(m_cli->err.contains(u"127.0.0.1"_s), qPrintable(m_cli->err));
    QVERIFY2(m_cli->out.contains(u"open 1\n"_s), qPrintable(m_cli->out));
}

void TestBackfillCommand::testRunsAgain()
{
    writeGap(1'001, 3'500);
    m_server->answer(u"/fapi/v1/aggTrades"_s, {.status = 400, .body = "{\"code\":-1003}"});
    QCOMPARE(backfill(), ExitCode::ExchangeError);
    QCOMPARE(backfill(), ExitCode::Success);
    QVERIFY2(m_cli->out.contains(u"filled 1 · trades 2500"_s), qPrintable(m_cli->out));
}

void TestBackfillCommand::testStop()
{
    writeGap(11, 20);
    StopRequests requests;
    m_cli->stopRequests = &requests;
    m_server->answer(u"/fapi/v1/aggTrades"_s, {.way = ScriptedAnswer::Way::Held});
    connect(m_server.get(), &ScriptedRest::requested, &requests,
            [&requests] { emit requests.stopRequested(); });
    QCOMPARE(backfill(), ExitCode::Failure);
    QVERIFY2(m_cli->err.contains(u"run it again to go on"_s), qPrintable(m_cli->err));
    QCOMPARE(rows(u"SELECT status FROM capture_gaps"_s), (QList<QStringList>{{u"open"_s}}));
}

void TestBackfillCommand::testBadOption()
{
    QCOMPARE(backfill({u"--from"_s, u"noon"_s}), ExitCode::UsageError);
    QVERIFY(m_cli->err.contains(u"--from \"noon\""_s));
}

void TestBackfillCommand::testNoDatabase()
{
    QCOMPARE(m_cli->run({u"backfill"_s, u"--db-url"_s, m_cli->sqliteUrl(u"other.db"_s)}),
             ExitCode::DatabaseError);
    QVERIFY2(m_cli->err.contains(u"other.db does not exist"_s), qPrintable(m_cli->err));
    QVERIFY(!QFile::exists(m_cli->folder.filePath(u"other.db"_s)));
}

QTEST_GUILESS_MAIN(TestBackfillCommand)
#include "tst_backfillcommand.moc"
