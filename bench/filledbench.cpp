// Whether writing keeps its pace as the tables grow: psql's \copy, the recorder's way and a bare
// prepared INSERT into tables of many rows, beside the same into empty ones, in turns. All rows are
// of one day, so that one partition and its key hold them, and those of a run are newer by their
// ids than all before. The INSERT, which is ten times as slow, gets a tenth of the rows.
//     bench_filled URL [MILLIONS] [ROWS] [RUNS]
// The URL names a database on a PostgreSQL server; two schemas are made in it, and dropped again.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "copyways.h"
#include "madeevents.h"

#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <array>
#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t BatchEvents = 5000;

// As waysInto() has them.
constexpr std::size_t Psql = 0;
constexpr std::size_t PreparedInsert = 2;
constexpr std::size_t Ways = 3;

/// A schema of its own, with the tables and partitions that a recorder makes.
class Side
{
public:
    Side(const QString &urlText, const QString &name)
        : m_name(name)
        , m_urlText(urlText + (urlText.contains(u'?') ? u'&' : u'?') +
                    u"options=-csearch_path%3D"_s + name)
        , m_url(*DatabaseUrl::parse(m_urlText))
        , m_connection(createConnection(m_url, SqlAccess::Write))
    {
        openForLong(*m_connection);
        execute(u"DROP SCHEMA IF EXISTS %1 CASCADE"_s.arg(m_name));
        execute(u"CREATE SCHEMA "_s + m_name);
        const auto store = createStore(m_url);
        require(store->open());
        require(store->migrate());
        require(store->beginSession({}));
        while (require(store->keepUp(SystemClock().now().utc, {})) != UpkeepState::Done) {
        }
    }
    ~Side() { execute(u"DROP SCHEMA %1 CASCADE"_s.arg(m_name)); }
    Q_DISABLE_COPY_MOVE(Side)

    void empty() { execute(u"TRUNCATE futures_trades, futures_orderbook_updates"_s); }

    /// Rows of ids below those of makeTrades() and makeDepth5(), the books in the proportion that
    /// a quiet market has them.
    void fill(int millions, UtcMilliseconds day)
    {
        // Two, because each keeps one processor of the server busy.
        constexpr int Fillers = 2;
        std::vector<std::jthread> fillers;
        for (int filler = 0; filler < Fillers; ++filler) {
            fillers.emplace_back([this, day, filler, millions] {
                const auto connection = createConnection(m_url, SqlAccess::Write);
                openForLong(*connection);
                for (int million = filler; million < millions; million += Fillers)
                    execute(*connection, rowsOf(million, day));
            });
        }
        fillers.clear();
        // What autovacuum has done where tables have filled in months, and would begin now.
        execute(u"VACUUM (ANALYZE) futures_trades, futures_orderbook_updates"_s);
        execute(u"CHECKPOINT"_s);
    }

    /// Rows a second.
    template <typename Event>
    double write(const std::vector<Event> &events, std::size_t way)
    {
        const std::vector<CopyWay> ways = waysInto(m_url, m_urlText, events, BatchEvents);
        ways[way].makeReady();
        QElapsedTimer timer;
        timer.start();
        ways[way].run();
        return double(events.size()) * 1e9 / double(timer.nsecsElapsed());
    }

private:
    static QString rowsOf(int million, UtcMilliseconds day)
    {
        const QString time = QString::number(day.time_since_epoch().count());
        const QString first = QString::number(qint64(million) * 1'000'000);
        const QString symbol = u"CASE n % 3 WHEN 0 THEN 'ETHUSDT' ELSE 'BTCUSDT' END"_s;
        if (million % 5 != 4) {
            return u"INSERT INTO futures_trades (symbol, event_time, trade_time, price, "
                   "quantity, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
                   "source, receive_time) SELECT %1, t, t, 63943.90 + n % 997, 0.1, n % 2 = 0, "
                   "n, 3 * n, 3 * n + 1, 'live', t FROM (SELECT n, to_timestamp(%2 / 1000.0) + "
                   "n * interval '1 millisecond' AS t FROM generate_series(%3::bigint, "
                   "%3::bigint + 999999) AS n) AS made"_s.arg(symbol, time, first);
        }
        return u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
               "transaction_time, first_update_id, final_update_id, prev_final_update_id, "
               "bids, asks, receive_time) SELECT %1, 'depth5@100ms', t, t, n, n, n - 1, "
               "book, book, t FROM (SELECT n, to_timestamp(%2 / 1000.0) + n * interval "
               "'1 millisecond' AS t, '[[\"63943.90\",\"0.100\"],[\"63943.80\",\"1.200\"],"
               "[\"63943.70\",\"0.007\"],[\"63943.60\",\"12.5\"],[\"63943.50\",\"3.100\"]]'"
               "::jsonb AS book FROM generate_series(%3::bigint, %3::bigint + 999999) AS n) "
               "AS made"_s.arg(symbol, time, first);
    }

