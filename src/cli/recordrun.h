#pragma once

#include "command.h"
#include "recorder.h"
#include "runoptions.h"

namespace Orderflow {

/// What a run that has ended tells the caller of the program.
ExitCode exitCodeOf(const RecorderError &error, const RecorderStatus &status);

/// How a recorder is run by `record` and by `demo`.
struct RecordRun : RunOptions
{
    bool initDatabase = true;

    /// The command line options that parse() reads.
    static QList<QCommandLineOption> options();

    /// The error is a sentence that names the option.
    static tl::expected<RecordRun, QString> parse(const QCommandLineParser &options);

    /// Records until somebody asks for the end, and says what came of it.
    ExitCode run(const RecorderSettings &settings, const CommandCall &call) const;
};

} // namespace Orderflow
