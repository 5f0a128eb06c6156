#pragma once

#include "statuspresenter.h"

#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QList>

#include <tl/expected.hpp>

#include <chrono>
#include <optional>

namespace Orderflow {

/// How long a command that shows a recorder runs, and how it shows it.
struct RunOptions
{
    /// Stops by itself after that long.
    std::optional<std::chrono::milliseconds> duration;
    Presentation presentation = Presentation::Automatic;

    /// The command line options that parse() reads; `durationHelp` describes --duration.
    static QList<QCommandLineOption> options(const QString &durationHelp);

    /// The error is a sentence that names the option.
    static tl::expected<RunOptions, QString> parse(const QCommandLineParser &options);
};

} // namespace Orderflow
