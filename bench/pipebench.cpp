// From the exchange's sockets to the commit, on one machine: a sender of frames made ahead, the
// recorder with its default settings and PostgreSQL, each in processes of their own.
//
// First as fast as it goes, beside psql's \copy of as many of the same events into the same tables,
// in turns, with the processor time of each. Then the highest steady rate: the highest at which
// the 99th percentile of what a row needs to be seen (see bench_latency) stays below a second,
// found by halving. Above what the machine can do, ages grow: where a trial is too short to get to
// a second, its last quarter is older than its second, and it fails for that. A trial that fails is
// repeated once, because the machine may have had something else to do.
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

#include <algorithm>
#include <iterator>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t BatchEvents = 5000;
constexpr double LongestP99 = 1000;
/// In milliseconds, from the second quarter of a trial to its last.
constexpr double MostGrowth = 100;

/// In events a second, and in microseconds of processor an event, which is seconds a million.
struct Run
{
    double rate = 0;
    RecordedLoad::Costs costs;
    double residentBytes = 0;
    double lost = 0;
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
    run.waitUntilWritten();
    const double residentBytes = double(run.recorder().mostResidentBytes);
    const RecordedLoad::Costs costs = run.costs() - before;
    // As fast as the sender goes, a queue may be full before the spool is there to help.
    const RecordedLoad::Outcome outcome = run.stop();
    const std::chrono::duration<double> time = database.lastCommit(run.watch()) - run.playingAt();
    const double toMillion = 1e6 / double(outcome.rows);
    return {double(outcome.rows) / time.count(),
            {costs.recorder * toMillion, costs.sender * toMillion, costs.database * toMillion},
            residentBytes,
            double(outcome.lost)};
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

/// Of events due in that time, in milliseconds.
double medianAge(const std::vector<EventAges> &ages, UtcMilliseconds from, UtcMilliseconds to)
{
    std::vector<EventAges> some;
    std::ranges::copy_if(ages, std::back_inserter(some), [from, to](const EventAges &age) {
        return age.due >= from && age.due < to;
    });
    return quantile(some, 0.5);
}

/// Whether the recorder keeps up.
bool holds(BenchDatabase &database, FrameLoad::Kind kind, int rate, std::chrono::seconds time)
{
    constexpr auto WarmUp = 1s;
    // What the trial before left to be written is not this one's.
    database.checkpoint();
    RecordedLoad run(database, {.kind = kind, .rate = rate}, 10ms);
    run.waitForAllStreams();
    const auto from = std::chrono::ceil<std::chrono::milliseconds>(run.completeAt() + WarmUp);
    waitFor(WarmUp + time);
    run.waitUntilWritten();
    if (!run.stop().isWhole())
        return false;
    const std::vector<EventAges> ages = database.ages(run.watch(), from);
    const std::chrono::milliseconds quarter = std::chrono::milliseconds(time) / 4;
    const double growth = medianAge(ages, from + 3 * quarter, from + 4 * quarter) -
                          medianAge(ages, from + quarter, from + 2 * quarter);
    return quantile(ages, 0.99) < LongestP99 && growth < MostGrowth;
}

/// Halves the way between what holds and what does not, from twice `guess` down.
int findSteadyRate(BenchDatabase &database, FrameLoad::Kind kind, double guess, int steps,
                   std::chrono::seconds time)
{
    double low = 0;
    double high = 2 * guess;
    for (int step = 0; step < steps; ++step) {
        const double middle = (low + high) / 2;
        const bool isHeld =
            holds(database, kind, int(middle), time) || holds(database, kind, int(middle), time);
        (isHeld ? low : high) = middle;
    }
    return int(low);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(argc, argv))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_pipe postgresql://… [ROWS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const auto rows = static_cast<std::uint64_t>(arguments.takeNumber(500'000, 100'000));
    const int runs = arguments.takeNumber(5, 1);
    arguments.end();
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
                      {u"MiB"_s, u"mostResidentMiB"_s, 0},
                      {u"lost"_s, u"eventsLost"_s, 0}});
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
                   medianOf([](const Run &run) { return run.residentBytes / 1024 / 1024; }),
                   medianOf([](const Run &run) { return run.lost; })});
    }
    table.addNote(
        u"seconds of processor a million events; the target of the recorder is below 5"_s);
    table.addNote(u"steady: p99 from a frame's time to its row below 1 s"_s);
    report.add(table);
    return 0;
}
