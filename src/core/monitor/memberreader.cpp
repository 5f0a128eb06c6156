#include "monitor/memberreader.h"

#include <QDateTime>

#include <cmath>

namespace Orderflow {

namespace {

/// In nanoseconds it fits in 64 bits.
constexpr double MaxMilliseconds = 9e12;

} // namespace

MemberReader::MemberReader(const QJsonObject &object, const QString &path, QString &error)
    : m_object(object)
    , m_path(path)
    , m_error(error)
{}

void MemberReader::fail(QLatin1StringView name, const char *what)
{
    if (!hasFailed())
        m_error = QStringLiteral("%1 %2").arg(pathOf(name), QLatin1StringView(what));
}

void MemberReader::read(QLatin1StringView name, QString &to)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || hasFailed())
        return;
    if (!value.isString())
        return fail(name, "is not a text");
    const QString text = value.toString();
    if (text.size() > MaxTextLength)
        return fail(name, "is too long");
    to = text;
}

void MemberReader::read(QLatin1StringView name, std::string &to)
{
    QString text = QString::fromStdString(to);
    read(name, text);
    to = text.toStdString();
}

void MemberReader::read(QLatin1StringView name, bool &to)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || hasFailed())
        return;
    if (!value.isBool())
        return fail(name, "is neither true nor false");
    to = value.toBool();
}

void MemberReader::read(QLatin1StringView name, double &to)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || hasFailed())
        return;
    if (!value.isDouble() || !std::isfinite(value.toDouble()))
        return fail(name, "is not a number");
    to = value.toDouble();
}

std::optional<std::uint64_t> MemberReader::integer(QLatin1StringView name, std::uint64_t most)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || hasFailed())
        return std::nullopt;
    // What is no whole number comes back as the default, whichever that is.
    const qint64 whole = value.toInteger(-1);
    if (!value.isDouble() || whole != value.toInteger(-2)) {
        fail(name, "is not a whole number");
        return std::nullopt;
    }
    if (whole < 0 || std::uint64_t(whole) > most) {
        fail(name, whole < 0 ? "is negative" : "is too large");
        return std::nullopt;
    }
    return std::uint64_t(whole);
}

std::optional<std::chrono::nanoseconds> MemberReader::duration(QLatin1StringView name)
{
    if (!has(name) || hasFailed())
        return std::nullopt;
    double milliseconds = 0;
    read(name, milliseconds);
    if (hasFailed())
        return std::nullopt;
    if (std::abs(milliseconds) > MaxMilliseconds) {
        fail(name, "is too long a time");
        return std::nullopt;
    }
    return std::chrono::nanoseconds(std::llround(milliseconds * 1e6));
}

void MemberReader::read(QLatin1StringView name, UtcMilliseconds &to)
{
    QString text;
    read(name, text);
    if (!has(name) || hasFailed())
        return;
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || !text.endsWith(u'Z'))
        return fail(name, "is not a time in UTC by ISO 8601");
    to = UtcMilliseconds(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

void MemberReader::read(QLatin1StringView name, UtcMicroseconds &to)
{
    UtcMilliseconds time = std::chrono::floor<std::chrono::milliseconds>(to);
    read(name, time);
    if (has(name) && !hasFailed())
        to = time;
}

void MemberReader::read(QLatin1StringView name, Decimal &to)
{
    QString text;
    read(name, text);
    if (!has(name) || hasFailed())
        return;
    const std::optional<Decimal> number = Decimal::parse(text.toStdString());
    if (!number)
        return fail(name, "is not a decimal number as text");
    to = *number;
}

QJsonArray MemberReader::array(QLatin1StringView name, qsizetype most)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || hasFailed())
        return {};
    if (!value.isArray()) {
        fail(name, "is not an array");
        return {};
    }
    const QJsonArray values = value.toArray();
    if (values.size() > most) {
        fail(name, "has too many elements");
        return {};
    }
    return values;
}

} // namespace Orderflow
