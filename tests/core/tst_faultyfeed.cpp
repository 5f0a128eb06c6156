// The whole recorder on a real capture, over sockets, 20 times faster than it was: every few
// seconds one connection of a redundant pair is closed, reset, stalled, muted or refused, and every
// event is in the database once.
//
// Some seconds of it are part of the suite. `scripts/soak` plays an hour of market, which takes
// three minutes; ORDERFLOW_SOAK_SECONDS says how much.

#include "fakes/scriptedexchange.h"
#include "fakes/testdatabase.h"
#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/jsonmembers.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <map>
#include <random>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr double Speed = 20;

/// What is recorded, of what the capture has.
const QByteArrayList &streams()
{
    static const QByteArrayList all{"btcusdt@depth5@100ms", "ethusdt@depth5@100ms",
                                    "btcusdt@aggTrade", "ethusdt@aggTrade"};
    return all;
}

/// Plays a capture on a scripted exchange, as fast as real time says.
class Player : public QObject
{
    Q_OBJECT

public:
    Player(ScriptedExchange &exchange, std::unique_ptr<MarketSource> source, double marketSeconds)
        : m_exchange(exchange)
        , m_source(std::move(source))
        , m_end(m_source->startTime() + std::chrono::nanoseconds(std::int64_t(marketSeconds * 1e9)))
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &Player::play);
    }

    void start()
    {
        m_elapsed.start();
        m_timer.start(5);
    }

    bool isFinished() const { return m_isFinished; }
    const std::vector<std::int64_t> &ids(const QByteArray &stream) { return m_ids[stream]; }

signals:
    void finished();

private:
    void play()
    {
        const MarketTime now =
            m_source->startTime() +
            std::chrono::nanoseconds(std::int64_t(double(m_elapsed.nsecsElapsed()) * Speed));
        while (true) {
            if (!m_next) {
                auto next = m_source->next();
                if (!next || !*next)
                    qFatal("The capture broke off");
                m_next = std::move(**next);
            }
            if (m_next->dueTime >= m_end) {
                m_timer.stop();
                m_isFinished = true;
                emit finished();
                return;
            }
            if (m_next->dueTime > now)
                return;
            send(*m_next);
            m_next.reset();
        }
    }

    void send(const MarketFrame &frame)
    {
        if (!streams().contains(frame.stream))
            return;
        const std::string_view data = jsonMember(
            std::string_view(frame.text.constData(), std::size_t(frame.text.size())), "data");
        const std::int64_t id =
            *jsonInteger(jsonMember(data, frame.stream.endsWith("@aggTrade") ? "a" : "u"));
        if (m_exchange.wasEverSubscribed(frame.stream))
            m_ids[frame.stream].push_back(id);
        m_exchange.sendEvent(frame.stream, frame.text, id);
    }

    ScriptedExchange &m_exchange;
    std::unique_ptr<MarketSource> m_source;
    const MarketTime m_end;
    std::optional<MarketFrame> m_next;
    std::map<QByteArray, std::vector<std::int64_t>> m_ids;
    QElapsedTimer m_elapsed;
    QTimer m_timer;
    bool m_isFinished = false;
};

/// Breaks one connection of a route every few seconds, while the other delivers.
class Saboteur : public QObject
{
    Q_OBJECT

public:
    explicit Saboteur(ScriptedExchange &exchange)
        : m_exchange(exchange)
    {
        connect(&m_timer, &QTimer::timeout, this, &Saboteur::act);
        m_timer.start(1000);
    }

    void stop() { m_timer.stop(); }
    int faults() const { return m_faults; }

private:
    std::size_t any(std::size_t count)
    {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(m_random);
    }

    /// Whether each stream of the route came over two connections since the last look.
    bool isWhole(const QString &route)
    {
        const QByteArray kind = route == u"public"_s ? "@depth5@100ms" : "@aggTrade";
        bool isWhole = true;
        for (const QByteArray &stream : streams()) {
            if (!stream.endsWith(kind))
                continue;
            int copies = 0;
            for (const ScriptedPeer *peer : m_exchange.openPeers(route)) {
                // A connection that has only just come does not count yet.
                const auto [entry, isNew] =
                    m_delivered.try_emplace({peer->number(), stream}, peer->delivered(stream));
                const std::int64_t before = std::exchange(entry->second, peer->delivered(stream));
                copies += !isNew && entry->second > before ? 1 : 0;
            }
            isWhole = isWhole && copies >= 2;
        }
        return isWhole;
    }

