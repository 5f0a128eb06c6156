#include "storage/store.h"

#include "fakes/testdatabase.h"
#include "storage/storefactory.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// What a Store promises, on every database.
class TestStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void cleanup();

    void testTrades();
    void testNumbersComeBackAsSent_data();
    void testNumbersComeBackAsSent();
    void testLimits();
    void testDepthUpdates();
    void testEmptyLevels();
    void testDuplicates();
    void testKeys();
    void testManyRows();
    void testGaps();
    void testGapsOfTheSameBatchTwice();
    void testConnections();
    void testTextWithMarks();
    void testSession();
    void testSessionOutlivesReconnect();
    void testLedgerNeedsSession();
    void testRejectedLeavesNothing();
    void testMissingTable();
    void testNotOpen();
    void testUnusableFile_data();
    void testUnusableFile();
    void testUnusableServer_data();
    void testUnusableServer();
    void testLostConnection();
    void testPasswordIsNotShown();

private:
    void setUpStore();
    WriteCount write(const EventBatch &batch);

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<Store> m_store;
    std::int64_t m_sessionId = 0;
};

namespace {

// 2024-07-18 23:57:02.504 UTC
constexpr UtcMilliseconds Time{std::chrono::milliseconds(1721347022504)};
constexpr std::int64_t MaxId = std::numeric_limits<std::int64_t>::max();

AggTrade makeTrade(std::int64_t id)
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(u"BTCUSDT");
    trade.aggTradeId = id;
    trade.firstTradeId = id * 10;
    trade.lastTradeId = id * 10 + 3;
    trade.price = *Decimal::parse("63943.90");
    trade.quantity = *Decimal::parse("0.100");
    trade.eventTime = Time;
    trade.tradeTime = Time - std::chrono::milliseconds(3);
    trade.receiveTime.utc = Time + std::chrono::microseconds(77'123);
    return trade;
}

DepthUpdate makeDepth(std::int64_t id)
{
    DepthUpdate update;
    update.symbol = *Symbol::parse(u"ETHUSDT");
    update.depthKind = "depth5@100ms";
    update.firstUpdateId = id - 20;
    update.finalUpdateId = id;
    update.prevFinalUpdateId = id - 30;
    update.eventTime = Time;
    update.transactionTime = Time - std::chrono::milliseconds(7);
    update.receiveTime.utc = Time + std::chrono::microseconds(1);
    update.bids = {{*Decimal::parse("3411.10"), *Decimal::parse("0.000")},
                   {*Decimal::parse("3411.09"), *Decimal::parse("12")}};
    update.asks = {{*Decimal::parse("3411.11"), *Decimal::parse("7.50")}};
    return update;
}

CaptureGap makeGap()
{
    CaptureGap gap;
    gap.symbol = *Symbol::parse(u"BTCUSDT");
    gap.stream = "aggTrade";
    gap.firstMissingId = 5;
    gap.lastMissingId = 9;
    gap.missingEvents = 5;
    gap.fromTime = Time;
    gap.toTime = Time + std::chrono::microseconds(1);
    return gap;
}

CaptureConnection makeConnection()
{
    CaptureConnection connection;
    connection.number = 1;
    connection.route = u"public"_s;
    connection.url = u"wss://fstream.binance.com/public/stream"_s;
    connection.openedAt = Time;
    return connection;
}

CaptureSession makeSession()
{
    CaptureSession session;
    session.host = u"höst"_s;
    session.processId = 4'000'000'000;
    session.version = u"0.1.0"_s;
    session.streams = u"btcusdt@aggTrade ethusdt@depth5@100ms"_s;
    session.startedAt = Time;
    return session;
}

EventBatch makeBatch(const auto &...items)
{
    EventBatch batch;
    (batch.add(items), ...);
    return batch;
}

} // namespace

void TestStore::initTestCase_data()
{
    TestDatabase::addKinds();
}

void TestStore::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    setUpStore();
}

void TestStore::setUpStore()
{
    m_store = createStore(m_database->url());
    const StoreResult<void> opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    const StoreResult<void> migrated = m_store->migrate();
    QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
    const StoreResult<std::int64_t> begun = m_store->beginSession(makeSession());
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
    m_sessionId = *begun;
}

