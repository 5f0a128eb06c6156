#pragma once

#include "recordersettings.h"
#include "settings/logformat.h"
#include "settings/loglevel.h"
#include "settings/settingsources.h"
#include "statusserversettings.h"

#include <QList>
#include <QStringList>

namespace Orderflow {

/// The settings as a program uses them, with what there is to say about them.
struct LoadedSettings
{
    /// What holds where `problems` is empty; a setting with a problem has its default here.
    RecorderSettings recorder;
    LogLevel logLevel = LogLevel::Info;
    LogFormat logFormat = LogFormat::Text;
    StatusServerSettings statusServer;
    /// All settings with their texts and origins, in the order of the definitions, for display.
    QList<SettingValue> values;
    /// Everything that is wrong, not only the first.
    QList<SettingProblem> problems;
    /// What must not be shown anywhere: passwords and the like, of settings that are wrong and of
    /// the environment too.
    QStringList secrets;
    /// What works and was probably not meant.
    QStringList warnings;
};

/// Collects the settings and checks every one of them. Pure: it reads nothing but `sources`.
LoadedSettings loadSettings(const SettingsSources &sources);

} // namespace Orderflow
