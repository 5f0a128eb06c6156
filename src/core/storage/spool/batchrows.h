#pragma once

#include "market/symbol.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Orderflow {

/// Values one after the other, as BatchCodec puts them into bytes. BatchRowReader has a function of
/// the same name for each, so that one description of a row serves both ways.
class BatchRowWriter
{
public:
    /// A number that is probably near `before`.
    void number(std::int64_t value, std::int64_t before = 0);
    void flag(bool value);
    void text(const std::string &value);
    void text(const QString &value) { text(value.toStdString()); }
    /// Text that comes often.
    void name(const std::string &value);
    void symbol(const Symbol &value) { name(value.name()); }

    template <typename Time>
    void time(const Time &value, const Time &before = {})
    {
        number(value.time_since_epoch().count(), before.time_since_epoch().count());
    }

    template <typename Span>
    void span(const Span &value, const Span &before = {})
    {
        number(value.count(), before.count());
    }

    /// One of the values that toSqlName() has names for.
    template <typename Value, typename Parse>
    void named(const Value &value, const Parse &)
    {
        name(std::string(toSqlName(value).data(), std::size_t(toSqlName(value).size())));
    }

    template <typename Value, typename Transfer>
    void optional(const std::optional<Value> &value, const Transfer &transfer)
    {
        flag(value.has_value());
        if (value)
            transfer(*value);
    }

    template <typename Value, typename Transfer>
    void list(const std::vector<Value> &values, const Transfer &transfer)
    {
        number(static_cast<std::int64_t>(values.size()));
        for (const Value &value : values)
            transfer(value);
    }

    QByteArray take() { return std::exchange(m_bytes, QByteArray()); }

private:
    void unsignedNumber(std::uint64_t value);

    QByteArray m_bytes;
    std::unordered_map<std::string, std::uint64_t> m_names;
};

/// Reads what a BatchRowWriter wrote. After the first fault all further values are empty.
class BatchRowReader
{
public:
    explicit BatchRowReader(QByteArrayView bytes)
        : m_rest(bytes)
    {}

    void number(std::int64_t &value, std::int64_t before = 0);
    void flag(bool &value);
    void text(std::string &value);
    void text(QString &value);
    void name(std::string &value);
    void symbol(Symbol &value);

    template <typename Time>
    void time(Time &value, const Time &before = {})
    {
        std::int64_t count = 0;
        number(count, before.time_since_epoch().count());
        value = Time(typename Time::duration(count));
    }

    template <typename Span>
    void span(Span &value, const Span &before = {})
    {
        std::int64_t count = 0;
        number(count, before.count());
        value = Span(count);
    }

    template <typename Value, typename Parse>
    void named(Value &value, const Parse &parse)
    {
        std::string text;
        name(text);
        if (const std::optional<Value> known = parse(QString::fromStdString(text)))
            value = *known;
        else
            fail("it has a name that is not known");
    }

    template <typename Value, typename Transfer>
    void optional(std::optional<Value> &value, const Transfer &transfer)
    {
        bool isSet = false;
        flag(isSet);
        if (isSet)
            transfer(value.emplace());
    }

    template <typename Value, typename Transfer>
    void list(std::vector<Value> &values, const Transfer &transfer)
    {
        std::int64_t count = 0;
        number(count);
        // Each takes a byte at least, so that a damaged number costs no memory.
        if (count < 0 || count > m_rest.size())
            fail("it has more rows than bytes");
        for (std::int64_t i = 0; i < count && isGood(); ++i)
            transfer(values.emplace_back());
    }

    void fail(const char *problem);
    bool isGood() const { return m_problem.isEmpty(); }
    bool atEnd() const { return m_rest.isEmpty(); }
    /// What is wrong; empty where nothing is.
    const QString &problem() const { return m_problem; }

private:
    std::uint64_t unsignedNumber();

    QByteArrayView m_rest;
    std::vector<std::string> m_names;
    QString m_problem;
};

} // namespace Orderflow
