// How fast rows get into empty tables: into PostgreSQL the recorder's way against psql's \copy of
// the same rows, a bare prepared INSERT, and what else there was to choose from; into SQLite
// against the bare prepared INSERT. bench_filled does the same with tables that are full.
//     bench_store URL [ROWS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "bencharguments.h"
#include "benchdatabase.h"
#include "benchreport.h"
#include "benchtools.h"
#include "copyways.h"
#include "madeevents.h"
#include "sqliteways.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

// What a recorder's batch holds at most, where nobody says otherwise.
constexpr std::size_t BatchEvents = 5000;

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
            ways[i].makeReady();
            ways[i].empty();
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

/// The first way is the yardstick.
BenchTable tableOf(const QString &key, const QString &title, const std::vector<CopyWay> &ways,
                   const std::vector<Measured> &measured)
{
    BenchTable table(key, title,
                     {{u"rows/s"_s, u"rowsPerSecond"_s, 0},
                      {u"least"_s, u"leastRowsPerSecond"_s, 0},
                      {u"most"_s, u"mostRowsPerSecond"_s, 0},
                      {u"of the first"_s, u"rateOfFirst"_s, 2},
                      {u"us of processor a row"_s, u"cpuMicrosecondsPerRow"_s, 2},
                      {u"of the first"_s, u"cpuOfFirst"_s, 2}});
    const double rateOfFirst = median(measured.front().rowsPerSecond);
    const double cpuOfFirst = median(measured.front().microsecondsPerRow);
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto [least, most] = std::ranges::minmax(measured[i].rowsPerSecond);
        const double rate = median(measured[i].rowsPerSecond);
        const double cpu = median(measured[i].microsecondsPerRow);
        table.add(ways[i].name, {rate, least, most, rate / rateOfFirst, cpu, cpu / cpuOfFirst});
    }
    return table;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_store postgresql://… [ROWS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const auto rows = static_cast<std::size_t>(arguments.takeNumber(100'000, 20'000));
    const int runs = arguments.takeNumber(5, 3);
    arguments.end();
    BenchReport report(arguments.jsonFile());
    const BenchDatabase database(url);

    const auto compare = [&](const QString &key, const QString &what, std::size_t count,
                             const std::vector<CopyWay> &ways) {
        const QString title =
            u"%1, %2 rows into empty tables, median of %3 runs"_s.arg(what).arg(count).arg(runs);
        report.add(tableOf(key, title, ways, measure(count, runs, ways, database.cpuTime())));
    };
    const std::vector<AggTrade> trades = makeTrades(rows, today());
    const std::vector<DepthUpdate> books = makeDepth5(rows / 2, today());
    compare(u"trades"_s, u"PostgreSQL, aggTrade"_s, trades.size(),
            waysInto(database.url(), url, trades, BatchEvents));
    compare(u"depth5"_s, u"PostgreSQL, depth5@100ms"_s, books.size(),
            waysInto(database.url(), url, books, BatchEvents));
    compare(u"sqliteTrades"_s, u"SQLite, aggTrade"_s, trades.size(),
            sqliteWays(trades, BatchEvents));
    compare(u"sqliteDepth5"_s, u"SQLite, depth5@100ms"_s, books.size(),
            sqliteWays(books, BatchEvents));
    return 0;
}
