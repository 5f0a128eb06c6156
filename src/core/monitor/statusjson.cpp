#include "monitor/statusjson.h"

#include <QDateTime>
#include <QJsonArray>

#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString isoTime(UtcMicroseconds time)
{
    const auto milliseconds =
        std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count()).toUTC().toString(Qt::ISODateWithMs);
}

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// One decimal is as exact as a rate over some seconds gets.
double roundedRate(double rate)
{
    return std::round(rate * 10) / 10;
}

QJsonArray toJson(const std::vector<PriceLevel> &levels)
{
    QJsonArray array;
    for (const PriceLevel &level : levels)
        array.append(QJsonArray{level.price.toString(), level.quantity.toString()});
    return array;
}

QJsonObject toJson(const AggTrade &trade)
{
    return {{u"aggTradeId"_s, qint64(trade.aggTradeId)},
            {u"price"_s, trade.price.toString()},
            {u"quantity"_s, trade.quantity.toString()},
            {u"isBuyerMaker"_s, trade.isBuyerMaker},
            {u"tradeTime"_s, isoTime(trade.tradeTime)}};
}

QJsonObject toJson(const SymbolStatus &status)
{
    const SymbolIntake &intake = status.intake;
    QJsonObject object{{u"symbol"_s, intake.symbol.toString()},
                       {u"bids"_s, toJson(intake.bids)},
                       {u"asks"_s, toJson(intake.asks)},
                       {u"trades"_s, qint64(intake.trades)},
                       {u"depthUpdates"_s, qint64(intake.depthUpdates)},
                       {u"gaps"_s, qint64(intake.gaps)},
                       {u"tradesPerSecond"_s, roundedRate(status.tradesPerSecond)},
                       {u"depthUpdatesPerSecond"_s, roundedRate(status.depthUpdatesPerSecond)}};
    if (intake.lastTrade)
        object.insert(u"lastTrade"_s, toJson(*intake.lastTrade));
    if (intake.lastEvent) {
        object.insert(u"lastReceiveTime"_s, isoTime(intake.lastEvent->utc));
        object.insert(u"lagMs"_s, milliseconds(intake.lag));
    }
    return object;
}

QString toString(FeedStatus::State state)
{
    switch (state) {
    case FeedStatus::State::Connecting:
        return u"connecting"_s;
    case FeedStatus::State::Open:
        return u"open"_s;
    case FeedStatus::State::Waiting:
        return u"waiting"_s;
    case FeedStatus::State::Closed:
        return u"closed"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const FeedStatus &status, const ReceiveTime &now)
{
    QJsonObject object{{u"route"_s, QString(routeName(status.route))},
                       {u"shard"_s, qint64(status.shard)},
                       {u"side"_s, status.side},
                       {u"url"_s, status.url},
                       {u"state"_s, toString(status.state)},
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
                       {u"mostBehindMs"_s, milliseconds(status.mostBehind)}};
    if (status.seconds > 0)
        object.insert(u"meanBehindMs"_s, milliseconds(status.totalBehind / status.seconds));
    return object;
}

QJsonObject toJson(const WriterStatus &writer)
{
    const SpoolStatus &spool = writer.spool;
    QJsonObject object{{u"file"_s, spool.filePath},
                       {u"batches"_s, qint64(spool.totals.batches)},
                       {u"events"_s, qint64(spool.totals.events)},
                       {u"bytes"_s, qint64(spool.totals.bytes)},
                       {u"deadLetters"_s, qint64(spool.totals.deadLetters)},
                       {u"deadEvents"_s, qint64(spool.totals.deadEvents)},
                       {u"eventsSetAside"_s, qint64(writer.eventsSetAside)},
                       {u"eventsDropped"_s, qint64(spool.eventsDropped)},
                       {u"rowsOfEarlierRuns"_s, qint64(writer.rowsOfEarlierRuns)}};
    if (!spool.problem.isEmpty())
        object.insert(u"problem"_s, spool.problem);
    return object;
}

QJsonObject toJson(const AlertStatus &alert)
{
    QJsonObject object{{u"name"_s, alert.name}, {u"active"_s, alert.isActive}};
    if (alert.since) {
        object.insert(u"since"_s, isoTime(*alert.since));
        object.insert(u"message"_s, alert.message);
    }
    return object;
}

QString toString(RecorderState state)
{
    switch (state) {
    case RecorderState::Idle:
        return u"idle"_s;
    case RecorderState::AskingExchange:
        return u"asking_exchange"_s;
    case RecorderState::Starting:
        return u"starting"_s;
    case RecorderState::Recording:
        return u"recording"_s;
    case RecorderState::Stopping:
        return u"stopping"_s;
    case RecorderState::Stopped:
        return u"stopped"_s;
    case RecorderState::Failed:
        return u"failed"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QJsonObject toJson(const RecorderStatus &status)
{
    QJsonArray symbols;
    for (const SymbolStatus &symbol : status.symbols)
        symbols.append(toJson(symbol));
    QJsonArray connections;
    for (const FeedStatus &feed : status.feeds)
        connections.append(toJson(feed, status.takenAt));
    QJsonArray sides;
    for (std::size_t i = 0; i < status.sides.size(); ++i)
        sides.append(toJson(status.sides[i], int(i) + 1));
    QJsonArray alerts;
    for (const AlertStatus &alert : status.alerts)
        alerts.append(toJson(alert));
    QJsonObject object{{u"time"_s, isoTime(status.takenAt.utc)},
                       {u"state"_s, toString(status.state)},
                       {u"verdict"_s, verdict(status)},
                       {u"healthy"_s, isHealthy(status)},
                       {u"uptimeMs"_s, milliseconds(status.uptime)},
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
                       {u"rowsPerSecond"_s, roundedRate(status.rowsPerSecond)},
                       {u"symbols"_s, symbols},
                       {u"connections"_s, connections},
                       {u"sides"_s, sides},
                       {u"alerts"_s, alerts}};
    if (!status.writer.spool.filePath.isEmpty())
        object.insert(u"spool"_s, toJson(status.writer));
    if (!status.hungThread.isEmpty())
        object.insert(u"hungThread"_s, status.hungThread);
    if (!status.exchangeFault.isEmpty())
        object.insert(u"exchangeFault"_s, status.exchangeFault);
    if (status.clock) {
        object.insert(u"clockOffsetMs"_s, milliseconds(status.clock->offset));
        object.insert(u"clockRoundTripMs"_s, milliseconds(status.clock->roundTrip));
    }
    return object;
}

} // namespace Orderflow
