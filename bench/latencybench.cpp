// How long it takes from an event's place in the sender's pace until another connection to the
// database can read its row, at steady rates.
//
// Both ends are on the clock of one machine. The beginning is when the frame was due, not when it
// was sent: a sender that is held up, as by a receiver that does not read, would make what waits
// look young. It is the event time in the row, in whole milliseconds, so an age is up to 1 ms too
// long. The end is what a watching connection sees, and not pg_xact_commit_timestamp(): that is
// taken before the commit waits for the disk, and so before anybody can see the row. The watch asks
// once in two milliseconds, and is that late at the most, plus a round trip.
//     bench_latency URL [SECONDS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "recordedload.h"

#include <QCoreApplication>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto WatchInterval = 2ms;
/// First pages of the tables.
constexpr auto WarmUp = 3s;
/// Of a busy contract: ten books and some trades.
constexpr int EventsPerSymbol = 25;

struct Ages
{
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;
    double most = 0;
};

Ages measure(BenchDatabase &database, int rate, std::chrono::seconds time)
{
    const FrameLoad load{.kind = FrameLoad::Kind::Market,
                         .symbols = std::size_t(std::max(rate / EventsPerSymbol, 2)),
                         .rate = rate};
    RecordedLoad run(database, load, WatchInterval);
    run.waitForAllStreams();
    const auto from = std::chrono::ceil<std::chrono::milliseconds>(run.completeAt() + WarmUp);
    waitFor(WarmUp + time);
    run.finish();
    const std::vector<EventAges> ages = database.ages(run.watch(), from);
    return {quantile(ages, 0.5), quantile(ages, 0.99), quantile(ages, 0.999), quantile(ages, 1)};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(argc, argv))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_latency postgresql://… [SECONDS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const std::chrono::seconds time(arguments.takeNumber(20, 8));
    const int runs = arguments.takeNumber(3, 1);
    arguments.end();
    BenchReport report(arguments.jsonFile());

    BenchDatabase database(url);
    BenchTable table(
        u"latency"_s,
        u"From a frame's time to its row, seen by another connection, %1 s, median of %2 runs"_s
            .arg(time.count())
            .arg(runs),
        {{u"p50 ms"_s, u"p50Ms"_s, 1},
         {u"p99 ms"_s, u"p99Ms"_s, 1},
         {u"p99.9 ms"_s, u"p999Ms"_s, 1},
         {u"longest ms"_s, u"longestMs"_s, 1}});
    for (const int rate : {100, 2'000, 20'000}) {
        std::vector<double> p50;
        std::vector<double> p99;
        std::vector<double> p999;
        std::vector<double> most;
        for (int i = 0; i < runs; ++i) {
            const Ages ages = measure(database, rate, time);
            p50.push_back(ages.p50);
            p99.push_back(ages.p99);
            p999.push_back(ages.p999);
            most.push_back(ages.most);
        }
        table.add(u"%L1 events/s"_s.arg(rate),
                  {median(p50), median(p99), median(p999), median(most)});
    }
    report.add(table);
    return 0;
}
