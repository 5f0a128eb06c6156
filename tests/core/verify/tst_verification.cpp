// What was recorded is changed by hand, on both databases, and the verification says which rows.

#include "core/storage/storetesting.h"
#include "core/verify/verifytesting.h"
#include "verify/readsnapshot.h"
#include "verify/verification.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using StoreTesting::StoreFixture;

namespace {

/// Trades 1 to 30, of which the ledger knows that 11 to 15 are missing, and that 21 and 22 came
/// late; updates 100 to 200 in steps of 10, of which 140 to 160 are missing.
EventBatch recordedBatch()
{
    EventBatch batch;
    for (std::int64_t id = 1; id <= 30; ++id) {
        if (id < 11 || id > 15)
            batch.add(VerifyTesting::tradeRow(id).trade);
    }
    for (std::int64_t id = 100; id <= 200; id += 10) {
        if (id < 140 || id > 160)
            batch.add(VerifyTesting::depthRow(id - 10, id).update);
    }
    CaptureGap gap = VerifyTesting::gapRow(0, 11, 15, 5).gap;
    gap.stream = "aggTrade";
    batch.add(gap);
    gap = VerifyTesting::filled(VerifyTesting::gapRow(0, 21, 22, 2)).gap;
    gap.stream = "aggTrade";
    batch.add(gap);
    gap = VerifyTesting::gapRow(0, 130, 160, {}).gap;
    gap.stream = "depth5@100ms";
    gap.status = GapStatus::Unfillable;
    batch.add(gap);
    // The proof of a reconnect without a loss says nothing of ids.
    gap = VerifyTesting::filled(VerifyTesting::gapRow(0, {}, {}, 0)).gap;
    gap.stream = "depth5@100ms";
    gap.reason = GapReason::Disconnect;
    batch.add(gap);
    return batch;
}

VerificationResult verify(TestDatabase &database, const VerificationScope &scope = {},
                          const VerificationWatch &watch = {},
                          UtcMicroseconds now = VerifyTesting::Now)
{
    const std::unique_ptr<SqlConnection> connection =
        createConnection(database.url(), SqlAccess::Read);
    const StoreResult<void> opened = connection->open();
    if (!opened) {
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
        return {};
    }
    StoreResult<VerificationResult> result = Verification(*connection, scope, now).run(watch);
    if (!result) {
        QTest::qFail(qPrintable(result.error().message), __FILE__, __LINE__);
        return {};
    }
    return std::move(*result);
}

/// `error missing_events aggTrade 5-9`, and of findings about a row, whether it is the right one.
QString inShort(TestDatabase &database, const Finding &finding)
{
    const bool isTrade = finding.stream.stream == "aggTrade";
    QString text = u"%1 %2"_s.arg(toJsonName(finding.severity), toJsonName(finding.kind));
    if (!finding.stream.stream.empty())
        text += isTrade ? u" trade"_s : u" depth"_s;
    if (finding.firstId == finding.lastId && finding.firstId)
        text += u" %1"_s.arg(*finding.firstId);
    else if (finding.firstId && finding.lastId)
        text += u" %1-%2"_s.arg(*finding.firstId).arg(*finding.lastId);
    if (finding.rowId) {
        const QString id = database.value(
            isTrade ? u"SELECT agg_trade_id FROM futures_trades WHERE id = %1"_s.arg(*finding.rowId)
                    : u"SELECT final_update_id FROM futures_orderbook_updates WHERE id = %1"_s.arg(
                          *finding.rowId));
        if (id != QString::number(*finding.firstId))
            text += u", but the row is of "_s + id;
    }
    return text;
}

QStringList shortFindings(TestDatabase &database, const VerificationResult &result)
{
    QStringList all;
    for (const Finding &finding : result.findings.findings())
        all << inShort(database, finding);
    return all;
}

} // namespace

