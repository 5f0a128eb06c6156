#include "monitor/statusreader.h"

#include "monitor/gapjson.h"
#include "monitor/memberreader.h"
#include "monitor/statuswords.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// The exchange lists about 800 contracts and sends books of 20 levels.
constexpr qsizetype MaxSymbols = 10'000;
constexpr qsizetype MaxLevels = 1000;
constexpr qsizetype MaxStreams = 32;
constexpr qsizetype MaxConnections = 10'000;
constexpr qsizetype MaxSides = 16;
constexpr qsizetype MaxGaps = 1000;
constexpr qsizetype MaxAlerts = 100;
constexpr qsizetype MaxTapes = 256;
constexpr qsizetype MaxTapeTrades = 10'000;

std::optional<Route> parseRoute(QStringView text)
{
    for (const Route route : {Route::Public, Route::Market}) {
        if (text == routeName(route))
            return route;
    }
    return std::nullopt;
}

/// A time on the monotonic clock of a status of which `takenAt.monotonic` is 0.
std::optional<ReceiveTime> agedBy(const std::optional<std::chrono::nanoseconds> &age)
{
    if (!age)
        return std::nullopt;
    return ReceiveTime{{}, -*age};
}

void addUtc(std::optional<ReceiveTime> &time, const ReceiveTime &takenAt)
{
    if (time) {
        time->utc = takenAt.utc + std::chrono::floor<std::chrono::microseconds>(time->monotonic -
                                                                                takenAt.monotonic);
    }
}

std::optional<PriceLevel> levelOf(const QJsonArray &pair)
{
    if (pair.size() != 2)
        return std::nullopt;
    const auto price = Decimal::parse(pair[0].toString().toStdString());
    const auto quantity = Decimal::parse(pair[1].toString().toStdString());
    if (!price || !quantity)
        return std::nullopt;
    return PriceLevel{*price, *quantity};
}

/// A side of a book, or its best level where that is all there is.
void readSide(MemberReader &reader, QLatin1StringView name, QLatin1StringView bestName,
              std::vector<PriceLevel> &to)
{
    const QJsonArray levels = reader.array(name, MaxLevels);
    for (const QJsonValue &value : levels) {
        const auto level = levelOf(value.toArray());
        if (!level)
            return reader.fail(name, "has a level that is not a price and a quantity as text");
        to.push_back(*level);
    }
    const QJsonArray best = reader.array(bestName, 2);
    if (!to.empty() || !reader.has(bestName))
        return;
    if (const auto level = levelOf(best))
        to.push_back(*level);
    else
        reader.fail(bestName, "is not a price and a quantity as text");
}

void readTrade(MemberReader &reader, AggTrade &trade)
{
    reader.read("aggTradeId"_L1, trade.aggTradeId);
    reader.read("price"_L1, trade.price);
    reader.read("quantity"_L1, trade.quantity);
    reader.read("isBuyerMaker"_L1, trade.isBuyerMaker);
    reader.read("tradeTime"_L1, trade.tradeTime);
}

void readLatencies(MemberReader &reader, Latencies &latencies)
{
    const auto readSummary = [&reader](QLatin1StringView name, LatencySummary &summary) {
        reader.readObject(name, [&summary](MemberReader &members) {
            members.read("count"_L1, summary.count);
            members.read("p50Ms"_L1, summary.p50);
            members.read("p99Ms"_L1, summary.p99);
            members.read("maxMs"_L1, summary.max);
        });
    };
    readSummary("exchangeToReceive"_L1, latencies.exchangeToReceive);
    readSummary("receiveToCommit"_L1, latencies.receiveToCommit);
}

