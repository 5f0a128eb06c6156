#pragma once

#include "settings/settingdefinitions.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>

namespace Orderflow {

/// A `.env` file that has been read.
struct EnvFile
{
    /// As messages name it.
    QString name;
    QByteArray content;
};

/// Where settings come from; each overrides those above it, and all override the defaults.
struct SettingsSources
{
    std::optional<EnvFile> envFile;
    QProcessEnvironment environment;
    /// By the names of the settings, such as `DB_URL`.
    QMap<QString, QString> commandLine;
};

/// Each overrides those before it.
enum class SettingSource { Default, EnvFile, Environment, CommandLine };

/// What a setting says, and who said it.
struct SettingValue
{
    const SettingDefinition *definition = nullptr;
    QString text;
    SettingSource source = SettingSource::Default;
    /// `default`, `.env line 3`, `environment` or `command line`.
    QString origin;

    /// The text without its password, or stars in the place of a secret.
    QString shownText() const;
};

/// Why the program cannot start with the settings that it was given.
struct SettingProblem
{
    /// The setting, or nothing where a whole source is at fault.
    QString name;
    /// A sentence with the name, the origin, the value without its password and what is allowed.
    QString message;
};

struct CollectedSettings
{
    /// One for each definition, in the order of the definitions.
    QList<SettingValue> values;
    /// Broken lines of the file.
    QList<SettingProblem> problems;
    /// Names in the file or the environment that look like settings and are none.
    QStringList warnings;
};

/// Picks each setting from the last source that has it. `${NAME}` and `${NAME:-otherwise}` in the
/// file stand for values of the environment or, where it has none, of earlier lines.
CollectedSettings collectSettings(const SettingsSources &sources);

/// Reads `.env` in `folder` where there is one, or, where `explicitFile` is not empty, that file,
/// which must exist. The error is a sentence for the user.
tl::expected<std::optional<EnvFile>, QString> readEnvFile(const QString &folder,
                                                          const QString &explicitFile);

} // namespace Orderflow
