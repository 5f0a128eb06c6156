#include "core/storage/storetesting.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What a Store promises of gaps, connections, clock samples and sessions, on every database.
class TestStoreLedger : public QObject
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

    void testGaps();
    void testGapsOfTheSameBatchTwice();
    void testConnections();
    void testEveryColumnOfAConnection();
    void testConnectionThatCouldNotBeMade();
    void testClockSamples();
    void testTextWithMarks();
    void testSession();
    void testSessionOutlivesReconnect();
    void testLedgerNeedsSession_data();
    void testLedgerNeedsSession();

private:
    StoreFixture m_fixture;
};

void TestStoreLedger::testGaps()
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
    m_fixture.write(makeBatch(open, seamless));

    const QString session = QString::number(m_fixture.sessionId);
    const QString from = u"2024-07-18 23:57:02.504000"_s;
    const QString to = u"2024-07-18 23:57:02.504001"_s;
    const QString columns =
        QStringList{u"session_id, symbol, stream, reason, status, first_missing_id, "
                    "last_missing_id, missing_events, filled_rows"_s,
                    m_fixture.database->timeText(u"from_time"_s),
                    m_fixture.database->timeText(u"to_time"_s)}
            .join(u',');
    const QList<QStringList> expected{
        {session, u"BTCUSDT"_s, u"aggTrade"_s, u"decode_error"_s, u"open"_s, u"NULL"_s, u"NULL"_s,
         u"NULL"_s, u"0"_s, from, to},
        {session, u"币安人生USDT"_s, u"depth5@100ms"_s, u"disconnect"_s, u"filled"_s, u"5"_s,
         u"9"_s, u"0"_s, u"0"_s, from, to}};
    QCOMPARE(m_fixture.database->rows(u"SELECT %1 FROM capture_gaps ORDER BY id"_s.arg(columns)),
             expected);

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
    m_fixture.write(all);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM capture_gaps"_s), u"23"_s);
}

void TestStoreLedger::testGapsOfTheSameBatchTwice()
{
    CaptureGap withoutIds = makeGap();
    withoutIds.firstMissingId.reset();
    withoutIds.lastMissingId.reset();
    const EventBatch batch = makeBatch(makeTrade(1), makeGap(), withoutIds);
    m_fixture.write(batch);
    QCOMPARE(m_fixture.write(batch).duplicates, 1);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM capture_gaps"_s), u"2"_s);
}

void TestStoreLedger::testConnections()
{
    CaptureConnection first = makeConnection();
    CaptureConnection second = makeConnection();
    second.number = 2;
    second.route = u"market"_s;
    m_fixture.write(makeBatch(first, second));

    const QString query =
        u"SELECT number, route, %1, close_reason, frames, bytes FROM capture_connections "
        "WHERE session_id = %2 ORDER BY number"_s.arg(m_fixture.database->timeText(u"closed_at"_s),
                                                      QString::number(m_fixture.sessionId));
    QCOMPARE(m_fixture.database->rows(query),
             (QList<QStringList>{{u"1"_s, u"public"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s},
                                 {u"2"_s, u"market"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s}}));

    // Twice in one batch as well.
    first.frames = 7;
    CaptureConnection closed = first;
    closed.closedAt = Time + std::chrono::seconds(1);
    closed.closeReason = u"It's over"_s;
    closed.bytes = MaxId;
    m_fixture.write(makeBatch(first, closed));
    QCOMPARE(m_fixture.database->rows(query),
             (QList<QStringList>{{u"1"_s, u"public"_s, u"2024-07-18 23:57:03.504000"_s,
                                  u"It's over"_s, u"7"_s, u"9223372036854775807"_s},
                                 {u"2"_s, u"market"_s, u"NULL"_s, u"NULL"_s, u"0"_s, u"0"_s}}));
}

