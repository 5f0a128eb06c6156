#include "statustext.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace Orderflow::StatusText {

using namespace Qt::StringLiterals;

QString count(std::int64_t number)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qlonglong(number));
}

QString rate(double perSecond)
{
    return perSecond < 100 ? QString::number(perSecond, 'f', 1) : count(std::int64_t(perSecond));
}

QString timeOfDay(UtcMicroseconds time)
{
    constexpr qsizetype DateLength = 11;
    return toSqlText(time).sliced(DateLength, 8);
}

QString uptime(std::chrono::nanoseconds time)
{
    using namespace std::chrono;
    const hh_mm_ss parts(floor<seconds>(time) % days(1));
    const QString clock = u"%1:%2:%3"_s.arg(parts.hours().count())
                              .arg(parts.minutes().count(), 2, 10, QLatin1Char('0'))
                              .arg(parts.seconds().count(), 2, 10, QLatin1Char('0'));
    const auto wholeDays = floor<days>(time).count();
    return wholeDays > 0 ? u"%1 d "_s.arg(wholeDays) + clock : clock;
}

QString lag(std::chrono::microseconds lag)
{
    using namespace std::chrono;
    const microseconds size = abs(lag);
    if (size < 100s)
        return QString::number(round<milliseconds>(lag).count());
    if (size < 10h)
        return QString::number(round<seconds>(lag).count()) + u" s"_s;
    if (size < days(10))
        return QString::number(round<hours>(lag).count()) + u" h"_s;
    return QString::number(round<days>(lag).count()) + u" d"_s;
}

QString duration(std::chrono::microseconds time)
{
    using namespace std::chrono;
    if (abs(time) >= 100s)
        return lag(time);
    const double inMilliseconds = std::chrono::duration<double, std::milli>(time).count();
    return QString::number(inMilliseconds, 'f', abs(time) < 100ms ? 1 : 0) + u" ms"_s;
}

QString age(std::chrono::nanoseconds time)
{
    using namespace std::chrono;
    if (time < 1s)
        return QString::number(round<milliseconds>(time).count()) + u" ms"_s;
    if (time < 120s)
        return QString::number(floor<seconds>(time).count()) + u" s"_s;
    if (time < 120min)
        return QString::number(floor<minutes>(time).count()) + u" min"_s;
    if (time < 48h)
        return QString::number(floor<hours>(time).count()) + u" h"_s;
    return QString::number(floor<days>(time).count()) + u" d"_s;
}

QString bytes(std::int64_t count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates)
        .formattedDataSize(count, count < (std::int64_t(1) << 30) ? 0 : 1);
}

QString coverage(double share)
{
    if (share >= 1)
        return u"100 %"_s;
    return QString::number(std::floor(share * 10'000) / 100, 'f', 2) + u" %"_s;
}

QString difference(const Decimal &a, const Decimal &b)
{
    const std::optional<Decimal> difference = a.minus(b);
    return difference ? difference->toString() : u"-"_s;
}

QString bestPrice(const std::vector<PriceLevel> &levels)
{
    return levels.empty() ? u"-"_s : levels.front().price.toString();
}

QString bestQuantity(const std::vector<PriceLevel> &levels)
{
    return levels.empty() ? u"-"_s : levels.front().quantity.toString();
}

QString statusLine(const RecorderStatus &status)
{
    constexpr std::size_t MaxSymbols = 4;
    QStringList parts{verdict(status),
                      u"received %1"_s.arg(status.eventsReceived),
                      u"%1/s"_s.arg(rate(status.eventsPerSecond)),
                      u"written %1"_s.arg(status.eventsWritten),
                      u"waiting %1"_s.arg(status.writer.queue.batches),
                      u"gaps %1"_s.arg(status.gaps),
                      u"lost %1"_s.arg(status.eventsLost)};
    if (!status.shard.isAll())
        parts << u"shard %1"_s.arg(status.shard.toString());
    const SpoolTotals &spool = status.writer.spool.totals;
    if (spool.batches > 0)
        parts.insert(5, u"on disk %1"_s.arg(spool.batches));
    if (spool.deadLetters > 0)
        parts << u"set aside %1"_s.arg(spool.deadEvents);
    for (std::size_t i = 0; i < std::min(status.symbols.size(), MaxSymbols); ++i) {
        const SymbolIntake &intake = status.symbols[i].intake;
        parts << intake.symbol.toString() % u' ' % bestPrice(intake.bids) % u'/' %
                     bestPrice(intake.asks);
    }
    return parts.join(u" · "_s);
}

QString summary(const RecorderStatus &status)
{
    QString text =
        u"received %1 · written %2 · duplicates %3 · lost %4"_s.arg(status.eventsReceived)
            .arg(status.eventsWritten)
            .arg(status.duplicates)
            .arg(status.eventsLost);
    if (status.tradesRepaired > 0)
        text += u" · repaired %1"_s.arg(status.tradesRepaired);
    if (status.writer.rowsOfEarlierRuns > 0)
        text += u" · written for earlier runs %1"_s.arg(status.writer.rowsOfEarlierRuns);
    if (status.writer.eventsSetAside > 0)
        text += u" · set aside %1"_s.arg(status.writer.eventsSetAside);
    if (status.writer.spool.totals.events > 0)
        text += u" · waiting on disk %1"_s.arg(status.writer.spool.totals.events);
    return text;
}

} // namespace Orderflow::StatusText
