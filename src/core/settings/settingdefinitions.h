#pragma once

#include <QLatin1StringView>
#include <QString>

#include <span>

namespace Orderflow {

/// What a setting is about, in the order in which they are shown.
enum class SettingGroup { Database, Recording, Exchange, Limits, StatusServer, Alerts, Log };

/// One setting as a user meets it: in the environment, in `.env`, on the command line, in the
/// help and in the README. What its values become is settingsloader's business.
struct SettingDefinition
{
    /// As the environment and `.env` spell it, such as `DB_URL`.
    QLatin1StringView name;
    SettingGroup group;
    QLatin1StringView defaultValue;
    /// One line: what it is for.
    QLatin1StringView help;
    /// What values are taken, with their unit, as the end of a sentence "allowed: …".
    QLatin1StringView allowed;
    /// All values, separated by blanks, where there are only a few; else empty.
    QLatin1StringView choices = {};
    /// Whether an empty value means something; elsewhere it is refused.
    bool mayBeEmpty = false;
    /// Whether it may hold a password, which is then masked wherever it is shown.
    bool mayHoldPassword = false;
    /// Whether all of it is a secret, but for the host of an address.
    bool isSecret = false;

    /// Whether it can be given on the command line, which everybody on the machine can read.
    bool isOption() const { return !isSecret; }
    /// The name of the command line option without its dashes, such as `db-url`.
    QString optionName() const;
};

/// All of them, in the order in which they are shown.
std::span<const SettingDefinition> settingDefinitions();

/// The setting of that exact name, or null.
const SettingDefinition *findSetting(QStringView name);

} // namespace Orderflow
