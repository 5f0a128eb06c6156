// Whether writing keeps its pace as the tables grow: the recorder's way into tables of many rows
// beside the same into empty ones, in turns. All rows are of one day, so that one partition and
// its key hold them.
//     bench_filled URL [MILLIONS] [ROWS] [RUNS]
// The URL names a database on a PostgreSQL server; two schemas are made in it, and dropped again.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "madeevents.h"

#include "clock.h"
#include "storage/eventbatch.h"
#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"

#include <QCoreApplication>
#include <QElapsedTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t BatchEvents = 5000;

/// A schema of its own, with the tables and partitions that a recorder makes.
class Side
{
public:
    Side(const QString &urlText, const QString &name)
        : m_name(name)
        , m_url(*DatabaseUrl::parse(urlText + (urlText.contains(u'?') ? u'&' : u'?') +
                                    u"options=-csearch_path%3D"_s + name))
        , m_connection(createConnection(m_url, SqlAccess::Write))
        , m_store(createStore(m_url))
    {
        require(m_connection->open());
        execute(u"SET statement_timeout = 0"_s);
        execute(u"DROP SCHEMA IF EXISTS %1 CASCADE"_s.arg(m_name));
        execute(u"CREATE SCHEMA "_s + m_name);
        require(m_store->open());
        require(m_store->migrate());
        require(m_store->beginSession({}));
        while (require(m_store->keepUp(SystemClock().now().utc, {})) != UpkeepState::Done) {
        }
    }
    ~Side() { execute(u"DROP SCHEMA %1 CASCADE"_s.arg(m_name)); }
    Q_DISABLE_COPY_MOVE(Side)

    void execute(const QString &sql) { require(m_connection->execute(sql, u"cannot prepare"_s)); }

    void empty() { execute(u"TRUNCATE futures_trades, futures_orderbook_updates"_s); }

    /// Rows of ids below those of makeTrades() and makeDepth5(), the books in the proportion that
    /// a quiet market has them.
    void fill(int millions, UtcMilliseconds day)
    {
        const QString time = QString::number(day.time_since_epoch().count());
        for (int million = 0; million < millions; ++million) {
            const QString first = QString::number(qint64(million) * 1'000'000);
            const QString symbol = u"CASE n % 3 WHEN 0 THEN 'ETHUSDT' ELSE 'BTCUSDT' END"_s;
            if (million % 5 != 4) {
                execute(
                    u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, "
                    "quantity, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
                    "source, receive_time) SELECT %1, t, t, 63943.90 + n % 997, 0.1, n % 2 = 0, "
                    "n, 3 * n, 3 * n + 1, 'live', t FROM (SELECT n, to_timestamp(%2 / 1000.0) + "
                    "n * interval '1 millisecond' AS t FROM generate_series(%3::bigint, "
                    "%3::bigint + 999999) AS n) AS made"_s.arg(symbol, time, first));
            } else {
                execute(
                    u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
                    "transaction_time, first_update_id, final_update_id, prev_final_update_id, "
                    "bids, asks, receive_time) SELECT %1, 'depth5@100ms', t, t, n, n, n - 1, "
                    "book, book, t FROM (SELECT n, to_timestamp(%2 / 1000.0) + n * interval "
                    "'1 millisecond' AS t, '[[\"63943.90\",\"0.100\"],[\"63943.80\",\"1.200\"],"
                    "[\"63943.70\",\"0.007\"],[\"63943.60\",\"12.5\"],[\"63943.50\",\"3.100\"]]'"
                    "::jsonb AS book FROM generate_series(%3::bigint, %3::bigint + 999999) AS n) "
                    "AS made"_s.arg(symbol, time, first));
            }
        }
        // What autovacuum has done where tables have filled in months, and would begin now.
        execute(u"VACUUM (ANALYZE) futures_trades, futures_orderbook_updates"_s);
        execute(u"CHECKPOINT"_s);
    }

    template <typename Event>
    double write(const std::vector<Event> &events, std::size_t from, std::size_t count)
    {
        QElapsedTimer timer;
        timer.start();
        for (std::size_t i = from; i < from + count; i += BatchEvents) {
            EventBatch batch;
            for (std::size_t j = i; j < std::min(i + BatchEvents, from + count); ++j)
                batch.add(events[j]);
            require(m_store->write(batch));
        }
        return double(count) * 1e9 / double(timer.nsecsElapsed());
    }

private:
    QString m_name;
    DatabaseUrl m_url;
    std::unique_ptr<SqlConnection> m_connection;
    std::unique_ptr<Store> m_store;
};

template <typename Event>
void measure(BenchTable &table, const QString &name, Side &emptied, Side &filled,
             const std::vector<Event> &events, int runs)
{
    const std::size_t rows = events.size() / static_cast<std::size_t>(runs);
    std::vector<double> intoEmpty;
    std::vector<double> intoFilled;
    std::vector<double> ratios;
    for (int run = 0; run < runs; ++run) {
        const std::size_t from = static_cast<std::size_t>(run) * rows;
        emptied.empty();
        intoEmpty.push_back(emptied.write(events, from, rows));
        intoFilled.push_back(filled.write(events, from, rows));
        ratios.push_back(intoFilled.back() / intoEmpty.back());
    }
    table.add(name, {median(intoEmpty), median(intoFilled), median(ratios)});
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_filled postgresql://… [MILLIONS] [ROWS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const int millions = arguments.takeNumber(50, 1);
    const auto rows = static_cast<std::size_t>(arguments.takeNumber(200'000, 50'000));
    const int runs = arguments.takeNumber(7, 3);
    BenchReport report(arguments.jsonFile());
    const UtcMilliseconds day = std::chrono::floor<std::chrono::days>(SystemClock().now().utc);
    Side emptied(url, u"bench_empty"_s);
    Side filled(url, u"bench_filled"_s);
    filled.fill(millions, day);
    const std::size_t all = rows * static_cast<std::size_t>(runs);
    BenchTable table(
        u"filled"_s,
        u"Into tables of %1 million rows, a fifth of them books; %2 rows a run, median of %3 runs"_s
            .arg(millions)
            .arg(rows)
            .arg(runs),
        {{u"rows/s into empty ones"_s, u"emptyRowsPerSecond"_s, 0},
         {u"into filled ones"_s, u"filledRowsPerSecond"_s, 0},
         {u"of that"_s, u"rateOfEmpty"_s, 2}});
    measure(table, u"futures_trades"_s, emptied, filled, makeTrades(all, day), runs);
    measure(table, u"futures_orderbook_updates"_s, emptied, filled, makeDepth5(all / 2, day), runs);
    report.add(table);
    return 0;
}
