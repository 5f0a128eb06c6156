#include "replaycommand.h"

#include "optionvalues.h"
#include "process/posixsignals.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QEventLoop>
#include <QTimer>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using SourceResult = tl::expected<std::unique_ptr<MarketSource>, QString>;

SourceResult openSource(const QCommandLineParser &options)
{
    if (options.isSet(u"synthetic"_s))
        return makeSyntheticMarket({});
    const PlayMode mode = options.isSet(u"loop"_s) ? PlayMode::Loop : PlayMode::Once;
    return openCapture(options.positionalArguments(), mode);
}

/// What does not fit together, or nothing.
QString contradiction(const QCommandLineParser &options)
{
    const bool isSynthetic = options.isSet(u"synthetic"_s);
    const bool hasFiles = !options.positionalArguments().isEmpty();
    if (isSynthetic && hasFiles)
        return u"--synthetic makes a market up and takes no FILE"_s;
    if (isSynthetic && options.isSet(u"loop"_s))
        return u"--synthetic never ends, so --loop means nothing with it"_s;
    if (!isSynthetic && !hasFiles)
        return u"replay needs FILE…, the captures to play, or --synthetic"_s;
    return {};
}

void printHowToRecord(const ReplayServer &server, const MarketSource &source, QTextStream &out)
{
    QStringList symbols;
    for (const MarketSymbol &symbol : source.symbols())
        symbols << QString::fromStdString(symbol.symbol.toStreamPrefix());
    const QString webSocket = server.webSocketUrl().toString();
    const QString rest = server.restUrl().toString();
    out << u"serving "_s << source.displayName() << u'\n';
    out << u"streams "_s << webSocket << u'\n' << u"rest    "_s << rest << u'\n';
    out << u"record it with\n  "_s << programName()
        << u" record --db-url sqlite:///replay.db \\\n"_s << u"    --binance-ws-futures-base-url "_s
        << webSocket << u" \\\n"_s << u"    --binance-rest-futures-base-url "_s << rest
        << u" \\\n"_s << u"    --symbols-futures "_s << symbols.join(u',') << Qt::endl;
}

/// Serves until somebody asks for the end, and says how far it is.
ExitCode serve(ReplayServer &server, const CommandCall &call)
{
    QTextStream &out = call.context.out;
    const QString lineStart = call.context.outIsTerminal ? u"\r\x1b[K"_s : QString();
    const auto say = [&out, lineStart](const QString &line) {
        out << lineStart << line << Qt::endl;
    };

    QEventLoop loop;
    ExitCode code = ExitCode::Success;
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop,
                         &QEventLoop::quit);
    }
    QObject::connect(&server, &ReplayServer::playbackStarted, &loop, [say] { say(u"playing"_s); });
    QObject::connect(&server, &ReplayServer::playbackFinished, &loop, [say](qint64 frames) {
        say(u"played to the end, %1 frames sent; Ctrl-C ends the server"_s.arg(frames));
    });
    QObject::connect(&server, &ReplayServer::playbackFailed, &loop, [&](const QString &message) {
        code = call.fail(ExitCode::Failure, message);
        loop.quit();
    });

    QTimer progress;
    QObject::connect(&progress, &QTimer::timeout, &loop, [&] {
        out << lineStart
            << u"%1 clients, %2 frames sent"_s.arg(server.clientCount()).arg(server.framesSent())
            << Qt::flush;
    });
    if (call.context.outIsTerminal)
        progress.start(500);
    loop.exec();
    say(u"%1 frames sent"_s.arg(server.framesSent()));
    return code;
}

} // namespace

ReplayCommand::ReplayCommand()
    : Command(u"replay"_s, u"serve captures as the exchange serves its market"_s, Settings::None)
{
    m_argument = {
        u"FILE…"_s,
        u"captures, plain or gzip, played in this order; a line is TIME public|market FRAME "
        u"or TIME rest PATH JSON, with TIME in ns since 1970"_s,
        0, 10'000};
    m_options << QCommandLineOption(u"port"_s, u"port on 127.0.0.1; a free one by default"_s,
                                    u"P"_s)
              << QCommandLineOption(u"speed"_s,
                                    u"times real speed, 1 by default; 0 plays as fast as it is "
                                    u"read"_s,
                                    u"X"_s)
              << QCommandLineOption(u"loop"_s, u"start over at the end"_s)
              << QCommandLineOption(u"synthetic"_s, u"play a made-up market instead of files"_s)
              << QCommandLineOption(u"start-at-once"_s,
                                    u"do not wait for subscriptions before playing"_s);
}

ExitCode ReplayCommand::execute(const CommandCall &call)
{
    if (const QString text = contradiction(call.options); !text.isEmpty())
        return call.fail(ExitCode::UsageError, text);
    const auto speed =
        OptionValues::number(call.options, u"speed"_s, 0, ReplayOptions::MaxSpeed, 1);
    if (!speed)
        return call.fail(ExitCode::UsageError, speed.error());
    const auto wantedPort = OptionValues::port(call.options, u"port"_s);
    if (!wantedPort)
        return call.fail(ExitCode::UsageError, wantedPort.error());

    SourceResult source = openSource(call.options);
    if (!source)
        return call.fail(ExitCode::Failure, source.error());
    const MarketSource &market = **source;
    ReplayServer server({.speed = *speed, .startAtOnce = call.options.isSet(u"start-at-once"_s)},
                        std::move(*source));
    if (const auto port = server.listen(*wantedPort); !port)
        return call.fail(ExitCode::Failure, port.error());
    printHowToRecord(server, market, call.context.out);
    return serve(server, call);
}

} // namespace Orderflow
