#pragma once

#include "market/decimal.h"
#include "market/time.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace Orderflow {

/// Reads members of a JSON object that came from outside into the variables that they are for. A
/// member that is not there leaves its variable as it was, one of the wrong kind ends in an error
/// that names it, such as `symbols[3].trades is not a whole number`. Each limit is on the safe side
/// of what could be meant.
class MemberReader
{
public:
    static constexpr qsizetype MaxTextLength = 4096;

    /// `path` names the object in errors; the first error of all readers goes to `error`, which
    /// outlives them.
    MemberReader(const QJsonObject &object, const QString &path, QString &error);

    bool has(QLatin1StringView name) const { return m_object.contains(name); }
    bool hasFailed() const { return !m_error.isEmpty(); }

    void read(QLatin1StringView name, QString &to);
    void read(QLatin1StringView name, std::string &to);
    void read(QLatin1StringView name, bool &to);
    void read(QLatin1StringView name, double &to);
    /// From 0, as counts and ids are.
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) void read(QLatin1StringView name, Integer &to)
    {
        if (const auto whole = integer(name, std::uint64_t(std::numeric_limits<Integer>::max())))
            to = static_cast<Integer>(*whole);
    }
    /// Milliseconds, up to 285 years either way.
    template <typename Rep, typename Period>
    void read(QLatin1StringView name, std::chrono::duration<Rep, Period> &to)
    {
        if (const auto time = duration(name))
            to = std::chrono::round<std::chrono::duration<Rep, Period>>(*time);
    }
    /// ISO 8601, in UTC.
    void read(QLatin1StringView name, UtcMilliseconds &to);
    void read(QLatin1StringView name, UtcMicroseconds &to);
    void read(QLatin1StringView name, Decimal &to);
    template <typename Value>
    void read(QLatin1StringView name, std::optional<Value> &to)
    {
        if (!has(name))
            return;
        Value value{};
        read(name, value);
        if (!hasFailed())
            to = value;
    }
    /// A text that `parse` knows.
    template <typename Value>
    void read(QLatin1StringView name, Value &to, std::optional<Value> (*parse)(QStringView))
    {
        QString text;
        read(name, text);
        if (!has(name) || hasFailed())
            return;
        if (const std::optional<Value> value = parse(text))
            to = *value;
        else
            fail(name, "has a value that is not known");
    }

    /// Calls `readMembers` with a reader of the object.
    template <typename Function>
    void readObject(QLatin1StringView name, Function readMembers)
    {
        const QJsonValue value = m_object.value(name);
        if (value.isUndefined() || hasFailed())
            return;
        if (!value.isObject())
            return fail(name, "is not an object");
        MemberReader reader(value.toObject(), pathOf(name) + u'.', m_error);
        readMembers(reader);
    }

    /// Calls `readMembers` with a reader of each object of an array of at most `most`.
    template <typename Function>
    void readObjects(QLatin1StringView name, qsizetype most, Function readMembers)
    {
        const QJsonArray values = array(name, most);
        for (qsizetype i = 0; i < values.size() && !hasFailed(); ++i) {
            const QString path = QStringLiteral("%1[%2]").arg(pathOf(name)).arg(i);
            if (!values[i].isObject()) {
                m_error = path + QLatin1StringView(" is not an object");
                return;
            }
            MemberReader reader(values[i].toObject(), path + u'.', m_error);
            readMembers(reader);
        }
    }

    /// Empty where it is not there, or is none of at most `most`.
    QJsonArray array(QLatin1StringView name, qsizetype most);

    /// Says what is wrong with a member, unless something was wrong before.
    void fail(QLatin1StringView name, const char *what);

private:
    QString pathOf(QLatin1StringView name) const { return m_path + name; }
    std::optional<std::uint64_t> integer(QLatin1StringView name, std::uint64_t most);
    std::optional<std::chrono::nanoseconds> duration(QLatin1StringView name);

    const QJsonObject m_object;
    const QString m_path;
    QString &m_error;
};

} // namespace Orderflow
