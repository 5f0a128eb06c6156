#pragma once

#include "fakes/fakestatus.h"

#include <QString>

#include <array>
#include <chrono>
#include <cmath>
#include <string_view>

namespace Orderflow {

/// Statuses of made-up markets that look like real ones.
namespace Markets {

struct Market
{
    std::string_view name;
    Decimal price;
    Decimal tick;
};

inline constexpr std::array<Market, 20> Known{{
    {"BTCUSDT", Decimal(649'871, 1), Decimal(1, 1)},
    {"ETHUSDT", Decimal(345'612, 2), Decimal(1, 2)},
    {"SOLUSDT", Decimal(1'582'700, 4), Decimal(100, 4)},
    {"BNBUSDT", Decimal(57'834, 2), Decimal(1, 2)},
    {"XRPUSDT", Decimal(6'123, 4), Decimal(1, 4)},
    {"DOGEUSDT", Decimal(123'450, 6), Decimal(10, 6)},
    {"1000PEPEUSDT", Decimal(114'321, 7), Decimal(1, 7)},
    {"1000SHIBUSDT", Decimal(17'905, 6), Decimal(1, 6)},
    {"ADAUSDT", Decimal(4'312, 4), Decimal(1, 4)},
    {"AVAXUSDT", Decimal(27'612, 3), Decimal(1, 3)},
    {"LINKUSDT", Decimal(14'123, 3), Decimal(1, 3)},
    {"TONUSDT", Decimal(73'241, 4), Decimal(1, 4)},
    {"WIFUSDT", Decimal(25'432, 4), Decimal(1, 4)},
    {"ARBUSDT", Decimal(7'431, 4), Decimal(1, 4)},
    {"OPUSDT", Decimal(18'234, 4), Decimal(1, 4)},
    {"SUIUSDT", Decimal(83'210, 5), Decimal(1, 5)},
    {"BTCUSDT_261225", Decimal(668'123, 1), Decimal(1, 1)},
    {"LTCUSDT", Decimal(7'213, 2), Decimal(1, 2)},
    {"TRXUSDT", Decimal(13'512, 5), Decimal(1, 5)},
    {"NOTUSDT", Decimal(15'432, 6), Decimal(1, 6)},
}};

inline Symbol symbol(int number)
{
    const Market &market = Known[std::size_t(number) % Known.size()];
    const auto round = std::size_t(number) / Known.size();
    std::string name(market.name);
    if (round > 0)
        name = "A" + std::to_string(round) + name;
    return *Symbol::parse(std::string_view(name));
}

/// `step` moves the prices and rates, a tenth of a second each.
inline RecorderStatus status(int symbolCount, int step = 0)
{
    using namespace std::chrono_literals;
    RecorderStatus status = FakeStatus::healthy(symbolCount);
    status.uptime = 93min + step * 100ms;
    status.takenAt.utc += step * 100ms;
    status.takenAt.monotonic += step * 100ms;
    status.database = QStringLiteral("postgresql://localhost:5432/orderflow_recorder");
    status.eventsPerSecond = 0;
    for (int i = 0; i < symbolCount; ++i) {
        SymbolStatus &one = status.symbols[std::size_t(i)];
        const Market &market = Known[std::size_t(i) % Known.size()];
        const std::int64_t price =
            market.price.mantissa() + market.tick.mantissa() * ((step * (7 + i) + i * i) % 23 - 11);
        const auto at = [&](std::int64_t ticks) {
            return Decimal(price + ticks * market.tick.mantissa(),
                           std::uint8_t(market.price.scale()));
        };
        one.intake.symbol = symbol(i);
        one.intake.lastTrade->price = at(i % 2);
        one.intake.bids.front().price = at(0);
        one.intake.asks.front().price = at(1 + i % 3);
        one.intake.lastEvent =
            ReceiveTime{status.takenAt.utc - 80ms, status.takenAt.monotonic - 80ms};
        const double share = 1.0 / (1 + i % 40);
        one.tradesPerSecond = 61.3 * share + (step + i) % 7;
        one.depthUpdatesPerSecond = 9.8;
        one.streams[0].rowsPerSecond = one.depthUpdatesPerSecond;
        one.streams[1].rowsPerSecond = one.tradesPerSecond;
        one.streams[0].latencies.receiveToCommit.p99 = std::chrono::microseconds(31'000 + i * 211);
        status.eventsPerSecond += one.eventsPerSecond();
    }
    status.rowsPerSecond = status.eventsPerSecond * 0.99;
    status.eventsPerSecondLastMinute = status.eventsPerSecond * 0.97;
    status.latencies.receiveToCommit = {12'000, 9'800us, 38'500us, 74'000us};
    status.latencies.exchangeToReceive = {12'000, 3'100us, 11'900us, 55'000us};
    status.writer.batchesWritten = 5'400;
    status.writer.lastCommitDuration = 7'300us;
    status.writer.spool.filePath = QStringLiteral("/var/lib/orderflow/spool.db");
    status.writer.ledger = LedgerCounts{0, 12, 3, 0us, status.takenAt.utc};
    status.eventsWritten = 7'412'399 + std::int64_t(step) * 100;
    return status;
}

/// With something of everything that can be the matter, while it still records.
inline RecorderStatus troubled()
{
    using namespace std::chrono_literals;
    RecorderStatus status = Markets::status(20);
    const ReceiveTime now = status.takenAt;
    status.symbols[2].intake.gaps = 3;
    status.symbols[5].streams[0].state = StreamStatus::State::Mute;
    status.symbols[7].intake.lastEvent = ReceiveTime{now.utc - 47s, now.monotonic - 47s};
    status.symbols[11].intake.lastEvent = ReceiveTime{now.utc - 12min, now.monotonic - 12min};
    status.symbols[16].intake.gaps = 1;
    SymbolIntake unheard;
    unheard.symbol = status.symbols[9].intake.symbol;
    status.symbols[9] = {};
    status.symbols[9].intake = unheard;
    status.uptime = 21s;
    status.writer.state = WriterStatus::State::Retrying;
    status.writer.lastError = StoreError{
        StoreError::Kind::Unavailable,
        QStringLiteral("connection to server at \"localhost\" (127.0.0.1), port 5432 failed: "
                       "Connection refused"),
        {}};
    status.writer.queue = {3, 812'345};
    status.writer.spool.totals = {52, 41'237, 7'912'345, 0, 0, 0};
    status.writer.ledger = LedgerCounts{4, 12, 3, 93s, now.utc};
    status.coverageToday = 0.98764;
    status.rowsPerSecond = 0;
    status.latencies.receiveToCommit = {};
    status.process.diskFreeBytes = std::int64_t(4) << 30;
    status.alerts = {
        {QStringLiteral("database_away"), true, now.utc - 42s,
         QStringLiteral("The database does not take what is recorded; it is tried again, and what "
                        "comes waits in the spool. Look after the database or DB_URL.")},
        {QStringLiteral("silent_streams"), false, {}, {}},
        {QStringLiteral("low_disk"), true, now.utc - 26h,
         QStringLiteral("4.0 GiB are free on the disk of /var/lib/orderflow. Make room, or set "
                        "RETENTION_DAYS or RETENTION_GB; below SPOOL_DISK_RESERVE the spool gives "
                        "up order books.")}};
    return status;
}

} // namespace Markets

} // namespace Orderflow
