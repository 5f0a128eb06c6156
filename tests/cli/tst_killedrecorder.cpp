// The real program on a real capture, ended by kill -9 at random moments and started again: in the
// end every trade is there once, and every book that is missing lies in a gap of the ledger.
//
// A few kills are part of the suite; ORDERFLOW_KILLS says how many, ORDERFLOW_KILL_SEED which
// moments.

#include "clirunner.h"
#include "fakes/testdatabase.h"
#include "replay/capturesource.h"
#include "replay/jsonmembers.h"
#include "replay/replayserver.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr int MarketSeconds = 480;
/// On average, between a start and its kill.
constexpr int LifeMilliseconds = 2'400;
constexpr int TimeToRepair = 240'000;

/// The ids of each stream in the capture, in their order.
using FeedIds = std::map<QByteArray, std::vector<std::int64_t>>;

} // namespace

class TestKilledRecorder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void initTestCase();
    void testNothingIsLostInSilence();

private:
    std::unique_ptr<MarketSource> openFeed() const;
    FeedIds readIds() const;
    void startRecorder(QProcess &recorder, const ReplayServer &exchange) const;
    static void verifyTrades(TestDatabase &database, const FeedIds &ids);
    static void verifyDepth(TestDatabase &database, const FeedIds &ids, int &missing);

    QTemporaryDir m_folder;
    QString m_capture;
    std::unique_ptr<TestDatabase> m_database;
};

void TestKilledRecorder::initTestCase()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to play");
    m_capture = data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s;
}

std::unique_ptr<MarketSource> TestKilledRecorder::openFeed() const
{
    auto source = openCapture({m_capture}, PlayMode::Once);
    if (!source)
        qFatal("%s", qPrintable(source.error()));
    return std::move(*source);
}

FeedIds TestKilledRecorder::readIds() const
{
    FeedIds ids;
    const std::unique_ptr<MarketSource> source = openFeed();
    for (;;) {
        const auto frame = source->next();
        if (!frame)
            qFatal("%s", qPrintable(frame.error()));
        if (!*frame)
            return ids;
        const bool isTrade = (*frame)->stream.endsWith("@aggTrade");
        if (!isTrade && !(*frame)->stream.endsWith("@depth5@100ms"))
            continue;
        const QByteArray &text = (*frame)->text;
        const std::string_view payload =
            jsonMember(std::string_view(text.constData(), std::size_t(text.size())), "data");
        ids[(*frame)->stream].push_back(*jsonInteger(jsonMember(payload, isTrade ? "a" : "u")));
    }
}

void TestKilledRecorder::startRecorder(QProcess &recorder, const ReplayServer &exchange) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DB_URL"_s, m_database->url().masked());
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, exchange.webSocketUrl().toString());
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, exchange.restUrl().toString());
    environment.insert(u"SPOOL_FILE"_s, m_folder.filePath(u"spool.db"_s));
    environment.insert(u"LOG_LEVEL"_s, u"ERROR"_s);
    recorder.setProcessEnvironment(environment);
    recorder.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    recorder.setStandardOutputFile(QProcess::nullDevice());
    recorder.start(QStringLiteral(RECORDER_PROGRAM), {u"record"_s, u"--plain"_s});
    QVERIFY(recorder.waitForStarted());
}

void TestKilledRecorder::verifyTrades(TestDatabase &database, const FeedIds &ids)
{
    for (const auto &[stream, expected] : ids) {
        if (!stream.endsWith("@aggTrade"))
            continue;
        const QString symbol = QString::fromUtf8(stream).section(u'@', 0, 0).toUpper();
        std::vector<std::int64_t> recorded;
        for (const QStringList &row : database.rows(
                 u"SELECT agg_trade_id FROM futures_trades WHERE symbol = '%1' ORDER BY 1"_s.arg(
                     symbol)))
            recorded.push_back(row[0].toLongLong());
        QCOMPARE(recorded.size(), expected.size());
        QVERIFY2(recorded == expected, stream.constData());
    }
}

