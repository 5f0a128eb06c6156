#include "ingest/gaprepairer.h"

#include "core/binance/rest/resttesting.h"
#include "core/storage/storetesting.h"
#include "fakes/manualclock.h"
#include "fakes/traderest.h"
#include "storage/sql/recordreader.h"

#include <QLoggingCategory>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString Path = u"/fapi/v1/aggTrades"_s;

/// Prepares what the exchange answers.
using Prepare = void (*)(ScriptedRest &server, TradeRest &trades, const Symbol &symbol);

ScriptedAnswer refusal(int status, const QByteArray &body,
                       const QList<std::pair<QByteArray, QByteArray>> &headers = {})
{
    return {.status = status, .body = body, .headers = headers};
}

} // namespace

Q_DECLARE_METATYPE(Prepare)

/// Gaps of a real store and an exchange that answers well, badly or not at all: what the ledger and
/// the table say afterwards.
class TestGapRepairer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init();
    void cleanup();

    void testOutcome_data();
    void testOutcome();
    void testTradesAreAsTheExchangeHasThem();
    void testNewestGapFirst();
    void testOneGapWaitsForNoOther();
    void testRepairGoesOnInAnotherRun();
    void testSinkThatRefuses();
    void testLedgerThatKnowsLate();
    void testYoungGapWaits();
    void testBudgetIsKept();
    void testStop();

private:
    std::int64_t writeGap(std::int64_t first, std::int64_t last, const char *symbol = "BTCUSDT");
    void makeRepairer(const GapRepairerOptions &options);
    void makeRepairer() { makeRepairer(quickRepairs()); }
    static GapRepairerOptions quickRepairs();
    /// Repairs until nothing is left to do but wait.
    void repair();
    QStringList gapRow(std::int64_t id);
    QStringList askedIds() const;

    ManualClock m_clock{std::chrono::milliseconds(1'790'000'000'000)};
    StoreFixture m_fixture;
    std::unique_ptr<ScriptedRest> m_server;
    std::unique_ptr<TradeRest> m_trades;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<GapRepairer> m_repairer;
    /// Moves the clock while something waits, so that hours take milliseconds.
    QTimer m_timeGoesOn;
    std::chrono::milliseconds m_step{500};
    /// How many batches the sink takes before it refuses; all where negative.
    int m_batchesTaken = -1;
    int m_sinkRefusals = 0;
};

void TestGapRepairer::init()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    // What the exchange refuses is worth a warning, and the point of most tests here.
    QLoggingCategory::setFilterRules(u"orderflow.*=false"_s);
    m_server = std::make_unique<ScriptedRest>();
    m_trades = std::make_unique<TradeRest>(m_clock);
    m_trades->serveAt(*m_server);
    m_client = std::make_unique<RestClient>(quickOptions(m_server->url()), m_clock);
    m_batchesTaken = -1;
    m_sinkRefusals = 0;
    m_step = 500ms;
    connect(&m_timeGoesOn, &QTimer::timeout, this, [this] { m_clock.advance(m_step); });
    m_timeGoesOn.start(1);
}

void TestGapRepairer::cleanup()
{
    m_timeGoesOn.stop();
    m_timeGoesOn.disconnect();
    m_repairer.reset();
    m_client.reset();
    m_trades.reset();
    m_server.reset();
    m_fixture.tearDown();
}

GapRepairerOptions TestGapRepairer::quickRepairs()
{
    GapRepairerOptions options;
    options.sinkRetry = 2ms;
    options.recheckInterval = 2ms;
    return options;
}

void TestGapRepairer::makeRepairer(const GapRepairerOptions &options)
{
    m_repairer = std::make_unique<GapRepairer>(
        *m_client, m_clock,
        [this](EventBatch &batch) {
            if (m_batchesTaken == 0) {
                ++m_sinkRefusals;
                return false;
            }
            if (m_batchesTaken > 0)
                --m_batchesTaken;
            m_fixture.write(batch);
            return true;
        },
        options);
}

