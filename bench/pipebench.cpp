// From the exchange's sockets to the commit, on one machine: a sender of frames made ahead, the
// recorder with its default settings and PostgreSQL, each in processes of their own.
//
// First as fast as it goes, beside psql's \copy of as many of the same events into the same tables,
// in turns, with the processor time of each. Then the highest steady rate: the highest at which
// the 99th percentile of what a row needs to be seen (see bench_latency) stays below a second,
// found by halving. A rate that is a tenth above what the machine can do has that second behind it
// after ten, so a trial takes somewhat longer.
//     bench_pipe URL [ROWS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "copyways.h"
#include "madeevents.h"
#include "recordedload.h"

#include <QCoreApplication>
#include <QElapsedTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t BatchEvents = 5000;
constexpr double LongestP99 = 1000;

/// In events a second, and in microseconds of processor an event, which is seconds a million.
struct Run
{
    double rate = 0;
    RecordedLoad::Costs costs;
    double residentBytes = 0;
};

QString nameOf(FrameLoad::Kind kind)
{
    return kind == FrameLoad::Kind::Trades ? u"aggTrade"_s : u"depth5@100ms"_s;
}

Run runAtFullSpeed(BenchDatabase &database, const FrameLoad &load)
{
    // Of no weight in what the database takes.
    constexpr auto SeldomWatched = 10ms;
    RecordedLoad run(database, load, SeldomWatched);
    run.waitForPlaying();
    const RecordedLoad::Costs before = run.costs();
    run.waitUntilSent();
    // What is under way still; counting the rows afterwards is not the recorder's doing.
    waitFor(500ms);
    const double residentBytes = double(run.recorder().mostResidentBytes);
    const RecordedLoad::Costs costs = run.costs() - before;
    const auto events = static_cast<double>(run.finish());
    const std::chrono::duration<double> time = database.lastCommit(run.watch()) - run.playingAt();
    const double toMillion = 1e6 / events;
    return {events / time.count(),
            {costs.recorder * toMillion, costs.sender * toMillion, costs.database * toMillion},
            residentBytes};
}

/// Rows a second.
template <typename Event>
double runCopy(BenchDatabase &database, const std::vector<Event> &events)
{
    const std::vector<CopyWay> ways =
        waysInto(database.url(), database.urlText(), events, BatchEvents);
    const CopyWay &psql = ways.front();
    psql.makeReady();
    database.empty();
    QElapsedTimer timer;
    timer.start();
    psql.run();
    return double(events.size()) * 1e9 / double(timer.nsecsElapsed());
}

double runCopy(BenchDatabase &database, const FrameLoad &load)
{
    return load.kind == FrameLoad::Kind::Trades
               ? runCopy(database, makeTrades(load.events, today()))
               : runCopy(database, makeDepth5(load.events, today()));
}

/// Whether the recorder keeps up.
bool holds(BenchDatabase &database, FrameLoad::Kind kind, int rate, std::chrono::seconds time)
{
    constexpr auto WarmUp = 1s;
    RecordedLoad run(database, {.kind = kind, .rate = rate}, 10ms);
    run.waitForPlaying();
    const auto from = std::chrono::ceil<std::chrono::milliseconds>(run.playingAt() + WarmUp);
    waitFor(WarmUp + time);
    run.finish();
    return quantile(database.ages(run.watch(), from), 0.99) < LongestP99;
}

/// Halves the way between what holds and what does not, from twice `guess` down.
int findSteadyRate(BenchDatabase &database, FrameLoad::Kind kind, double guess, int steps,
                   std::chrono::seconds time)
{
    double low = 0;
    double high = 2 * guess;
    for (int step = 0; step < steps; ++step) {
        const double middle = (low + high) / 2;
        (holds(database, kind, int(middle), time) ? low : high) = middle;
    }
    return int(low);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(QCoreApplication::arguments()))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_pipe postgresql://… [ROWS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const auto rows = static_cast<std::uint64_t>(arguments.takeNumber(500'000, 100'000));
    const int runs = arguments.takeNumber(5, 1);
    const int steps = arguments.isQuick() ? 3 : 6;
    const auto trial = arguments.isQuick() ? 4s : 12s;
    BenchReport report(arguments.jsonFile());

    BenchDatabase database(url);
    BenchTable table(u"pipe"_s, u"From sockets to the commit, median of %1 runs"_s.arg(runs),
                     {{u"psql \\copy, rows/s"_s, u"psqlRowsPerSecond"_s, 0},
                      {u"events/s"_s, u"eventsPerSecond"_s, 0},
                      {u"of psql"_s, u"rateOfPsql"_s, 2},
                      {u"steady events/s"_s, u"steadyEventsPerSecond"_s, 0},
                      {u"s of recorder"_s, u"recorderSecondsPerMillion"_s, 2},
                      {u"of sender"_s, u"senderSecondsPerMillion"_s, 2},
                      {u"of database"_s, u"databaseSecondsPerMillion"_s, 2},
                      {u"MiB"_s, u"mostResidentMiB"_s, 0}});
    for (const auto kind : {FrameLoad::Kind::Trades, FrameLoad::Kind::Depth5}) {
        const FrameLoad load{.kind = kind,
                             .events = kind == FrameLoad::Kind::Trades ? rows : rows / 2};
        std::vector<double> copied;
        std::vector<Run> results;
        std::vector<double> ratios;
        for (int i = 0; i < runs; ++i) {
            copied.push_back(runCopy(database, load));
            results.push_back(runAtFullSpeed(database, load));
            ratios.push_back(results.back().rate / copied.back());
        }
        const auto medianOf = [&results](const auto &figure) {
            std::vector<double> values;
            for (const Run &run : results)
                values.push_back(figure(run));
            return median(std::move(values));
        };
        const double rate = medianOf([](const Run &run) { return run.rate; });
        table.add(nameOf(kind),
                  {median(copied), rate, median(ratios),
                   findSteadyRate(database, kind, rate, steps, trial),
                   medianOf([](const Run &run) { return run.costs.recorder; }),
                   medianOf([](const Run &run) { return run.costs.sender; }),
                   medianOf([](const Run &run) { return run.costs.database; }),
                   medianOf([](const Run &run) { return run.residentBytes / 1024 / 1024; })});
    }
    table.addNote(
        u"seconds of processor a million events; the target of the recorder is below 5"_s);
    table.addNote(u"steady: p99 from a frame's time to its row below 1 s"_s);
    report.add(table);
    return 0;
}
