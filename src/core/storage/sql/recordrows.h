#pragma once

#include "storage/sql/recordreader.h"

#include <QSqlQuery>

namespace Orderflow {

/// Reads the columns of one row of a query, one after the other, and notes the first that is not
/// what it should be.
class RowCursor
{
public:
    RowCursor(const QSqlQuery &query, SqlDialect dialect)
        : m_query(query)
        , m_dialect(dialect)
    {}

    std::int64_t integer() { return next().toLongLong(); }
    std::optional<std::int64_t> optionalInteger()
    {
        const QVariant value = next();
        return value.isNull() ? std::nullopt : std::optional<std::int64_t>(value.toLongLong());
    }
    double real() { return next().toDouble(); }
    QString text() { return next().toString(); }
    bool boolean() { return next().toBool(); }

    template <typename Value>
    Value parsed(const char *column, std::optional<Value> (*parse)(const QString &text))
    {
        const QString value = text();
        std::optional<Value> result = parse(value);
        if (!result)
            setFault(column, value);
        return result ? std::move(*result) : Value();
    }

    UtcMicroseconds time(const char *column)
    {
        const std::optional<UtcMicroseconds> value = optionalTime(column);
        if (!value)
            setFault(column, QString());
        return value.value_or(UtcMicroseconds());
    }

    std::optional<UtcMicroseconds> optionalTime(const char *column)
    {
        const QVariant value = next();
        if (value.isNull())
            return std::nullopt;
        if (m_dialect == SqlDialect::PostgreSql)
            return UtcMicroseconds(std::chrono::microseconds(value.toLongLong()));
        const std::optional<UtcMicroseconds> time = parseSqlText(value.toString());
        if (!time)
            setFault(column, value.toString());
        return time;
    }

    /// A time of the exchange's, which has whole milliseconds.
    UtcMilliseconds exchangeTime(const char *column)
    {
        const UtcMicroseconds value = time(column);
        const auto whole = std::chrono::floor<std::chrono::milliseconds>(value);
        if (whole != value)
            setFault(column, toSqlText(value));
        return whole;
    }

    void setFault(const char *column, const QString &value)
    {
        if (m_fault.isEmpty())
            m_fault = QStringLiteral("%1 is \"%2\"").arg(QLatin1StringView(column), value);
    }
    const QString &fault() const { return m_fault; }

private:
    QVariant next() { return m_query.value(m_column++); }

    const QSqlQuery &m_query;
    SqlDialect m_dialect;
    int m_column = 0;
    QString m_fault;
};

/// Columns: id, symbol, event_time, trade_time, price, quantity, quantity_excl_rpi,
/// is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, source, receive_time, checksum.
StoredTrade readTrade(RowCursor row);

/// Columns: id, symbol, depth_kind, event_time, transaction_time, first_update_id,
/// final_update_id, prev_final_update_id, bids, asks, receive_time, checksum.
StoredDepthUpdate readDepthUpdate(RowCursor row);

/// Columns: id, session_id, symbol, stream, reason, status, first_missing_id, last_missing_id,
/// missing_events, filled_rows, from_time, to_time, note.
LedgerGap readGap(RowCursor row);

/// Columns: day (as a time), symbol, stream, recorded_seconds, gap_seconds, missing_events,
/// coverage_percent.
CoverageDay readCoverage(RowCursor row);

/// Columns: symbol, stream.
RecordedStream readStream(RowCursor row);

/// Columns: symbol, stream, first_time, last_time.
StreamSpan readStreamSpan(RowCursor row);

/// Columns: id, host, process_id, version, streams, started_at, ended_at, events_received,
/// events_written, events_lost.
LedgerSession readSession(RowCursor row);

/// Columns: session_id, number, route, url, shard, side, streams, attempted_at, attempts,
/// opened_at, closed_at, end_kind, close_reason, frames, bytes.
LedgerConnection readConnection(RowCursor row);

/// Columns: symbol, stream, last id, receive_time, exchange time.
StreamEnd readStreamEnd(RowCursor row);
LedgerCounts readLedgerCounts(RowCursor row);

} // namespace Orderflow
