#include "monitor/statusjson.h"

#include "monitor/gapjson.h"
#include "monitor/statuswords.h"

#include <QJsonArray>

#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// One decimal is as exact as a rate over some seconds gets.
double roundedRate(double rate)
{
    return std::round(rate * 10) / 10;
}

QJsonArray toJson(const PriceLevel &level)
{
    return {level.price.toString(), level.quantity.toString()};
}

QJsonArray toJson(const std::vector<PriceLevel> &levels)
{
    QJsonArray array;
    for (const PriceLevel &level : levels)
        array.append(toJson(level));
    return array;
}

QJsonObject toJson(const AggTrade &trade)
{
    return {{u"aggTradeId"_s, qint64(trade.aggTradeId)},
            {u"price"_s, trade.price.toString()},
            {u"quantity"_s, trade.quantity.toString()},
            {u"isBuyerMaker"_s, trade.isBuyerMaker},
            {u"tradeTime"_s, toIsoMilliseconds(trade.tradeTime)}};
}

QJsonObject toJson(const TradeTape &tape)
{
    QJsonArray trades;
    for (const AggTrade &trade : tape.trades)
        trades.append(toJson(trade));
    return {{u"symbol"_s, tape.symbol.toString()}, {u"trades"_s, trades}};
}

QJsonObject toJson(const LatencySummary &summary)
{
    return {{u"count"_s, qint64(summary.count)},
            {u"p50Ms"_s, milliseconds(summary.p50)},
            {u"p99Ms"_s, milliseconds(summary.p99)},
            {u"maxMs"_s, milliseconds(summary.max)}};
}

QJsonObject toJson(const Latencies &latencies)
{
    return {{u"exchangeToReceive"_s, toJson(latencies.exchangeToReceive)},
            {u"receiveToCommit"_s, toJson(latencies.receiveToCommit)}};
}

QJsonObject toJson(const StreamStatus &stream)
{
    QJsonObject object{
        {u"type"_s, QString::fromStdString(stream.type)},
        {u"state"_s, toWord(stream.state)},
        {u"events"_s, qint64(stream.events)},
        {u"bytes"_s, qint64(stream.bytes)},
        {u"rows"_s, qint64(stream.rows)},
        {u"gaps"_s, qint64(stream.gaps)},
        {u"eventsPerSecond"_s, roundedRate(stream.eventsPerSecond)},
        {u"eventsPerSecondLastMinute"_s, roundedRate(stream.eventsPerSecondLastMinute)},
        {u"rowsPerSecond"_s, roundedRate(stream.rowsPerSecond)},
        {u"bytesPerSecond"_s, roundedRate(stream.bytesPerSecond)},
        {u"latencies"_s, toJson(stream.latencies)}};
    if (stream.age)
        object.insert(u"ageMs"_s, milliseconds(*stream.age));
    return object;
}

QJsonObject toJson(const SymbolStatus &status, const ReceiveTime &now)
{
    const SymbolIntake &intake = status.intake;
    QJsonArray streams;
    for (const StreamStatus &stream : status.streams)
        streams.append(toJson(stream));
    QJsonObject object{{u"symbol"_s, intake.symbol.toString()},
                       {u"bids"_s, toJson(intake.bids)},
                       {u"asks"_s, toJson(intake.asks)},
                       {u"trades"_s, qint64(intake.trades)},
                       {u"depthUpdates"_s, qint64(intake.depthUpdates)},
                       {u"gaps"_s, qint64(intake.gaps)},
                       {u"tradesPerSecond"_s, roundedRate(status.tradesPerSecond)},
                       {u"depthUpdatesPerSecond"_s, roundedRate(status.depthUpdatesPerSecond)},
                       {u"streams"_s, streams}};
    if (intake.bought)
        object.insert(u"bought"_s, intake.bought->toString());
    if (intake.sold)
        object.insert(u"sold"_s, intake.sold->toString());
    if (!intake.bids.empty())
        object.insert(u"bestBid"_s, toJson(intake.bids.front()));
    if (!intake.asks.empty())
        object.insert(u"bestAsk"_s, toJson(intake.asks.front()));
    if (intake.lastTrade)
        object.insert(u"lastTrade"_s, toJson(*intake.lastTrade));
    if (intake.lastEvent) {
        object.insert(u"lastReceiveTime"_s, toIsoMilliseconds(intake.lastEvent->utc));
        object.insert(u"ageMs"_s, milliseconds(now.monotonic - intake.lastEvent->monotonic));
        object.insert(u"lagMs"_s, milliseconds(intake.lag));
    }
    return object;
}

