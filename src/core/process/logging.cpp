#include "process/logging.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <QRegularExpression>

#include <atomic>

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

/// One line is one message: whatever the exchange or a database put into it.
QString withoutControlCharacters(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            result += u"\\n"_s;
        else if (c.category() == QChar::Other_Control)
            result += u"\\x%1"_s.arg(ushort(c.unicode()), 2, 16, QLatin1Char('0'));
        else
            result += c;
    }
    return result;
}

} // namespace

QString LogLine::toString() const
{
    const auto milliseconds = time.time_since_epoch().count();
    const QString stamp =
        QDateTime::fromMSecsSinceEpoch(milliseconds).toUTC().toString(Qt::ISODateWithMs);
    QString line = stamp % u' ' % QString(Orderflow::toString(level)).leftJustified(5) % u' ';
    if (!category.isEmpty())
        line += category + u": "_s;
    return line + text;
}

Logging::Logging(std::function<void(const QByteArray &)> write, Colour colour)
    : m_write(std::move(write))
    , m_colour(colour)
{
    s_current = this;
    m_previous = qInstallMessageHandler(&Logging::handle);
}

Logging::~Logging()
{
    qInstallMessageHandler(m_previous);
    s_current = nullptr;
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

void Logging::hide(const QString &secret)
{
    if (secret.isEmpty())
        return;
    const std::lock_guard lock(m_mutex);
    m_secrets << secret;
    const QString encoded = QString::fromLatin1(secret.toUtf8().toPercentEncoding());
    if (encoded != secret)
        m_secrets << encoded;
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
    if (level < m_level)
        return;
    const LogLine line{
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()),
        level, category == "default"_L1 ? QString() : category, cleaned(message)};
    if (m_sink) {
        m_sink(line);
        if (m_alsoWrite == AlsoWrite::No)
            return;
    }
    const QByteArray text = line.toString().toUtf8();
    const QByteArray colour = m_colour == Colour::Yes ? colourOf(level) : QByteArray();
    m_write(colour + text + (colour.isEmpty() ? "\n" : "\x1b[0m\n"));
}

QString Logging::cleaned(const QString &message) const
{
    static const QRegularExpression userInfo(u"(://[^\\s:/@]*:)[^\\s/@]+(?=@)"_s);
    QString text = withoutControlCharacters(message).replace(userInfo, u"\\1***"_s);
    for (const QString &secret : m_secrets) {
        // Only as a word of its own: a password such as "postgres" is part of other words.
        const QRegularExpression word(
            u"(?<![\\w])%1(?![\\w])"_s.arg(QRegularExpression::escape(secret)));
        text.replace(word, u"***"_s);
    }
    return text;
}

} // namespace Orderflow
