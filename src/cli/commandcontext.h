#pragma once

#include "settings/loglevel.h"

#include <QProcessEnvironment>
#include <QString>
#include <QTextStream>

namespace Orderflow {

class Logging;
class StopRequests;

/// What surrounds a command; the real one is made in main(), a test makes its own.
struct CommandContext
{
    QTextStream &out;
    QTextStream &err;
    QProcessEnvironment environment;
    /// Where `.env` is looked for.
    QString folder;
    /// Whether `out` is a terminal that somebody watches.
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    /// Whether that terminal shows more than ASCII, as far as its locale tells.
    bool outIsUtf8 = false;
    /// Tells a command that runs on to stop; null where nothing will.
    StopRequests *stopRequests = nullptr;
    /// Null where messages stay with Qt's own handler.
    Logging *logging = nullptr;
    /// The commit that the program was built from; empty where that is not known.
    QString commit = {};

    /// Tells the user, without secrets: as `program: message` on the error stream, or as a line of
    /// the log where machines read it.
    void say(LogLevel level, const QString &message);

    /// Whether what is printed may be coloured: by a terminal, where NO_COLOR and TERM allow it.
    bool outHasColours() const;
};

/// The name of the program, as its messages begin.
QString programName();

} // namespace Orderflow
