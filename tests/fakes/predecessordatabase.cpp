#include "fakes/predecessordatabase.h"

#include <QHash>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace Predecessor {

namespace {

constexpr int LastId = 2147483646;
constexpr int PageRows = 50'000;

bool isSqlite(const TestDatabase &database)
{
    return database.dialect() == SqlDialect::Sqlite;
}

/// SQL that differs between the two databases, as the predecessor would have seen it.
QString inDialect(const TestDatabase &database, QString sql)
{
    const bool sqlite = isSqlite(database);
    return sql
        .replace("{serial}"_L1, sqlite ? "INTEGER NOT NULL PRIMARY KEY"_L1 : "SERIAL NOT NULL"_L1)
        .replace("{time}"_L1, sqlite ? "DATETIME"_L1 : "TIMESTAMP WITH TIME ZONE"_L1)
        .replace("{json}"_L1, sqlite ? "JSON"_L1 : "JSONB"_L1)
        .replace("{now}"_L1, sqlite ? "(CURRENT_TIMESTAMP)"_L1 : "now()"_L1)
        .replace("{key}"_L1, sqlite ? ""_L1 : ", PRIMARY KEY (id)"_L1);
}

/// `milliseconds` after 2024-07-10 00:00.
QString timeAt(const TestDatabase &database, const QString &milliseconds)
{
    if (isSqlite(database)) {
        return u"strftime('%Y-%m-%d %H:%M:%S', 1720569600 + (%1) / 1000, 'unixepoch') "
               "|| printf('.%03d000', (%1) % 1000)"_s.replace("%1"_L1, milliseconds);
    }
    return u"timestamptz '2024-07-10 00:00:00+00' + (%1) * interval '1 millisecond'"_s.arg(
        milliseconds);
}

QString series(const TestDatabase &database, int rows)
{
    if (isSqlite(database)) {
        return u"(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %1) "
               "SELECT n FROM s) AS s"_s.arg(rows);
    }
    return u"generate_series(1, %1) AS s (n)"_s.arg(rows);
}

void fillTrades(TestDatabase &database, int rows)
{
    // Row 50, 100, … repeats the id of the row before in another case: every second one as it was,
    // the others with another price. `k` is the row whose values a row has.
    const QString k = u"(CASE WHEN n % 100 = 0 THEN n - 1 ELSE n END)"_s;
    const QString price =
        u"CASE %1 % 3 WHEN 0 THEN 65000.1 + %1 WHEN 1 "
        "THEN 0.10000000000000000555 ELSE 64999.099999999998544808 + %1 END"_s.replace("%1"_L1, k);
    database.execute(
        u"INSERT INTO futures_trades (id, symbol, event_time, trade_time, price, quantity, "
        "is_buyer_maker, agg_trade_id, ingest_time) SELECT "
        "CASE n WHEN %1 THEN %2 ELSE n END, "
        "CASE WHEN n % 50 = 49 THEN 'ETHUSDT' WHEN n % 50 = 0 THEN 'ethUSDT' "
        "WHEN n % 7 = 0 THEN 'btcusdt' WHEN n % 7 = 1 THEN '币安人生usdt' "
        "WHEN n % 7 = 2 THEN 'BTCUSDT_261225' ELSE 'BTCUSDT' END, {event}, "
        "CASE WHEN {k} % 11 = 0 THEN NULL ELSE {trade} END, {price}, {k} / 1000.0, "
        "{k} % 2 = 0, CASE WHEN n % 13 = 0 THEN NULL WHEN n % 50 = 0 THEN n - 1 ELSE n END, "
        "{ingest} FROM "_s.arg(QString::number(rows), QString::number(LastId))
            .replace("{price}"_L1, price)
            .replace("{event}"_L1, timeAt(database, k + u" * 137"_s))
            // Row 50, 150, … has the key of the row before, which has its time.
            .replace("{trade}"_L1,
                     timeAt(database, u"(CASE WHEN n % 50 = 0 THEN n - 1 ELSE n END) * 137 - 3"_s))
            .replace("{ingest}"_L1, timeAt(database, u"n * 137 + 250"_s))
            .replace("{k}"_L1, k) +
        series(database, rows));
}

void fillDepthUpdates(TestDatabase &database, int rows)
{
    // Row 40, 80, … is the row before once more; row 30, 90, … is as well, with other bids.
    const QString k = u"(CASE WHEN n % 40 = 0 OR n % 60 = 30 THEN n - 1 ELSE n END)"_s;
    const QString toJson = isSqlite(database) ? QString() : u"::jsonb"_s;
    database.execute(
        u"INSERT INTO futures_orderbook_updates (id, symbol, event_time, first_update_id, "
        "final_update_id, bids, asks, ingest_time) SELECT "
        "CASE n WHEN %1 THEN %2 ELSE n END, "
        "CASE {k} % 3 WHEN 0 THEN 'btcusdt' WHEN 1 THEN 'BTCUSDT' ELSE 'ETHUSDT' END, "
        "{event}, 4984028000000 + {k} * 30, 4984028000020 + {k} * 30, "
        "('[[\"63943.' || CASE WHEN n % 60 = 30 THEN '99' ELSE '90' END || '\", "
        "\"0.100\"]]'){json}, "
        "('[[\"63943.91\", \"' || {k} || '.000\"], [\"63944.00\", \"1\"]]'){json}, {ingest} FROM "_s
            .arg(QString::number(rows), QString::number(LastId))
            .replace("{event}"_L1, timeAt(database, k + u" * 100"_s))
            .replace("{ingest}"_L1, timeAt(database, u"n * 100 + 250"_s))
            .replace("{json}"_L1, toJson)
            .replace("{k}"_L1, k) +
        series(database, rows));
}

/// The old table and the new one, row by row.
class Comparison
{
public:
    Comparison(TestDatabase &database, QString oldTable, QString newTable)
        : m_database(database)
        , m_oldTable(std::move(oldTable))
        , m_newTable(std::move(newTable))
    {}

