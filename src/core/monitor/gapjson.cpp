#include "monitor/gapjson.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

QJsonObject gapJson(const CaptureGap &gap, QString (*timeText)(UtcMicroseconds))
{
    QJsonObject object{{u"stream"_s, QString::fromStdString(gap.stream)},
                       {u"reason"_s, toSqlName(gap.reason)},
                       {u"status"_s, toSqlName(gap.status)},
                       {u"filledRows"_s, qint64(gap.filledRows)},
                       {u"fromTime"_s, timeText(gap.fromTime)},
                       {u"toTime"_s, timeText(gap.toTime)}};
    const auto insert = [&object](const QString &key, const std::optional<std::int64_t> &value) {
        if (value)
            object.insert(key, qint64(*value));
    };
    insert(u"firstMissingId"_s, gap.firstMissingId);
    insert(u"lastMissingId"_s, gap.lastMissingId);
    insert(u"missingEvents"_s, gap.missingEvents);
    if (!gap.symbol.isEmpty())
        object.insert(u"symbol"_s, gap.symbol.toString());
    if (!gap.note.isEmpty())
        object.insert(u"note"_s, gap.note);
    return object;
}

void readGap(MemberReader &reader, CaptureGap &gap)
{
    reader.read("symbol"_L1, gap.symbol, &Symbol::parse);
    reader.read("stream"_L1, gap.stream);
    reader.read("reason"_L1, gap.reason, &parseGapReason);
    reader.read("status"_L1, gap.status, &parseGapStatus);
    reader.read("firstMissingId"_L1, gap.firstMissingId);
    reader.read("lastMissingId"_L1, gap.lastMissingId);
    reader.read("missingEvents"_L1, gap.missingEvents);
    reader.read("filledRows"_L1, gap.filledRows);
    reader.read("fromTime"_L1, gap.fromTime);
    reader.read("toTime"_L1, gap.toTime);
    reader.read("note"_L1, gap.note);
}

} // namespace Orderflow