class TestVerification : public QObject
{
    Q_OBJECT

private slots:
    void testCleanData_data() { TestDatabase::addKinds(); }
    void testCleanData();
    void testChangedByHand_data();
    void testChangedByHand();
    void testScope_data();
    void testScope();
    void testNoChecksums_data() { TestDatabase::addKinds(); }
    void testNoChecksums();
    void testRunsKnowMoreRows_data() { TestDatabase::addKinds(); }
    void testRunsKnowMoreRows();
    void testDroppedByRetention_data();
    void testDroppedByRetention();
    void testManyPages();
    void testStops();
    void testSnapshotSeesOneState_data() { TestDatabase::addKinds(); }
    void testSnapshotSeesOneState();
    void testNotConnected();
};

void TestVerification::testCleanData()
{
    QFETCH(SqlDialect, dialect);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(recordedBatch());
    QStringList seen;
    VerificationWatch watch;
    watch.goesOn = [&](const VerificationProgress &progress) {
        seen << u"%1 %2/%3"_s.arg(QString::fromStdString(progress.stream.stream))
                    .arg(progress.streamNumber)
                    .arg(progress.streamCount);
        return true;
    };
    const VerificationResult result = verify(*fixture.database, {}, watch);
    QCOMPARE(shortFindings(*fixture.database, result), QStringList());
    QCOMPARE(seen, QStringList({u"aggTrade 1/2"_s, u"depth5@100ms 2/2"_s}));
    QCOMPARE(result.streams.size(), std::size_t(2));
    QCOMPARE(result.streams[0].rows, 25);
    QCOMPARE(result.streams[0].gaps, 2);
    QCOMPARE(result.streams[1].rows, 8);
    QCOMPARE(result.streams[1].gaps, 1);
    QCOMPARE(result.rows, 33);
    QCOMPARE(result.gaps, 3);
    QVERIFY(!result.wasStopped);
}