    /// Columns of both tables: id, parts of the key, then what else is compared. The last column
    /// of the new table does not count for two rows of one key being equal. `keySize` counts the
    /// parts of the key; a row where a column is null but column `mayBeNull` is incomplete.
    Outcome run(const QString &oldColumns, const QString &newColumns, int keySize, int mayBeNull)
    {
        Outcome outcome;
        qint64 last = 0;
        for (;;) {
            const QList<QStringList> page = m_database.rows(
                u"SELECT %1 FROM %2 AS o WHERE id > %3 ORDER BY id LIMIT %4"_s.arg(oldColumns)
                    .arg(m_oldTable)
                    .arg(last)
                    .arg(PageRows));
            if (page.isEmpty())
                return outcome;
            QList<QStringList> expected;
            for (const QStringList &row : page)
                sort(row, keySize, mayBeNull, &expected, &outcome);
            const QList<QStringList> actual = m_database.rows(
                u"SELECT %1 FROM %2 AS o WHERE id > %3 AND id <= %4 ORDER BY id"_s.arg(
                    newColumns, m_newTable, QString::number(last), page.last().first()));
            for (qsizetype i = 0; i < std::min(actual.size(), expected.size()); ++i) {
                if (actual[i] != expected[i]) {
                    QTest::qFail(qPrintable(actual[i].join(u'|') + u" instead of "_s +
                                            expected[i].join(u'|')),
                                 __FILE__, __LINE__);
                    return {};
                }
            }
            if (actual.size() != expected.size()) {
                QTest::qFail(
                    qPrintable(u"%1 rows instead of %2"_s.arg(actual.size()).arg(expected.size())),
                    __FILE__, __LINE__);
                return {};
            }
            last = page.last().first().toLongLong();
        }
    }

private:
    void sort(const QStringList &row, int keySize, int mayBeNull, QList<QStringList> *expected,
              Outcome *outcome)
    {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (i != mayBeNull && row[i] == "NULL"_L1) {
                outcome->setAside.insert(row[0].toLongLong());
                return;
            }
        }
        const QString key = row.sliced(1, keySize).join(u'|');
        const size_t content = qHash(row.sliced(1, row.size() - 2).join(u'|'));
        const auto first = m_seen.constFind(key);
        if (first == m_seen.constEnd()) {
            m_seen.insert(key, content);
            expected->append(row);
            ++outcome->copied;
        } else if (*first == content) {
            ++outcome->merged;
        } else {
            outcome->setAside.insert(row[0].toLongLong());
        }
    }