QJsonObject toJson(const FeedStatus &status, const ReceiveTime &now)
{
    QJsonObject object{{u"route"_s, QString(routeName(status.route))},
                       {u"shard"_s, qint64(status.shard)},
                       {u"side"_s, status.side},
                       {u"url"_s, status.url},
                       {u"state"_s, toWord(status.state)},
                       {u"streams"_s, qint64(status.streams)},
                       {u"muteStreams"_s, qint64(status.muteStreams)},
                       {u"openConnections"_s, qint64(status.openConnections)},
                       {u"frames"_s, qint64(status.frames)},
                       {u"bytes"_s, qint64(status.bytes)},
                       {u"pongs"_s, qint64(status.pongs)},
                       {u"reconnects"_s, qint64(status.reconnects)},
                       {u"rotations"_s, qint64(status.rotations)},
                       {u"remedies"_s, qint64(status.remedies)}};
    if (status.openedAt)
        object.insert(u"ageMs"_s, milliseconds(now.monotonic - status.openedAt->monotonic));
    if (status.lastData)
        object.insert(u"silentMs"_s, milliseconds(now.monotonic - status.lastData->monotonic));
    if (!status.lastProblem.isEmpty())
        object.insert(u"lastProblem"_s, status.lastProblem);
    return object;
}

QJsonObject toJson(const SideStatus &status, int side)
{
    QJsonObject object{{u"side"_s, side},
                       {u"wins"_s, qint64(status.wins)},
                       {u"seconds"_s, qint64(status.seconds)},
                       {u"totalBehindMs"_s, milliseconds(status.totalBehind)},
                       {u"mostBehindMs"_s, milliseconds(status.mostBehind)}};
    if (status.seconds > 0)
        object.insert(u"meanBehindMs"_s, milliseconds(status.totalBehind / status.seconds));
    return object;
}

QJsonObject toJson(const LedgerCounts &ledger)
{
    return {{u"open"_s, qint64(ledger.open)},
            {u"filled"_s, qint64(ledger.filled)},
            {u"unfillable"_s, qint64(ledger.unfillable)},
            {u"missingTodayMs"_s, milliseconds(ledger.missingToday)},
            {u"asOf"_s, toIsoMilliseconds(ledger.asOf)}};
}

QJsonObject toJson(const WriterStatus &writer)
{
    QJsonObject object{{u"state"_s, toWord(writer.state)},
                       {u"batchesWritten"_s, qint64(writer.batchesWritten)},
                       {u"tradesInserted"_s, qint64(writer.tradesInserted)},
                       {u"depthUpdatesInserted"_s, qint64(writer.depthUpdatesInserted)},
                       {u"duplicates"_s, qint64(writer.duplicates)},
                       {u"eventsLost"_s, qint64(writer.eventsLost)},
                       {u"lastBatchEvents"_s, qint64(writer.lastBatchEvents)},
                       {u"lastCommitDurationMs"_s, milliseconds(writer.lastCommitDuration)},
                       {u"queue"_s, QJsonObject{{u"batches"_s, qint64(writer.queue.batches)},
                                                {u"bytes"_s, qint64(writer.queue.bytes)}}}};
    if (writer.lastError) {
        object.insert(u"lastError"_s, QJsonObject{{u"kind"_s, toWord(writer.lastError->kind)},
                                                  {u"message"_s, writer.lastError->message},
                                                  {u"sqlState"_s, writer.lastError->sqlState}});
    }
    if (writer.lastLag)
        object.insert(u"lastLagMs"_s, milliseconds(*writer.lastLag));
    if (writer.ledger)
        object.insert(u"ledger"_s, toJson(*writer.ledger));
    return object;
}

QJsonObject spoolToJson(const WriterStatus &writer)
{
    const SpoolStatus &spool = writer.spool;
    QJsonObject object{{u"file"_s, spool.filePath},
                       {u"batches"_s, qint64(spool.totals.batches)},
                       {u"events"_s, qint64(spool.totals.events)},
                       {u"bytes"_s, qint64(spool.totals.bytes)},
                       {u"deadLetters"_s, qint64(spool.totals.deadLetters)},
                       {u"deadEvents"_s, qint64(spool.totals.deadEvents)},
                       {u"deadBytes"_s, qint64(spool.totals.deadBytes)},
                       {u"eventsSetAside"_s, qint64(writer.eventsSetAside)},
                       {u"eventsDropped"_s, qint64(spool.eventsDropped)},
                       {u"isBeyondLimits"_s, spool.isBeyondLimits},
                       {u"rowsOfEarlierRuns"_s, qint64(writer.rowsOfEarlierRuns)}};
    if (!spool.problem.isEmpty())
        object.insert(u"problem"_s, spool.problem);
    return object;
}

