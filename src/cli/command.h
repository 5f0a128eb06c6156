#pragma once

#include "commandcontext.h"
#include "exitcode.h"
#include "settings/settingsloader.h"

#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QList>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// Arguments of a command that are no options.
struct CommandArgument
{
    /// As the usage line shows it, such as `FILE…`.
    QString syntax;
    QString description;
    int least = 0;
    int most = 0;
};

/// What a command is executed with.
struct CommandCall
{
    const QCommandLineParser &options;
    const LoadedSettings &settings;
    CommandContext &context;

    /// Writes `program: message` to the error stream and returns `code`.
    ExitCode fail(ExitCode code, const QString &message) const;
};

/// One command of the program: data that describes it, and one verb. Parser, help and error
/// messages are made of the data.
class Command
{
public:
    virtual ~Command() = default;

    const QString &name() const { return m_name; }
    const QString &description() const { return m_description; }
    const CommandArgument &argument() const { return m_argument; }
    /// Those of the command alone, without the settings and what all commands have.
    const QList<QCommandLineOption> &options() const { return m_options; }
    /// The settings that it uses; only these are options of it, and only these have to be right.
    const QList<const SettingDefinition *> &settings() const { return m_settings; }
    /// Everything that may follow its name on the command line: its own options, its settings and
    /// what all commands have.
    QList<QCommandLineOption> allOptions() const;
    /// Those that all commands have.
    static QList<QCommandLineOption> commonOptions();

    /// Parses `arguments` (without the command's name), loads the settings and executes, or says
    /// on the error stream what is wrong.
    ExitCode run(const QStringList &arguments, CommandContext &context);

    /// The same for a help text: what the command is, and its settings as they are now.
    QString helpText(const QStringList &arguments, const CommandContext &context) const;

    /// The part of helpText() about the settings.
    QString settingsHelp(const QStringList &arguments, const CommandContext &context) const;

protected:
    enum class Settings {
        /// Only what concerns the log.
        None,
        /// DB_URL as well.
        Database,
        /// DB_URL, and how its tables are laid out.
        Schema,
        /// DB_URL, and where the spool is.
        Spool,
        /// As Schema, and what it takes to ask the exchange.
        Exchange,
        /// What it takes to reach a recorder that runs elsewhere.
        Remote,
        /// All but where the exchange is and how it is trusted.
        Recording,
        All
    };

    /// What becomes of a command where a setting is bad.
    enum class BadSettings {
        /// It says so and is not executed.
        End,
        /// It says so and is executed, because it shows them.
        Shown,
        /// It is executed, and says so itself.
        LeftToCommand
    };

    Command(const QString &name, const QString &description, Settings settings);

    virtual ExitCode execute(const CommandCall &call) = 0;

    /// Where a command has a rule of its own about a setting.
    virtual void adjust(LoadedSettings *) const {}

    CommandArgument m_argument;
    QList<QCommandLineOption> m_options;
    BadSettings m_badSettings = BadSettings::End;

private:
    static bool isUsed(const SettingDefinition &definition, Settings settings);
    QStringList optionNames() const;
    ExitCode checkArguments(const QCommandLineParser &parser, CommandContext &context) const;
    LoadedSettings load(const QCommandLineParser &parser, const CommandContext &context) const;
    bool report(const LoadedSettings &settings, CommandContext &context) const;

    QString m_name;
    QString m_description;
    QList<const SettingDefinition *> m_settings;
};

} // namespace Orderflow
