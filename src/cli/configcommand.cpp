#include "configcommand.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QByteArray toJson(const QList<SettingValue> &values)
{
    QJsonArray list;
    for (const SettingValue &value : values) {
        list.append(QJsonObject{{u"name"_s, QString(value.definition->name)},
                                {u"value"_s, value.shownText()},
                                {u"origin"_s, value.origin}});
    }
    return QJsonDocument(list).toJson(QJsonDocument::Indented);
}

QString toTable(const QList<SettingValue> &values)
{
    QList<QStringList> rows{{u"NAME"_s, u"VALUE"_s, u"ORIGIN"_s}};
    for (const SettingValue &value : values)
        rows.append({value.definition->name, value.shownText(), value.origin});

    qsizetype nameWidth = 0;
    qsizetype valueWidth = 0;
    for (const QStringList &row : rows) {
        nameWidth = std::max(nameWidth, row[0].size());
        valueWidth = std::max(valueWidth, row[1].size());
    }
    QString table;
    for (const QStringList &row : rows) {
        table += row[0].leftJustified(nameWidth) % u"  "_s % row[1].leftJustified(valueWidth) %
                 u"  "_s % row[2] % u'\n';
    }
    return table;
}

} // namespace

ConfigCommand::ConfigCommand()
    : Command(u"config"_s, u"show every setting, its value and where that comes from"_s,
              Settings::All)
{
    m_options << QCommandLineOption(u"json"_s, u"print JSON instead of a table"_s);
    m_badSettings = BadSettings::Shown;
}

ExitCode ConfigCommand::execute(const CommandCall &call)
{
    if (call.options.isSet(u"json"_s))
        call.context.out << QString::fromUtf8(toJson(call.settings.values));
    else
        call.context.out << toTable(call.settings.values);
    call.context.out.flush();
    return ExitCode::Success;
}

} // namespace Orderflow