QJsonObject toJson(const AlertStatus &alert)
{
    QJsonObject object{{u"name"_s, alert.name}, {u"active"_s, alert.isActive}};
    if (alert.since) {
        object.insert(u"since"_s, toIsoMilliseconds(*alert.since));
        object.insert(u"message"_s, alert.message);
    }
    return object;
}

QJsonObject toJson(const ProcessUsage &usage)
{
    QJsonObject object{{u"cpuTimeMs"_s, milliseconds(usage.cpuTime)},
                       {u"cpuCores"_s, usage.cpuCores},
                       {u"residentBytes"_s, qint64(usage.residentBytes)},
                       {u"diskFolder"_s, usage.diskFolder}};
    if (usage.diskFreeBytes)
        object.insert(u"diskFreeBytes"_s, qint64(*usage.diskFreeBytes));
    return object;
}

QJsonObject toJson(const CaptureGap &gap)
{
    QJsonObject object = gapJson(gap, toIsoMilliseconds);
    object.insert(u"note"_s, gap.note);
    return object;
}

/// The lists of a status, each an array.
void insertLists(QJsonObject &object, const RecorderStatus &status)
{
    QJsonArray symbols;
    for (const SymbolStatus &symbol : status.symbols)
        symbols.append(toJson(symbol, status.takenAt));
    object.insert(u"symbols"_s, symbols);
    if (status.tapes) {
        QJsonArray tapes;
        for (const TradeTape &tape : *status.tapes)
            tapes.append(toJson(tape));
        object.insert(u"tapes"_s, tapes);
    }
    QJsonArray connections;
    for (const FeedStatus &feed : status.feeds)
        connections.append(toJson(feed, status.takenAt));
    object.insert(u"connections"_s, connections);
    QJsonArray sides;
    for (std::size_t i = 0; i < status.sides.size(); ++i)
        sides.append(toJson(status.sides[i], int(i) + 1));
    object.insert(u"sides"_s, sides);
    QJsonArray gaps;
    for (const CaptureGap &gap : status.recentGaps)
        gaps.append(toJson(gap));
    object.insert(u"recentGaps"_s, gaps);
    QJsonArray alerts;
    for (const AlertStatus &alert : status.alerts)
        alerts.append(toJson(alert));
    object.insert(u"alerts"_s, alerts);
}

} // namespace

QJsonObject toJson(const RecorderStatus &status)
{
    QJsonObject object{
        {u"time"_s, toIsoMilliseconds(status.takenAt.utc)},
        {u"state"_s, toWord(status.state)},
        {u"verdict"_s, verdict(status)},
        {u"healthy"_s, isHealthy(status)},
        {u"uptimeMs"_s, milliseconds(status.uptime)},
        {u"version"_s, status.version},
        {u"database"_s, status.database},
        {u"symbolShard"_s, status.shard.toString()},
        {u"eventsReceived"_s, qint64(status.eventsReceived)},
        {u"eventsWritten"_s, qint64(status.eventsWritten)},
        {u"tradesRepaired"_s, qint64(status.tradesRepaired)},
        {u"duplicates"_s, qint64(status.duplicates)},
        {u"eventsLost"_s, qint64(status.eventsLost)},
        {u"eventsHeld"_s, qint64(status.eventsHeld)},
        {u"decodeErrors"_s, qint64(status.decodeErrors)},
        {u"unknownFrames"_s, qint64(status.unknownFrames)},
        {u"gaps"_s, qint64(status.gaps)},
        {u"eventsPerSecond"_s, roundedRate(status.eventsPerSecond)},
        {u"eventsPerSecondLastMinute"_s, roundedRate(status.eventsPerSecondLastMinute)},
        {u"rowsPerSecond"_s, roundedRate(status.rowsPerSecond)},
        {u"bytesPerSecond"_s, roundedRate(status.bytesPerSecond)},
        {u"latencies"_s, toJson(status.latencies)},
        {u"process"_s, toJson(status.process)},
        {u"writer"_s, toJson(status.writer)}};
    insertLists(object, status);
    if (status.coverageToday)
        object.insert(u"coverageToday"_s, *status.coverageToday);
    if (!status.writer.spool.filePath.isEmpty())
        object.insert(u"spool"_s, spoolToJson(status.writer));
    if (!status.hungThread.isEmpty())
        object.insert(u"hungThread"_s, status.hungThread);
    if (!status.exchangeFault.isEmpty())
        object.insert(u"exchangeFault"_s, status.exchangeFault);
    if (status.clock) {
        object.insert(u"clockOffsetMs"_s, milliseconds(status.clock->offset));
        object.insert(u"clockRoundTripMs"_s, milliseconds(status.clock->roundTrip));
        object.insert(u"clockMeasuredAt"_s, toIsoMilliseconds(status.clock->measuredAt));
    }
    return object;
}

} // namespace Orderflow