void TestVerification::testChangedByHand_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QStringList>("findings");
    QTest::addColumn<SqlDialect>("dialect");
    const auto row = [](const char *name, const QString &sql, const QStringList &findings) {
        QTest::addRow("%s, SQLite", name) << sql << findings << SqlDialect::Sqlite;
        QTest::addRow("%s, PostgreSQL", name) << sql << findings << SqlDialect::PostgreSql;
    };
    const auto trades = [](const char *set, int id) {
        return u"UPDATE futures_trades SET %1 WHERE agg_trade_id = %2"_s.arg(QLatin1StringView(set),
                                                                             QString::number(id));
    };
    const auto depth = [](const char *set) {
        return u"UPDATE futures_orderbook_updates SET %1 WHERE final_update_id = 120"_s.arg(
            QLatin1StringView(set));
    };
    const auto gaps = [](const char *set, int firstId) {
        return u"UPDATE capture_gaps SET %1 WHERE first_missing_id = %2"_s.arg(
            QLatin1StringView(set), QString::number(firstId));
    };
    const QString tradeColumns = u"symbol, event_time, trade_time, price, quantity, "
                                 "is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
                                 "source, receive_time, checksum"_s;

    row("a trade deleted", u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s,
        {u"error missing_events trade 5"_s});
    row("trades deleted", u"DELETE FROM futures_trades WHERE agg_trade_id BETWEEN 5 AND 9"_s,
        {u"error missing_events trade 5-9"_s});
    row("the trades around a gap deleted",
        u"DELETE FROM futures_trades WHERE agg_trade_id IN (10, 16)"_s,
        {u"error missing_events trade 10"_s, u"error missing_events trade 16"_s});
    row("an update deleted", u"DELETE FROM futures_orderbook_updates WHERE final_update_id = 120"_s,
        {u"error missing_events depth 110-120"_s});
    row("a trade that had filled a gap deleted",
        u"DELETE FROM futures_trades WHERE agg_trade_id = 21"_s,
        {u"error missing_events trade 21"_s, u"error ledger_mismatch trade 21-22"_s});
    row("price", trades("price = 63943.91", 5), {u"error changed_row trade 5"_s});
    row("the last digit of a quantity", trades("quantity = 0.1", 5),
        {u"error changed_row trade 5"_s});
    row("side", trades("is_buyer_maker = NOT is_buyer_maker", 5), {u"error changed_row trade 5"_s});
    row("trade time", trades("trade_time = '2024-07-18 23:57:10.000000'", 5),
        {u"error changed_row trade 5"_s, u"error time_order trade 5"_s});
    row("trade time of another year", trades("trade_time = '2018-07-18 23:57:10.000000'", 5),
        {u"error changed_row trade 5"_s, u"error time_range trade 5"_s,
         u"error time_order trade 5"_s});
    row("a time with half a millisecond", trades("trade_time = '2024-07-18 23:57:02.509500'", 5),
        {u"error unreadable_row trade 5"_s});
    row("receive time", trades("receive_time = '2024-07-18 23:57:10.000001'", 5),
        {u"error changed_row trade 5"_s});
    row("an id", trades("agg_trade_id = 13", 5),
        {u"error missing_events trade 5"_s, u"error changed_row trade 13"_s,
         u"error time_order trade 13"_s, u"error ledger_mismatch trade 11-15"_s});
    row("checksum", trades("checksum = checksum + 1", 5), {u"error changed_row trade 5"_s});
    row("no checksum", trades("checksum = NULL", 5),
        {u"error missing_checksum trade 5"_s, u"remark missing_checksum trade"_s});
    row("a duplicate id with another time",
        u"INSERT INTO futures_trades (%1) SELECT %2 FROM futures_trades WHERE agg_trade_id = 5"_s
            .arg(tradeColumns,
                 QString(tradeColumns).replace(u"trade_time"_s, u"'2024-07-18 23:57:02.511000'"_s)),
        {u"error duplicate_id trade 5"_s, u"error changed_row trade 5"_s});
    row("the price of a level",
        depth(
            R"(bids = '[["100.5","1"],["100.4","1"],["100.3","1"],["100.2","1"],["100.0","1"]]')"),
        {u"error changed_row depth 120"_s});
    row("a crossed book",
        depth(
            R"(bids = '[["100.7","1"],["100.4","1"],["100.3","1"],["100.2","1"],["100.1","1"]]')"),
        {u"error changed_row depth 120"_s, u"error crossed_book depth 120"_s});
    row("an unsorted book",
        depth(
            R"(bids = '[["100.5","1"],["100.3","1"],["100.4","1"],["100.2","1"],["100.1","1"]]')"),
        {u"error changed_row depth 120"_s, u"error unsorted_book depth 120"_s});
    row("a level less",
        depth(R"(asks = '[["100.6","1"],["100.7","1"],["100.8","1"],["100.9","1"]]')"),
        {u"error changed_row depth 120"_s, u"error level_count depth 120"_s});
    row("levels that are none", depth(R"(asks = '[["100.6","NaN"]]')"),
        {u"error unreadable_row depth 120"_s});
    row("a broken chain", depth("prev_final_update_id = 115"),
        {u"error missing_events depth 110-115"_s, u"error changed_row depth 120"_s});
    row("transaction time", depth("transaction_time = '2024-07-18 23:57:02.600000'"),
        {u"error changed_row depth 120"_s, u"error time_order depth 120"_s});
    row("a gap of trades deleted", u"DELETE FROM capture_gaps WHERE first_missing_id = 11"_s,
        {u"error missing_events trade 11-15"_s});
    row("a gap of updates deleted", u"DELETE FROM capture_gaps WHERE first_missing_id = 130"_s,
        {u"error missing_events depth 130-160"_s});
    row("another first id of a gap", gaps("first_missing_id = 12", 11),
        {u"error missing_events trade 11"_s, u"error ledger_mismatch trade 12-15"_s});
    row("another last id of a gap", gaps("last_missing_id = 14", 11),
        {u"error missing_events trade 15"_s, u"error ledger_mismatch trade 11-14"_s});
    row("a gap without ids", gaps("first_missing_id = NULL, last_missing_id = NULL", 11),
        {u"error missing_events trade 11-15"_s});
    row("another number of missing trades", gaps("missing_events = 4", 11),
        {u"error ledger_mismatch trade 11-15"_s});
    row("another number of filled rows", gaps("filled_rows = 1", 11),
        {u"error ledger_mismatch trade 11-15"_s});
    row("a gap of trades said to be filled", gaps("status = 'filled', filled_rows = 5", 11),
        {u"error missing_events trade 11-15"_s, u"error ledger_mismatch trade 11-15"_s});
    row("a gap of updates said to be filled", gaps("status = 'filled'", 130),
        {u"error missing_events depth 130-160"_s, u"error ledger_mismatch depth 130-160"_s});
    row("a filled gap said to be open", gaps("status = 'open', filled_rows = 0", 21),
        {u"error ledger_mismatch trade 21-22"_s});
    row("a gap of another hole", gaps("first_missing_id = 170, last_missing_id = 180", 130),
        {u"error missing_events depth 130-160"_s, u"error ledger_mismatch depth 170-180"_s});
}