void TestStore::cleanup()
{
    m_store.reset();
    m_database.reset();
}

WriteCount TestStore::write(const EventBatch &batch)
{
    const StoreResult<WriteCount> count = m_store->write(batch);
    if (!count) {
        QTest::qFail(qPrintable(count.error().message), __FILE__, __LINE__);
        return {-1, -1, -1};
    }
    return *count;
}

void TestStore::testTrades()
{
    AggTrade live = makeTrade(1);
    live.isBuyerMaker = true;
    live.quantityExclRpi = Decimal::parse("0.050");
    AggTrade rest = makeTrade(2);
    rest.eventTime.reset();
    rest.source = EventSource::Rest;
    AggTrade file = makeTrade(3);
    file.source = EventSource::File;

    const WriteCount count = write(makeBatch(live, rest, file));
    QCOMPARE(count.tradesInserted, 3);
    QCOMPARE(count.duplicates, 0);
    const QString columns = QStringList{u"symbol"_s,
                                        m_database->timeText(u"event_time"_s),
                                        m_database->timeText(u"trade_time"_s),
                                        u"CAST(price AS text)"_s,
                                        u"CAST(quantity AS text)"_s,
                                        u"CAST(quantity_excl_rpi AS text)"_s,
                                        u"CAST(is_buyer_maker AS integer)"_s,
                                        u"agg_trade_id"_s,
                                        u"first_trade_id"_s,
                                        u"last_trade_id"_s,
                                        u"source"_s,
                                        m_database->timeText(u"receive_time"_s)}
                                .join(u',');
    const QString eventTime = u"2024-07-18 23:57:02.504000"_s;
    const QString tradeTime = u"2024-07-18 23:57:02.501000"_s;
    const QString receiveTime = u"2024-07-18 23:57:02.581123"_s;
    const QList<QStringList> expected{
        {u"BTCUSDT"_s, eventTime, tradeTime, u"63943.90"_s, u"0.100"_s, u"0.050"_s, u"1"_s, u"1"_s,
         u"10"_s, u"13"_s, u"live"_s, receiveTime},
        {u"BTCUSDT"_s, u"NULL"_s, tradeTime, u"63943.90"_s, u"0.100"_s, u"NULL"_s, u"0"_s, u"2"_s,
         u"20"_s, u"23"_s, u"rest"_s, receiveTime},
        {u"BTCUSDT"_s, eventTime, tradeTime, u"63943.90"_s, u"0.100"_s, u"NULL"_s, u"0"_s, u"3"_s,
         u"30"_s, u"33"_s, u"file"_s, receiveTime}};
    QCOMPARE(
        m_database->rows(u"SELECT %1 FROM futures_trades ORDER BY agg_trade_id"_s.arg(columns)),
        expected);
    // Set by the database, and every id of its own.
    QCOMPARE(m_database->value(u"SELECT count(DISTINCT id) FROM futures_trades "
                               "WHERE ingest_time > '2024-07-18 23:57:02.581123'"_s),
             u"3"_s);
}

void TestStore::testNumbersComeBackAsSent_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"0", "0.0", "0.00000000", "1", "1.0", "10", "0.1", "0.10", "0.000000000000000001", "-0.5",
          "64991.37858696", "9223372036854775807", "-9223372036854775807", "9.223372036854775807",
          "0.123456789012345678", "1000000000.000000001"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestStore::testNumbersComeBackAsSent()
{
    QFETCH(QByteArray, text);
    const Decimal number = *Decimal::parse(text.toStdString());
    AggTrade trade = makeTrade(1);
    trade.price = number;
    trade.quantity = number;
    trade.quantityExclRpi = number;
    DepthUpdate update = makeDepth(100);
    update.bids = {{number, number}};
    write(makeBatch(trade, update));

    const QString expected = QString::fromLatin1(text);
    QCOMPARE(m_database->rows(u"SELECT CAST(price AS text), CAST(quantity AS text), "
                              "CAST(quantity_excl_rpi AS text) FROM futures_trades"_s),
             (QList<QStringList>{{expected, expected, expected}}));
    QCOMPARE(m_database->value(u"SELECT bids->0->>0 FROM futures_orderbook_updates"_s), expected);
}

