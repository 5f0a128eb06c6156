#include "gui/style/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <array>
#include <cmath>
#include <limits>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString withUnit(double value, int decimals, const char *unit)
{
    return QLocale().toString(value, 'f', decimals) + u' ' +
           QCoreApplication::translate("Format", unit);
}

QDateTime utc(UtcMicroseconds time)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
    return QDateTime::fromMSecsSinceEpoch(milliseconds.time_since_epoch().count(),
                                          QTimeZone::utc());
}

} // namespace

QString Format::nothing()
{
    return u"–"_s;
}

QString Format::count(std::int64_t number)
{
    return QLocale().toString(qint64(number));
}

QString Format::rate(double perSecond)
{
    return QLocale().toString(perSecond, 'f', perSecond < 99.95 ? 1 : 0);
}

QString Format::duration(std::chrono::nanoseconds time)
{
    struct Unit
    {
        double seconds;
        const char *name;
    };
    static constexpr std::array Units{
        Unit{0.001, QT_TRANSLATE_NOOP("Format", "ms")}, Unit{1, QT_TRANSLATE_NOOP("Format", "s")},
        Unit{60, QT_TRANSLATE_NOOP("Format", "min")}, Unit{3600, QT_TRANSLATE_NOOP("Format", "h")},
        Unit{86'400, QT_TRANSLATE_NOOP("Format", "d")}};
    /// Up to which of a unit there are, before the next one takes over.
    constexpr std::array<double, 5> Most{1000, 120, 120, 48, std::numeric_limits<double>::max()};
    const double seconds = std::chrono::duration<double>(time).count();
    std::size_t unit = 0;
    while (std::abs(seconds) / Units[unit].seconds >= Most[unit])
        ++unit;
    const double value = seconds / Units[unit].seconds;
    return withUnit(value, unit < 2 && std::abs(value) < 9.95 ? 1 : 0, Units[unit].name);
}

QString Format::bytes(std::int64_t count)
{
    return QLocale().formattedDataSize(count, count < (std::int64_t(1) << 30) ? 0 : 1);
}

QString Format::share(double share)
{
    if (share >= 1)
        return withUnit(100, 0, "%");
    return withUnit(std::floor(share * 10'000) / 100, 2, "%");
}

QString Format::timeOfDay(UtcMicroseconds time)
{
    return utc(time).toString(u"HH:mm:ss"_s);
}

QString Format::dateAndTime(UtcMicroseconds time)
{
    return utc(time).toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString Format::decimal(const std::optional<Decimal> &number)
{
    return number ? number->toString() : nothing();
}

QString Format::shortNumber(double number)
{
    const double size = std::abs(number);
    if (size >= 999'500)
        return QLocale().toString(number / 1e6, 'f', 2) + u" M"_s;
    if (size >= 999.5)
        return QLocale().toString(number / 1e3, 'f', 2) + u" k"_s;
    return QLocale().toString(number, 'g', 3);
}

} // namespace Orderflow