    static void openForLong(SqlConnection &connection)
    {
        require(connection.open());
        execute(connection, u"SET statement_timeout = 0"_s);
    }

    static void execute(SqlConnection &connection, const QString &sql)
    {
        require(connection.execute(sql, u"cannot prepare"_s));
    }

    void execute(const QString &sql) { execute(*m_connection, sql); }

    QString m_name;
    QString m_urlText;
    DatabaseUrl m_url;
    std::unique_ptr<SqlConnection> m_connection;
};

/// With ids that go on after those of `before` others.
std::vector<AggTrade> newTrades(std::size_t count, UtcMilliseconds start, std::int64_t before)
{
    std::vector<AggTrade> trades = makeTrades(count, start);
    for (AggTrade &trade : trades)
        trade.aggTradeId += before;
    return trades;
}

std::vector<DepthUpdate> newBooks(std::size_t count, UtcMilliseconds start, std::int64_t before)
{
    std::vector<DepthUpdate> books = makeDepth5(count, start);
    const std::int64_t offset =
        before * (books.front().finalUpdateId - books.front().prevFinalUpdateId);
    for (DepthUpdate &book : books) {
        book.prevFinalUpdateId += offset;
        book.firstUpdateId += offset;
        book.finalUpdateId += offset;
    }
    return books;
}

struct Sides
{
    Side emptied;
    Side filled;
};

struct WayRates
{
    std::vector<double> intoEmpty;
    std::vector<double> intoFilled;
    std::vector<double> ofEmpty;
    std::vector<double> ofPsql;
};

/// Each way gets events of its own from `make`, a function as newTrades() is.
template <typename Make>
std::array<WayRates, Ways> measure(Sides &sides, const Make &make, std::size_t rows, int runs)
{
    // What the fill leaves of the day.
    const UtcMilliseconds start = today() + std::chrono::hours(14);
    std::array<WayRates, Ways> rates;
    std::int64_t before = 0;
    for (int run = 0; run < runs; ++run) {
        for (std::size_t way = 0; way < Ways; ++way) {
            const auto events = make(way == PreparedInsert ? rows / 10 : rows, start, before);
            before += std::int64_t(rows);
            WayRates &own = rates[way];
            sides.emptied.empty();
            own.intoEmpty.push_back(sides.emptied.write(events, way));
            own.intoFilled.push_back(sides.filled.write(events, way));
            own.ofEmpty.push_back(own.intoFilled.back() / own.intoEmpty.back());
            own.ofPsql.push_back(own.intoFilled.back() / rates[Psql].intoFilled.back());
        }
    }
    return rates;
}

void add(BenchTable &table, const QString &name, const std::array<WayRates, Ways> &rates)
{
    const std::array names{u"psql \\copy"_s, u"Store::write()"_s, u"prepared INSERT"_s};
    for (std::size_t way = 0; way < Ways; ++way) {
        const WayRates &own = rates[way];
        table.add(name + u": "_s + names[way], {median(own.intoEmpty), median(own.intoFilled),
                                                median(own.ofEmpty), median(own.ofPsql)});
    }
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_filled postgresql://… [MILLIONS] [ROWS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const int millions = arguments.takeNumber(50, 1);
    const auto rows = static_cast<std::size_t>(arguments.takeNumber(100'000, 20'000));
    const int runs = arguments.takeNumber(21, 3);
    arguments.end();
    BenchReport report(arguments.jsonFile());
    Sides sides{{url, u"bench_empty"_s}, {url, u"bench_filled"_s}};
    sides.filled.fill(millions, today());
    BenchTable table(
        u"filled"_s,
        u"Into tables of %1 million rows, a fifth of them books; %2 trades and half as many books "
        "a run, median of %3 runs"_s.arg(millions)
            .arg(rows)
            .arg(runs),
        {{u"rows/s into empty ones"_s, u"emptyRowsPerSecond"_s, 0},
         {u"into filled ones"_s, u"filledRowsPerSecond"_s, 0},
         {u"of that"_s, u"rateOfEmpty"_s, 2},
         {u"of psql"_s, u"rateOfPsql"_s, 2}});
    add(table, u"trades"_s, measure(sides, newTrades, rows, runs));
    add(table, u"books"_s, measure(sides, newBooks, rows / 2, runs));
    report.add(table);
    return 0;
}