void TestKilledRecorder::verifyDepth(TestDatabase &database, const FeedIds &ids, int &missing)
{
    for (const auto &[stream, expected] : ids) {
        if (stream.endsWith("@aggTrade"))
            continue;
        const QString symbol = QString::fromUtf8(stream).section(u'@', 0, 0).toUpper();
        std::set<std::int64_t> recorded;
        for (const QStringList &row :
             database.rows(u"SELECT final_update_id FROM futures_orderbook_updates "
                           "WHERE symbol = '%1'"_s.arg(symbol)))
            QVERIFY(recorded.insert(row[0].toLongLong()).second);
        const QList<QStringList> gaps = database.rows(
            u"SELECT first_missing_id, last_missing_id FROM capture_gaps WHERE symbol = '%1' "
            "AND stream = 'depth5@100ms' AND status = 'unfillable' "
            "AND first_missing_id IS NOT NULL AND last_missing_id IS NOT NULL"_s.arg(symbol));
        for (const std::int64_t id : expected) {
            if (recorded.erase(id) > 0)
                continue;
            ++missing;
            QVERIFY2(std::ranges::any_of(gaps,
                                         [id](const QStringList &gap) {
                                             return gap[0].toLongLong() < id &&
                                                    id <= gap[1].toLongLong();
                                         }),
                     qPrintable(u"%1 %2 is missing from the ledger as well"_s.arg(symbol).arg(id)));
        }
        QVERIFY2(recorded.empty(), "there are updates that the exchange never sent");
    }
}

void TestKilledRecorder::testNothingIsLostInSilence()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    // Before the exchange plays, which this thread must not keep from sending.
    const FeedIds ids = readIds();
    QCOMPARE(ids.size(), std::size_t(4));
    int trades = 0;
    for (const auto &[stream, expected] : ids)
        trades += stream.endsWith("@aggTrade") ? int(expected.size()) : 0;

    const int kills = qEnvironmentVariable("ORDERFLOW_KILLS", u"4"_s).toInt();
    QRandomGenerator random(qEnvironmentVariable("ORDERFLOW_KILL_SEED", u"1"_s).toUInt());
    // Between a start and its kill.
    std::vector<int> lives;
    for (int i = 0; i < kills; ++i)
        lives.push_back(int(random.bounded(LifeMilliseconds / 10, 2 * LifeMilliseconds)));
    // So that the last kill comes well before the end of the market.
    const double playSeconds = 8 + 1.4 * std::accumulate(lives.begin(), lives.end(), 0) / 1000.0;

    ReplayServer exchange({.speed = MarketSeconds / playSeconds}, openFeed());
    QVERIFY(exchange.listen(0));
    QSignalSpy finished(&exchange, &ReplayServer::playbackFinished);
    QProcess recorder;
    startRecorder(recorder, exchange);
    // What was before the first event of a stream nobody can know to be missing.
    const auto count = [this](const QString &what) {
        return m_database->value(u"SELECT count(*) FROM "_s + what).toInt();
    };
    const QString views = dialect == SqlDialect::Sqlite
                              ? u"sqlite_master WHERE name = 'capture_streams'"_s
                              : u"pg_class WHERE relname = 'capture_streams' AND relnamespace = "
                                "current_schema()::regnamespace"_s;
    QTRY_COMPARE_WITH_TIMEOUT(count(views), 1, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"capture_streams"_s), 4, 20'000);
    for (const int life : lives) {
        QSignalSpy dead(&recorder, &QProcess::finished);
        // The moment of the kill is the point here, so it is a time, not a state.
        QTest::qWait(life);
        QVERIFY2(finished.isEmpty(), "the market has ended before the last kill");
        recorder.kill();
        QVERIFY(dead.wait());
        QCOMPARE(recorder.exitStatus(), QProcess::CrashExit);
        startRecorder(recorder, exchange);
    }
    QVERIFY(!finished.isEmpty() || finished.wait(int(playSeconds * 1000) + 30'000));

    QTRY_COMPARE_WITH_TIMEOUT(count(u"futures_trades"_s), trades, TimeToRepair);
    QTRY_COMPARE_WITH_TIMEOUT(
        count(u"capture_gaps WHERE status = 'open' AND first_missing_id IS NOT NULL"_s), 0,
        TimeToRepair);
    QSignalSpy ended(&recorder, &QProcess::finished);
    recorder.terminate();
    QVERIFY(ended.wait(30'000));
    QCOMPARE(recorder.exitCode(), 0);

    verifyTrades(*m_database, ids);
    int missing = 0;
    verifyDepth(*m_database, ids, missing);
    CliRunner cli;
    const ExitCode verified = cli.run({u"verify"_s, u"--db-url"_s, m_database->url().masked()});
    QVERIFY2(verified == ExitCode::Success, qPrintable(cli.out + cli.err));
    qInfo("%d kills, %d trades each once, %s of them by REST, %d books missing and in the ledger",
          kills, trades,
          qPrintable(
              m_database->value(u"SELECT count(*) FROM futures_trades WHERE source = 'rest'"_s)),
          missing);
}

QTEST_GUILESS_MAIN(TestKilledRecorder)
#include "tst_killedrecorder.moc"
