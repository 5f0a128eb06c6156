#include "recordrun.h"

#include "process/posixsignals.h"
#include "server/statusserver.h"
#include "servicelink.h"

#include <QEventLoop>
#include <QTimer>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds ServedInterval{250};

/// Shows what `recorder` does to whoever asks, until `timer` ends.
void serve(StatusServer &server, Recorder &recorder, QTimer &timer)
{
    server.start();
    server.publish(recorder.status());
    QObject::connect(&timer, &QTimer::timeout, &server, [&server, &recorder] {
        server.publish(recorder.status());
        recorder.watchTrades(server.state().watched);
    });
    timer.start(ServedInterval);
}

/// Runs `recorder` to its end.
void runToEnd(Recorder &recorder, StatusPresenter &presenter, StopRequests &quit,
              const CommandCall &call, const RecordRun &run)
{
    QEventLoop loop;
    bool hasEnded = false;
    const auto end = [&] {
        hasEnded = true;
        loop.quit();
    };
    const auto stop = [&recorder] {
        recorder.stop();
    };
    QObject::connect(&recorder, &Recorder::stopped, &loop, end);
    QObject::connect(&recorder, &Recorder::failed, &loop, end);
    QObject::connect(&quit, &StopRequests::stopRequested, &loop, stop);
    if (call.context.stopRequests)
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop, stop);
    if (run.duration)
        QTimer::singleShot(*run.duration, &loop, stop);

    QTimer refresh;
    QObject::connect(&refresh, &QTimer::timeout, &loop, [&] {
        presenter.show(recorder.status());
        // Nobody reads any more, as in `record --json | head -1`.
        if (call.context.out.status() == QTextStream::WriteFailed)
            recorder.stop();
    });
    refresh.start(presenter.interval());

    recorder.start();
    if (!hasEnded)
        loop.exec();
}

} // namespace

ExitCode exitCodeOf(const RecorderError &error, const RecorderStatus &status)
{
    switch (error.kind) {
    case RecorderError::Kind::Settings:
        return ExitCode::BadSetting;
    case RecorderError::Kind::Database:
        return ExitCode::DatabaseError;
    case RecorderError::Kind::Exchange:
        return ExitCode::ExchangeError;
    case RecorderError::Kind::None:
        break;
    }
    return status.eventsLost > 0 ? ExitCode::DataLost : ExitCode::Success;
}

QList<QCommandLineOption> RecordRun::options()
{
    return RunOptions::options(u"stop in order after so many seconds"_s) << QCommandLineOption(
               u"no-init-db"_s, u"leave the tables as they are; fail where init-db is needed"_s);
}

tl::expected<RecordRun, QString> RecordRun::parse(const QCommandLineParser &options)
{
    const auto run = RunOptions::parse(options);
    if (!run)
        return tl::make_unexpected(run.error());
    return RecordRun{*run, !options.isSet(u"no-init-db"_s)};
}

ExitCode RecordRun::run(const RecorderSettings &settings, const CommandCall &call) const
{
    RecorderOptions recorderOptions;
    recorderOptions.initDatabase = initDatabase;
    const SystemClock clock;
    const auto server = StatusServer::make(call.settings.statusServer, clock);
    if (!server)
        return call.fail(ExitCode::BadSetting, server.error());
    Recorder recorder(settings, recorderOptions);
    QTimer servedTimer;
    if (*server) {
        (*server)->serveLedger(settings.databaseUrl);
        serve(**server, recorder, servedTimer);
    }
    StopRequests quit;
    const auto presenter = makePresenter(presentation, call.context, {quit});
    const ServiceLink service(recorder);
    runToEnd(recorder, *presenter, quit, call, *this);

    const RecorderStatus status = recorder.status();
    presenter->finish(status);
    const RecorderError &error = recorder.error();
    const ExitCode code = exitCodeOf(error, status);
    if (error.kind == RecorderError::Kind::None)
        return code;
    QString message = error.message;
    if (error.kind == RecorderError::Kind::Database && !initDatabase)
        message += u"\n--no-init-db left the tables as they were; init-db brings them up to date"_s;
    return call.fail(code, message);
}

} // namespace Orderflow
