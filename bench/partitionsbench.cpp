// What many partitions cost: writing, the recorder's upkeep, its start, and reading, with a
// partition for each of some hundred days against the three that a new database has. Prints a
// table.
//     bench_partitions URL [DAYS] [RUNS]
// The URL names a database on a PostgreSQL server; two schemas are made in it, and dropped again.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"

#include "storage/sql/sqlconnection.h"
#include "storage/stores/storefactory.h"
#include "storage/tables/partitionkeeper.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <array>
#include <functional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using std::chrono::sys_days;

namespace {

constexpr sys_days Today{std::chrono::year(2026) / 7 / 20};
constexpr int RowsPerDay = 1'000;
constexpr int BatchEvents = 5'000;
constexpr int Batches = 20;

/// One of the two databases, a schema each.
class Side
{
public:
    Side(const QString &urlText, const QString &name, int days)
        : m_name(name)
        , m_days(days)
        , m_url(*DatabaseUrl::parse(urlText + (urlText.contains(u'?') ? u'&' : u'?') +
                                    u"options=-csearch_path%3D"_s + name))
        , m_store(createStore(m_url))
        , m_connection(createConnection(m_url, SqlAccess::Write))
    {
        require(m_connection->open());
        execute(u"DROP SCHEMA IF EXISTS %1 CASCADE"_s.arg(m_name));
        execute(u"CREATE SCHEMA "_s + m_name);
        require(m_store->open());
        require(m_store->migrate());
        require(m_store->beginSession({}));
        require(m_store->keepUp(Today, {}));
        PartitionKeeper keeper(*m_connection);
        for (int day = -days; day < 0; ++day) {
            require(keeper.makeDay(Today + std::chrono::days(day)));
            write(Today + std::chrono::days(day), RowsPerDay);
        }
        write(Today, RowsPerDay);
        execute(u"ANALYZE"_s);
    }
    ~Side() { execute(u"DROP SCHEMA %1 CASCADE"_s.arg(m_name)); }
    Q_DISABLE_COPY_MOVE(Side)

    QString name() const { return u"%1 days"_s.arg(m_days); }
    Store &store() { return *m_store; }
    SqlConnection &connection() { return *m_connection; }

    void write(UtcMilliseconds from, int count)
    {
        EventBatch batch;
        for (int i = 0; i < count; ++i) {
            AggTrade trade;
            trade.symbol = *Symbol::parse(i % 2 == 0 ? u"BTCUSDT" : u"ETHUSDT");
            trade.aggTradeId = m_nextId;
            trade.firstTradeId = trade.lastTradeId = m_nextId++;
            trade.price = Decimal(6'394'390 + i % 997, 2);
            trade.quantity = Decimal(1 + i % 4001, 3);
            trade.tradeTime = from + std::chrono::milliseconds(i);
            trade.eventTime = trade.tradeTime;
            trade.receiveTime.utc = trade.tradeTime;
            batch.add(trade);
        }
        require(m_store->write(batch));
    }

    void execute(const QString &statement)
    {
        StoreResult<QSqlQuery> query = require(m_connection->execute(statement, u"cannot"_s));
        while (query->next()) {
        }
    }

private:
    QString m_name;
    int m_days;
    DatabaseUrl m_url;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<SqlConnection> m_connection;
    std::int64_t m_nextId = 1;
};

struct Task
{
    QString name;
    std::function<void(Side &side)> run;
};

std::vector<Task> tasks()
{
    const auto query = [](const QString &text) {
        return [text](Side &side) {
            side.execute(text);
        };
    };
    const RetentionLimits roomy{.days = 30'000, .bytes = std::uint64_t(1) << 50};
    return {
        {u"write %1 batches of %2 trades"_s.arg(Batches).arg(BatchEvents),
         [](Side &side) {
             for (int i = 0; i < Batches; ++i)
                 side.write(Today + std::chrono::hours(12), BatchEvents);
         }},
        {u"upkeep with nothing to do"_s,
         [](Side &side) {
             require(side.store().keepUp(Today, {}));
         }},
        {u"the same, with both limits"_s,
         [roomy](Side &side) {
             require(side.store().keepUp(Today, roomy));
         }},
        {u"make a day (two tables)"_s,
         [](Side &side) {
             require(PartitionKeeper(side.connection())
                         .makeDay(sys_days(std::chrono::year(2023) / 1 / 1)));
         }},
        {u"drop that day (two tables)"_s,
         [](Side &side) {
             require(side.store().keepUp(Today, {.days = 1'000, .bytes = 0}));
         }},
        {u"where the streams end (at the start)"_s,
         [](Side &side) {
             require(side.store().streamEnds());
         }},
        {u"an hour's volume"_s,
         query(u"SELECT count(*), sum(quantity) FROM futures_trades WHERE symbol = 'BTCUSDT' AND "
               "trade_time >= '2026-07-20 11:00:00' AND trade_time < '2026-07-20 12:00:00'"_s)},
        {u"the newest 20 trades, by id"_s,
         query(u"SELECT trade_time, price FROM futures_trades WHERE symbol = 'BTCUSDT' "
               "ORDER BY agg_trade_id DESC LIMIT 20"_s)},
        {u"the newest 20 trades, by time"_s,
         query(u"SELECT trade_time, price FROM futures_trades WHERE symbol = 'BTCUSDT' "
               "ORDER BY trade_time DESC LIMIT 20"_s)},
    };
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_partitions postgresql://… [DAYS] [RUNS]"_s);
    const QString url = arguments.takePostgresUrl();
    const int days = arguments.takeNumber(400, 20);
    const int runs = arguments.takeNumber(7, 3);
    arguments.end();
    BenchReport report(arguments.jsonFile());
    Side few(url, u"bench_few"_s, 1);
    Side many(url, u"bench_many"_s, days);
    const std::vector<Task> all = tasks();
    // In rounds, so that what disturbs the machine meets both alike.
    std::vector<std::array<std::vector<double>, 2>> measured(all.size());
    for (int run = 0; run < runs; ++run) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::array<Side *, 2> sides{&few, &many};
            for (std::size_t j = 0; j < sides.size(); ++j) {
                QElapsedTimer timer;
                timer.start();
                all[i].run(*sides[j]);
                measured[i][j].push_back(double(timer.nsecsElapsed()) / 1e6);
            }
        }
    }
    BenchTable table(u"partitions"_s, u"Milliseconds, median of %1 runs"_s.arg(runs),
                     {{few.name(), u"fewMs"_s, 1}, {many.name(), u"manyMs"_s, 1}});
    for (std::size_t i = 0; i < all.size(); ++i)
        table.add(all[i].name, {median(measured[i][0]), median(measured[i][1])});
    report.add(table);
    return 0;
}
