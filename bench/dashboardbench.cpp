// What the dashboard costs, and whether it ever stands still: many symbols from an exchange in a
// process of its own, the recorder and the window in this one, SQLite as the database.
//     bench_dashboard [SECONDS] [SYMBOLS] [EVENTS A SECOND] [open|restless|hidden]
// `open` has the window as it is, with one symbol's page; `restless` hides, minimises, moves and
// resizes it all the time; `hidden` never shows it. Ends with an error where an event is not in the
// database.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "frameserver.h"
#include "madeevents.h"
#include "watchedapplication.h"

#include "gui/mainwindow.h"
#include "settings/settingsloader.h"
#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"

#include <QEventLoop>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTextStream>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto WarmUp = 20s;

/// Counts how often the window is painted.
class PaintCounter : public QObject
{
public:
    using QObject::QObject;
    int take() { return std::exchange(m_count, 0); }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::UpdateRequest)
            ++m_count;
        return QObject::eventFilter(watched, event);
    }

private:
    int m_count = 0;
};

void wait(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// Does to the window what somebody does who cannot leave it alone.
void disturb(QWidget &window, int step)
{
    switch (step % 6) {
    case 0:
        window.resize(900 + step * 7 % 500, 600 + step * 5 % 300);
        break;
    case 1:
        window.move(step * 11 % 300, step * 3 % 200);
        break;
    case 2:
        window.hide();
        break;
    case 3:
        window.show();
        break;
    case 4:
        window.showMinimized();
        break;
    default:
        window.showNormal();
    }
}

std::int64_t countRows(const DatabaseUrl &url, const QString &table)
{
    const auto connection = createConnection(url, SqlAccess::Read);
    require(connection->open());
    QSqlQuery query =
        require(connection->execute(u"SELECT count(*) FROM "_s + table, u"cannot count"_s));
    return query.next() ? query.value(0).toLongLong() : -1;
}

/// What was received is in the tables, and nothing is missing.
bool isWhole(const RecorderStatus &status, const DatabaseUrl &url)
{
    const std::int64_t rows =
        countRows(url, u"futures_trades"_s) + countRows(url, u"futures_orderbook_updates"_s);
    const std::int64_t gaps = countRows(url, u"capture_gaps"_s);
    QTextStream(stdout) << "received " << status.eventsReceived << ", in the tables " << rows
                        << ", duplicates " << status.duplicates << ", lost " << status.eventsLost
                        << ", gaps " << gaps << Qt::endl;
    return rows == status.eventsReceived - status.duplicates && gaps == 0;
}

BenchTable tableOf(const QString &mode, int symbols, int rate)
{
    return {u"dashboard"_s,
            u"The dashboard (%1) with %2 symbols at %L3 events/s, into SQLite"_s.arg(mode)
                .arg(symbols)
                .arg(rate),
            {{u"% of a core, GUI thread"_s, u"guiPercentOfCore"_s, 1},
             {u"busy ms at most"_s, u"longestBusyMs"_s, 1},
             {u"times over 50"_s, u"blocks"_s, 0},
             {u"late ms at most"_s, u"longestLateMs"_s, 1},
             {u"times over 50"_s, u"lateBeats"_s, 0},
             {u"paints/s"_s, u"paintsPerSecond"_s, 1},
             {u"events/s"_s, u"eventsPerSecond"_s, 0},
             {u"MiB"_s, u"residentMiB"_s, 0},
             {u"lost"_s, u"eventsLost"_s, 0}}};
}

void add(BenchTable &table, int row, const WatchedApplication::Report &report, int paints,
         const RecorderStatus &status)
{
    table.add(u"minute %1 (%2)"_s.arg(row).arg(report.busiest),
              {report.cpuShare() * 100, milliseconds(report.longestBusy), report.blocks,
               milliseconds(report.longestLate), report.lateBeats,
               double(paints) / (milliseconds(report.time) / 1000),
               status.eventsPerSecondLastMinute, double(status.process.residentBytes) / 1024 / 1024,
               double(status.eventsLost)});
}

/// The defaults, with nothing outside of the folder.
OwnRecorderSettings settingsIn(const QTemporaryDir &folder)
{
    OwnRecorderSettings settings{loadSettings({}).recorder, {}};
    settings.statusServer.listen.reset();
    settings.recorder.databaseUrl = u"sqlite:///"_s + folder.filePath(u"bench.db"_s);
    settings.recorder.spool.filePath = folder.filePath(u"spool.db"_s);
    return settings;
}

void stop(OwnRecorder &recorder)
{
    QEventLoop loop;
    QObject::connect(&recorder, &OwnRecorder::runningChanged, &loop, &QEventLoop::quit);
    recorder.stop();
    loop.exec();
}

} // namespace

int main(int argc, char *argv[])
{
    if (FrameServer::isAsked(argc, argv)) {
        const QCoreApplication application(argc, argv);
        return FrameServer::serve(QCoreApplication::arguments());
    }
    WatchedApplication application(argc, argv);
    BenchArguments arguments(
        QCoreApplication::arguments(),
        u"bench_dashboard [SECONDS] [SYMBOLS] [EVENTS A SECOND] [open|restless|hidden]"_s);
    const int seconds = arguments.takeNumber(60, 10);
    const int symbolCount = arguments.takeNumber(800);
    const int rate = arguments.takeNumber(10'000);
    const QString mode = arguments.takeOneOf({u"open"_s, u"restless"_s, u"hidden"_s});
    arguments.end();
    BenchReport report(arguments.jsonFile());

    const QTemporaryDir folder;
    FrameServer exchange(
        {.kind = FrameLoad::Kind::Market, .symbols = std::size_t(symbolCount), .rate = rate});
    OwnRecorderSettings settings = settingsIn(folder);
    settings.recorder.webSocketBaseUrl = exchange.url();
    settings.recorder.symbols = makeSymbols(std::size_t(symbolCount));
    RecorderOptions options;
    options.askExchange = false;
    OwnRecorder recorder(settings, options);
    MainWindow window(recorder, std::make_unique<QSettings>(folder.filePath(u"window.ini"_s),
                                                            QSettings::IniFormat));
    PaintCounter paints;
    window.installEventFilter(&paints);
    if (mode != "hidden"_L1) {
        window.resize(1600, 900);
        window.show();
        window.openSymbol(settings.recorder.symbols[0]);
    }
    recorder.start();
    wait(WarmUp);

    static_cast<void>(application.take());
    paints.take();
    QTimer disturbance;
    int step = 0;
    QObject::connect(&disturbance, &QTimer::timeout, &window, [&] { disturb(window, step++); });
    if (mode == "restless"_L1)
        disturbance.start(250ms);
    constexpr int ReportSeconds = 60;
    BenchTable table = tableOf(mode, symbolCount, rate);
    int row = 0;
    for (int left = seconds; left > 0; left -= ReportSeconds) {
        wait(std::chrono::seconds(std::min(left, ReportSeconds)));
        add(table, ++row, application.take(), paints.take(), recorder.shown().status);
    }
    disturbance.stop();
    report.add(table);

    stop(recorder);
    return isWhole(recorder.shown().status, *DatabaseUrl::parse(settings.recorder.databaseUrl)) ? 0
                                                                                                : 1;
}
