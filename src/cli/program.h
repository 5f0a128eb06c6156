#pragma once

#include "command.h"

#include <memory>
#include <vector>

namespace Orderflow {

/// The command line program: picks the command and hands the rest to it. The first command is the
/// one that runs where none is named.
class Program
{
public:
    explicit Program(std::vector<std::unique_ptr<Command>> commands);

    /// The program as it is installed.
    static Program make();

    const std::vector<std::unique_ptr<Command>> &commands() const & { return m_commands; }
    void commands() && = delete;

    /// `arguments` without the program's own name.
    ExitCode run(const QStringList &arguments, CommandContext &context) const;

    /// What `--help` prints where no command is named.
    QString helpText(const QStringList &arguments, const CommandContext &context) const;

    /// The options that are understood where no command is named, besides those of the first.
    static QList<QCommandLineOption> ownOptions();

private:
    ExitCode help(const QStringList &arguments, CommandContext &context) const;
    Command *find(const QString &name) const;
    ExitCode unknownCommand(const QString &name, CommandContext &context) const;

    std::vector<std::unique_ptr<Command>> m_commands;
};

} // namespace Orderflow