void TestStore::testLimits()
{
    AggTrade trade = makeTrade(1);
    trade.aggTradeId = MaxId;
    trade.firstTradeId = MaxId - 1;
    trade.lastTradeId = MaxId;
    DepthUpdate update = makeDepth(100);
    update.firstUpdateId = MaxId - 2;
    update.finalUpdateId = MaxId;
    update.prevFinalUpdateId = MaxId - 3;
    write(makeBatch(trade, update));
    QCOMPARE(m_database->rows(
                 u"SELECT agg_trade_id, first_trade_id, last_trade_id FROM futures_trades"_s),
             (QList<QStringList>{
                 {u"9223372036854775807"_s, u"9223372036854775806"_s, u"9223372036854775807"_s}}));
    QCOMPARE(m_database->rows(u"SELECT first_update_id, final_update_id, prev_final_update_id "
                              "FROM futures_orderbook_updates"_s),
             (QList<QStringList>{
                 {u"9223372036854775805"_s, u"9223372036854775807"_s, u"9223372036854775804"_s}}));
}

void TestStore::testDepthUpdates()
{
    const WriteCount count = write(makeBatch(makeDepth(100)));
    QCOMPARE(count.depthUpdatesInserted, 1);
    const QString columns = QStringList{u"symbol"_s,
                                        u"depth_kind"_s,
                                        m_database->timeText(u"event_time"_s),
                                        m_database->timeText(u"transaction_time"_s),
                                        u"first_update_id"_s,
                                        u"final_update_id"_s,
                                        u"prev_final_update_id"_s,
                                        m_database->jsonText(u"bids"_s),
                                        m_database->jsonText(u"asks"_s),
                                        m_database->timeText(u"receive_time"_s)}
                                .join(u',');
    const QList<QStringList> expected{
        {u"ETHUSDT"_s, u"depth5@100ms"_s, u"2024-07-18 23:57:02.504000"_s,
         u"2024-07-18 23:57:02.497000"_s, u"80"_s, u"100"_s, u"70"_s,
         u"[[\"3411.10\",\"0.000\"],[\"3411.09\",\"12\"]]"_s, u"[[\"3411.11\",\"7.50\"]]"_s,
         u"2024-07-18 23:57:02.504001"_s}};
    QCOMPARE(m_database->rows(u"SELECT %1 FROM futures_orderbook_updates"_s.arg(columns)),
             expected);
}

void TestStore::testEmptyLevels()
{
    DepthUpdate update = makeDepth(100);
    update.bids.clear();
    update.asks.clear();
    write(makeBatch(update));
    QCOMPARE(m_database->rows(u"SELECT CAST(bids AS text), CAST(asks AS text) "
                              "FROM futures_orderbook_updates"_s),
             (QList<QStringList>{{u"[]"_s, u"[]"_s}}));
}

void TestStore::testDuplicates()
{
    // One within the batch, and later ones of a batch that was there before.
    WriteCount count = write(makeBatch(makeTrade(1), makeTrade(1), makeTrade(2), makeDepth(100)));
    QCOMPARE(count.tradesInserted, 2);
    QCOMPARE(count.depthUpdatesInserted, 1);
    QCOMPARE(count.duplicates, 1);

    AggTrade changed = makeTrade(2);
    changed.price = *Decimal::parse("1");
    changed.source = EventSource::Rest;
    count = write(makeBatch(changed, makeTrade(3), makeDepth(100), makeDepth(101)));
    QCOMPARE(count.tradesInserted, 1);
    QCOMPARE(count.depthUpdatesInserted, 1);
    QCOMPARE(count.duplicates, 2);
    QCOMPARE(m_database->rows(u"SELECT CAST(price AS text), source FROM futures_trades "
                              "WHERE agg_trade_id = 2"_s),
             (QList<QStringList>{{u"63943.90"_s, u"live"_s}}));
}

void TestStore::testKeys()
{
    // The same ids of another symbol, or of another kind of depth, are other events.
    AggTrade otherSymbol = makeTrade(1);
    otherSymbol.symbol = *Symbol::parse(u"币安人生USDT");
    DepthUpdate otherKind = makeDepth(100);
    otherKind.depthKind = "depth";
    const WriteCount count = write(makeBatch(makeTrade(1), otherSymbol, makeDepth(100), otherKind));
    QCOMPARE(count.tradesInserted, 2);
    QCOMPARE(count.depthUpdatesInserted, 2);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades "
                               "WHERE symbol = '币安人生USDT'"_s),
             u"1"_s);
}

