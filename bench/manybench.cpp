// Many symbols for long: 800 of them with two streams each, 20,000 events a second, four books to a
// trade. Nothing may be lost, and the memory of the recorder has to stay where it is. Says as well
// how long it took from the start of the program until another connection could read the first
// row: the sender sends from the first subscription on, as the exchange does.
//     bench_many URL [MINUTES] [SYMBOLS] [EVENTS A SECOND]
// The URL names an empty database, or one made for this: its events are removed.
#include "bencharguments.h"
#include "benchreport.h"
#include "recordedload.h"

#include <QCoreApplication>
#include <QElapsedTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The tapes and histograms of all streams are there.
constexpr auto WarmUp = 15s;

double mebibytes(std::int64_t bytes)
{
    return double(bytes) / 1024 / 1024;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(argc, argv))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_many postgresql://… [MINUTES] [SYMBOLS] [EVENTS A SECOND]"_s);
    const QString url = arguments.takePostgresUrl();
    const std::chrono::minutes time(arguments.takeNumber(10, 1));
    const FrameLoad load{.kind = FrameLoad::Kind::Market,
                         .symbols = std::size_t(arguments.takeNumber(800)),
                         .rate = arguments.takeNumber(20'000)};
    arguments.end();
    BenchReport report(arguments.jsonFile());

    BenchDatabase database(url);
    RecordedLoad run(database, load, 5ms);
    run.waitForAllStreams();
    waitFor(WarmUp);
    const ProcFigures atStart = run.recorder();
    waitFor(time - WarmUp);
    const ProcFigures atEnd = run.recorder();
    const std::int64_t events = run.finish();
    const std::vector<EventAges> ages = database.ages(
        run.watch(), std::chrono::ceil<std::chrono::milliseconds>(run.completeAt() + WarmUp));
    const std::chrono::duration<double> firstRow =
        database.firstCommit(run.watch()) - run.startedAt();

    BenchTable table(u"many"_s,
                     u"%1 symbols × 2 streams at %L2 events/s for %3 min"_s.arg(load.symbols)
                         .arg(load.rate)
                         .arg(time.count()),
                     {{u"events, all of them in the tables"_s, u"events"_s, 0},
                      {u"MiB after 15 s"_s, u"residentMiBAtStart"_s, 1},
                      {u"at the end"_s, u"residentMiBAtEnd"_s, 1},
                      {u"most"_s, u"mostResidentMiB"_s, 1},
                      {u"s to the first row"_s, u"secondsToFirstRow"_s, 2},
                      {u"% of a core"_s, u"percentOfCore"_s, 1},
                      {u"p99 ms"_s, u"p99Ms"_s, 1}});
    const double seconds = std::chrono::duration<double>(time - WarmUp).count();
    table.add(u"recorder"_s,
              {double(events), mebibytes(atStart.residentBytes), mebibytes(atEnd.residentBytes),
               mebibytes(atEnd.mostResidentBytes), firstRow.count(),
               100 * (atEnd.seconds - atStart.seconds) / seconds, quantile(ages, 0.99)});
    table.addNote(
        u"targets: nothing lost, memory flat and below 200 MB, the first row within 2 s"_s);
    report.add(table);
    return 0;
}
