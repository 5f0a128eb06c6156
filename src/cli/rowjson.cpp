#include "rowjson.h"

#include "market/time.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

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
        return toIsoMicroseconds(*value);
}

QJsonArray toJson(const std::vector<PriceLevel> &levels)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(levelsToJson(levels))).array();
}

QJsonObject toJson(const AggTrade &trade)
{
    return {{u"type"_s, u"futures_trades"_s},
            {u"symbol"_s, trade.symbol.toString()},
            {u"event_time"_s, orNull(trade.eventTime)},
            {u"trade_time"_s, toIsoMicroseconds(trade.tradeTime)},
            {u"price"_s, trade.price.toString()},
            {u"quantity"_s, trade.quantity.toString()},
            {u"quantity_excl_rpi"_s, orNull(trade.quantityExclRpi)},
            {u"is_buyer_maker"_s, trade.isBuyerMaker},
            {u"agg_trade_id"_s, qint64(trade.aggTradeId)},
            {u"first_trade_id"_s, qint64(trade.firstTradeId)},
            {u"last_trade_id"_s, qint64(trade.lastTradeId)},
            {u"source"_s, QString(toSqlName(trade.source))},
            {u"receive_time"_s, toIsoMicroseconds(trade.receiveTime.utc)}};
}

QJsonObject toJson(const DepthUpdate &update)
{
    return {{u"type"_s, u"futures_orderbook_updates"_s},
            {u"symbol"_s, update.symbol.toString()},
            {u"depth_kind"_s, QString::fromStdString(update.depthKind)},
            {u"event_time"_s, toIsoMicroseconds(update.eventTime)},
            {u"transaction_time"_s, toIsoMicroseconds(update.transactionTime)},
            {u"first_update_id"_s, qint64(update.firstUpdateId)},
            {u"final_update_id"_s, qint64(update.finalUpdateId)},
            {u"prev_final_update_id"_s, qint64(update.prevFinalUpdateId)},
            {u"bids"_s, toJson(update.bids)},
            {u"asks"_s, toJson(update.asks)},
            {u"receive_time"_s, toIsoMicroseconds(update.receiveTime.utc)}};
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
            {u"attempted_at"_s, toIsoMicroseconds(connection.attemptedAt)},
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
            {u"measured_at"_s, toIsoMicroseconds(sample.measuredAt)},
            {u"offset_us"_s, qint64(sample.offset.count())},
            {u"round_trip_us"_s, qint64(sample.roundTrip.count())}};
}

} // namespace

QJsonObject gapRowJson(const CaptureGap &gap)
{
    return {{u"symbol"_s, gap.symbol.toString()},
            {u"stream"_s, QString::fromStdString(gap.stream)},
            {u"reason"_s, QString(toSqlName(gap.reason))},
            {u"status"_s, QString(toSqlName(gap.status))},
            {u"first_missing_id"_s, orNull(gap.firstMissingId)},
            {u"last_missing_id"_s, orNull(gap.lastMissingId)},
            {u"missing_events"_s, orNull(gap.missingEvents)},
            {u"filled_rows"_s, qint64(gap.filledRows)},
            {u"from_time"_s, toIsoMicroseconds(gap.fromTime)},
            {u"to_time"_s, toIsoMicroseconds(gap.toTime)},
            {u"note"_s, gap.note.isEmpty() ? QJsonValue() : QJsonValue(gap.note)}};
}

std::vector<QJsonObject> rowsAsJson(const EventBatch &batch)
{
    std::vector<QJsonObject> rows;
    for (const AggTrade &row : batch.trades)
        rows.push_back(toJson(row));
    for (const DepthUpdate &row : batch.depthUpdates)
        rows.push_back(toJson(row));
    for (const CaptureGap &row : batch.gaps) {
        QJsonObject object = gapRowJson(row);
        object.insert(u"type"_s, u"capture_gaps"_s);
        rows.push_back(object);
    }
    for (const CaptureConnection &row : batch.connections)
        rows.push_back(toJson(row));
    for (const ClockSample &row : batch.clockSamples)
        rows.push_back(toJson(row));
    return rows;
}

} // namespace Orderflow
