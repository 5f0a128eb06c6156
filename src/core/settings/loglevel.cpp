#include "settings/loglevel.h"

// Has the comparisons of QStringView in it.
#include <QString>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array Levels{LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error,
                            LogLevel::Critical};

} // namespace

std::optional<LogLevel> parseLogLevel(QStringView text)
{
    for (const LogLevel level : Levels) {
        if (text.compare(toString(level), Qt::CaseInsensitive) == 0)
            return level;
    }
    return std::nullopt;
}

QLatin1StringView toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "DEBUG"_L1;
    case LogLevel::Info:
        return "INFO"_L1;
    case LogLevel::Warning:
        return "WARNING"_L1;
    case LogLevel::Error:
        return "ERROR"_L1;
    case LogLevel::Critical:
        break;
    }
    return "CRITICAL"_L1;
}

LogLevel toLogLevel(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
        return LogLevel::Error;
    case QtFatalMsg:
        break;
    }
    return LogLevel::Critical;
}

} // namespace Orderflow
