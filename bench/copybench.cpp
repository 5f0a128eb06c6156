// How fast rows get into PostgreSQL: the recorder's way against psql's \copy of the same rows into
// the same tables, and the choices that were made against what else there was. Prints a table,
// then the same as JSON.
//     bench_copy URL [ROWS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "benchtools.h"
#include "copyways.h"
#include "cputime.h"
#include "madeevents.h"

#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"

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
            const auto cpuAtStart = cpuTime.now();
            QElapsedTimer timer;
            timer.start();
            ways[i].run();
            const auto nanoseconds = timer.nsecsElapsed();
            const CpuTime::Shares cpu = cpuTime.now() - cpuAtStart;
            measured[i].rowsPerSecond.push_back(double(rows) * 1e9 / double(nanoseconds));
            measured[i].microsecondsPerRow.push_back(cpu.total() * 1e6 / double(rows));
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
    const std::vector<AggTrade> trades = makeTrades(rows, Start);
    const std::vector<DepthUpdate> updates = makeDepth5(rows / 2, Start);
    QJsonArray results;
    const auto run = [&](const QString &table, const auto &events) {
        const std::vector<CopyWay> ways = waysInto(*url, urlText, events, BatchEvents);
        const CpuTime cpuTime(*url);
        for (const QJsonValue result :
             report(table, events.size(), ways, measure(events.size(), runs, ways, cpuTime)))
            results.append(result);
    };
    run(u"futures_trades"_s, trades);
    run(u"futures_orderbook_updates (depth5)"_s, updates);
    QTextStream(stdout) << QJsonDocument(results).toJson();
    return 0;
}
