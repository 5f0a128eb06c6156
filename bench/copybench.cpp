// How fast rows get into PostgreSQL: the recorder's way against psql's \copy of the same rows into
// the same tables, and the choices that were made against what else there was. Prints a table,
// then the same as JSON.
//     bench_copy URL [ROWS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "copyways.h"
#include "cputime.h"

#include "storage/sqlconnection.h"
#include "storage/storefactory.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

// What a recorder's batch holds at most, where nobody says otherwise.
constexpr std::size_t BatchEvents = 5000;

constexpr UtcMilliseconds Start{std::chrono::milliseconds(1'721'347'022'504)};

Symbol symbolOf(std::size_t i)
{
    return *Symbol::parse(i % 3 == 0 ? u"ETHUSDT" : u"BTCUSDT");
}

std::vector<AggTrade> makeTrades(std::size_t count)
{
    std::vector<AggTrade> trades(count);
    for (std::size_t i = 0; i < count; ++i) {
        AggTrade &trade = trades[i];
        const auto n = static_cast<std::int64_t>(i);
        trade.symbol = symbolOf(i);
        trade.aggTradeId = 2'000'000'000 + n;
        trade.firstTradeId = 5'000'000'000 + 3 * n;
        trade.lastTradeId = trade.firstTradeId + n % 3;
        trade.price = Decimal(6'394'390 + n % 997, 2);
        trade.quantity = Decimal(1 + n * 7919 % 4001, 3);
        trade.quantityExclRpi = trade.quantity;
        trade.isBuyerMaker = n % 2 == 0;
        trade.tradeTime = Start + std::chrono::milliseconds(n / 4);
        trade.eventTime = trade.tradeTime + std::chrono::milliseconds(3);
        trade.receiveTime.utc = *trade.eventTime + std::chrono::microseconds(77'123 + n % 1000);
    }
    return trades;
}

std::vector<DepthUpdate> makeDepth5(std::size_t count)
{
    std::vector<DepthUpdate> updates(count);
    for (std::size_t i = 0; i < count; ++i) {
        DepthUpdate &update = updates[i];
        const auto n = static_cast<std::int64_t>(i);
        update.symbol = symbolOf(i);
        update.depthKind = "depth5@100ms";
        update.firstUpdateId = 5'000'000'000'000 + 400 * n;
        update.finalUpdateId = update.firstUpdateId + 399;
        update.prevFinalUpdateId = update.firstUpdateId - 1;
        update.transactionTime = Start + std::chrono::milliseconds(33 * n);
        update.eventTime = update.transactionTime + std::chrono::milliseconds(7);
        update.receiveTime.utc = update.eventTime + std::chrono::microseconds(80'000 + n % 1000);
        for (std::int64_t level = 0; level < 5; ++level) {
            update.bids.push_back({Decimal(6'394'380 + n % 997 - level, 2),
                                   Decimal(1 + (n + level) * 7919 % 40'001, 3)});
            update.asks.push_back({Decimal(6'394'390 + n % 997 + level, 2),
                                   Decimal(1 + (n + level) * 6007 % 40'001, 3)});
        }
    }
    return updates;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Measured
{
    std::vector<double> rowsPerSecond;
    std::vector<double> microsecondsPerRow;
};

/// In rounds, so that what disturbs the machine meets all ways alike.
std::vector<Measured> measure(std::size_t rows, int runs, const std::vector<CopyWay> &ways,
                              const CpuTime &cpuTime)
{
    std::vector<Measured> measured(ways.size());
    for (int run = 0; run < runs; ++run) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            ways[i].prepare();
            const auto cpuAtStart = cpuTime.total();
            QElapsedTimer timer;
            timer.start();
            ways[i].run();
            const auto nanoseconds = timer.nsecsElapsed();
            const auto cpu = cpuTime.total() - cpuAtStart;
            measured[i].rowsPerSecond.push_back(double(rows) * 1e9 / double(nanoseconds));
            measured[i].microsecondsPerRow.push_back(cpu.count() * 1e6 / double(rows));
        }
    }
    return measured;
}

/// Prints, and gives the same as JSON.
QJsonArray report(const QString &table, std::size_t rows, const std::vector<CopyWay> &ways,
                  const std::vector<Measured> &measured)
{
    QTextStream out(stdout);
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out << Qt::endl << table << ", " << rows << " rows" << Qt::endl;
    out << QString().leftJustified(44) << "    rows/s (least to most)  of psql |"
        << "  us of CPU a row  of psql" << Qt::endl;
    const double yardstick = median(measured.front().rowsPerSecond);
    const double cpuYardstick = median(measured.front().microsecondsPerRow);
    QJsonArray results;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto [least, most] = std::ranges::minmax(measured[i].rowsPerSecond);
        const double rate = median(measured[i].rowsPerSecond);
        const double cpu = median(measured[i].microsecondsPerRow);
        out << ways[i].name.leftJustified(44) << qSetRealNumberPrecision(0) << qSetFieldWidth(9)
            << rate << least << most << qSetRealNumberPrecision(2) << rate / yardstick << cpu
            << cpu / cpuYardstick << qSetFieldWidth(0) << Qt::endl;
        results.append(QJsonObject{{u"table"_s, table},
                                   {u"way"_s, ways[i].name},
                                   {u"rowsPerSecond"_s, qRound64(rate)},
                                   {u"rateOfPsql"_s, rate / yardstick},
                                   {u"cpuMicrosecondsPerRow"_s, cpu},
                                   {u"cpuOfPsql"_s, cpu / cpuYardstick}});
    }
    return results;
}

/// Of any session of the server.
qint64 backendPid(const DatabaseUrl &url)
{
    const auto connection = createConnection(url, SqlAccess::Read);
    if (!connection->open())
        return 0;
    StoreResult<QSqlQuery> query = connection->execute(u"SELECT pg_backend_pid()"_s, u"ask"_s);
    return query && query->next() ? query->value(0).toLongLong() : 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    const QString urlText = arguments.value(1);
    const std::size_t rows = arguments.value(2, u"200000"_s).toULong();
    const int runs = arguments.value(3, u"7"_s).toInt();
    const auto url = DatabaseUrl::parse(urlText);
    if (!url || url->kind() != DatabaseUrl::Kind::PostgreSql || rows == 0 || runs <= 0) {
        QTextStream(stderr) << "bench_copy postgresql://… [ROWS] [RUNS]\n";
        return 1;
    }
    const auto store = createStore(*url);
    if (!store->open() || !store->migrate()) {
        QTextStream(stderr) << store->displayName() << " cannot be opened\n";
        return 1;
    }
    const std::vector<AggTrade> trades = makeTrades(rows);
    const std::vector<DepthUpdate> updates = makeDepth5(rows / 2);
    QJsonArray results;
    const auto run = [&](const QString &table, const auto &events) {
        const std::vector<CopyWay> ways = waysInto(*url, urlText, events, BatchEvents);
        const CpuTime cpuTime(backendPid(*url));
        for (const QJsonValue result :
             report(table, events.size(), ways, measure(events.size(), runs, ways, cpuTime)))
            results.append(result);
    };
    run(u"futures_trades"_s, trades);
    run(u"futures_orderbook_updates (depth5)"_s, updates);
    QTextStream(stdout) << QJsonDocument(results).toJson();
    return 0;
}
