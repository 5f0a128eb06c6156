#include "storage/stores/pgeventtable.h"

#include "market/checksum.h"
#include "market/marketevent.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

const PgEventTable &pgTableOf(const AggTrade &)
{
    static constexpr PgEventTable Table{
        "futures_trades"_L1, "incoming_trades"_L1,
        "symbol, event_time, trade_time, price, quantity, quantity_excl_rpi, is_buyer_maker, "
        "agg_trade_id, first_trade_id, last_trade_id, source, receive_time, checksum"_L1,
        "symbol COLLATE \"C\", agg_trade_id, trade_time, receive_time"_L1};
    return Table;
}

const PgEventTable &pgTableOf(const DepthUpdate &)
{
    static constexpr PgEventTable Table{
        "futures_orderbook_updates"_L1, "incoming_orderbook_updates"_L1,
        "symbol, depth_kind, event_time, transaction_time, first_update_id, final_update_id, "
        "prev_final_update_id, bids, asks, receive_time, checksum"_L1,
        "symbol COLLATE \"C\", depth_kind COLLATE \"C\", final_update_id, transaction_time, "
        "receive_time"_L1};
    return Table;
}

void appendRow(PgBinaryRows &rows, const AggTrade &trade)
{
    constexpr std::int16_t Columns = 13;
    rows.beginRow(Columns);
    rows.appendText(trade.symbol.name());
    if (trade.eventTime)
        rows.appendTime(*trade.eventTime);
    else
        rows.appendNull();
    rows.appendTime(trade.tradeTime);
    rows.appendNumeric(trade.price);
    rows.appendNumeric(trade.quantity);
    if (trade.quantityExclRpi)
        rows.appendNumeric(*trade.quantityExclRpi);
    else
        rows.appendNull();
    rows.appendBool(trade.isBuyerMaker);
    rows.appendNumber(trade.aggTradeId);
    rows.appendNumber(trade.firstTradeId);
    rows.appendNumber(trade.lastTradeId);
    const QLatin1StringView source = toSqlName(trade.source);
    rows.appendText({source.data(), static_cast<std::size_t>(source.size())});
    rows.appendTime(trade.receiveTime.utc);
    rows.appendNumber(checksumOf(trade));
}

void appendRow(PgBinaryRows &rows, const DepthUpdate &update)
{
    constexpr std::int16_t Columns = 11;
    rows.beginRow(Columns);
    rows.appendText(update.symbol.name());
    rows.appendText(update.depthKind);
    rows.appendTime(update.eventTime);
    rows.appendTime(update.transactionTime);
    rows.appendNumber(update.firstUpdateId);
    rows.appendNumber(update.finalUpdateId);
    rows.appendNumber(update.prevFinalUpdateId);
    rows.appendJson(levelsToJson(update.bids));
    rows.appendJson(levelsToJson(update.asks));
    rows.appendTime(update.receiveTime.utc);
    rows.appendNumber(checksumOf(update));
}

QString nameOf(const AggTrade &trade)
{
    return u"%1 %2 of %3"_s.arg(QString::fromStdString(streamTypeOf(trade)),
                                QString::number(trade.aggTradeId), trade.symbol.toString());
}

QString nameOf(const DepthUpdate &update)
{
    return u"%1 %2 of %3"_s.arg(QString::fromStdString(streamTypeOf(update)),
                                QString::number(update.finalUpdateId), update.symbol.toString());
}

} // namespace Orderflow
