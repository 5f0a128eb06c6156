#include "runoptions.h"

#include "optionvalues.h"

#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

QList<QCommandLineOption> RunOptions::options(const QString &durationHelp)
{
    return {
        QCommandLineOption(u"duration"_s, durationHelp, u"S"_s),
        QCommandLineOption(u"json"_s, u"print a JSON object every second, and one at the end"_s),
        QCommandLineOption(u"plain"_s, u"print a line every 10 s, on a terminal too"_s),
    };
}

tl::expected<RunOptions, QString> RunOptions::parse(const QCommandLineParser &options)
{
    constexpr double MaxDurationSeconds = 365 * 86400;
    RunOptions run;
    const auto seconds = OptionValues::number(options, u"duration"_s, 0.1, MaxDurationSeconds, 0);
    if (!seconds)
        return tl::make_unexpected(seconds.error());
    if (*seconds > 0)
        run.duration = std::chrono::milliseconds(std::llround(*seconds * 1000));
    const bool isJson = options.isSet(u"json"_s);
    const bool isPlain = options.isSet(u"plain"_s);
    if (isJson && isPlain)
        return tl::make_unexpected(u"--json and --plain exclude each other"_s);
    if (isJson)
        run.presentation = Presentation::Json;
    else if (isPlain)
        run.presentation = Presentation::Lines;
    return run;
}

} // namespace Orderflow
