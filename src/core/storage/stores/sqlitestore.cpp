#include "storage/stores/sqlitestore.h"

#include "market/checksum.h"

#include <QSqlQuery>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString fromUtf8(const std::string &text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// The number of rows that were new; nothing where query.lastError() tells why.
template <typename Row, typename BindRow>
std::optional<std::int64_t> insertEach(QSqlQuery &query, const std::vector<Row> &rows,
                                       const BindRow &bindRow)
{
    std::int64_t inserted = 0;
    for (const Row &row : rows) {
        bindRow(row);
        if (!query.exec())
            return std::nullopt;
        inserted += query.numRowsAffected();
    }
    return inserted;
}

} // namespace

SqliteStore::SqliteStore(const DatabaseUrl &url, const StoreOptions &options)
    : SqlStore(createConnection(url, SqlAccess::Write), options)
    , m_retention(connection())
{}

StoreResult<UpkeepState> SqliteStore::keepUpTables(UtcMicroseconds now,
                                                   const RetentionLimits &limits)
{
    return m_retention.dropSome(now, limits);
}

StoreResult<std::int64_t> SqliteStore::insertTrades(const std::vector<AggTrade> &trades, InsertWay)
{
    const QString failed = u"cannot write to futures_trades"_s;
    QSqlQuery query(database());
    if (!query.prepare(
            u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, quantity, "
            "quantity_excl_rpi, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
            "source, receive_time, checksum) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT DO NOTHING"_s)) {
        return tl::unexpected(connection().failure(query.lastError(), failed));
    }
    const auto inserted = insertEach(query, trades, [&query](const AggTrade &trade) {
        query.bindValue(0, trade.symbol.toString());
        query.bindValue(1, trade.eventTime ? QVariant(toSqlText(*trade.eventTime)) : QVariant());
        query.bindValue(2, toSqlText(trade.tradeTime));
        query.bindValue(3, trade.price.toString());
        query.bindValue(4, trade.quantity.toString());
        query.bindValue(5, trade.quantityExclRpi ? QVariant(trade.quantityExclRpi->toString())
                                                 : QVariant());
        query.bindValue(6, int(trade.isBuyerMaker));
        query.bindValue(7, qint64(trade.aggTradeId));
        query.bindValue(8, qint64(trade.firstTradeId));
        query.bindValue(9, qint64(trade.lastTradeId));
        query.bindValue(10, QString(toSqlName(trade.source)));
        query.bindValue(11, toSqlText(trade.receiveTime.utc));
        query.bindValue(12, qint64(checksumOf(trade)));
    });
    if (!inserted)
        return tl::unexpected(connection().failure(query.lastError(), failed));
    return *inserted;
}

StoreResult<std::int64_t> SqliteStore::insertDepthUpdates(const std::vector<DepthUpdate> &updates,
                                                          InsertWay)
{
    const QString failed = u"cannot write to futures_orderbook_updates"_s;
    QSqlQuery query(database());
    if (!query.prepare(
            u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
            "transaction_time, first_update_id, final_update_id, prev_final_update_id, bids, asks, "
            "receive_time, checksum) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"_s)) {
        return tl::unexpected(connection().failure(query.lastError(), failed));
    }
    const auto inserted = insertEach(query, updates, [&query](const DepthUpdate &update) {
        query.bindValue(0, update.symbol.toString());
        query.bindValue(1, fromUtf8(update.depthKind));
        query.bindValue(2, toSqlText(update.eventTime));
        query.bindValue(3, toSqlText(update.transactionTime));
        query.bindValue(4, qint64(update.firstUpdateId));
        query.bindValue(5, qint64(update.finalUpdateId));
        query.bindValue(6, qint64(update.prevFinalUpdateId));
        query.bindValue(7, fromUtf8(levelsToJson(update.bids)));
        query.bindValue(8, fromUtf8(levelsToJson(update.asks)));
        query.bindValue(9, toSqlText(update.receiveTime.utc));
        query.bindValue(10, qint64(checksumOf(update)));
    });
    if (!inserted)
        return tl::unexpected(connection().failure(query.lastError(), failed));
    return *inserted;
}

} // namespace Orderflow