void TestVerification::testChangedByHand()
{
    QFETCH(QString, sql);
    QFETCH(QStringList, findings);
    QFETCH(SqlDialect, dialect);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(recordedBatch());
    fixture.database->execute(sql);
    QStringList found;
    VerificationWatch watch;
    watch.found = [&](const Finding &finding) {
        found << inShort(*fixture.database, finding);
    };
    const VerificationResult result = verify(*fixture.database, {}, watch);
    QCOMPARE(found, findings);
    QCOMPARE(shortFindings(*fixture.database, result), findings);
    QVERIFY(result.findings.errors() > 0);
}

void TestVerification::testScope_data()
{
    QTest::addColumn<SqlDialect>("dialect");
    QTest::addColumn<int>("fromId");
    QTest::addColumn<int>("toId");
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<QStringList>("findings");
    for (const SqlDialect dialect : {SqlDialect::Sqlite, SqlDialect::PostgreSql}) {
        const char *name = dialect == SqlDialect::Sqlite ? "SQLite" : "PostgreSQL";
        const QString five = u"error missing_events trade 5"_s;
        QTest::addRow("all, %s", name)
            << dialect << 0 << 0 << QString() << qint64(32) << QStringList{five};
        QTest::addRow("before the fault, %s", name)
            << dialect << 0 << 5 << QString() << qint64(4) << QStringList();
        QTest::addRow("behind the fault, through the gap, %s", name)
            << dialect << 14 << 28 << QString() << qint64(12) << QStringList();
        QTest::addRow("from a row that is gone, %s", name)
            << dialect << 5 << 8 << QString() << qint64(2) << QStringList();
        QTest::addRow("around the fault, %s", name)
            << dialect << 3 << 8 << QString() << qint64(4) << QStringList{five};
        QTest::addRow("the symbol, %s", name)
            << dialect << 0 << 0 << u"BTCUSDT"_s << qint64(32) << QStringList{five};
        QTest::addRow("another symbol, %s", name)
            << dialect << 0 << 0 << u"ETHUSDT"_s << qint64(0) << QStringList();
    }
}