void readStream(MemberReader &reader, StreamStatus &stream)
{
    reader.read("type"_L1, stream.type);
    reader.read("state"_L1, stream.state, &parseWord<StreamStatus::State>);
    reader.read("events"_L1, stream.events);
    reader.read("bytes"_L1, stream.bytes);
    reader.read("rows"_L1, stream.rows);
    reader.read("gaps"_L1, stream.gaps);
    reader.read("eventsPerSecond"_L1, stream.eventsPerSecond);
    reader.read("eventsPerSecondLastMinute"_L1, stream.eventsPerSecondLastMinute);
    reader.read("rowsPerSecond"_L1, stream.rowsPerSecond);
    reader.read("bytesPerSecond"_L1, stream.bytesPerSecond);
    reader.read("ageMs"_L1, stream.age);
    reader.readObject("latencies"_L1,
                      [&](MemberReader &members) { readLatencies(members, stream.latencies); });
}

void readSymbol(MemberReader &reader, SymbolStatus &status)
{
    SymbolIntake &intake = status.intake;
    reader.read("symbol"_L1, intake.symbol, &Symbol::parse);
    if (intake.symbol.isEmpty())
        return reader.fail("symbol"_L1, "is missing");
    readSide(reader, "bids"_L1, "bestBid"_L1, intake.bids);
    readSide(reader, "asks"_L1, "bestAsk"_L1, intake.asks);
    reader.read("trades"_L1, intake.trades);
    // An older recorder does not say.
    intake.bought.reset();
    intake.sold.reset();
    reader.read("bought"_L1, intake.bought);
    reader.read("sold"_L1, intake.sold);
    reader.read("depthUpdates"_L1, intake.depthUpdates);
    reader.read("gaps"_L1, intake.gaps);
    reader.read("tradesPerSecond"_L1, status.tradesPerSecond);
    reader.read("depthUpdatesPerSecond"_L1, status.depthUpdatesPerSecond);
    reader.readObject("lastTrade"_L1, [&intake](MemberReader &members) {
        intake.lastTrade.emplace();
        intake.lastTrade->symbol = intake.symbol;
        readTrade(members, *intake.lastTrade);
    });
    std::optional<std::chrono::nanoseconds> age;
    reader.read("ageMs"_L1, age);
    intake.lastEvent = agedBy(age);
    if (intake.lastEvent)
        reader.read("lastReceiveTime"_L1, intake.lastEvent->utc);
    reader.read("lagMs"_L1, intake.lag);
    reader.readObjects("streams"_L1, MaxStreams, [&status](MemberReader &members) {
        readStream(members, status.streams.emplace_back());
    });
}

void readTape(MemberReader &reader, TradeTape &tape)
{
    reader.read("symbol"_L1, tape.symbol, &Symbol::parse);
    if (tape.symbol.isEmpty())
        return reader.fail("symbol"_L1, "is missing");
    reader.readObjects("trades"_L1, MaxTapeTrades, [&tape](MemberReader &members) {
        AggTrade &trade = tape.trades.emplace_back();
        trade.symbol = tape.symbol;
        readTrade(members, trade);
    });
}

void readFeed(MemberReader &reader, FeedStatus &feed)
{
    reader.read("route"_L1, feed.route, &parseRoute);
    reader.read("shard"_L1, feed.shard);
    reader.read("side"_L1, feed.side);
    reader.read("url"_L1, feed.url);
    reader.read("state"_L1, feed.state, &parseWord<FeedStatus::State>);
    reader.read("streams"_L1, feed.streams);
    reader.read("muteStreams"_L1, feed.muteStreams);
    reader.read("openConnections"_L1, feed.openConnections);
    reader.read("frames"_L1, feed.frames);
    reader.read("bytes"_L1, feed.bytes);
    reader.read("pongs"_L1, feed.pongs);
    reader.read("reconnects"_L1, feed.reconnects);
    reader.read("rotations"_L1, feed.rotations);
    reader.read("remedies"_L1, feed.remedies);
    reader.read("lastProblem"_L1, feed.lastProblem);
    std::optional<std::chrono::nanoseconds> age;
    reader.read("ageMs"_L1, age);
    feed.openedAt = agedBy(age);
    std::optional<std::chrono::nanoseconds> silence;
    reader.read("silentMs"_L1, silence);
    feed.lastData = agedBy(silence);
}