void TestStore::testManyRows()
{
    constexpr int Rows = 5000;
    EventBatch batch;
    for (int id = 1; id <= Rows; ++id) {
        batch.add(makeTrade(id));
        batch.add(makeDepth(id));
    }
    const WriteCount count = write(batch);
    QCOMPARE(count.tradesInserted, Rows);
    QCOMPARE(count.depthUpdatesInserted, Rows);
    QCOMPARE(write(batch).duplicates, 2 * Rows);
}

void TestStore::testGaps()
{
    CaptureGap open = makeGap();
    open.reason = GapReason::DecodeError;
    open.firstMissingId.reset();
    open.lastMissingId.reset();
    open.missingEvents.reset();
    CaptureGap seamless = makeGap();
    seamless.symbol = *Symbol::parse(u"币安人生USDT");
    seamless.stream = "depth5@100ms";
    seamless.reason = GapReason::Disconnect;
    seamless.status = GapStatus::Filled;
    seamless.missingEvents = 0;
    write(makeBatch(open, seamless));

    const QString session = QString::number(m_sessionId);
    const QString from = u"2024-07-18 23:57:02.504000"_s;
    const QString to = u"2024-07-18 23:57:02.504001"_s;
    const QString columns =
        QStringList{u"session_id, symbol, stream, reason, status, first_missing_id, "
                    "last_missing_id, missing_events, filled_rows"_s,
                    m_database->timeText(u"from_time"_s), m_database->timeText(u"to_time"_s)}
            .join(u',');
    const QList<QStringList> expected{
        {session, u"BTCUSDT"_s, u"aggTrade"_s, u"decode_error"_s, u"open"_s, u"NULL"_s, u"NULL"_s,
         u"NULL"_s, u"0"_s, from, to},
        {session, u"币安人生USDT"_s, u"depth5@100ms"_s, u"disconnect"_s, u"filled"_s, u"5"_s,
         u"9"_s, u"0"_s, u"0"_s, from, to}};
    QCOMPARE(m_database->rows(u"SELECT %1 FROM capture_gaps ORDER BY id"_s.arg(columns)), expected);

    // Every reason and status that the program knows, the database takes.
    EventBatch all;
    for (const GapReason reason :
         {GapReason::Disconnect, GapReason::Sequence, GapReason::Silence, GapReason::DecodeError,
          GapReason::Overflow, GapReason::WriteFailure, GapReason::Shutdown}) {
        for (const GapStatus status : {GapStatus::Open, GapStatus::Filled, GapStatus::Unfillable}) {
            CaptureGap gap = makeGap();
            gap.reason = reason;
            gap.status = status;
            gap.firstMissingId = 100 + int(status);
            all.add(gap);
        }
    }
    write(all);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM capture_gaps"_s), u"23"_s);
}

void TestStore::testGapsOfTheSameBatchTwice()
{
    CaptureGap withoutIds = makeGap();
    withoutIds.firstMissingId.reset();
    withoutIds.lastMissingId.reset();
    const EventBatch batch = makeBatch(makeTrade(1), makeGap(), withoutIds);
    write(batch);
    QCOMPARE(write(batch).duplicates, 1);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM capture_gaps"_s), u"2"_s);
}

void TestStore::testConnections()
{
    CaptureConnection first = makeConnection();
    CaptureConnection second = makeConnection();
    second.number = 2;
    second.route = u"market"_s;
    write(makeBatch(first, second));

    const QString query =
        u"SELECT number, route, %1, close_reason, frames, bytes FROM capture_connections "
        "WHERE session_id = %2 ORDER BY number"_s.arg(m_database->timeText(u"closed_at"_s),
                                                      QString::number(m_sessionId));
    QCOMPARE(m_database->rows(query),
             (QList<QStringList>{{u"1"_s, u"public"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s},
                                 {u"2"_s, u"market"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s}}));

    // Twice in one batch as well.
    first.frames = 7;
    CaptureConnection closed = first;
    closed.closedAt = Time + std::chrono::seconds(1);
    closed.closeReason = u"It's over"_s;
    closed.bytes = MaxId;
    write(makeBatch(first, closed));
    QCOMPARE(m_database->rows(query),
             (QList<QStringList>{{u"1"_s, u"public"_s, u"2024-07-18 23:57:03.504000"_s,
                                  u"It's over"_s, u"7"_s, u"9223372036854775807"_s},
                                 {u"2"_s, u"market"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s}}));
}

