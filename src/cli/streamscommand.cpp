#include "streamscommand.h"

#include "binance/connection/connectionplan.h"
#include "binance/controlframes.h"
#include "binance/rest/restclient.h"
#include "process/posixsignals.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const StreamName &stream)
{
    return QString::fromStdString(stream.toString());
}

QString toTable(const std::vector<ConnectionPlan> &plans, int sides)
{
    QString table;
    std::size_t streams = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const ConnectionPlan &plan = plans[i];
        table += u"connection %1: %2, %3 streams, %4 SUBSCRIBE requests\n"_s.arg(
            QString::number(i + 1), plan.url.toDisplayString(),
            QString::number(plan.streams.size()),
            QString::number(requestCount(plan.streams.size())));
        for (const StreamName &stream : plan.streams)
            table += u"  "_s + nameOf(stream) + u'\n';
        streams += plan.streams.size();
    }
    table += u"streams: %1, connections: %2"_s.arg(streams).arg(plans.size());
    if (sides > 1)
        table += u", each made %1 times"_s.arg(sides);
    return table + u'\n';
}

QByteArray toJson(const std::vector<ConnectionPlan> &plans)
{
    QJsonArray list;
    for (const ConnectionPlan &plan : plans) {
        QJsonArray streams;
        for (const StreamName &stream : plan.streams)
            streams.append(nameOf(stream));
        list.append(QJsonObject{{u"route"_s, QString(routeName(plan.route))},
                                {u"url"_s, plan.url.toDisplayString()},
                                {u"streams"_s, streams}});
    }
    return QJsonDocument(list).toJson(QJsonDocument::Indented);
}

/// What the exchange lists, or why it cannot be had; nothing where somebody wants to stop first.
std::optional<RestClient::ExchangeInfoResult> fetchExchangeInfo(const CommandCall &call,
                                                                const NetworkAccess &access)
{
    RestClientOptions options;
    options.baseUrl = call.settings.recorder.restBaseUrl;
    options.network = access;
    // Somebody waits for it.
    options.maxAttempts = 2;
    const SystemClock clock;
    RestClient client(options, clock);
    QEventLoop loop;
    std::optional<RestClient::ExchangeInfoResult> listed;
    client.fetchExchangeInfo(
        &loop,
        [&](const RestClient::ExchangeInfoResult &result) {
            listed = result;
            loop.quit();
        },
        std::chrono::milliseconds::zero());
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop,
                         &QEventLoop::quit);
    }
    loop.exec();
    return listed;
}

/// Fills in the symbols that depend on what the exchange lists.
ExitCode resolveSymbols(const CommandCall &call, RecorderSettings *settings)
{
    const auto access = settings->networkAccess();
    if (!access)
        return call.fail(ExitCode::BadSetting, access.error());
    const auto listed = fetchExchangeInfo(call, *access);
    if (!listed)
        return call.fail(ExitCode::Failure, u"stopped before the exchange had answered"_s);
    if (!*listed)
        return call.fail(ExitCode::ExchangeError, listed->error().message);
    settings->symbols = settings->symbolSelection.resolve((*listed)->contracts);
    if (settings->symbols.empty()) {
        return call.fail(ExitCode::ExchangeError,
                         u"SYMBOLS_FUTURES: none of the %1 contracts that the exchange lists is "
                         u"selected by %2"_s.arg(QString::number((*listed)->contracts.size()),
                                                 settings->symbolSelection.describe()));
    }
    return ExitCode::Success;
}

} // namespace

StreamsCommand::StreamsCommand()
    : Command(u"streams"_s, u"show which connection carries which streams"_s, Settings::All)
{
    m_options << QCommandLineOption(u"json"_s, u"print JSON instead of text"_s);
}

ExitCode StreamsCommand::execute(const CommandCall &call)
{
    RecorderSettings settings = call.settings.recorder;
    if (settings.symbolSelection.isDynamic()) {
        if (const ExitCode code = resolveSymbols(call, &settings); code != ExitCode::Success)
            return code;
    }
    const std::vector<ConnectionPlan> plans = planConnections(
        settings.streamNames(), settings.webSocketBaseUrl, settings.streamsPerConnection);
    if (call.options.isSet(u"json"_s))
        call.context.out << QString::fromUtf8(toJson(plans));
    else
        call.context.out << toTable(plans, settings.feedRedundancy);
    call.context.out.flush();
    return ExitCode::Success;
}

} // namespace Orderflow
