// Records real captures, and verifies what was recorded: nothing is found until rows are changed by
// hand.

#include "fakes/testdatabase.h"
#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"
#include "verify/verification.h"

#include "clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestVerifiedFeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testNothingIsFoundUntilRowsAreChanged_data();
    void testNothingIsFoundUntilRowsAreChanged();

private:
    void record(TestDatabase &database, const QString &file, qint64 events);

    QString m_data;
};

namespace {

VerificationResult verify(TestDatabase &database)
{
    const std::unique_ptr<SqlConnection> connection =
        createConnection(database.url(), SqlAccess::Read);
    VerificationResult result;
    const StoreResult<void> opened = connection->open();
    if (!opened) {
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
        return result;
    }
    auto verified = Verification(*connection, {}, SystemClock().now().utc).run({});
    if (!verified) {
        QTest::qFail(qPrintable(verified.error().message), __FILE__, __LINE__);
        return result;
    }
    return std::move(*verified);
}

QStringList textsOf(const VerificationResult &result)
{
    QStringList texts;
    for (const Finding &finding : result.findings.findings())
        texts << toJsonName(finding.kind) + u": "_s + finding.text;
    return texts;
}

/// What was changed by hand and has to be found: kind of the finding, and its ids.
struct Change
{
    QString sql;
    FindingKind kind;
    std::int64_t firstId;
    std::int64_t lastId;
};

std::vector<Change> changesOf(TestDatabase &database)
{
    const auto id = [&](const QString &column, const QString &table, int offset) {
        return database
            .value(
                u"SELECT %1 FROM %2 WHERE symbol = 'BTCUSDT' ORDER BY %1 LIMIT 1 OFFSET %3"_s.arg(
                    column, table, QString::number(offset)))
            .toLongLong();
    };
    const std::int64_t trade = id(u"agg_trade_id"_s, u"futures_trades"_s, 1000);
    const QString updates = u"futures_orderbook_updates"_s;
    const std::int64_t before = id(u"final_update_id"_s, updates, 2000);
    const std::int64_t deleted = id(u"final_update_id"_s, updates, 2001);
    const std::int64_t update = id(u"final_update_id"_s, updates, 3000);
    const QString ofTrade = u"futures_trades WHERE symbol = 'BTCUSDT' AND agg_trade_id = %1"_s;
    return {
        {u"DELETE FROM "_s + ofTrade.arg(trade), FindingKind::MissingEvents, trade, trade},
        {u"UPDATE futures_trades SET quantity = quantity * 10 "
         "WHERE symbol = 'BTCUSDT' AND agg_trade_id = %1"_s.arg(trade + 100),
         FindingKind::ChangedRow, trade + 100, trade + 100},
        {u"DELETE FROM %1 WHERE symbol = 'BTCUSDT' AND final_update_id = %2"_s.arg(
             updates, QString::number(deleted)),
         FindingKind::MissingEvents, before, deleted},
        {u"UPDATE %1 SET asks = bids WHERE symbol = 'BTCUSDT' AND final_update_id = %2"_s.arg(
             updates, QString::number(update)),
         FindingKind::CrossedBook, update, update},
    };
}

} // namespace

void TestVerifiedFeed::initTestCase()
{
    m_data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (m_data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to record");
}

void TestVerifiedFeed::testNothingIsFoundUntilRowsAreChanged_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<qint64>("events");
    QTest::addColumn<SqlDialect>("dialect");
    const QString one = u"feeds/btcusdt_20230404.gz"_s;
    QTest::newRow("one symbol, SQLite") << one << qint64(5'252 + 5'088) << SqlDialect::Sqlite;
    QTest::newRow("one symbol, PostgreSQL")
        << one << qint64(5'252 + 5'088) << SqlDialect::PostgreSql;
    QTest::newRow("two symbols over midnight, PostgreSQL")
        << u"feeds/btcusdt_ethusdt_20240718.gz"_s << qint64(11'113 + 9'534)
        << SqlDialect::PostgreSql;
}

void TestVerifiedFeed::record(TestDatabase &database, const QString &file, qint64 events)
{
    ReplayOptions options;
    options.speed = 0;
    auto capture = openCapture({m_data + u'/' + file}, PlayMode::Once);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ReplayServer server(options, std::move(*capture));
    QVERIFY(server.listen(0).has_value());
    RecorderSettings settings;
    settings.databaseUrl = database.url().masked();
    settings.webSocketBaseUrl = server.webSocketUrl();
    settings.restBaseUrl = server.restUrl();
    settings.symbols.push_back(*Symbol::parse(u"BTCUSDT"));
    if (file.contains(u"ethusdt"_s))
        settings.symbols.push_back(*Symbol::parse(u"ETHUSDT"));
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    Recorder recorder(settings, RecorderOptions());
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    QTRY_COMPARE_WITH_TIMEOUT(qint64(recorder.status().eventsReceived), events, 120'000);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 60'000);
    QCOMPARE(qint64(recorder.status().eventsWritten), events);
}

void TestVerifiedFeed::testNothingIsFoundUntilRowsAreChanged()
{
    QFETCH(QString, file);
    QFETCH(qint64, events);
    QFETCH(SqlDialect, dialect);
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(dialect);
    if (!database)
        QSKIP(TestDatabase::skipReason());
    record(*database, file, events);
    if (QTest::currentTestFailed())
        return;

    VerificationResult result = verify(*database);
    QCOMPARE(textsOf(result), QStringList());
    QCOMPARE(qint64(result.rows), events);

    const std::vector<Change> changes = changesOf(*database);
    for (const Change &change : changes)
        database->execute(change.sql);
    result = verify(*database);
    for (const Change &change : changes) {
        const bool isFound =
            std::ranges::any_of(result.findings.findings(), [&](const Finding &finding) {
                return finding.kind == change.kind && finding.firstId == change.firstId &&
                       finding.lastId == change.lastId;
            });
        QVERIFY2(isFound, qPrintable(change.sql + u"\n"_s + textsOf(result).join(u'\n')));
    }
    for (const Finding &finding : result.findings.findings()) {
        const bool isCaused = std::ranges::any_of(changes, [&](const Change &change) {
            return finding.kind == FindingKind::SessionMismatch ||
                   (finding.firstId == change.firstId && finding.lastId == change.lastId);
        });
        QVERIFY2(isCaused, qPrintable(finding.text));
    }
}

QTEST_GUILESS_MAIN(TestVerifiedFeed)
#include "tst_verifiedfeed.moc"