void TestStore::testTextWithMarks()
{
    CaptureConnection connection = makeConnection();
    connection.closeReason = u"a'b\"c\\d%1 {e},\nf\tg\u0000h"_s;
    DepthUpdate update = makeDepth(100);
    update.depthKind = "a'b\"c\\d%1 {e},\nf";
    write(makeBatch(connection, update));
    QCOMPARE(m_database->value(u"SELECT close_reason FROM capture_connections"_s),
             u"a'b\"c\\d%1 {e},\nf\tg\uFFFDh"_s);
    QCOMPARE(m_database->value(u"SELECT depth_kind FROM futures_orderbook_updates"_s),
             u"a'b\"c\\d%1 {e},\nf"_s);
}

void TestStore::testSession()
{
    const QString columns =
        QStringList{u"id, host, process_id, version, streams"_s,
                    m_database->timeText(u"started_at"_s), m_database->timeText(u"ended_at"_s),
                    u"events_received, events_written, events_lost"_s}
            .join(u',');
    const QString query = u"SELECT %1 FROM capture_sessions ORDER BY id"_s.arg(columns);
    QStringList row{QString::number(m_sessionId),
                    u"höst"_s,
                    u"4000000000"_s,
                    u"0.1.0"_s,
                    u"btcusdt@aggTrade ethusdt@depth5@100ms"_s,
                    u"2024-07-18 23:57:02.504000"_s,
                    u"NULL"_s,
                    u"0"_s,
                    u"0"_s,
                    u"0"_s};
    QCOMPARE(m_database->rows(query), QList<QStringList>{row});

    CaptureSession session = makeSession();
    session.endedAt = Time + std::chrono::microseconds(1);
    session.eventsReceived = 10;
    session.eventsWritten = 7;
    session.eventsLost = 2;
    QVERIFY(m_store->endSession(session));
    row[6] = u"2024-07-18 23:57:02.504001"_s;
    row[7] = u"10"_s;
    row[8] = u"7"_s;
    row[9] = u"2"_s;
    QCOMPARE(m_database->rows(query), QList<QStringList>{row});
    QVERIFY(*m_store->beginSession(makeSession()) != m_sessionId);
}

void TestStore::testSessionOutlivesReconnect()
{
    QVERIFY(m_store->open());
    write(makeBatch(makeGap(), makeTrade(1)));
    QCOMPARE(m_database->value(u"SELECT session_id FROM capture_gaps"_s),
             QString::number(m_sessionId));
}

void TestStore::testLedgerNeedsSession()
{
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const StoreResult<WriteCount> count = store->write(makeBatch(makeTrade(1), makeGap()));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY(!store->endSession(makeSession()));
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QVERIFY(store->write(makeBatch(makeTrade(1))));
}

void TestStore::testRejectedLeavesNothing()
{
    // A gap of a session that is gone breaks a foreign key, after the events went in.
    m_database->execute(u"DELETE FROM capture_sessions"_s);
    const StoreResult<WriteCount> count =
        m_store->write(makeBatch(makeTrade(1), makeDepth(100), makeGap()));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Rejected);
    QCOMPARE(count.error().sqlState,
             m_database->dialect() == SqlDialect::PostgreSql ? u"23503"_s : QString());
    QVERIFY2(count.error().message.contains("capture_gaps"_L1), qPrintable(count.error().message));
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_orderbook_updates"_s), u"0"_s);

    // The connection serves on.
    QCOMPARE(write(makeBatch(makeTrade(1))).tradesInserted, 1);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"1"_s);
}