void TestVerification::testScope()
{
    QFETCH(SqlDialect, dialect);
    QFETCH(int, fromId);
    QFETCH(int, toId);
    QFETCH(QString, symbol);
    QFETCH(qint64, rows);
    QFETCH(QStringList, findings);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(recordedBatch());
    fixture.database->execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    VerificationScope scope;
    // The time of a row is its id in milliseconds.
    if (fromId > 0)
        scope.range.from = VerifyTesting::Time + std::chrono::milliseconds(fromId);
    if (toId > 0)
        scope.range.to = VerifyTesting::Time + std::chrono::milliseconds(toId);
    if (!symbol.isEmpty())
        scope.symbol = Symbol::parse(symbol);
    const VerificationResult result = verify(*fixture.database, scope);
    QCOMPARE(shortFindings(*fixture.database, result), findings);
    QCOMPARE(result.rows, rows);
}

void TestVerification::testNoChecksums()
{
    QFETCH(SqlDialect, dialect);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(recordedBatch());
    fixture.database->execute(u"UPDATE futures_trades SET checksum = NULL"_s);
    const VerificationResult result = verify(*fixture.database);
    QCOMPARE(shortFindings(*fixture.database, result),
             QStringList{u"remark missing_checksum trade"_s});
    QVERIFY(result.findings.findings().front().text.contains(u"25 rows"_s));
    QCOMPARE(result.findings.errors(), 0);
}

void TestVerification::testRunsKnowMoreRows()
{
    QFETCH(SqlDialect, dialect);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(recordedBatch());
    CaptureSession session = StoreTesting::makeSession();
    session.endedAt = VerifyTesting::Now;
    session.eventsWritten = 33;
    QVERIFY(fixture.store->endSession(session));
    QCOMPARE(shortFindings(*fixture.database, verify(*fixture.database)), QStringList());

    // The first and the last row of a stream have no neighbour that misses them.
    fixture.database->execute(u"DELETE FROM futures_trades WHERE agg_trade_id IN (1, 30)"_s);
    const VerificationResult result = verify(*fixture.database);
    QCOMPARE(shortFindings(*fixture.database, result), QStringList{u"error session_mismatch"_s});
    QVERIFY2(result.findings.findings().front().text.contains(u"at least 2 were deleted"_s),
             qPrintable(result.findings.findings().front().text));
    VerificationScope scope;
    scope.symbol = Symbol::parse(u"BTCUSDT");
    QCOMPARE(verify(*fixture.database, scope).findings.errors(), 0);
}

void TestVerification::testDroppedByRetention_data()
{
    QTest::addColumn<SqlDialect>("dialect");
    QTest::addColumn<bool>("isFiled");
    QTest::addColumn<QStringList>("findings");
    const QStringList missing{u"error ledger_mismatch trade 21-22"_s, u"error session_mismatch"_s};
    QTest::newRow("retention, SQLite") << SqlDialect::Sqlite << true << QStringList();
    QTest::newRow("retention, PostgreSQL") << SqlDialect::PostgreSql << true << QStringList();
    QTest::newRow("by hand, SQLite") << SqlDialect::Sqlite << false << missing;
    QTest::newRow("by hand, PostgreSQL") << SqlDialect::PostgreSql << false << missing;
}

void TestVerification::testDroppedByRetention()
{
    QFETCH(SqlDialect, dialect);
    QFETCH(bool, isFiled);
    QFETCH(QStringList, findings);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    EventBatch batch = recordedBatch();
    for (int day = 1; day <= 2; ++day) {
        AggTrade trade = VerifyTesting::tradeRow(30 + day).trade;
        DepthUpdate update = VerifyTesting::depthRow(190 + day * 10, 200 + day * 10).update;
        for (UtcMilliseconds *time :
             {&trade.tradeTime, &*trade.eventTime, &update.transactionTime, &update.eventTime})
            *time += std::chrono::days(day);
        batch.add(trade);
        batch.add(update);
    }
    CaptureSession session = StoreTesting::makeSession();
    session.endedAt = VerifyTesting::Now;
    session.eventsWritten = std::ssize(batch.trades) + std::ssize(batch.depthUpdates);
    fixture.write(batch);
    QVERIFY(fixture.store->endSession(session));
    const UtcMicroseconds now = VerifyTesting::Now + std::chrono::days(2);
    QCOMPARE(shortFindings(*fixture.database, verify(*fixture.database, {}, {}, now)),
             QStringList());

    for (int round = 0; round < 10; ++round)
        QVERIFY(fixture.store->keepUp(now, {.days = 1, .bytes = 0}));
    QCOMPARE(fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"2"_s);
    QCOMPARE(fixture.database->value(u"SELECT count(*) FROM futures_orderbook_updates"_s), u"2"_s);
    if (!isFiled)
        fixture.database->execute(u"DELETE FROM capture_retention"_s);
    const VerificationResult result = verify(*fixture.database, {}, {}, now);
    QCOMPARE(result.rows, 4);
    QStringList found = shortFindings(*fixture.database, result);
    QCOMPARE(found, findings);
}