void TestStoreLedger::testEveryColumnOfAConnection()
{
    CaptureConnection connection = makeConnection();
    connection.number = 12;
    connection.shard = 3;
    connection.side = 2;
    connection.streams = 200;
    m_fixture.write(makeBatch(connection));
    // What a connection carries may change while it is open.
    connection.streams = 201;
    connection.closedAt = Time + std::chrono::seconds(1);
    connection.endKind = u"closed_by_exchange"_s;
    connection.closeReason = u"closed by the exchange with code 1001"_s;
    connection.frames = 5;
    connection.bytes = 600;
    m_fixture.write(makeBatch(connection));

    const QString query =
        u"SELECT session_id, number, route, url, shard, side, streams, attempts, end_kind, "
        "close_reason, frames, bytes, "_s +
        QStringList{m_fixture.database->timeText(u"attempted_at"_s),
                    m_fixture.database->timeText(u"opened_at"_s),
                    m_fixture.database->timeText(u"closed_at"_s)}
            .join(u',') +
        u" FROM capture_connections"_s;
    const QStringList expected{QString::number(m_fixture.sessionId),
                               u"12"_s,
                               u"public"_s,
                               u"wss://fstream.binance.com/public/stream"_s,
                               u"3"_s,
                               u"2"_s,
                               u"201"_s,
                               u"1"_s,
                               u"closed_by_exchange"_s,
                               u"closed by the exchange with code 1001"_s,
                               u"5"_s,
                               u"600"_s,
                               u"2024-07-18 23:57:02.384000"_s,
                               u"2024-07-18 23:57:02.504000"_s,
                               u"2024-07-18 23:57:03.504000"_s};
    QCOMPARE(m_fixture.database->rows(query), QList<QStringList>{expected});
}

void TestStoreLedger::testConnectionThatCouldNotBeMade()
{
    CaptureConnection refused = makeConnection();
    refused.attemptedAt = Time;
    refused.openedAt.reset();
    refused.closedAt = Time + std::chrono::milliseconds(1);
    refused.endKind = u"refused"_s;
    refused.closeReason = u"connection refused"_s;
    m_fixture.write(makeBatch(refused));
    refused.attempts = 40'000;
    refused.closedAt = Time + std::chrono::hours(24);
    m_fixture.write(makeBatch(refused));
    CaptureConnection made = makeConnection();
    made.number = 2;
    m_fixture.write(makeBatch(made));

    const QString query = u"SELECT number, attempts, end_kind, close_reason, "_s +
                          QStringList{m_fixture.database->timeText(u"attempted_at"_s),
                                      m_fixture.database->timeText(u"opened_at"_s),
                                      m_fixture.database->timeText(u"closed_at"_s)}
                              .join(u',') +
                          u" FROM capture_connections ORDER BY number"_s;
    QCOMPARE(m_fixture.database->rows(query),
             (QList<QStringList>{
                 {u"1"_s, u"40000"_s, u"refused"_s, u"connection refused"_s,
                  u"2024-07-18 23:57:02.504000"_s, u"NULL"_s, u"2024-07-19 23:57:02.504000"_s},
                 {u"2"_s, u"1"_s, u"NULL"_s, u"NULL"_s, u"2024-07-18 23:57:02.384000"_s,
                  u"2024-07-18 23:57:02.504000"_s, u"NULL"_s}}));
}

void TestStoreLedger::testClockSamples()
{
    using std::chrono::microseconds;
    const ClockSample behind = makeClockSample();
    const ClockSample ahead{Time + microseconds(1), microseconds(MaxId), microseconds(0)};
    m_fixture.write(makeBatch(behind, ahead, makeTrade(1)));
    // The same batch again, and a sample beside it.
    const ClockSample later{Time + std::chrono::hours(1), microseconds(7), microseconds(8)};
    m_fixture.write(makeBatch(behind, ahead, makeTrade(1), later));

    const QString query = u"SELECT session_id, %1, offset_us, round_trip_us "
                          "FROM capture_clock_samples ORDER BY measured_at"_s.arg(
                              m_fixture.database->timeText(u"measured_at"_s));
    const QString session = QString::number(m_fixture.sessionId);
    QCOMPARE(m_fixture.database->rows(query),
             (QList<QStringList>{
                 {session, u"2024-07-18 23:57:02.504000"_s, u"-1500"_s, u"84001"_s},
                 {session, u"2024-07-18 23:57:02.504001"_s, u"9223372036854775807"_s, u"0"_s},
                 {session, u"2024-07-19 00:57:02.504000"_s, u"7"_s, u"8"_s}}));
}