std::int64_t TestGapRepairer::writeGap(std::int64_t first, std::int64_t last, const char *symbol)
{
    CaptureGap gap = makeGap();
    gap.symbol = *Symbol::parse(std::string_view(symbol));
    gap.firstMissingId = first;
    gap.lastMissingId = last;
    gap.missingEvents = last - first + 1;
    gap.toTime = gap.fromTime + std::chrono::seconds(first);
    m_fixture.write(makeBatch(gap));
    m_trades->add(gap.symbol, std::max<std::int64_t>(first - 10, 0), last + 10);
    return m_fixture.database->value(u"SELECT max(id) FROM capture_gaps"_s).toLongLong();
}

void TestGapRepairer::repair()
{
    QSignalSpy idle(m_repairer.get(), &GapRepairer::idle);
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QVERIFY(idle.wait(20'000));
}

QStringList TestGapRepairer::gapRow(std::int64_t id)
{
    return m_fixture.database
        ->rows(u"SELECT status, filled_rows, coalesce(note, '') FROM capture_gaps "
               "WHERE id = %1"_s.arg(id))
        .first();
}

QStringList TestGapRepairer::askedIds() const
{
    QStringList ids;
    for (const QString &query : m_server->queries(Path)) {
        const QUrlQuery parsed(query);
        ids << parsed.queryItemValue(u"fromId"_s) + u'+' + parsed.queryItemValue(u"limit"_s);
    }
    return ids;
}

void TestGapRepairer::testOutcome_data()
{
    QTest::addColumn<Prepare>("prepare");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("filledRows");
    QTest::addColumn<QString>("notePart");
    const auto row = [](const char *name, const QString &status, int filledRows,
                        const QString &note, Prepare prepare) {
        QTest::newRow(name) << prepare << status << filledRows << note;
    };
    const QString filled = u"filled"_s;
    const QString open = u"open"_s;
    const QString unfillable = u"unfillable"_s;
    row("all there", filled, 2500, {}, [](ScriptedRest &, TradeRest &, const Symbol &) {});
    row("429 with Retry-After, then all", filled, 2500, {},
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, refusal(429, "{\"code\":-1003}", {{"Retry-After", "7"}}));
        });
    row("429 without, then all", filled, 2500, {},
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, refusal(429, "{\"code\":-1003}"));
        });
    row("418, then all", filled, 2500, {}, [](ScriptedRest &server, TradeRest &, const Symbol &) {
        server.answer(Path, refusal(418, "{\"code\":-1003}", {{"Retry-After", "120"}}));
    });
    row("503, then all", filled, 2500, {}, [](ScriptedRest &server, TradeRest &, const Symbol &) {
        server.answer(Path, refusal(503, "Unknown error"));
    });
    row("connection closed, then all", filled, 2500, {},
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, {.way = ScriptedAnswer::Way::Closed});
        });
    row("too old at once", unfillable, 0, u"-4166"_s,
        [](ScriptedRest &, TradeRest &trades, const Symbol &symbol) {
            trades.setOldest(symbol, 9'000);
        });
    row("too old within a page", unfillable, 1713, u"ids 1001 to 1787"_s,
        [](ScriptedRest &, TradeRest &trades, const Symbol &symbol) {
            trades.setOldest(symbol, 1'788);
        });
    row("short pages", filled, 2500, {},
        [](ScriptedRest &, TradeRest &trades, const Symbol &) { trades.setMostRows(300); });
    row("an empty page, then all", filled, 2500, {},
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, {.body = "[]"});
        });
    row("nothing but empty pages", unfillable, 0, u"no trades with ids 1001 to 3500"_s,
        [](ScriptedRest &, TradeRest &trades, const Symbol &symbol) {
            trades.remove(symbol, 0, 10'000);
        });
    row("ids that the exchange skips", unfillable, 2490, u"no trades with ids 2001 to 2010"_s,
        [](ScriptedRest &, TradeRest &trades, const Symbol &symbol) {
            trades.remove(symbol, 2'001, 2'010);
        });
    row("a symbol that is gone", unfillable, 0, u"-1121"_s,
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, refusal(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"));
        });
    row("a refusal of another kind", open, 0, u"-1130"_s,
        [](ScriptedRest &server, TradeRest &, const Symbol &) {
            server.answer(Path, refusal(400, "{\"code\":-1130,\"msg\":\"Not valid.\"}"));
        });
    row("garbage", open, 0, {}, [](ScriptedRest &server, TradeRest &, const Symbol &) {
        server.answer(Path, {.body = "[{\"a\":1,"});
    });
    row("another kind of JSON", open, 0, {}, [](ScriptedRest &server, TradeRest &, const Symbol &) {
        server.answer(Path, {.body = "{\"symbols\":[]}"});
    });
    row("rows in the wrong order", open, 0, {},
        [](ScriptedRest &server, TradeRest &, const Symbol &symbol) {
            server.answer(Path,
                          {.body = '[' + TradeRest::toJson(TradeRest::trade(symbol, 3'000)) + ',' +
                                   TradeRest::toJson(TradeRest::trade(symbol, 2'999)) + ']'});
        });
    row("451", open, 0, {}, [](ScriptedRest &server, TradeRest &, const Symbol &) {
        server.answer(Path, refusal(451, "{\"code\":0,\"msg\":\"restricted location\"}"));
    });
}

void TestGapRepairer::testOutcome()
{
    QFETCH(Prepare, prepare);
    const std::int64_t gap = writeGap(1'001, 3'500);
    const Symbol symbol = makeGap().symbol;
    prepare(*m_server, *m_trades, symbol);
    makeRepairer();
    repair();
    QFETCH(QString, notePart);
    const QStringList row = gapRow(gap);
    QTEST(row[0], "status");
    QTEST(row[1].toInt(), "filledRows");
    QVERIFY2(row[2].contains(notePart) && row[2].isEmpty() == notePart.isEmpty(),
             qPrintable(row[2]));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), row[1]);
    QVERIFY(m_trades->mostWeight() <= 2'400);
}

void TestGapRepairer::testTradesAreAsTheExchangeHasThem()
{
    const char *const name = "币安人生USDT";
    writeGap(41, 44, name);
    makeRepairer();
    repair();
    const auto connection = createConnection(m_fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    const Symbol symbol = *Symbol::parse(std::string_view(name));
    const auto rows = RecordReader(*connection).trades(symbol, {}, {}, 10);
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t(4));
    for (const StoredTrade &row : *rows) {
        AggTrade expected = TradeRest::trade(symbol, row.trade.aggTradeId);
        expected.receiveTime = row.trade.receiveTime;
        QVERIFY(row.trade == expected);
        QVERIFY(row.trade.receiveTime.utc > Time);
        QCOMPARE(row.trade.source, EventSource::Rest);
    }
}

void TestGapRepairer::testNewestGapFirst()
{
    writeGap(11, 12);
    writeGap(1'001, 3'100);
    makeRepairer();
    repair();
    QCOMPARE(askedIds(), (QStringList{u"2101+1000"_s, u"1101+1000"_s, u"1001+100"_s, u"11+2"_s}));
    const RepairProgress progress = m_repairer->status();
    QCOMPARE(progress.rowsFetched, 2'102);
    QCOMPARE(progress.requests, 4);
    QCOMPARE(progress.gapsSettled, 2);
    QVERIFY(!progress.currentGapId);
}

void TestGapRepairer::testOneGapWaitsForNoOther()
{
    const std::int64_t older = writeGap(11, 12);
    const std::int64_t newer = writeGap(1'001, 1'002, "ETHUSDT");
    m_server->answerWith(Path, [this](const QUrlQuery &query) -> ScriptedAnswer {
        if (query.queryItemValue(u"symbol"_s) == u"ETHUSDT"_s)
            return {.body = "[{}]"};
        return {.body = '[' + TradeRest::toJson(TradeRest::trade(makeGap().symbol, 11)) + ',' +
                        TradeRest::toJson(TradeRest::trade(makeGap().symbol, 12)) + ']'};
    });
    makeRepairer();
    repair();
    QCOMPARE(gapRow(newer)[0], u"open"_s);
    QCOMPARE(gapRow(older)[0], u"filled"_s);
    QVERIFY(!m_repairer->status().lastError.isEmpty() || m_repairer->status().gapsWaiting > 0);
}

void TestGapRepairer::testRepairGoesOnInAnotherRun()
{
    const std::int64_t gap = writeGap(1'001, 3'500);
    // The first run ends when one page is in the table.
    m_batchesTaken = 1;
    makeRepairer();
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QTRY_VERIFY(m_sinkRefusals > 0);
    QCOMPARE(gapRow(gap)[1], u"1000"_s);
    m_repairer.reset();
    m_batchesTaken = -1;
    const int before = m_server->requestCount(Path);
    makeRepairer();
    repair();
    QCOMPARE(gapRow(gap), (QStringList{u"filled"_s, u"2500"_s, QString()}));
    // What the first run brought is not asked for again.
    QVERIFY(!askedIds().mid(before).contains(u"2501+1000"_s));
}

void TestGapRepairer::testSinkThatRefuses()
{
    const std::int64_t gap = writeGap(1'001, 3'500);
    makeRepairer();
    m_batchesTaken = 0;
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QTRY_VERIFY(m_sinkRefusals >= 5);
    // Nothing is asked that nobody takes.
    QCOMPARE(m_server->requestCount(Path), 1);
    m_batchesTaken = -1;
    QTRY_COMPARE(gapRow(gap)[0], u"filled"_s);
    QCOMPARE(askedIds(), (QStringList{u"2501+1000"_s, u"1501+1000"_s, u"1001+500"_s}));
}

void TestGapRepairer::testLedgerThatKnowsLate()
{
    writeGap(11, 12);
    const auto before = *m_fixture.store->repairableGaps(100);
    makeRepairer();
    repair();
    m_timeGoesOn.stop();
    QSignalSpy idle(m_repairer.get(), &GapRepairer::idle);
    m_repairer->setGaps(before);
    QVERIFY(idle.wait());
    QCOMPARE(m_server->requestCount(Path), 1);
}

void TestGapRepairer::testYoungGapWaits()
{
    CaptureGap gap = makeGap();
    gap.toTime = m_clock.now().utc;
    m_fixture.write(makeBatch(gap));
    m_trades->add(gap.symbol, 0, 20);
    m_timeGoesOn.stop();
    makeRepairer();
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QTest::qWait(20); // Some turns in which it must not be asked.
    QCOMPARE(m_server->requestCount(Path), 0);
    m_clock.advance(11s);
    QTRY_COMPARE(gapRow(1)[0], u"filled"_s);
}

void TestGapRepairer::testBudgetIsKept()
{
    // A share of a tenth of the exchange's limit is ten pages a minute.
    RestClientOptions options = quickOptions(m_server->url());
    options.weightPerMinute = 200;
    m_client = std::make_unique<RestClient>(options, m_clock);
    const std::int64_t gap = writeGap(1, 15'000);
    // So slow that all that is allowed in a minute fits into one.
    m_step = 100ms;
    makeRepairer();
    repair();
    QCOMPARE(gapRow(gap), (QStringList{u"filled"_s, u"15000"_s, QString()}));
    QVERIFY(m_trades->mostWeight() <= 200);
    QVERIFY(m_trades->mostWeight() > 100);
    QCOMPARE(m_server->requestCount(Path), 15);
}

void TestGapRepairer::testStop()
{
    const std::int64_t gap = writeGap(11, 12);
    m_server->answer(Path, {.way = ScriptedAnswer::Way::Held});
    makeRepairer();
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QSignalSpy requested(m_server.get(), &ScriptedRest::requested);
    QVERIFY(requested.wait());
    m_repairer->stop();
    m_server->release(Path);
    QTRY_COMPARE(m_client->pendingCount(), std::size_t(0));
    QCOMPARE(gapRow(gap)[0], u"open"_s);
    m_repairer->setGaps(*m_fixture.store->repairableGaps(100));
    QCOMPARE(m_server->requestCount(Path), 1);
}

QTEST_GUILESS_MAIN(TestGapRepairer)
#include "tst_gaprepairer.moc"
