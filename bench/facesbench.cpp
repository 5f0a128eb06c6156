// What each way of looking at a recorder costs it: the same load with a line every ten seconds that
// nobody reads, with the terminal's live view, with the dashboard on a screen that nobody sees, and
// with 20 clients of /live that take all they are sent. The processor time is that of the
// recorder's process. In rounds, so that what disturbs the machine meets all alike.
//     bench_faces URL [SECONDS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "recordedload.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QWebSocket>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int Rate = 5'000;
constexpr std::size_t Symbols = 200;
constexpr auto WarmUp = 5s;

struct Way
{
    QString name;
    RecorderRun::Face face = RecorderRun::Face::Lines;
    int clients = 0;
};

struct Cost
{
    /// Processors kept busy.
    double cores = 0;
    double mebibytes = 0;
};

quint16 freePort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(server.errorString()));
    return server.serverPort();
}

/// Takes what it is sent.
std::unique_ptr<QWebSocket> connectLive(quint16 port, int &messages)
{
    auto socket = std::make_unique<QWebSocket>();
    QObject::connect(socket.get(), &QWebSocket::textMessageReceived, socket.get(),
                     [&messages] { ++messages; });
    socket->open(QUrl(u"ws://127.0.0.1:%1/live"_s.arg(port)));
    return socket;
}

Cost measure(BenchDatabase &database, const Way &way, std::chrono::seconds time)
{
    const FrameLoad load{.kind = FrameLoad::Kind::Market, .symbols = Symbols, .rate = Rate};
    const quint16 port = way.clients > 0 ? freePort() : quint16(0);
    RecordedLoad run(database, load, 100ms, way.face, port);
    run.waitForAllStreams();
    int messages = 0;
    std::vector<std::unique_ptr<QWebSocket>> clients;
    for (int i = 0; i < way.clients; ++i)
        clients.push_back(connectLive(port, messages));
    waitFor(WarmUp);
    messages = 0;
    const std::int64_t drawnBefore = run.drawnBytes();
    const ProcFigures before = run.recorder();
    waitFor(time);
    const ProcFigures after = run.recorder();
    if (way.clients > 0 && messages < way.clients)
        qFatal("%d clients got %d messages", way.clients, messages);
    if (way.face == RecorderRun::Face::Terminal && run.drawnBytes() == drawnBefore)
        qFatal("the terminal view draws nothing");
    clients.clear();
    run.finish();
    return {(after.seconds - before.seconds) / double(time.count()),
            double(after.residentBytes) / 1024 / 1024};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (FrameServer::isAsked(argc, argv))
        return FrameServer::serve(QCoreApplication::arguments());
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_faces postgresql://… [SECONDS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const std::chrono::seconds time(arguments.takeNumber(20, 6));
    const int runs = arguments.takeNumber(3, 1);
    arguments.end();
    BenchReport report(arguments.jsonFile());

    BenchDatabase database(url);
    const std::vector<Way> ways{{u"no face"_s},
                                {u"terminal view"_s, RecorderRun::Face::Terminal},
                                {u"dashboard"_s, RecorderRun::Face::Dashboard},
                                {u"20 clients of /live"_s, RecorderRun::Face::Lines, 20}};
    std::vector<std::vector<double>> cores(ways.size());
    std::vector<std::vector<double>> memory(ways.size());
    for (int i = 0; i < runs; ++i) {
        for (std::size_t j = 0; j < ways.size(); ++j) {
            const Cost cost = measure(database, ways[j], time);
            cores[j].push_back(cost.cores);
            memory[j].push_back(cost.mebibytes);
        }
    }
    BenchTable table(
        u"faces"_s,
        u"The recorder with %1 symbols at %L2 events/s for %3 s, median of %4 runs"_s.arg(Symbols)
            .arg(Rate)
            .arg(time.count())
            .arg(runs),
        {{u"% of a core"_s, u"percentOfCore"_s, 1},
         {u"more than none"_s, u"percentOfCoreMore"_s, 1},
         {u"MiB"_s, u"residentMiB"_s, 0}});
    const double none = median(cores.front());
    for (std::size_t j = 0; j < ways.size(); ++j) {
        const double share = median(cores[j]);
        table.add(ways[j].name, {100 * share, 100 * (share - none), median(memory[j])});
    }
    report.add(table);
    return 0;
}
