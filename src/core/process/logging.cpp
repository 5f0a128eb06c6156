#include "process/logging.h"

#include "settings/settingsloader.h"

#include <QLoggingCategory>

#include <atomic>
#include <chrono>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// Qt's handler is a plain function, so there has to be one place that it can look at.
std::atomic<Logging *> s_current = nullptr;

QByteArray colourOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "\x1b[2m";
    case LogLevel::Info:
        return {};
    case LogLevel::Warning:
        return "\x1b[33m";
    case LogLevel::Error:
    case LogLevel::Critical:
        break;
    }
    return "\x1b[31m";
}

std::chrono::nanoseconds monotonicNow()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

QString shortened(const QString &text)
{
    if (text.size() <= LogLine::MaxTextSize)
        return text;
    return text.first(LogLine::MaxTextSize) + u"… (%1 characters)"_s.arg(text.size());
}

} // namespace

Logging::Logging(std::function<void(const QByteArray &)> write, LogOutput output)
    : m_output(output)
    , m_write(std::move(write))
{
    s_current = this;
    m_previous = qInstallMessageHandler(&Logging::handle);
}

Logging::~Logging()
{
    qInstallMessageHandler(m_previous);
    s_current = nullptr;
    const std::lock_guard lock(m_mutex);
    put(m_repeated.finish(monotonicNow()));
}

void Logging::apply(const LoadedSettings &settings)
{
    setLevel(settings.logLevel);
    setFormat(settings.logFormat);
    for (const QString &secret : settings.secrets)
        hide(secret);
}

void Logging::setLevel(LogLevel level)
{
    {
        const std::lock_guard lock(m_mutex);
        m_level = level;
    }
    // Spares the program what would be thrown away, whatever the system's own rules say.
    QLoggingCategory::setFilterRules(level == LogLevel::Debug ? u"orderflow.*.debug=true"_s
                                                              : u"orderflow.*.debug=false"_s);
}

void Logging::setFormat(LogFormat format)
{
    const std::lock_guard lock(m_mutex);
    m_format = format;
}

void Logging::hide(const QString &secret)
{
    const std::lock_guard lock(m_mutex);
    m_secrets.add(secret);
}

QString Logging::masked(const QString &text) const
{
    const std::lock_guard lock(m_mutex);
    return m_secrets.masked(text);
}

bool Logging::isForMachines() const
{
    const std::lock_guard lock(m_mutex);
    return m_format == LogFormat::Json || m_output == LogOutput::Journal;
}

void Logging::tick()
{
    const std::lock_guard lock(m_mutex);
    put(m_repeated.summaries(monotonicNow()));
}

void Logging::setSink(Sink sink, AlsoWrite alsoWrite)
{
    const std::lock_guard lock(m_mutex);
    m_sink = std::move(sink);
    m_alsoWrite = alsoWrite;
}

void Logging::handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (Logging *current = s_current)
        current->log(toLogLevel(type), context, message);
}

void Logging::log(LogLevel level, const QMessageLogContext &context, const QString &message)
{
    const QString category = QString::fromUtf8(context.category);
    const std::lock_guard lock(m_mutex);
    if (level >= m_level)
        take(level, category == "default"_L1 ? QString() : category, message);
}

void Logging::say(LogLevel level, const QString &category, const QString &text)
{
    const std::lock_guard lock(m_mutex);
    take(level, category, text);
}

void Logging::take(LogLevel level, const QString &category, const QString &message)
{
    const auto time =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    // Masked first: a secret that is cut is a secret that is not known.
    const LogLine line{time, level, category, shortened(m_secrets.masked(message))};
    const std::chrono::nanoseconds now = monotonicNow();
    put(m_repeated.summaries(now));
    if (m_repeated.take(line, now))
        put(line);
}

void Logging::put(const std::vector<LogLine> &lines)
{
    for (const LogLine &line : lines)
        put(line);
}

void Logging::put(const LogLine &line)
{
    if (m_sink) {
        m_sink(line);
        if (m_alsoWrite == AlsoWrite::No)
            return;
    }
    m_write(written(line));
}

QByteArray Logging::written(const LogLine &line) const
{
    if (m_format == LogFormat::Json) {
        const QByteArray prefix =
            m_output == LogOutput::Journal ? journalPrefix(line.level) : QByteArray();
        return prefix + line.toJson() + '\n';
    }
    switch (m_output) {
    case LogOutput::Plain:
        return line.toString().toUtf8() + '\n';
    case LogOutput::Journal:
        return journalPrefix(line.level) + line.withoutTime().toUtf8() + '\n';
    case LogOutput::Coloured:
        break;
    }
    const QByteArray colour = colourOf(line.level);
    return colour + line.toString().toUtf8() + (colour.isEmpty() ? "\n" : "\x1b[0m\n");
}

} // namespace Orderflow