void TestStore::testMissingTable()
{
    m_database->execute(u"DROP TABLE futures_orderbook_updates"_s);
    const StoreResult<WriteCount> count = m_store->write(makeBatch(makeTrade(1), makeDepth(100)));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(count.error().message.contains("futures_orderbook_updates"_L1),
             qPrintable(count.error().message));
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
}

void TestStore::testNotOpen()
{
    const auto store = createStore(m_database->url());
    QCOMPARE(store->write(makeBatch(makeTrade(1))).error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->migrate().error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->schemaVersion().error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->beginSession(makeSession()).error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->endSession(makeSession()).error().kind, StoreError::Kind::Unavailable);
}

void TestStore::testUnusableFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no folder") << u"/missing/flow.db"_s << u"/missing does not exist"_s;
    QTest::newRow("folder is a file") << u"/file/flow.db"_s << u"/file is not a folder"_s;
    QTest::newRow("file is a folder") << u"/folder"_s << u"/folder is a folder, not a file"_s;
    QTest::newRow("not a database") << u"/file"_s << u"/file: "_s;
}

void TestStore::testUnusableFile()
{
    if (m_database->dialect() != SqlDialect::Sqlite)
        QSKIP("about files only");
    QFETCH(QString, path);
    QFETCH(QString, reason);
    QTemporaryDir dir;
    QFile file(dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(QByteArray(4096, 'x')) == 4096 && file.flush());
    QVERIFY(QDir(dir.path()).mkdir(u"folder"_s));

    const auto store = createStore(*DatabaseUrl::parse(u"sqlite:///"_s + dir.path() + path));
    const StoreResult<void> opened = store->open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(opened.error().message.contains(dir.path() + reason.section(u' ', 0, 0)),
             qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains(reason), qPrintable(opened.error().message));
    QCOMPARE(store->write(makeBatch(makeTrade(1))).error().kind, StoreError::Kind::Unavailable);
}

void TestStore::testUnusableServer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMisconfigured");
    QTest::newRow("no such user") << u"postgresql://orderflow_nobody:hush@%1/postgres?%2"_s << true;
    QTest::newRow("nobody listens")
        << u"postgresql://jo:hush@127.0.0.1:1/flow?connect_timeout=5"_s << false;
    QTest::newRow("no such socket") << u"postgresql://jo:hush@/flow?host=/missing"_s << false;
    QTest::newRow("bad parameter")
        << u"postgresql://jo:hush@127.0.0.1:1/flow?sslmode=sometimes"_s << true;
}

void TestStore::testUnusableServer()
{
    if (m_database->dialect() != SqlDialect::PostgreSql)
        QSKIP("about servers only");
    QFETCH(QString, text);
    QFETCH(bool, isMisconfigured);
    const DatabaseUrl &server = m_database->url();
    const bool isSocket = server.host().startsWith(u'/');
    const QString port = u":%1"_s.arg(server.port());
    text.replace(u"%1"_s, isSocket ? port : server.host() + port)
        .replace(u"?%2"_s, isSocket ? u"?host="_s + server.host() : QString());

    const auto url = DatabaseUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    const StoreResult<void> opened = createStore(*url)->open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind == StoreError::Kind::Misconfigured, isMisconfigured);
    QVERIFY2(!opened.error().message.contains("hush"_L1), qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains("***"_L1), qPrintable(opened.error().message));
}

void TestStore::testLostConnection()
{
    if (m_database->dialect() != SqlDialect::PostgreSql)
        QSKIP("about servers only");
    write(makeBatch(makeTrade(1)));
    QCOMPARE(m_database->value(u"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                               "WHERE application_name = '%1'"_s.arg(m_database->schema())),
             u"true"_s);
    const EventBatch batch = makeBatch(makeTrade(2), makeDepth(100));
    const StoreResult<WriteCount> count = m_store->write(batch);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Unavailable);

    const StoreResult<void> opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QCOMPARE(write(batch).tradesInserted, 1);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"2"_s);
}

void TestStore::testPasswordIsNotShown()
{
    const auto url = DatabaseUrl::parse(u"postgresql://jo:hush@db/flow"_s);
    QCOMPARE(createStore(*url)->displayName(), u"postgresql://jo:***@db/flow"_s);
    QCOMPARE(m_store->displayName(), m_database->url().masked());
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
