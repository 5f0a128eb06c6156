#include "storage/tables/partitionplan.h"

#include <QRegularExpression>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using std::chrono::days;
using std::chrono::sys_days;

namespace {

constexpr int DaysAhead = 2;

/// USDT-M futures opened in September of that year.
constexpr sys_days EarliestDay{std::chrono::year(2019) / 1 / 1};

std::optional<UtcMicroseconds> parseBound(QStringView text)
{
    constexpr QStringView Utc = u"+00";
    if (!text.endsWith(Utc))
        return std::nullopt;
    return parseSqlText(text.chopped(Utc.size()));
}

/// The newest two days that have rows; nothing where there are not two.
std::optional<RecordedDays> newestTwo(std::span<const PartitionDay> all)
{
    std::vector<sys_days> recorded;
    for (const PartitionDay &one : all) {
        if (one.hasRows)
            recorded.push_back(one.day);
    }
    if (recorded.size() < 2)
        return std::nullopt;
    return RecordedDays{*(recorded.end() - 1), *(recorded.end() - 2), 0};
}

} // namespace

QString partitionName(const EventTable &table, sys_days day)
{
    return table.name + u'_' + toSqlText(day).left(10).remove(u'-');
}

std::optional<sys_days> parsePartitionName(const EventTable &table, QStringView name)
{
    constexpr qsizetype DigitCount = 8;
    if (name.size() != table.name.size() + 1 + DigitCount || !name.startsWith(table.name) ||
        name[table.name.size()] != u'_')
        return std::nullopt;
    const QStringView digits = name.last(DigitCount);
    const std::optional<UtcMicroseconds> time =
        parseSqlText(u"%1-%2-%3 00:00:00"_s.arg(digits.first(4), digits.mid(4, 2), digits.last(2)));
    if (!time)
        return std::nullopt;
    return std::chrono::floor<days>(*time);
}

std::optional<TimeRange> parsePartitionBounds(const QString &text)
{
    static const QRegularExpression pattern(
        u"^FOR VALUES FROM \\((?:MINVALUE|'([^']+)')\\) TO \\((?:MAXVALUE|'([^']+)')\\)$"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const TimeRange range{parseBound(match.capturedView(1)), parseBound(match.capturedView(2))};
    const bool isRead = (range.from || match.capturedView(1).isEmpty()) &&
                        (range.to || match.capturedView(2).isEmpty());
    return isRead ? std::optional(range) : std::nullopt;
}

std::optional<sys_days> dayOf(const EventTable &table, const Partition &partition)
{
    std::optional<sys_days> day = parsePartitionName(table, partition.name);
    if (partition.isChunk && partition.bounds && partition.bounds->from)
        day = std::chrono::floor<days>(*partition.bounds->from);
    if (!day || !partition.bounds || partition.bounds->from != UtcMicroseconds(*day) ||
        partition.bounds->to != UtcMicroseconds(*day + days(1)))
        return std::nullopt;
    return day;
}

bool isCovered(sys_days day, std::span<const Partition> partitions)
{
    const UtcMicroseconds from(day);
    const UtcMicroseconds to(day + days(1));
    return std::ranges::any_of(partitions, [&](const Partition &partition) {
        const std::optional<TimeRange> &bounds = partition.bounds;
        return bounds && (!bounds->from || *bounds->from < to) &&
               (!bounds->to || *bounds->to > from);
    });
}

sys_days firstPartitionDay()
{
    return EarliestDay;
}

sys_days lastPartitionDay(sys_days today)
{
    return today + days(DaysAhead);
}

bool mayHavePartition(sys_days day, sys_days today)
{
    return day >= firstPartitionDay() && day <= lastPartitionDay(today);
}

std::vector<sys_days> daysToMake(sys_days today, std::span<const Partition> partitions)
{
    std::vector<sys_days> result;
    for (int ahead = 0; ahead <= DaysAhead; ++ahead) {
        const sys_days day = today + days(ahead);
        if (mayHavePartition(day, today) && !isCovered(day, partitions))
            result.push_back(day);
    }
    return result;
}

std::vector<DroppedDay> daysToDrop(sys_days today, std::span<const PartitionDay> all,
                                   std::uint64_t bytes, const RetentionLimits &limits)
{
    std::vector<DroppedDay> result;
    std::optional<RecordedDays> recorded = newestTwo(all);
    if (!recorded)
        return result;
    recorded->bytes = bytes;
    for (const PartitionDay &one : all) {
        const std::optional<DropReason> reason = dropReason(one.day, today, *recorded, limits);
        if (!reason)
            break;
        result.push_back({one.day, *reason});
        recorded->bytes -= std::min(recorded->bytes, one.bytes);
    }
    return result;
}

} // namespace Orderflow
