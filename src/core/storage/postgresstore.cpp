#include "storage/postgresstore.h"

#include "market/checksum.h"
#include "storage/pgarray.h"

#include <QSqlQuery>
#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;

PostgresStore::PostgresStore(const DatabaseUrl &url)
    : SqlStore(createConnection(url, SqlAccess::Write))
    , m_partitions(connection())
{}

StoreResult<UpkeepState> PostgresStore::keepUp(UtcMicroseconds now, const RetentionLimits &limits)
{
    if (StoreResult<void> isOpen = connection().requireOpen(u"cannot make partitions"_s); !isOpen)
        return tl::unexpected(isOpen.error());
    return m_partitions.keep(now, limits);
}

StoreResult<std::int64_t> PostgresStore::insertTrades(const std::vector<AggTrade> &trades)
{
    PgArray symbols, eventTimes, tradeTimes, prices, quantities, quantitiesExclRpi, buyerMakers,
        aggTradeIds, firstTradeIds, lastTradeIds, sources, receiveTimes, checksums;
    for (const AggTrade &trade : trades) {
        symbols.appendText(trade.symbol.name());
        if (trade.eventTime)
            eventTimes.appendText(toSqlText(*trade.eventTime));
        else
            eventTimes.appendNull();
        tradeTimes.appendText(toSqlText(trade.tradeTime));
        prices.appendNumber(trade.price.toStdString());
        quantities.appendNumber(trade.quantity.toStdString());
        if (trade.quantityExclRpi)
            quantitiesExclRpi.appendNumber(trade.quantityExclRpi->toStdString());
        else
            quantitiesExclRpi.appendNull();
        buyerMakers.appendBool(trade.isBuyerMaker);
        aggTradeIds.appendNumber(trade.aggTradeId);
        firstTradeIds.appendNumber(trade.firstTradeId);
        lastTradeIds.appendNumber(trade.lastTradeId);
        sources.appendText(toSqlName(trade.source));
        receiveTimes.appendText(toSqlText(trade.receiveTime.utc));
        checksums.appendNumber(checksumOf(trade));
    }
    const auto column = [this](const PgArray &array, QLatin1StringView type) -> QString {
        return connection().literal(array.toString()) + u"::"_s + type;
    };
    const QStringList columns{
        column(symbols, "text[]"_L1),           column(eventTimes, "timestamptz[]"_L1),
        column(tradeTimes, "timestamptz[]"_L1), column(prices, "numeric[]"_L1),
        column(quantities, "numeric[]"_L1),     column(quantitiesExclRpi, "numeric[]"_L1),
        column(buyerMakers, "boolean[]"_L1),    column(aggTradeIds, "bigint[]"_L1),
        column(firstTradeIds, "bigint[]"_L1),   column(lastTradeIds, "bigint[]"_L1),
        column(sources, "text[]"_L1),           column(receiveTimes, "timestamptz[]"_L1),
        column(checksums, "bigint[]"_L1)};
    const StoreResult<QSqlQuery> query = connection().execute(
        u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, quantity, "
        "quantity_excl_rpi, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, source, "
        "receive_time, checksum) SELECT * FROM unnest("_s +
            columns.join(u',') + u") ON CONFLICT DO NOTHING"_s,
        u"cannot write to futures_trades"_s);
    if (!query)
        return tl::unexpected(query.error());
    return query->numRowsAffected();
}

StoreResult<std::int64_t> PostgresStore::insertDepthUpdates(const std::vector<DepthUpdate> &updates)
{
    PgArray symbols, depthKinds, eventTimes, transactionTimes, firstUpdateIds, finalUpdateIds,
        prevFinalUpdateIds, bids, asks, receiveTimes, checksums;
    for (const DepthUpdate &update : updates) {
        symbols.appendText(update.symbol.name());
        depthKinds.appendText(update.depthKind);
        eventTimes.appendText(toSqlText(update.eventTime));
        transactionTimes.appendText(toSqlText(update.transactionTime));
        firstUpdateIds.appendNumber(update.firstUpdateId);
        finalUpdateIds.appendNumber(update.finalUpdateId);
        prevFinalUpdateIds.appendNumber(update.prevFinalUpdateId);
        bids.appendText(levelsToJson(update.bids));
        asks.appendText(levelsToJson(update.asks));
        receiveTimes.appendText(toSqlText(update.receiveTime.utc));
        checksums.appendNumber(checksumOf(update));
    }
    const auto column = [this](const PgArray &array, QLatin1StringView type) -> QString {
        return connection().literal(array.toString()) + u"::"_s + type;
    };
    const QStringList columns{column(symbols, "text[]"_L1),
                              column(depthKinds, "text[]"_L1),
                              column(eventTimes, "timestamptz[]"_L1),
                              column(transactionTimes, "timestamptz[]"_L1),
                              column(firstUpdateIds, "bigint[]"_L1),
                              column(finalUpdateIds, "bigint[]"_L1),
                              column(prevFinalUpdateIds, "bigint[]"_L1),
                              column(bids, "jsonb[]"_L1),
                              column(asks, "jsonb[]"_L1),
                              column(receiveTimes, "timestamptz[]"_L1),
                              column(checksums, "bigint[]"_L1)};
    const StoreResult<QSqlQuery> query = connection().execute(
        u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
        "transaction_time, first_update_id, final_update_id, prev_final_update_id, bids, asks, "
        "receive_time, checksum) SELECT * FROM unnest("_s +
            columns.join(u',') + u") ON CONFLICT DO NOTHING"_s,
        u"cannot write to futures_orderbook_updates"_s);
    if (!query)
        return tl::unexpected(query.error());
    return query->numRowsAffected();
}

} // namespace Orderflow
