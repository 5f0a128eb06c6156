#pragma once

#include <QList>
#include <QString>

namespace Orderflow {

/// A command line that a page shows, and what it is good for.
struct CommandExample
{
    QString command;
    /// What follows the program's and the command's name.
    QString arguments;
    QString meaning;
};

/// In the order in which the pages show them; each command has one at least.
const QList<CommandExample> &commandExamples();

} // namespace Orderflow
