// How fast rows get into PostgreSQL: the recorder's way against psql's \copy of the same rows into
// the same tables, and the choices that were made against what else there was. Prints a table,
// then the same as JSON.
//     bench_copy URL [ROWS] [RUNS]
// The URL names an empty database, or one made for this: its events are removed.
#include "copyways.h"

#include "storage/storefactory.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

// What a recorder's batch holds at most, where nobody says otherwise.
constexpr std::size_t BatchEvents = 5000;

constexpr UtcMilliseconds Start{std::chrono::milliseconds(1'721'347'022'504)};

Symbol symbolOf(std::size_t i)
{
    return *Symbol::parse(i % 3 == 0 ? u"ETHUSDT" : u"BTCUSDT");
}

std::vector<AggTrade> makeTrades(std::size_t count)
{
    std::vector<AggTrade> trades(count);
    for (std::size_t i = 0; i < count; ++i) {
        AggTrade &trade = trades[i];
        const auto n = static_cast<std::int64_t>(i);
        trade.symbol = symbolOf(i);
        trade.aggTradeId = 2'000'000'000 + n;
        trade.firstTradeId = 5'000'000'000 + 3 * n;
        trade.lastTradeId = trade.firstTradeId + n % 3;
        trade.price = Decimal(6'394'390 + n % 997, 2);
        trade.quantity = Decimal(1 + n * 7919 % 4001, 3);
        trade.quantityExclRpi = trade.quantity;
        trade.isBuyerMaker = n % 2 == 0;
        trade.tradeTime = Start + std::chrono::milliseconds(n / 4);
        trade.eventTime = trade.tradeTime + std::chrono::milliseconds(3);
        trade.receiveTime.utc = *trade.eventTime + std::chrono::microseconds(77'123 + n % 1000);
    }
    return trades;
}

std::vector<DepthUpdate> makeDepth5(std::size_t count)
{
    std::vector<DepthUpdate> updates(count);
    for (std::size_t i = 0; i < count; ++i) {
        DepthUpdate &update = updates[i];
        const auto n = static_cast<std::int64_t>(i);
        update.symbol = symbolOf(i);
        update.depthKind = "depth5@100ms";
        update.firstUpdateId = 5'000'000'000'000 + 400 * n;
        update.finalUpdateId = update.firstUpdateId + 399;
        update.prevFinalUpdateId = update.firstUpdateId - 1;
        update.transactionTime = Start + std::chrono::milliseconds(33 * n);
        update.eventTime = update.transactionTime + std::chrono::milliseconds(7);
        update.receiveTime.utc = update.eventTime + std::chrono::microseconds(80'000 + n % 1000);
        for (std::int64_t level = 0; level < 5; ++level) {
            update.bids.push_back({Decimal(6'394'380 + n % 997 - level, 2),
                                   Decimal(1 + (n + level) * 7919 % 40'001, 3)});
            update.asks.push_back({Decimal(6'394'390 + n % 997 + level, 2),
                                   Decimal(1 + (n + level) * 6007 % 40'001, 3)});
        }
    }
    return updates;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Rows per second of each way, in rounds: what disturbs the machine meets all of them alike.
QJsonArray measure(const QString &table, std::size_t rows, int runs,
                   const std::vector<CopyWay> &ways)
{
    std::vector<std::vector<double>> rates(ways.size());
    for (int run = 0; run < runs; ++run) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            ways[i].prepare();
            QElapsedTimer timer;
            timer.start();
            ways[i].run();
            rates[i].push_back(double(rows) * 1e9 / double(timer.nsecsElapsed()));
        }
    }

    QTextStream out(stdout);
    out << table << ", " << rows << " rows, " << runs << " runs: rows/s, median (least to most)\n";
    QJsonArray results;
    const double yardstick = median(rates.front());
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto [least, most] = std::ranges::minmax(rates[i]);
        const double rate = median(rates[i]);
        out << QString(u"  "_s + ways[i].name).leftJustified(46)
            << QString::number(rate, 'f', 0).rightJustified(9) << " ("
            << QString::number(least, 'f', 0) << " to " << QString::number(most, 'f', 0) << "), "
            << QString::number(rate / yardstick, 'f', 2) << " of the first\n";
        results.append(QJsonObject{{u"table"_s, table},
                                   {u"way"_s, ways[i].name},
                                   {u"rowsPerSecond"_s, qRound64(rate)},
                                   {u"ofPsqlCopy"_s, rate / yardstick}});
    }
    return results;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    const QString urlText = arguments.value(1);
    const std::size_t rows = arguments.value(2, u"200000"_s).toULong();
    const int runs = arguments.value(3, u"7"_s).toInt();
    const auto url = DatabaseUrl::parse(urlText);
    if (!url || url->kind() != DatabaseUrl::Kind::PostgreSql || rows == 0 || runs <= 0) {
        QTextStream(stderr) << "bench_copy postgresql://… [ROWS] [RUNS]\n";
        return 1;
    }
    const auto store = createStore(*url);
    if (!store->open() || !store->migrate()) {
        QTextStream(stderr) << store->displayName() << " cannot be opened\n";
        return 1;
    }
    const std::vector<AggTrade> trades = makeTrades(rows);
    const std::vector<DepthUpdate> updates = makeDepth5(rows / 2);
    QJsonArray results = measure(u"futures_trades"_s, trades.size(), runs,
                                 waysInto(*url, urlText, trades, BatchEvents));
    for (const QJsonValue result : measure(u"futures_orderbook_updates (depth5)"_s, updates.size(),
                                           runs, waysInto(*url, urlText, updates, BatchEvents)))
        results.append(result);
    QTextStream(stdout) << QJsonDocument(results).toJson();
    return 0;
}
