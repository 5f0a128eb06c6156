// How fast events get from the exchange's sockets into PostgreSQL, on one machine: a replay server
// in a process of its own, the recorder with its default settings, and the database; beside psql's
// \copy of the same events into the same tables, in turns. Then how long an event takes from its
// receive time to its commit at a steady rate, by the server's own commit timestamps, which need
// track_commit_timestamp = on.
//     bench_pipe URL [ROWS] [RUNS] [RATE] [SECONDS]
// The URL names an empty database, or one made for this: its events are removed.
#include "benchtools.h"
#include "copyways.h"
#include "cputime.h"
#include "frameserver.h"
#include "madeevents.h"

#include "recorder.h"
#include "settings/settingsloader.h"
#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t BatchEvents = 5000;

struct Run
{
    double rowsPerSecond = 0;
    CpuTime::Shares cpu;
};

QString tableOf(FrameLoad::Kind kind)
{
    return kind == FrameLoad::Kind::Trades ? u"futures_trades"_s : u"futures_orderbook_updates"_s;
}

/// The recorder between a frame server and the database.
class Pipe
{
public:
    explicit Pipe(const QString &urlText)
        : m_urlText(urlText)
        , m_url(*DatabaseUrl::parse(urlText))
        , m_cpuTime(m_url)
        , m_connection(createConnection(m_url, SqlAccess::Write))
    {
        require(m_connection->open());
    }

    const DatabaseUrl &url() const { return m_url; }
    const CpuTime &cpuTime() const { return m_cpuTime; }

    void empty()
    {
        require(m_connection->execute(
            u"TRUNCATE futures_trades, futures_orderbook_updates, capture_gaps"_s, u"empty"_s));
    }

    /// Until all of `load` is in the table.
    Run run(const FrameLoad &load)
    {
        empty();
        const CpuTime::Shares cpuAtStart = m_cpuTime.now();
        QElapsedTimer timer;
        qint64 nanoseconds = 0;
        {
            FrameServer server(load);
            RecorderOptions options;
            options.askExchange = false;
            Recorder recorder(settings(server.url(), load), options);
            QEventLoop loop;
            QTimer poll;
            const auto total = static_cast<std::int64_t>(load.events);
            QObject::connect(&server, &FrameServer::playing, &loop, [&timer] { timer.start(); });
            QObject::connect(&recorder, &Recorder::failed, &loop,
                             [&] { qFatal("%s", qPrintable(recorder.error().message)); });
            QObject::connect(&recorder, &Recorder::stopped, &loop, &QEventLoop::quit);
            QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
                if (nanoseconds != 0 || recorder.status().eventsWritten < total)
                    return;
                nanoseconds = timer.nsecsElapsed();
                recorder.stop();
            });
            recorder.start();
            poll.start(std::chrono::milliseconds(5));
            loop.exec();
            requireWhole(recorder.status(), load);
        }
        return {double(load.events) * 1e9 / double(nanoseconds), m_cpuTime.now() - cpuAtStart};
    }

    /// The one row of an answer.
    QStringList row(const QString &sql)
    {
        QSqlQuery query = require(m_connection->execute(sql, u"cannot read"_s));
        QStringList values;
        if (query.next()) {
            for (int i = 0; i < query.record().count(); ++i)
                values << query.value(i).toString();
        }
        return values;
    }

private:
    RecorderSettings settings(const QUrl &exchange, const FrameLoad &load) const
    {
        RecorderSettings settings = loadSettings({}).recorder;
        settings.databaseUrl = m_urlText;
        settings.spool.filePath = m_folder.filePath(u"spool.db"_s);
        settings.webSocketBaseUrl = exchange;
        settings.depthStreams.clear();
        settings.tradeStreams.clear();
        if (load.kind == FrameLoad::Kind::Trades)
            settings.tradeStreams = {"aggTrade"};
        else
            settings.depthStreams = {"depth5@100ms"};
        return settings;
    }

    void requireWhole(const RecorderStatus &status, const FrameLoad &load)
    {
        const QString rows = row(u"SELECT count(*) FROM "_s + tableOf(load.kind)).value(0);
        const QString gaps = row(u"SELECT count(*) FROM capture_gaps"_s).value(0);
        if (status.eventsLost != 0 || rows != QString::number(load.events) || gaps != u"0"_s)
            qFatal("%s rows of %zu, %s gaps", qPrintable(rows), load.events, qPrintable(gaps));
    }

    QTemporaryDir m_folder;
    QString m_urlText;
    DatabaseUrl m_url;
    CpuTime m_cpuTime;
    std::unique_ptr<SqlConnection> m_connection;
};

Run runCopy(const CopyWay &way, std::size_t rows, const CpuTime &cpuTime)
{
    way.prepare();
    const CpuTime::Shares cpuAtStart = cpuTime.now();
    QElapsedTimer timer;
    timer.start();
    way.run();
    const qint64 nanoseconds = timer.nsecsElapsed();
    return {double(rows) * 1e9 / double(nanoseconds), cpuTime.now() - cpuAtStart};
}