    void act()
    {
        const QString route = m_faults % 2 == 0 ? u"public"_s : u"market"_s;
        if (!isWhole(route) || any(2) == 0)
            return;
        const QList<ScriptedPeer *> peers = m_exchange.openPeers(route);
        ScriptedPeer &peer = *peers[qsizetype(any(std::size_t(peers.size())))];
        switch (any(7)) {
        case 0:
            peer.closeWith(1001, u"Going away"_s);
            break;
        case 1:
            peer.reset();
            break;
        case 2:
            peer.stall();
            break;
        case 3:
            peer.mute(peer.streams().first().toUtf8());
            break;
        case 4:
            peer.endWithoutClose();
            m_exchange.refuseConnections(2);
            break;
        case 5:
            peer.reset();
            m_exchange.answerUpgrade({503, {}}, 2);
            break;
        default:
            peer.dropNext(peer.streams().last().toUtf8(), 5);
        }
        ++m_faults;
    }

    ScriptedExchange &m_exchange;
    QTimer m_timer;
    std::mt19937 m_random{20240718};
    std::map<std::pair<int, QByteArray>, std::int64_t> m_delivered;
    int m_faults = 0;
};

} // namespace

class TestFaultyFeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void initTestCase_data() { TestDatabase::addKinds(); }
    void testEveryEventOnce();

private:
    static void verifyRows(TestDatabase &database, Player &player);

    QString m_data;
};

void TestFaultyFeed::initTestCase()
{
    m_data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (m_data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to play");
}

void TestFaultyFeed::verifyRows(TestDatabase &database, Player &player)
{
    for (const QByteArray &stream : streams()) {
        const auto name = StreamName::parse(stream.toStdString());
        const bool isTrade = name->kind() == StreamKind::AggTrade;
        const QString sql = u"SELECT %1 FROM %2 WHERE symbol = '%3' ORDER BY 1"_s.arg(
            isTrade ? u"agg_trade_id"_s : u"final_update_id"_s,
            isTrade ? u"futures_trades"_s : u"futures_orderbook_updates"_s,
            name->symbol().toString());
        std::vector<std::int64_t> recorded;
        for (const QStringList &row : database.rows(sql))
            recorded.push_back(row[0].toLongLong());
        std::vector<std::int64_t> expected = player.ids(stream);
        std::ranges::sort(expected);
        QVERIFY(!expected.empty());
        QCOMPARE(recorded.size(), expected.size());
        QVERIFY2(recorded == expected, stream.constData());
    }
}

void TestFaultyFeed::testEveryEventOnce()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(dialect);
    if (!database)
        QSKIP(TestDatabase::skipReason());
    const double marketSeconds =
        qEnvironmentVariable("ORDERFLOW_SOAK_SECONDS", u"160"_s).toDouble();

    auto capture = openCapture({m_data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s}, PlayMode::Loop);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ScriptedExchange exchange;
    Player player(exchange, std::move(*capture), marketSeconds);

    RecorderSettings settings;
    settings.databaseUrl = database->url().masked();
    settings.webSocketBaseUrl = exchange.url();
    settings.symbols = {*Symbol::parse(u"BTCUSDT"), *Symbol::parse(u"ETHUSDT")};
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    settings.feedRedundancy = 2;
    RecorderOptions options;
    options.askExchange = false;
    Recorder recorder(settings, options);
    recorder.start();
    QTRY_COMPARE_WITH_TIMEOUT(exchange.subscriptions(u"public"_s).size(), 4, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(exchange.subscriptions(u"market"_s).size(), 4, 10'000);

    QSignalSpy finished(&player, &Player::finished);
    player.start();
    Saboteur saboteur(exchange);
    QVERIFY(finished.wait(int(marketSeconds / Speed * 1000) + 60'000));
    saboteur.stop();
    // What is on its way still arrives.
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.status().eventsHeld == 0, 10'000);
    std::int64_t events = 0;
    for (const QByteArray &stream : streams())
        events += std::int64_t(player.ids(stream).size());
    QTRY_COMPARE_WITH_TIMEOUT(recorder.status().eventsWritten, events, 30'000);
    recorder.stop();
    QVERIFY(stopped.wait(30'000));

    verifyRows(*database, player);
    QCOMPARE(exchange.violations(), QStringList());
    QCOMPARE(database->value(u"SELECT count(*) FROM capture_gaps WHERE missing_events IS NULL "
                             u"OR missing_events <> 0"_s),
             u"0"_s);
    const RecorderStatus status = recorder.status();
    QCOMPARE(status.eventsLost, 0);
    qInfo("%lld events, each once; %d faults, %lld frames, %s connections, wins %lld and %lld",
          qlonglong(events), saboteur.faults(), qlonglong(status.eventsReceived),
          qPrintable(database->value(u"SELECT count(opened_at) FROM capture_connections"_s)),
          qlonglong(status.sides[0].wins), qlonglong(status.sides[1].wins));
    QVERIFY(saboteur.faults() > 0);
}

QTEST_GUILESS_MAIN(TestFaultyFeed)
#include "tst_faultyfeed.moc"