    TestDatabase &m_database;
    QString m_oldTable;
    QString m_newTable;
    QHash<QString, size_t> m_seen;
};

QString upperCase()
{
    return u"replace(replace(replace(replace(symbol, 'btc', 'BTC'), 'eth', 'ETH'), 'usdt', "
           "'USDT'), 'x', 'X')"_s;
}

} // namespace

void makeTrades(TestDatabase &database)
{
    database.execute(inDialect(
        database,
        u"CREATE TABLE futures_trades (id {serial}, symbol VARCHAR(20) NOT NULL, "
        "event_time {time} NOT NULL, trade_time {time}, price NUMERIC(38, 18) NOT NULL, "
        "quantity NUMERIC(38, 18) NOT NULL, is_buyer_maker BOOLEAN NOT NULL, agg_trade_id BIGINT, "
        "ingest_time {time} DEFAULT {now} NOT NULL{key}, "
        "CONSTRAINT uq_trades_symbol_aggid UNIQUE (symbol, agg_trade_id))"_s));
    for (const QString &column : {u"symbol"_s, u"event_time"_s, u"agg_trade_id"_s}) {
        database.execute(u"CREATE INDEX ix_futures_trades_%1 ON futures_trades (%1)"_s.arg(column));
    }
}

void makeDepthUpdates(TestDatabase &database)
{
    database.execute(inDialect(
        database,
        u"CREATE TABLE futures_orderbook_updates (id {serial}, symbol VARCHAR(20) NOT NULL, "
        "event_time {time} NOT NULL, first_update_id BIGINT NOT NULL, "
        "final_update_id BIGINT NOT NULL, bids {json} NOT NULL, asks {json} NOT NULL, "
        "ingest_time {time} DEFAULT {now} NOT NULL{key})"_s));
    for (const QString &column : {u"symbol"_s, u"event_time"_s, u"final_update_id"_s}) {
        database.execute(u"CREATE INDEX ix_futures_orderbook_updates_%1 "
                         "ON futures_orderbook_updates (%1)"_s.arg(column));
    }
    database.execute(u"CREATE INDEX ix_orderbook_symbol_final_u "
                     "ON futures_orderbook_updates (symbol, final_update_id)"_s);
}

void fill(TestDatabase &database, int rows)
{
    fillTrades(database, rows);
    fillDepthUpdates(database, rows);
}

void make(TestDatabase &database, int rows)
{
    makeTrades(database);
    makeDepthUpdates(database);
    fill(database, rows);
}

Outcome verifyTrades(TestDatabase &database)
{
    // SQLite has floats in the old table: the text of the new one has to name the same float.
    const QString number = isSqlite(database) ? u"CAST(%1 AS real)"_s : u"CAST(%1 AS text)"_s;
    const QString values = number.arg(u"price"_s) + u", "_s + number.arg(u"quantity"_s) +
                           u", CASE WHEN is_buyer_maker THEN 'sell' ELSE 'buy' END, "_s +
                           database.timeText(u"event_time"_s) + u", "_s +
                           database.timeText(u"ingest_time"_s);
    return Comparison(database, u"legacy_futures_trades"_s, u"futures_trades"_s)
        .run(u"id, "_s + upperCase() + u", agg_trade_id, "_s +
                 database.timeText(u"coalesce(trade_time, event_time)"_s) + u", "_s + values,
             u"id, symbol, agg_trade_id, "_s + database.timeText(u"trade_time"_s) + u", "_s +
                 values,
             3, 7);
}

Outcome verifyDepthUpdates(TestDatabase &database, const QString &depthKind)
{
    const QString time = database.timeText(u"event_time"_s);
    const QString values = u"first_update_id, CAST(bids AS text), CAST(asks AS text), "_s + time +
                           u", "_s + database.timeText(u"ingest_time"_s);
    return Comparison(database, u"legacy_futures_orderbook_updates"_s,
                      u"futures_orderbook_updates"_s)
        .run(u"id, "_s + upperCase() + u", '"_s + depthKind + u"', final_update_id, "_s + time +
                 u", "_s + values,
             u"id, symbol, depth_kind, final_update_id, "_s +
                 database.timeText(u"transaction_time"_s) + u", "_s + values,
             4, -1);
}

} // namespace Predecessor
