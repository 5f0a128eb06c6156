#include "core/storage/storetesting.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What a Store promises of the rows of events, on every database.
class TestStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        m_fixture.setUp(dialect);
    }
    void cleanup() { m_fixture.tearDown(); }

    void testTrades();
    void testNumbersComeBackAsSent_data();
    void testNumbersComeBackAsSent();
    void testLimits();
    void testDepthUpdates();
    void testEmptyLevels();
    void testDuplicates();
    void testKeys();
    void testManyRows();

private:
    StoreFixture m_fixture;
};

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

    const WriteCount count = m_fixture.write(makeBatch(live, rest, file));
    QCOMPARE(count.tradesInserted, 3);
    QCOMPARE(count.duplicates, 0);
    const QString columns = QStringList{u"symbol"_s,
                                        m_fixture.database->timeText(u"event_time"_s),
                                        m_fixture.database->timeText(u"trade_time"_s),
                                        u"CAST(price AS text)"_s,
                                        u"CAST(quantity AS text)"_s,
                                        u"CAST(quantity_excl_rpi AS text)"_s,
                                        u"CAST(is_buyer_maker AS integer)"_s,
                                        u"agg_trade_id"_s,
                                        u"first_trade_id"_s,
                                        u"last_trade_id"_s,
                                        u"source"_s,
                                        m_fixture.database->timeText(u"receive_time"_s)}
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
    QCOMPARE(m_fixture.database->rows(
                 u"SELECT %1 FROM futures_trades ORDER BY agg_trade_id"_s.arg(columns)),
             expected);
    // Set by the database, and every id of its own.
    QCOMPARE(m_fixture.database->value(u"SELECT count(DISTINCT id) FROM futures_trades "
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
    m_fixture.write(makeBatch(trade, update));

    const QString expected = QString::fromLatin1(text);
    QCOMPARE(m_fixture.database->rows(u"SELECT CAST(price AS text), CAST(quantity AS text), "
                                      "CAST(quantity_excl_rpi AS text) FROM futures_trades"_s),
             (QList<QStringList>{{expected, expected, expected}}));
    QCOMPARE(m_fixture.database->value(u"SELECT bids->0->>0 FROM futures_orderbook_updates"_s),
             expected);
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
    m_fixture.write(makeBatch(trade, update));
    QCOMPARE(m_fixture.database->rows(
                 u"SELECT agg_trade_id, first_trade_id, last_trade_id FROM futures_trades"_s),
             (QList<QStringList>{
                 {u"9223372036854775807"_s, u"9223372036854775806"_s, u"9223372036854775807"_s}}));
    QCOMPARE(
        m_fixture.database->rows(u"SELECT first_update_id, final_update_id, prev_final_update_id "
                                 "FROM futures_orderbook_updates"_s),
        (QList<QStringList>{
            {u"9223372036854775805"_s, u"9223372036854775807"_s, u"9223372036854775804"_s}}));
}

void TestStore::testDepthUpdates()
{
    const WriteCount count = m_fixture.write(makeBatch(makeDepth(100)));
    QCOMPARE(count.depthUpdatesInserted, 1);
    const QString columns = QStringList{u"symbol"_s,
                                        u"depth_kind"_s,
                                        m_fixture.database->timeText(u"event_time"_s),
                                        m_fixture.database->timeText(u"transaction_time"_s),
                                        u"first_update_id"_s,
                                        u"final_update_id"_s,
                                        u"prev_final_update_id"_s,
                                        m_fixture.database->jsonText(u"bids"_s),
                                        m_fixture.database->jsonText(u"asks"_s),
                                        m_fixture.database->timeText(u"receive_time"_s)}
                                .join(u',');
    const QList<QStringList> expected{
        {u"ETHUSDT"_s, u"depth5@100ms"_s, u"2024-07-18 23:57:02.504000"_s,
         u"2024-07-18 23:57:02.497000"_s, u"80"_s, u"100"_s, u"70"_s,
         u"[[\"3411.10\",\"0.000\"],[\"3411.09\",\"12\"]]"_s, u"[[\"3411.11\",\"7.50\"]]"_s,
         u"2024-07-18 23:57:02.504001"_s}};
    QCOMPARE(m_fixture.database->rows(u"SELECT %1 FROM futures_orderbook_updates"_s.arg(columns)),
             expected);
}

void TestStore::testEmptyLevels()
{
    DepthUpdate update = makeDepth(100);
    update.bids.clear();
    update.asks.clear();
    m_fixture.write(makeBatch(update));
    QCOMPARE(m_fixture.database->rows(u"SELECT CAST(bids AS text), CAST(asks AS text) "
                                      "FROM futures_orderbook_updates"_s),
             (QList<QStringList>{{u"[]"_s, u"[]"_s}}));
}

void TestStore::testDuplicates()
{
    // One within the batch, and later ones of a batch that was there before.
    WriteCount count =
        m_fixture.write(makeBatch(makeTrade(1), makeTrade(1), makeTrade(2), makeDepth(100)));
    QCOMPARE(count.tradesInserted, 2);
    QCOMPARE(count.depthUpdatesInserted, 1);
    QCOMPARE(count.duplicates, 1);

    AggTrade changed = makeTrade(2);
    changed.price = *Decimal::parse("1");
    changed.source = EventSource::Rest;
    count = m_fixture.write(makeBatch(changed, makeTrade(3), makeDepth(100), makeDepth(101)));
    QCOMPARE(count.tradesInserted, 1);
    QCOMPARE(count.depthUpdatesInserted, 1);
    QCOMPARE(count.duplicates, 2);
    QCOMPARE(m_fixture.database->rows(u"SELECT CAST(price AS text), source FROM futures_trades "
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
    const WriteCount count =
        m_fixture.write(makeBatch(makeTrade(1), otherSymbol, makeDepth(100), otherKind));
    QCOMPARE(count.tradesInserted, 2);
    QCOMPARE(count.depthUpdatesInserted, 2);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades "
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
    const WriteCount count = m_fixture.write(batch);
    QCOMPARE(count.tradesInserted, Rows);
    QCOMPARE(count.depthUpdatesInserted, Rows);
    QCOMPARE(m_fixture.write(batch).duplicates, 2 * Rows);
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
