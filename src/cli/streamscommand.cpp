#include "streamscommand.h"

#include "binance/connection/connectionplan.h"
#include "binance/controlframes.h"

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

QString toTable(const std::vector<ConnectionPlan> &plans)
{
    QString table;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const ConnectionPlan &plan = plans[i];
        table += u"connection %1: %2, %3 streams, %4 SUBSCRIBE requests\n"_s.arg(
            QString::number(i + 1), plan.url.toDisplayString(),
            QString::number(plan.streams.size()),
            QString::number(requestCount(plan.streams.size())));
        for (const StreamName &stream : plan.streams)
            table += u"  "_s + nameOf(stream) + u'\n';
    }
    return table;
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

} // namespace

StreamsCommand::StreamsCommand()
    : Command(u"streams"_s, u"show which connection carries which streams"_s, Settings::All)
{
    m_options << QCommandLineOption(u"json"_s, u"print JSON instead of text"_s);
}

ExitCode StreamsCommand::execute(const CommandCall &call)
{
    const RecorderSettings &settings = call.settings.recorder;
    const std::vector<ConnectionPlan> plans = planConnections(
        settings.streamNames(), settings.webSocketBaseUrl, settings.streamsPerConnection);
    if (call.options.isSet(u"json"_s))
        call.context.out << QString::fromUtf8(toJson(plans));
    else
        call.context.out << toTable(plans);
    call.context.out.flush();
    return ExitCode::Success;
}

} // namespace Orderflow
