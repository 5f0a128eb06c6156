#pragma once

#include "manpage.h"
#include "programwords.h"

namespace Orderflow::Pages {

/// The command line program's own page: its commands, options and exit codes.
ManPage program(const Program &program);

/// The page of one command: `orderflow-recorder-cli-record(1)`.
ManPage command(const Program &program, const Command &command);

/// All settings: `orderflow-recorder.env(5)`.
ManPage settings();

/// The dashboard, by what its `--help` says.
ManPage dashboard(const ProgramWords &words);

/// A file of settings with all of them in it, each with what it is for, as a comment.
QByteArray settingsExample();

/// The name of a command's page, without its section.
QString nameOf(const Command &command);

} // namespace Orderflow::Pages