CopyWay psqlOf(const QString &urlText, const DatabaseUrl &url, const FrameLoad &load)
{
    // Kept for as long as the program runs, because the way refers to them.
    static std::vector<AggTrade> trades;
    static std::vector<DepthUpdate> updates;
    if (load.kind == FrameLoad::Kind::Trades) {
        trades = makeTrades(load.events, load.start);
        return waysInto(url, urlText, trades, BatchEvents).front();
    }
    updates = makeDepth5(load.events, load.start);
    return waysInto(url, urlText, updates, BatchEvents).front();
}

QJsonObject measureRate(Pipe &pipe, const QString &urlText, const FrameLoad &load, int runs)
{
    const CopyWay psql = psqlOf(urlText, pipe.url(), load);
    std::vector<double> copyRates;
    std::vector<double> rates;
    std::vector<double> ratios;
    CpuTime::Shares cpu;
    for (int run = 0; run < runs; ++run) {
        pipe.empty();
        copyRates.push_back(runCopy(psql, load.events, pipe.cpuTime()).rowsPerSecond);
        const Run piped = pipe.run(load);
        cpu = piped.cpu;
        rates.push_back(piped.rowsPerSecond);
        ratios.push_back(piped.rowsPerSecond / copyRates.back());
    }
    const double toMicroseconds = 1e6 / double(load.events);
    QTextStream out(stdout);
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out << qSetRealNumberPrecision(0) << tableOf(load.kind) << ", " << load.events << " rows, "
        << runs << " runs" << Qt::endl
        << "  psql \\copy        " << median(copyRates) << " rows/s" << Qt::endl
        << "  socket to commit  " << median(rates) << " rows/s, " << qSetRealNumberPrecision(2)
        << median(ratios) << " of psql" << Qt::endl
        << "  us of CPU a row   recorder " << cpu.process * toMicroseconds << ", replay server "
        << cpu.endedPrograms * toMicroseconds << ", database " << cpu.server * toMicroseconds
        << Qt::endl;
    return {{u"table"_s, tableOf(load.kind)},
            {u"psqlRowsPerSecond"_s, qRound64(median(copyRates))},
            {u"rowsPerSecond"_s, qRound64(median(rates))},
            {u"rateOfPsql"_s, median(ratios)},
            {u"recorderCpuMicrosecondsPerRow"_s, cpu.process * toMicroseconds}};
}

QJsonObject measureLatency(Pipe &pipe, const FrameLoad &load)
{
    pipe.run(load);
    const QStringList row =
        pipe.row(u"SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY age), "
                 "percentile_disc(0.99) WITHIN GROUP (ORDER BY age), max(age) FROM (SELECT "
                 "round((extract(epoch FROM pg_xact_commit_timestamp(xmin) - receive_time) * "
                 "1000)::numeric, "
                 "1) AS age FROM "_s +
                 tableOf(load.kind) + u") AS ages"_s);
    QTextStream(stdout) << tableOf(load.kind) << ", " << load.rate << " events/s, " << row.value(0)
                        << " rows: receive to commit p50 " << row.value(1) << " ms, p99 "
                        << row.value(2) << " ms, longest " << row.value(3) << " ms" << Qt::endl;
    return {{u"table"_s, tableOf(load.kind)},
            {u"eventsPerSecond"_s, load.rate},
            {u"p50Ms"_s, row.value(1).toDouble()},
            {u"p99Ms"_s, row.value(2).toDouble()},
            {u"maxMs"_s, row.value(3).toDouble()}};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (FrameServer::isAsked(arguments))
        return FrameServer::serve(arguments);
    const QString urlText = arguments.value(1);
    const std::size_t rows = arguments.value(2, u"500000"_s).toULong();
    const int runs = arguments.value(3, u"5"_s).toInt();
    const int rate = arguments.value(4, u"2000"_s).toInt();
    const int seconds = arguments.value(5, u"20"_s).toInt();
    const auto url = DatabaseUrl::parse(urlText);
    if (!url || url->kind() != DatabaseUrl::Kind::PostgreSql || rows == 0 || runs <= 0 ||
        rate <= 0 || seconds <= 0) {
        QTextStream(stderr) << "bench_pipe postgresql://… [ROWS] [RUNS] [RATE] [SECONDS]\n";
        return 1;
    }
    const UtcMilliseconds start = std::chrono::floor<std::chrono::milliseconds>(
        SystemClock().now().utc - std::chrono::minutes(10));
    {
        const auto store = createStore(*url);
        require(store->open());
        require(store->migrate());
        require(store->beginSession({}));
        while (require(store->keepUp(SystemClock().now().utc, {})) != UpkeepState::Done) {
        }
    }
    Pipe pipe(urlText);
    QJsonArray results;
    for (const auto kind : {FrameLoad::Kind::Trades, FrameLoad::Kind::Depth5}) {
        const std::size_t events = kind == FrameLoad::Kind::Trades ? rows : rows / 2;
        results.append(
            measureRate(pipe, urlText, {.kind = kind, .events = events, .start = start}, runs));
    }
    for (const auto kind : {FrameLoad::Kind::Trades, FrameLoad::Kind::Depth5}) {
        const auto events = static_cast<std::size_t>(rate) * static_cast<std::size_t>(seconds);
        results.append(
            measureLatency(pipe, {.kind = kind, .events = events, .rate = rate, .start = start}));
    }
    QTextStream(stdout) << QJsonDocument(results).toJson();
    return 0;
}
