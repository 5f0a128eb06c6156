#include "democommand.h"

#include "optionvalues.h"
#include "recordrun.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"
#include "storage/databaseurl.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using SourceResult = tl::expected<std::unique_ptr<MarketSource>, QString>;

SourceResult openSource(const CommandCall &call)
{
    const QStringList files = call.options.positionalArguments();
    if (files.isEmpty())
        return makeSyntheticMarket({.symbols = call.settings.recorder.symbols});
    return openCapture(files, PlayMode::Loop);
}

} // namespace

DemoCommand::DemoCommand()
    : Command(u"demo"_s, u"record a made-up market or a capture, without a network"_s,
              Settings::Recording)
{
    m_argument = {
        u"FILE…"_s,
        u"captures as replay plays them, over and over, with all their symbols; a made-up "
        u"market without one"_s,
        0, 10'000};
    m_options << QCommandLineOption(u"speed"_s, u"times real speed, 1 by default"_s, u"X"_s)
              << RecordRun::options();
}

void DemoCommand::adjust(LoadedSettings *settings) const
{
    for (SettingValue &value : settings->values) {
        // A market that is made up is worth no file of its own.
        if (value.definition->name == "SPOOL_FILE"_L1 &&
            value.source != SettingSource::CommandLine) {
            value.text.clear();
            value.origin = u"demo"_s;
            settings->recorder.spool.filePath.clear();
        }
        if (value.definition->name != "DB_URL"_L1 || value.source == SettingSource::CommandLine)
            continue;
        value.text = u"sqlite:///orderflow-demo.db"_s;
        value.origin = u"demo"_s;
        settings->recorder.databaseUrl = value.text;
        settings->problems.removeIf(
            [](const SettingProblem &problem) { return problem.name == "DB_URL"_L1; });
    }
}

ExitCode DemoCommand::execute(const CommandCall &call)
{
    const auto run = RecordRun::parse(call.options);
    if (!run)
        return call.fail(ExitCode::UsageError, run.error());
    const auto speed =
        OptionValues::number(call.options, u"speed"_s, 0, ReplayOptions::MaxSpeed, 1);
    if (!speed)
        return call.fail(ExitCode::UsageError, speed.error());

    RecorderSettings settings = call.settings.recorder;
    SourceResult source = openSource(call);
    if (!source)
        return call.fail(ExitCode::Failure, source.error());
    const QString market = (*source)->displayName();
    const SymbolShard shard = settings.symbolSelection.shard();
    settings.symbolSelection = {};
    settings.symbolSelection.setShard(shard);
    for (const MarketSymbol &symbol : (*source)->symbols()) {
        [[maybe_unused]] const bool isTerm = settings.symbolSelection.add(symbol.symbol.toString());
        Q_ASSERT(isTerm);
    }
    settings.symbols = settings.symbolSelection.names();
    if (settings.symbols.empty()) {
        return call.fail(ExitCode::BadSetting,
                         u"SHARD=%1 has none of the symbols of %2; divide them among fewer "
                         u"recorders"_s.arg(shard.toString(), market));
    }

    // In this thread, which otherwise only shows the status; the recorder has its own.
    ReplayServer server({.speed = *speed}, std::move(*source));
    if (const auto port = server.listen(0); !port)
        return call.fail(ExitCode::Failure, port.error());
    settings.webSocketBaseUrl = server.webSocketUrl();
    settings.restBaseUrl = server.restUrl();
    settings.tlsCaFile.clear();
    call.context.err << u"demo: recording "_s << market << u", not the exchange, into "_s
                     << DatabaseUrl::maskPassword(settings.databaseUrl) << Qt::endl;
    return run->run(settings, call);
}

} // namespace Orderflow