void readSideStatus(MemberReader &reader, SideStatus &side)
{
    reader.read("wins"_L1, side.wins);
    reader.read("seconds"_L1, side.seconds);
    reader.read("totalBehindMs"_L1, side.totalBehind);
    reader.read("mostBehindMs"_L1, side.mostBehind);
}

void readAlert(MemberReader &reader, AlertStatus &alert)
{
    reader.read("name"_L1, alert.name);
    reader.read("active"_L1, alert.isActive);
    reader.read("since"_L1, alert.since);
    reader.read("message"_L1, alert.message);
}

void readLedger(MemberReader &reader, LedgerCounts &ledger)
{
    reader.read("open"_L1, ledger.open);
    reader.read("filled"_L1, ledger.filled);
    reader.read("unfillable"_L1, ledger.unfillable);
    reader.read("missingTodayMs"_L1, ledger.missingToday);
    reader.read("asOf"_L1, ledger.asOf);
}

void readWriter(MemberReader &reader, WriterStatus &writer)
{
    reader.read("state"_L1, writer.state, &parseWord<WriterStatus::State>);
    reader.read("batchesWritten"_L1, writer.batchesWritten);
    reader.read("tradesInserted"_L1, writer.tradesInserted);
    reader.read("depthUpdatesInserted"_L1, writer.depthUpdatesInserted);
    reader.read("duplicates"_L1, writer.duplicates);
    reader.read("eventsLost"_L1, writer.eventsLost);
    reader.read("lastBatchEvents"_L1, writer.lastBatchEvents);
    reader.read("lastCommitDurationMs"_L1, writer.lastCommitDuration);
    reader.read("lastLagMs"_L1, writer.lastLag);
    reader.readObject("queue"_L1, [&writer](MemberReader &members) {
        members.read("batches"_L1, writer.queue.batches);
        members.read("bytes"_L1, writer.queue.bytes);
    });
    reader.readObject("lastError"_L1, [&writer](MemberReader &members) {
        StoreError &error = writer.lastError.emplace();
        members.read("kind"_L1, error.kind, &parseWord<StoreError::Kind>);
        members.read("message"_L1, error.message);
        members.read("sqlState"_L1, error.sqlState);
    });
    reader.readObject("ledger"_L1, [&writer](MemberReader &members) {
        readLedger(members, writer.ledger.emplace());
    });
}

void readSpool(MemberReader &reader, WriterStatus &writer)
{
    SpoolStatus &spool = writer.spool;
    reader.read("file"_L1, spool.filePath);
    reader.read("batches"_L1, spool.totals.batches);
    reader.read("events"_L1, spool.totals.events);
    reader.read("bytes"_L1, spool.totals.bytes);
    reader.read("deadLetters"_L1, spool.totals.deadLetters);
    reader.read("deadEvents"_L1, spool.totals.deadEvents);
    reader.read("deadBytes"_L1, spool.totals.deadBytes);
    reader.read("eventsSetAside"_L1, writer.eventsSetAside);
    reader.read("eventsDropped"_L1, spool.eventsDropped);
    reader.read("isBeyondLimits"_L1, spool.isBeyondLimits);
    reader.read("rowsOfEarlierRuns"_L1, writer.rowsOfEarlierRuns);
    reader.read("problem"_L1, spool.problem);
}

void readProcess(MemberReader &reader, ProcessUsage &usage)
{
    reader.read("cpuTimeMs"_L1, usage.cpuTime);
    reader.read("cpuCores"_L1, usage.cpuCores);
    reader.read("residentBytes"_L1, usage.residentBytes);
    reader.read("diskFreeBytes"_L1, usage.diskFreeBytes);
    reader.read("diskFolder"_L1, usage.diskFolder);
}

