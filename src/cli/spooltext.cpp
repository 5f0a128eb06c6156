#include "spooltext.h"

#include "market/time.h"
#include "settings/settingvalues.h"
#include "texttable.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString runOf(const SpoolReport &report, std::int64_t sessionKey)
{
    const auto found = std::ranges::find(report.sessions, sessionKey, &SpoolSession::key);
    if (found == report.sessions.end())
        return u"?"_s;
    const CaptureSession &run = found->session;
    return u"%1 %2"_s.arg(run.host, toSqlText(run.startedAt).left(19));
}

QString waitingTable(const SpoolReport &report)
{
    using Align = TextTable::Align;
    TextTable table({{u"batch"_s, Align::Right},
                     {u"spooled at"_s},
                     {u"run"_s},
                     {u"trades"_s, Align::Right},
                     {u"depth"_s, Align::Right},
                     {u"bytes"_s, Align::Right}});
    for (const SpoolEntry &entry : report.batches) {
        table.addRow({QString::number(entry.id), toSqlText(entry.time).left(19),
                      runOf(report, entry.sessionKey), QString::number(entry.trades),
                      QString::number(entry.depthUpdates), QString::number(entry.bytes)});
    }
    return table.toString();
}

QString deadLetterTable(const SpoolReport &report)
{
    using Align = TextTable::Align;
    TextTable table({{u"letter"_s, Align::Right},
                     {u"set aside at"_s},
                     {u"run"_s},
                     {u"trades"_s, Align::Right},
                     {u"depth"_s, Align::Right},
                     {u"sqlstate"_s},
                     {u"error"_s}});
    for (const SpoolEntry &entry : report.deadLetters) {
        table.addRow({QString::number(entry.id), toSqlText(entry.time).left(19),
                      runOf(report, entry.sessionKey), QString::number(entry.trades),
                      QString::number(entry.depthUpdates),
                      entry.sqlState.isEmpty() ? u"-"_s : entry.sqlState, entry.error});
    }
    return table.toString();
}

QJsonObject toJson(const SpoolEntry &entry, const QString &timeName)
{
    return {{u"id"_s, qint64(entry.id)},
            {u"session"_s, qint64(entry.sessionKey)},
            {timeName, toIsoMicroseconds(entry.time)},
            {u"trades"_s, qint64(entry.trades)},
            {u"depth_updates"_s, qint64(entry.depthUpdates)},
            {u"bytes"_s, qint64(entry.bytes)}};
}

} // namespace

QString spoolText(const SpoolReport &report)
{
    const SpoolTotals &totals = report.totals;
    QString text = u"%1\nwaiting %2 batches · %3 events · %4\n"_s.arg(
        report.filePath, QString::number(totals.batches), QString::number(totals.events),
        SettingValues::byteSizeText(std::uint64_t(totals.bytes)));
    if (!report.batches.empty())
        text += waitingTable(report);
    if (std::size_t(totals.batches) > report.batches.size())
        text += u"and %1 more\n"_s.arg(totals.batches - std::int64_t(report.batches.size()));
    text += u"set aside %1 batches · %2 events · %3\n"_s.arg(
        QString::number(totals.deadLetters), QString::number(totals.deadEvents),
        SettingValues::byteSizeText(std::uint64_t(totals.deadBytes)));
    if (!report.deadLetters.empty())
        text += deadLetterTable(report);
    return text;
}

QJsonObject spoolJson(const SpoolReport &report)
{
    QJsonArray batches;
    for (const SpoolEntry &entry : report.batches)
        batches.append(toJson(entry, u"spooled_at"_s));
    QJsonArray deadLetters;
    for (const SpoolEntry &entry : report.deadLetters) {
        QJsonObject object = toJson(entry, u"set_aside_at"_s);
        object.insert(u"sqlstate"_s, entry.sqlState);
        object.insert(u"error"_s, entry.error);
        deadLetters.append(object);
    }
    const SpoolTotals &totals = report.totals;
    return {{u"file"_s, report.filePath},
            {u"totals"_s, QJsonObject{{u"batches"_s, qint64(totals.batches)},
                                      {u"events"_s, qint64(totals.events)},
                                      {u"bytes"_s, qint64(totals.bytes)},
                                      {u"dead_letters"_s, qint64(totals.deadLetters)},
                                      {u"dead_events"_s, qint64(totals.deadEvents)},
                                      {u"dead_bytes"_s, qint64(totals.deadBytes)}}},
            {u"batches"_s, batches},
            {u"dead_letters"_s, deadLetters}};
}

} // namespace Orderflow
