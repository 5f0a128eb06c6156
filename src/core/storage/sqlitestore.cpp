#include "storage/sqlitestore.h"

#include <QDir>
#include <QFileInfo>

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

SqliteStore::SqliteStore(const DatabaseUrl &url)
    : SqlStore(SqlDialect::Sqlite, u"QSQLITE"_s, url.masked())
    , m_filePath(QDir::cleanPath(QDir::current().absoluteFilePath(url.filePath())))
{}

StoreResult<void> SqliteStore::checkFile() const
{
    const QFileInfo file(m_filePath);
    const QFileInfo folder(file.absolutePath());
    if (!folder.exists()) {
        return tl::unexpected(misconfigured(
            u"the folder %1 does not exist; make it, or name another file in DB_URL"_s.arg(
                folder.filePath())));
    }
    if (!folder.isDir())
        return tl::unexpected(misconfigured(u"%1 is not a folder"_s.arg(folder.filePath())));
    if (file.isDir())
        return tl::unexpected(misconfigured(u"%1 is a folder, not a file"_s.arg(m_filePath)));
    // SQLite writes its journal next to the file.
    if (!folder.isWritable()) {
        return tl::unexpected(
            misconfigured(u"the folder %1 is not writable for this user"_s.arg(folder.filePath())));
    }
    if (file.exists() && !file.isWritable()) {
        return tl::unexpected(
            misconfigured(u"the file %1 is not writable for this user"_s.arg(m_filePath)));
    }
    return {};
}

StoreResult<void> SqliteStore::connectDatabase()
{
    if (StoreResult<void> checked = checkFile(); !checked)
        return checked;
    database().setDatabaseName(m_filePath);
    database().setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    const QString failed = u"cannot open %1"_s.arg(m_filePath);
    if (!database().open())
        return tl::unexpected(failure(database().lastError(), failed));

    // WAL lets others read while this program writes; with it, NORMAL loses no consistency, and
    // at a power cut at most the last transactions.
    for (const QString &pragma : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s,
                                  u"PRAGMA foreign_keys = ON"_s}) {
        if (const StoreResult<QSqlQuery> set = execute(pragma, failed); !set)
            return tl::unexpected(set.error());
    }
    return {};
}

StoreResult<std::int64_t> SqliteStore::insertTrades(const std::vector<AggTrade> &trades)
{
    const QString failed = u"cannot write to futures_trades"_s;
    QSqlQuery query(database());
    if (!query.prepare(
            u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, quantity, "
            "quantity_excl_rpi, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
            "source, receive_time) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"_s)) {
        return tl::unexpected(failure(query.lastError(), failed));
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
    });
    if (!inserted)
        return tl::unexpected(failure(query.lastError(), failed));
    return *inserted;
}

StoreResult<std::int64_t> SqliteStore::insertDepthUpdates(const std::vector<DepthUpdate> &updates)
{
    const QString failed = u"cannot write to futures_orderbook_updates"_s;
    QSqlQuery query(database());
    if (!query.prepare(
            u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
            "transaction_time, first_update_id, final_update_id, prev_final_update_id, bids, asks, "
            "receive_time) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"_s)) {
        return tl::unexpected(failure(query.lastError(), failed));
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
    });
    if (!inserted)
        return tl::unexpected(failure(query.lastError(), failed));
    return *inserted;
}

} // namespace Orderflow