void readCounts(MemberReader &reader, RecorderStatus &status)
{
    reader.read("eventsReceived"_L1, status.eventsReceived);
    reader.read("eventsWritten"_L1, status.eventsWritten);
    reader.read("tradesRepaired"_L1, status.tradesRepaired);
    reader.read("duplicates"_L1, status.duplicates);
    reader.read("eventsLost"_L1, status.eventsLost);
    reader.read("eventsHeld"_L1, status.eventsHeld);
    reader.read("decodeErrors"_L1, status.decodeErrors);
    reader.read("unknownFrames"_L1, status.unknownFrames);
    reader.read("gaps"_L1, status.gaps);
    reader.read("eventsPerSecond"_L1, status.eventsPerSecond);
    reader.read("eventsPerSecondLastMinute"_L1, status.eventsPerSecondLastMinute);
    reader.read("rowsPerSecond"_L1, status.rowsPerSecond);
    reader.read("bytesPerSecond"_L1, status.bytesPerSecond);
    reader.read("coverageToday"_L1, status.coverageToday);
}

void readLists(MemberReader &reader, RecorderStatus &status)
{
    reader.readObjects("symbols"_L1, MaxSymbols, [&status](MemberReader &members) {
        readSymbol(members, status.symbols.emplace_back());
    });
    if (reader.has("tapes"_L1)) {
        auto tapes = std::make_shared<std::vector<TradeTape>>();
        reader.readObjects("tapes"_L1, MaxTapes, [&tapes](MemberReader &members) {
            readTape(members, tapes->emplace_back());
        });
        status.tapes = std::move(tapes);
    }
    reader.readObjects("connections"_L1, MaxConnections, [&status](MemberReader &members) {
        readFeed(members, status.feeds.emplace_back());
    });
    reader.readObjects("sides"_L1, MaxSides, [&status](MemberReader &members) {
        readSideStatus(members, status.sides.emplace_back());
    });
    reader.readObjects("recentGaps"_L1, MaxGaps, [&status](MemberReader &members) {
        readGap(members, status.recentGaps.emplace_back());
    });
    reader.readObjects("alerts"_L1, MaxAlerts, [&status](MemberReader &members) {
        readAlert(members, status.alerts.emplace_back());
    });
}

void readClock(MemberReader &reader, std::optional<ClockSample> &clock)
{
    if (!reader.has("clockOffsetMs"_L1))
        return;
    reader.read("clockOffsetMs"_L1, clock.emplace().offset);
    reader.read("clockRoundTripMs"_L1, clock->roundTrip);
    reader.read("clockMeasuredAt"_L1, clock->measuredAt);
}

} // namespace

tl::expected<RecorderStatus, QString> statusFromJson(const QJsonObject &json)
{
    QString error;
    RecorderStatus status;
    MemberReader reader(json, QString(), error);
    for (const QLatin1StringView name : {"time"_L1, "state"_L1}) {
        if (!reader.has(name))
            reader.fail(name, "is missing");
    }
    reader.read("time"_L1, status.takenAt.utc);
    reader.read("state"_L1, status.state, &parseWord<RecorderState>);
    reader.read("uptimeMs"_L1, status.uptime);
    reader.read("hungThread"_L1, status.hungThread);
    reader.read("version"_L1, status.version);
    reader.read("database"_L1, status.database);
    reader.read("symbolShard"_L1, status.shard, &SymbolShard::parse);
    reader.read("exchangeFault"_L1, status.exchangeFault);
    readCounts(reader, status);
    readClock(reader, status.clock);
    reader.readObject("latencies"_L1,
                      [&](MemberReader &members) { readLatencies(members, status.latencies); });
    reader.readObject("process"_L1,
                      [&](MemberReader &members) { readProcess(members, status.process); });
    reader.readObject("writer"_L1,
                      [&](MemberReader &members) { readWriter(members, status.writer); });
    reader.readObject("spool"_L1,
                      [&](MemberReader &members) { readSpool(members, status.writer); });
    readLists(reader, status);
    for (FeedStatus &feed : status.feeds) {
        addUtc(feed.openedAt, status.takenAt);
        addUtc(feed.lastData, status.takenAt);
    }
    // This is at the top, because the verdict of a run is there.
    status.writer.tradesRepaired = status.tradesRepaired;
    if (!error.isEmpty())
        return tl::unexpected<QString>(error);
    return status;
}

} // namespace Orderflow
