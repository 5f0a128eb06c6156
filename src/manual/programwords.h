#pragma once

#include "program.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// An option as shells complete it and as pages show it.
struct OptionWords
{
    /// With their dashes, such as `-h` and `--help`.
    QStringList names = {};
    /// Empty where it takes no value.
    QString valueName = {};
    QString description = {};
    /// The values that it takes, where they are few words.
    QStringList choices = {};

    bool takesFile() const { return valueName == QLatin1StringView("FILE"); }
    /// As a usage line has it: `-h, --help`, `--speed X`.
    QString shown() const;
};

/// A command as shells complete it.
struct CommandWords
{
    QString name = {};
    QString description = {};
    QList<OptionWords> options = {};
    /// Words that may be its argument, such as `retry`.
    QStringList arguments = {};
    /// Whether files may be.
    bool takesFiles = false;
};

/// What may stand on the command line of a program.
struct ProgramWords
{
    QString name = {};
    /// Without commands, it has options alone. The first is the one where none is named.
    QList<CommandWords> commands = {};
    QList<OptionWords> options = {};

    /// The command line program.
    static ProgramWords of(const Program &program);
    /// A program whose `--help` is that of QCommandLineParser, as it prints it. Its settings are
    /// known by their options, and so is what they take.
    static ProgramWords ofHelp(const QString &name, const QString &help);
};

OptionWords optionWords(const QCommandLineOption &option);

} // namespace Orderflow
