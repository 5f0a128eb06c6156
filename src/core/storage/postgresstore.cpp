#include "storage/postgresstore.h"

#include "storage/pgarray.h"

#include <QStringList>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// As libpq reads a value of a connection string.
QString connectValue(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' + value + u'\'';
}

QString connectOptions(const DatabaseUrl &url)
{
    QStringList options;
    for (const auto &[name, value] : url.options())
        options.append(name + u'=' + connectValue(value));
    const auto offerDefault = [&options, &url](const QString &name, const QString &value) {
        const bool isSet = std::ranges::any_of(
            url.options(), [&name](const auto &option) { return option.first == name; });
        if (!isSet)
            options.append(name + u'=' + value);
    };
    // Short enough for a stop not to wait long for a server that is silent.
    offerDefault(u"connect_timeout"_s, u"5"_s);
    offerDefault(u"application_name"_s, u"orderflow-recorder"_s);
    return options.join(u';');
}

} // namespace

PostgresStore::PostgresStore(const DatabaseUrl &url)
    : SqlStore(SqlDialect::PostgreSql, u"QPSQL"_s, url.masked())
    , m_url(url)
{}

StoreResult<void> PostgresStore::connectDatabase()
{
    database().setHostName(m_url.host());
    database().setPort(m_url.port());
    database().setDatabaseName(m_url.databaseName());
    database().setUserName(m_url.userName());
    database().setPassword(m_url.password());
    database().setConnectOptions(connectOptions(m_url));
    if (!database().open())
        return tl::unexpected(failure(database().lastError(), u"cannot connect"_s));
    return setUpConnection();
}

StoreResult<void> PostgresStore::setUpConnection()
{
    const QString failed = u"cannot set up the connection"_s;
    // Times are written without a zone. Notices would go to this program's stderr.
    for (const QString &setting :
         {u"SET TIME ZONE 'UTC'"_s, u"SET client_min_messages = error"_s}) {
        if (const StoreResult<QSqlQuery> set = execute(setting, failed); !set)
            return tl::unexpected(set.error());
    }
    StoreResult<QSqlQuery> encoding = execute(u"SHOW server_encoding"_s, failed);
    if (!encoding)
        return tl::unexpected(encoding.error());
    if (!encoding->next())
        return tl::unexpected(failure(encoding->lastError(), failed));
    const QString name = encoding->value(0).toString();
    // SQL_ASCII stores the bytes as they are.
    if (name != "UTF8"_L1 && name != "SQL_ASCII"_L1) {
        return tl::unexpected(misconfigured(
            u"its encoding is %1, which cannot hold every symbol; make the database with "
            "ENCODING 'UTF8' TEMPLATE template0"_s.arg(name)));
    }
    return {};
}

StoreResult<std::int64_t> PostgresStore::insertTrades(const std::vector<AggTrade> &trades)
{
    PgArray symbols, eventTimes, tradeTimes, prices, quantities, quantitiesExclRpi, buyerMakers,
        aggTradeIds, firstTradeIds, lastTradeIds, sources, receiveTimes;
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
    }
    const auto column = [this](const PgArray &array, QLatin1StringView type) -> QString {
        return literal(array.toString()) + u"::"_s + type;
    };
    const QStringList columns{
        column(symbols, "text[]"_L1),           column(eventTimes, "timestamptz[]"_L1),
        column(tradeTimes, "timestamptz[]"_L1), column(prices, "numeric[]"_L1),
        column(quantities, "numeric[]"_L1),     column(quantitiesExclRpi, "numeric[]"_L1),
        column(buyerMakers, "boolean[]"_L1),    column(aggTradeIds, "bigint[]"_L1),
        column(firstTradeIds, "bigint[]"_L1),   column(lastTradeIds, "bigint[]"_L1),
        column(sources, "text[]"_L1),           column(receiveTimes, "timestamptz[]"_L1)};
    const StoreResult<QSqlQuery> query = execute(
        u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, quantity, "
        "quantity_excl_rpi, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, source, "
        "receive_time) SELECT * FROM unnest("_s +
            columns.join(u',') + u") ON CONFLICT DO NOTHING"_s,
        u"cannot write to futures_trades"_s);
    if (!query)
        return tl::unexpected(query.error());
    return query->numRowsAffected();
}

StoreResult<std::int64_t> PostgresStore::insertDepthUpdates(const std::vector<DepthUpdate> &updates)
{
    PgArray symbols, depthKinds, eventTimes, transactionTimes, firstUpdateIds, finalUpdateIds,
        prevFinalUpdateIds, bids, asks, receiveTimes;
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
    }
    const auto column = [this](const PgArray &array, QLatin1StringView type) -> QString {
        return literal(array.toString()) + u"::"_s + type;
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
                              column(receiveTimes, "timestamptz[]"_L1)};
    const StoreResult<QSqlQuery> query = execute(
        u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
        "transaction_time, first_update_id, final_update_id, prev_final_update_id, bids, asks, "
        "receive_time) SELECT * FROM unnest("_s +
            columns.join(u',') + u") ON CONFLICT DO NOTHING"_s,
        u"cannot write to futures_orderbook_updates"_s);
    if (!query)
        return tl::unexpected(query.error());
    return query->numRowsAffected();
}

} // namespace Orderflow
