#include "spooltext.h"

#include "isotime.h"
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
            {timeName, isoTime(entry.time)},
            {u"trades"_s, qint64(entry.trades)},
            {u"depth_updates"_s, qint64(entry.depthUpdates)},
            {u"bytes"_s, qint64(entry.bytes)}};
}

template <typename Value>
QJsonValue orNull(const std::optional<Value> &value)
{
    if (!value)
        return {};
    if constexpr (std::is_same_v<Value, std::int64_t>)
        return qint64(*value);
    else if constexpr (std::is_same_v<Value, Decimal>)
        return value->toString();
    else
        return isoTime(*value);
}

QJsonArray toJson(const std::vector<PriceLevel> &levels)
{
    QJsonArray array;
    for (const PriceLevel &level : levels)
        array.append(QJsonArray{level.price.toString(), level.quantity.toString()});
    return array;
}

QJsonObject toJson(const AggTrade &trade)
{
    return {{u"type"_s, u"futures_trades"_s},
            {u"symbol"_s, trade.symbol.toString()},
            {u"event_time"_s, orNull(trade.eventTime)},
            {u"trade_time"_s, isoTime(trade.tradeTime)},
            {u"price"_s, trade.price.toString()},
            {u"quantity"_s, trade.quantity.toString()},
            {u"quantity_excl_rpi"_s, orNull(trade.quantityExclRpi)},
            {u"is_buyer_maker"_s, trade.isBuyerMaker},
            {u"agg_trade_id"_s, qint64(trade.aggTradeId)},
            {u"first_trade_id"_s, qint64(trade.firstTradeId)},
            {u"last_trade_id"_s, qint64(trade.lastTradeId)},
            {u"source"_s, QString(toSqlName(trade.source))},
            {u"receive_time"_s, isoTime(trade.receiveTime.utc)}};
}

QJsonObject toJson(const DepthUpdate &update)
{
    return {{u"type"_s, u"futures_orderbook_updates"_s},
            {u"symbol"_s, update.symbol.toString()},
            {u"depth_kind"_s, QString::fromStdString(update.depthKind)},
            {u"event_time"_s, isoTime(update.eventTime)},
            {u"transaction_time"_s, isoTime(update.transactionTime)},
            {u"first_update_id"_s, qint64(update.firstUpdateId)},
            {u"final_update_id"_s, qint64(update.finalUpdateId)},
            {u"prev_final_update_id"_s, qint64(update.prevFinalUpdateId)},
            {u"bids"_s, toJson(update.bids)},
            {u"asks"_s, toJson(update.asks)},
            {u"receive_time"_s, isoTime(update.receiveTime.utc)}};
}

QJsonObject toJson(const CaptureGap &gap)
{
    return {{u"type"_s, u"capture_gaps"_s},
            {u"symbol"_s, gap.symbol.toString()},
            {u"stream"_s, QString::fromStdString(gap.stream)},
            {u"reason"_s, QString(toSqlName(gap.reason))},
            {u"status"_s, QString(toSqlName(gap.status))},
            {u"first_missing_id"_s, orNull(gap.firstMissingId)},
            {u"last_missing_id"_s, orNull(gap.lastMissingId)},
            {u"missing_events"_s, orNull(gap.missingEvents)},
            {u"filled_rows"_s, qint64(gap.filledRows)},
            {u"from_time"_s, isoTime(gap.fromTime)},
            {u"to_time"_s, isoTime(gap.toTime)},
            {u"note"_s, gap.note.isEmpty() ? QJsonValue() : QJsonValue(gap.note)}};
}

QJsonObject toJson(const CaptureConnection &connection)
{
    return {{u"type"_s, u"capture_connections"_s},
            {u"number"_s, qint64(connection.number)},
            {u"route"_s, connection.route},
            {u"url"_s, connection.url},
            {u"shard"_s, qint64(connection.shard)},
            {u"side"_s, qint64(connection.side)},
            {u"streams"_s, qint64(connection.streams)},
            {u"attempted_at"_s, isoTime(connection.attemptedAt)},
            {u"attempts"_s, qint64(connection.attempts)},
            {u"opened_at"_s, orNull(connection.openedAt)},
            {u"closed_at"_s, orNull(connection.closedAt)},
            {u"end_kind"_s, connection.endKind},
            {u"close_reason"_s, connection.closeReason},
            {u"frames"_s, qint64(connection.frames)},
            {u"bytes"_s, qint64(connection.bytes)}};
}

QJsonObject toJson(const ClockSample &sample)
{
    return {{u"type"_s, u"capture_clock_samples"_s},
            {u"measured_at"_s, isoTime(sample.measuredAt)},
            {u"offset_us"_s, qint64(sample.offset.count())},
            {u"round_trip_us"_s, qint64(sample.roundTrip.count())}};
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

std::vector<QJsonObject> rowsAsJson(const EventBatch &batch)
{
    std::vector<QJsonObject> rows;
    for (const AggTrade &row : batch.trades)
        rows.push_back(toJson(row));
    for (const DepthUpdate &row : batch.depthUpdates)
        rows.push_back(toJson(row));
    for (const CaptureGap &row : batch.gaps)
        rows.push_back(toJson(row));
    for (const CaptureConnection &row : batch.connections)
        rows.push_back(toJson(row));
    for (const ClockSample &row : batch.clockSamples)
        rows.push_back(toJson(row));
    return rows;
}

} // namespace Orderflow
