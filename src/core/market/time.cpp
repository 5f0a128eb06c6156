#include "market/time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace Orderflow {

namespace {

/// The number that `length` digits from `from` on spell; -1 where they are no digits.
int digitsAt(QStringView text, qsizetype from, qsizetype length)
{
    int number = 0;
    for (const QChar digit : text.mid(from, length)) {
        if (digit < u'0' || digit > u'9')
            return -1;
        number = number * 10 + digit.unicode() - u'0';
    }
    return number;
}

} // namespace

QString toSqlText(UtcMicroseconds time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);

    std::array<char, 48> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%06d",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return QString::fromLatin1(text.data(), length);
}

QString toIsoMicroseconds(UtcMicroseconds time)
{
    return toSqlText(time).replace(u' ', u'T') + u'Z';
}

QString toIsoMilliseconds(UtcMicroseconds time)
{
    constexpr qsizetype Digits = 3;
    return toSqlText(time).replace(u' ', u'T').chopped(Digits) + u'Z';
}

std::optional<UtcMicroseconds> parseSqlText(QStringView text)
{
    using namespace std::chrono;
    constexpr QStringView Form = u"dddd-dd-dd dd:dd:dd.dddddd";
    constexpr qsizetype WithoutFraction = 19;
    if (text.size() < WithoutFraction || text.size() > Form.size())
        return std::nullopt;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isDigit = text[i] >= u'0' && text[i] <= u'9';
        if (Form[i] == u'd' ? !isDigit : text[i] != Form[i])
            return std::nullopt;
    }
    const year_month_day date(year(digitsAt(text, 0, 4)), month(unsigned(digitsAt(text, 5, 2))),
                              day(unsigned(digitsAt(text, 8, 2))));
    const int hour = digitsAt(text, 11, 2);
    const int minute = digitsAt(text, 14, 2);
    const int second = digitsAt(text, 17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const QStringView fraction = text.mid(std::min(WithoutFraction + 1, text.size()));
    int micros = digitsAt(fraction, 0, fraction.size());
    for (qsizetype i = fraction.size(); i < 6; ++i)
        micros *= 10;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + microseconds(micros);
}

} // namespace Orderflow
