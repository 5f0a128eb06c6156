#include "preparedinsert.h"

#include "market/checksum.h"
#include "storage/sql/sqltransaction.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
QVariant optionalText(const std::optional<T> &value, const auto &toText)
{
    return value ? QVariant(toText(*value)) : QVariant();
}

QString placeholders(qsizetype count)
{
    return QStringList(count, u"?"_s).join(u',');
}

} // namespace

QVariantList valuesOf(const AggTrade &trade)
{
    return {trade.symbol.toString(),
            optionalText(trade.eventTime, [](UtcMilliseconds time) { return toSqlText(time); }),
            toSqlText(trade.tradeTime),
            trade.price.toString(),
            trade.quantity.toString(),
            optionalText(trade.quantityExclRpi,
                         [](const Decimal &quantity) { return quantity.toString(); }),
            trade.isBuyerMaker,
            qint64(trade.aggTradeId),
            qint64(trade.firstTradeId),
            qint64(trade.lastTradeId),
            QString(toSqlName(trade.source)),
            toSqlText(trade.receiveTime.utc),
            qint64(checksumOf(trade))};
}

QVariantList valuesOf(const DepthUpdate &update)
{
    return {update.symbol.toString(),
            QString::fromStdString(update.depthKind),
            toSqlText(update.eventTime),
            toSqlText(update.transactionTime),
            qint64(update.firstUpdateId),
            qint64(update.finalUpdateId),
            qint64(update.prevFinalUpdateId),
            QString::fromStdString(levelsToJson(update.bids)),
            QString::fromStdString(levelsToJson(update.asks)),
            toSqlText(update.receiveTime.utc),
            qint64(checksumOf(update))};
}

PreparedInsert::PreparedInsert(const QString &table, const QString &columns,
                               std::size_t batchEvents)
    : m_statement(u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(table, columns,
                                                           placeholders(columns.count(u',') + 1)))
    , m_batchEvents(batchEvents)
{}

void PreparedInsert::run(SqlConnection &connection) const
{
    const auto refused = [](const QSqlError &error) {
        qFatal("%s", qPrintable(error.text()));
    };
    for (std::size_t i = 0; i < m_rows.size(); i += m_batchEvents) {
        SqlTransaction transaction(connection.database());
        if (!transaction.begin())
            refused(connection.database().lastError());
        QSqlQuery query(connection.database());
        if (!query.prepare(m_statement))
            refused(query.lastError());
        for (std::size_t j = i; j < std::min(i + m_batchEvents, m_rows.size()); ++j) {
            for (int column = 0; column < int(m_rows[j].size()); ++column)
                query.bindValue(column, m_rows[j][column]);
            if (!query.exec())
                refused(query.lastError());
        }
        if (!transaction.commit())
            refused(connection.database().lastError());
    }
}

} // namespace Orderflow