void TestVerification::testManyPages()
{
    StoreFixture fixture;
    fixture.setUp(SqlDialect::Sqlite);
    constexpr std::int64_t Rows = 45'000;
    EventBatch batch;
    for (std::int64_t id = 1; id <= Rows; ++id)
        batch.add(VerifyTesting::tradeRow(id).trade);
    fixture.write(batch);
    std::vector<std::int64_t> seen;
    VerificationWatch watch;
    watch.goesOn = [&](const VerificationProgress &progress) {
        seen.push_back(progress.rows);
        return true;
    };
    QCOMPARE(verify(*fixture.database, {}, watch).findings.errors(), 0);
    QCOMPARE(seen, std::vector<std::int64_t>({0, 20'000, 40'000}));
    // A page ends with 20000.
    fixture.database->execute(u"DELETE FROM futures_trades WHERE agg_trade_id IN (20000, 20001)"_s);
    const VerificationResult result = verify(*fixture.database);
    QCOMPARE(shortFindings(*fixture.database, result),
             QStringList{u"error missing_events trade 20000-20001"_s});
    QCOMPARE(result.rows, Rows - 2);
}

void TestVerification::testStops()
{
    StoreFixture fixture;
    fixture.setUp(SqlDialect::Sqlite);
    fixture.write(recordedBatch());
    fixture.database->execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    VerificationWatch watch;
    watch.goesOn = [](const VerificationProgress &progress) {
        return progress.streamNumber < 2;
    };
    const VerificationResult result = verify(*fixture.database, {}, watch);
    QVERIFY(result.wasStopped);
    QCOMPARE(result.findings.errors(), 1);
    QCOMPARE(result.rows, 24);
}

void TestVerification::testSnapshotSeesOneState()
{
    QFETCH(SqlDialect, dialect);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    fixture.write(StoreTesting::makeBatch(StoreTesting::makeTrade(1)));
    const std::unique_ptr<SqlConnection> connection =
        createConnection(fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    const auto count = [&] {
        return RecordReader(*connection).trades(*Symbol::parse(u"BTCUSDT"), {}, {}, 10)->size();
    };
    {
        ReadSnapshot snapshot(*connection);
        QVERIFY(snapshot.begin());
        QCOMPARE(count(), std::size_t(1));
        fixture.write(StoreTesting::makeBatch(StoreTesting::makeTrade(2)));
        QCOMPARE(count(), std::size_t(1));
    }
    QCOMPARE(count(), std::size_t(2));
}

void TestVerification::testNotConnected()
{
    const auto url = DatabaseUrl::parse(u"sqlite:///nowhere.db"_s);
    const std::unique_ptr<SqlConnection> connection = createConnection(*url, SqlAccess::Read);
    const auto result = Verification(*connection, {}, VerifyTesting::Now).run({});
    QVERIFY(!result);
    QVERIFY2(result.error().message.contains(u"not connected"_s),
             qPrintable(result.error().message));
    QVERIFY(!ReadSnapshot(*connection).begin());
}

QTEST_GUILESS_MAIN(TestVerification)
#include "tst_verification.moc"
