#include "settings/settingsources.h"

#include "settings/dotenv.h"
#include "settings/nearname.h"
#include "settings/settingsecrets.h"
#include "storage/databaseurl.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxFileBytes = 1 << 20;

QStringList settingNames()
{
    QStringList names;
    for (const SettingDefinition &definition : settingDefinitions())
        names << definition.name;
    return names;
}

void warnOfNearName(const QString &name, const QString &origin, QStringList *warnings)
{
    if (findSetting(name))
        return;
    if (const std::optional<QString> near = nearestName(name, settingNames())) {
        *warnings << u"%1 (%2) is no setting and is left alone; did you mean %3?"_s.arg(
            name, origin, *near);
    }
}

/// The values of a file's entries as they are read, one after the other.
class FileValues
{
public:
    explicit FileValues(const QProcessEnvironment &environment)
        : m_environment(environment)
    {}

    void add(const DotEnv::Entry &entry) { m_values[entry.name] = expanded(entry.value); }
    QString value(const QString &name) const { return m_values.value(name); }

private:
    QString expanded(const QString &text) const
    {
        static const QRegularExpression variable(u"\\$\\{([^}:]*)(?::-([^}]*))?\\}"_s);
        QString result;
        qsizetype copied = 0;
        for (auto it = variable.globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            result += QStringView(text).mid(copied, match.capturedStart() - copied);
            const QString inFile = m_values.value(match.captured(1), match.captured(2));
            result += m_environment.value(match.captured(1), inFile);
            copied = match.capturedEnd();
        }
        return result + QStringView(text).mid(copied);
    }

    const QProcessEnvironment &m_environment;
    QMap<QString, QString> m_values;
};

void collectFromFile(const EnvFile &file, const QProcessEnvironment &environment,
                     CollectedSettings *result)
{
    const DotEnv parsed = DotEnv::parse(file.content);
    for (const DotEnv::BrokenLine &broken : parsed.brokenLines) {
        const QString message = u"%1 line %2 is broken: %3"_s.arg(
            file.name, QString::number(broken.line), broken.reason);
        result->problems.append({QString(), message});
    }

    FileValues values(environment);
    for (const DotEnv::Entry &entry : parsed.entries) {
        values.add(entry);
        const QString origin = file.name % u" line "_s % QString::number(entry.line);
        warnOfNearName(entry.name, origin, &result->warnings);
        for (SettingValue &value : result->values) {
            if (value.definition->name != entry.name)
                continue;
            value.text = values.value(entry.name);
            value.source = SettingSource::EnvFile;
            value.origin = origin;
        }
    }
}

} // namespace

QString SettingValue::shownText() const
{
    if (definition->isSecret)
        return maskedSecret(text);
    return definition->mayHoldPassword ? DatabaseUrl::maskPassword(text) : text;
}

CollectedSettings collectSettings(const SettingsSources &sources)
{
    CollectedSettings result;
    for (const SettingDefinition &definition : settingDefinitions())
        result.values.append(
            {&definition, definition.defaultValue, SettingSource::Default, u"default"_s});

    if (sources.envFile)
        collectFromFile(*sources.envFile, sources.environment, &result);

    const QString environmentOrigin = u"environment"_s;
    for (const QString &name : sources.environment.keys())
        warnOfNearName(name, environmentOrigin, &result.warnings);
    for (SettingValue &value : result.values) {
        const QString name = value.definition->name;
        if (sources.environment.contains(name)) {
            value.text = sources.environment.value(name);
            value.source = SettingSource::Environment;
            value.origin = environmentOrigin;
        }
        if (sources.commandLine.contains(name)) {
            value.text = sources.commandLine.value(name);
            value.source = SettingSource::CommandLine;
            value.origin = u"command line"_s;
        }
    }
    return result;
}

tl::expected<std::optional<EnvFile>, QString> readEnvFile(const QString &folder,
                                                          const QString &explicitFile)
{
    const bool isExplicit = !explicitFile.isEmpty();
    const QString name = isExplicit ? explicitFile : u".env"_s;
    const QFileInfo info(QDir(folder), name);
    // A folder of that name is a Python environment more often than a mistake.
    if (!isExplicit && (!info.exists() || info.isDir()))
        return std::nullopt;
    if (!info.exists())
        return tl::make_unexpected(u"the settings file %1 does not exist"_s.arg(name));
    if (info.isDir())
        return tl::make_unexpected(u"%1 is a folder, not a file of settings"_s.arg(name));

    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::make_unexpected(
            u"the settings file %1 cannot be read: %2"_s.arg(name, file.errorString()));
    }
    EnvFile result{name, file.read(MaxFileBytes + 1)};
    if (file.error() != QFile::NoError) {
        return tl::make_unexpected(
            u"the settings file %1 cannot be read: %2"_s.arg(name, file.errorString()));
    }
    if (result.content.size() > MaxFileBytes) {
        return tl::make_unexpected(
            u"the settings file %1 is larger than 1 MiB; is it the right one?"_s.arg(name));
    }
    return result;
}

} // namespace Orderflow