void TestStoreLedger::testTextWithMarks()
{
    CaptureConnection connection = makeConnection();
    connection.closeReason = u"a'b\"c\\d%1 {e},\nf\tg\u0000h"_s;
    DepthUpdate update = makeDepth(100);
    update.depthKind = "a'b\"c\\d%1 {e},\nf";
    m_fixture.write(makeBatch(connection, update));
    QCOMPARE(m_fixture.database->value(u"SELECT close_reason FROM capture_connections"_s),
             u"a'b\"c\\d%1 {e},\nf\tg\uFFFDh"_s);
    QCOMPARE(m_fixture.database->value(u"SELECT depth_kind FROM futures_orderbook_updates"_s),
             u"a'b\"c\\d%1 {e},\nf"_s);
}

void TestStoreLedger::testSession()
{
    const QString columns = QStringList{u"id, host, process_id, version, streams"_s,
                                        m_fixture.database->timeText(u"started_at"_s),
                                        m_fixture.database->timeText(u"ended_at"_s),
                                        u"events_received, events_written, events_lost"_s}
                                .join(u',');
    const QString query = u"SELECT %1 FROM capture_sessions ORDER BY id"_s.arg(columns);
    QStringList row{QString::number(m_fixture.sessionId),
                    u"höst"_s,
                    u"4000000000"_s,
                    u"0.1.0"_s,
                    u"btcusdt@aggTrade ethusdt@depth5@100ms"_s,
                    u"2024-07-18 23:57:02.504000"_s,
                    u"NULL"_s,
                    u"0"_s,
                    u"0"_s,
                    u"0"_s};
    QCOMPARE(m_fixture.database->rows(query), QList<QStringList>{row});

    CaptureSession session = makeSession();
    session.endedAt = Time + std::chrono::microseconds(1);
    session.eventsReceived = 10;
    session.eventsWritten = 7;
    session.eventsLost = 2;
    QVERIFY(m_fixture.store->endSession(session));
    row[6] = u"2024-07-18 23:57:02.504001"_s;
    row[7] = u"10"_s;
    row[8] = u"7"_s;
    row[9] = u"2"_s;
    QCOMPARE(m_fixture.database->rows(query), QList<QStringList>{row});
    // The same run is one row, whoever files it, and however often.
    QCOMPARE(*m_fixture.store->beginSession(makeSession()), m_fixture.sessionId);
    CaptureSession next = makeSession();
    next.startedAt += std::chrono::microseconds(1);
    QVERIFY(*m_fixture.store->beginSession(next) != m_fixture.sessionId);
}

void TestStoreLedger::testSessionOutlivesReconnect()
{
    QVERIFY(m_fixture.store->open());
    m_fixture.write(makeBatch(makeGap(), makeTrade(1)));
    QCOMPARE(m_fixture.database->value(u"SELECT session_id FROM capture_gaps"_s),
             QString::number(m_fixture.sessionId));
}

void TestStoreLedger::testLedgerNeedsSession_data()
{
    QTest::addColumn<EventBatch>("batch");
    QTest::newRow("gap") << makeBatch(makeTrade(1), makeGap());
    QTest::newRow("connection") << makeBatch(makeTrade(1), makeConnection());
    QTest::newRow("clock sample") << makeBatch(makeTrade(1), makeClockSample());
}

void TestStoreLedger::testLedgerNeedsSession()
{
    QFETCH(EventBatch, batch);
    const auto store = createStore(m_fixture.database->url());
    QVERIFY(store->open());
    const StoreResult<WriteCount> count = store->write(batch);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY(!store->endSession(makeSession()));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QVERIFY(store->write(makeBatch(makeTrade(1))));
}

QTEST_GUILESS_MAIN(TestStoreLedger)
#include "tst_storeledger.moc"
