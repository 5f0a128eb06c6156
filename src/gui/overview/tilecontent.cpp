#include "gui/overview/tilecontent.h"

#include "gui/style/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// For the texts of all functions here.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Tile)
};

/// A commit a second is what the settings allow at most, so longer is a database that struggles.
constexpr auto SlowCommit = 2s;

bool isAlerted(const RecorderStatus &status, QLatin1StringView name)
{
    return std::ranges::any_of(status.alerts, [name](const AlertStatus &alert) {
        return alert.isActive && alert.name == name;
    });
}

TileContent eventsTile(const RecorderStatus &status)
{
    TileContent tile;
    tile.value = Format::rate(status.eventsPerSecond);
    tile.detail = Texts::tr("1 min: %1/s").arg(Format::rate(status.eventsPerSecondLastMinute));
    tile.explanation = Texts::tr("Events received a second: trades and depth updates of all "
                                 "symbols, second copies included. Below it the mean of the last "
                                 "minute; the line shows up to 15 minutes.");
    tile.health = Health::Good;
    if (const std::int64_t silent = silentStreams(status); silent > 0) {
        tile.detail = Texts::tr("%n stream(s) silent", nullptr, int(silent));
        tile.health = Health::Bad;
    }
    return tile;
}

TileContent rowsTile(const RecorderStatus &status)
{
    TileContent tile;
    tile.value = Format::rate(status.rowsPerSecond);
    tile.detail = Texts::tr("%1 in all").arg(Format::count(status.eventsWritten));
    tile.explanation = Texts::tr("Rows committed to the database a second. Below it all of them "
                                 "since the start; the line shows up to 15 minutes.");
    tile.health = Health::Good;
    if (status.eventsLost > 0) {
        tile.detail = Texts::tr("%1 lost").arg(Format::count(status.eventsLost));
        tile.health = Health::Bad;
    } else if (status.writer.state == WriterStatus::State::Retrying) {
        tile.health = Health::Attention;
    }
    return tile;
}

TileContent lagTile(const RecorderStatus &status)
{
    TileContent tile;
    const LatencySummary &commit = status.latencies.receiveToCommit;
    const LatencySummary &exchange = status.latencies.exchangeToReceive;
    tile.value = commit.count > 0 ? Format::duration(commit.p99) : Format::nothing();
    tile.detail = commit.count > 0
                      ? Texts::tr("p50 %1, max %2")
                            .arg(Format::duration(commit.p50), Format::duration(commit.max))
                      : Texts::tr("no commit lately");
    tile.explanation =
        Texts::tr("From receiving an event to its commit: 99 of 100 of the last half minute took "
                  "at most this long. From the exchange to receiving it took %1 at most for 99 of "
                  "100, by two clocks.")
            .arg(exchange.count > 0 ? Format::duration(exchange.p99) : Format::nothing());
    tile.health = commit.count > 0 ? Health::Good : Health::Changing;
    if (isAlerted(status, "growing_lag"_L1))
        tile.health = Health::Bad;
    else if (commit.count > 0 && commit.p99 > SlowCommit)
        tile.health = Health::Attention;
    return tile;
}

TileContent coverageTile(const RecorderStatus &status)
{
    TileContent tile;
    tile.explanation = Texts::tr("How much of what there was to record since midnight UTC is in "
                                 "the tables, by the ledger of gaps.");
    tile.value = status.coverageToday ? Format::share(*status.coverageToday) : Format::nothing();
    if (!status.coverageToday) {
        tile.detail = Texts::tr("not known yet");
        tile.health = Health::Changing;
        return tile;
    }
    const auto &ledger = status.writer.ledger;
    const bool isWhole = *status.coverageToday >= 1;
    if (ledger && ledger->missingToday > 0us)
        tile.detail = Texts::tr("%1 missing").arg(Format::duration(ledger->missingToday));
    else
        tile.detail = isWhole ? Texts::tr("nothing missing") : QString();
    tile.health = isWhole ? Health::Good : Health::Attention;
    return tile;
}

TileContent gapsTile(const RecorderStatus &status)
{
    TileContent tile;
    const auto &ledger = status.writer.ledger;
    if (!ledger) {
        tile.value = Format::count(status.gaps);
        tile.detail = Texts::tr("found since the start");
        tile.secondDetail = Texts::tr("ledger not read yet");
        tile.explanation = Texts::tr("Gaps found since the start. The ledger, which knows what "
                                     "became of them, was not read yet.");
        tile.health = status.gaps > 0 ? Health::Attention : Health::Changing;
        return tile;
    }
    tile.value = Format::count(ledger->open);
    tile.detail = Texts::tr("%1 filled").arg(Format::count(ledger->filled));
    tile.secondDetail = Texts::tr("%1 unfillable").arg(Format::count(ledger->unfillable));
    tile.explanation = Texts::tr("Gaps of the ledger that are still open. Trades can be fetched "
                                 "again: the Integrity page does it.");
    tile.health = ledger->open > 0 ? Health::Attention : Health::Good;
    return tile;
}

/// What is wrong with the spool now or cost events; nothing where that is not so.
void addSpoolProblem(TileContent &tile, const SpoolStatus &spool)
{
    if (spool.totals.deadLetters > 0) {
        tile.secondDetail = Texts::tr("%1 set aside").arg(Format::count(spool.totals.deadEvents));
        tile.health = Health::Attention;
    }
    if (spool.eventsDropped > 0) {
        tile.secondDetail = Texts::tr("%1 dropped").arg(Format::count(spool.eventsDropped));
        tile.health = Health::Bad;
    }
    if (spool.isBeyondLimits) {
        tile.secondDetail = Texts::tr("beyond its limits");
        tile.health = Health::Bad;
    }
    if (!spool.problem.isEmpty()) {
        tile.secondDetail = spool.problem;
        tile.health = Health::Bad;
    }
}

TileContent spoolTile(const RecorderStatus &status)
{
    TileContent tile;
    const SpoolStatus &spool = status.writer.spool;
    tile.explanation = Texts::tr("What waits on disk for the database while that is away or slow. "
                                 "Set aside is what the database refused, kept for repair.");
    if (spool.filePath.isEmpty()) {
        tile.value = Texts::tr("Off");
        tile.detail = Texts::tr("waits in memory only");
        tile.health = Health::Off;
        return tile;
    }
    const SpoolTotals &totals = spool.totals;
    tile.health = totals.batches > 0 ? Health::Attention : Health::Good;
    tile.value = totals.batches > 0 ? Format::bytes(totals.bytes) : Texts::tr("Empty");
    tile.detail = totals.batches > 0
                      ? Texts::tr("%n batch(es) on disk", nullptr, int(totals.batches))
                      : Texts::tr("nothing waits");
    addSpoolProblem(tile, spool);
    return tile;
}

QString wordOf(WriterStatus::State state)
{
    switch (state) {
    case WriterStatus::State::Starting:
        return Texts::tr("Opening");
    case WriterStatus::State::Ready:
        return Texts::tr("Ready");
    case WriterStatus::State::Retrying:
        return Texts::tr("Away");
    case WriterStatus::State::Failed:
        return Texts::tr("Failed");
    case WriterStatus::State::Stopped:
        return Texts::tr("Closed");
    }
    Q_UNREACHABLE();
}

Health healthOf(WriterStatus::State state)
{
    switch (state) {
    case WriterStatus::State::Starting:
        return Health::Changing;
    case WriterStatus::State::Ready:
        return Health::Good;
    case WriterStatus::State::Retrying:
    case WriterStatus::State::Failed:
        return Health::Bad;
    case WriterStatus::State::Stopped:
        return Health::Off;
    }
    Q_UNREACHABLE();
}

TileContent databaseTile(const RecorderStatus &status)
{
    TileContent tile;
    const WriterStatus &writer = status.writer;
    tile.value = wordOf(writer.state);
    tile.health = healthOf(writer.state);
    tile.explanation = Texts::tr("Whether the database takes what is recorded, how long the last "
                                 "commit took, and what waits in memory for the next.");
    if (tile.health == Health::Bad && writer.lastError)
        tile.detail = writer.lastError->message;
    else if (writer.batchesWritten > 0)
        tile.detail = Texts::tr("last commit %1").arg(Format::duration(writer.lastCommitDuration));
    else
        tile.detail = Texts::tr("no commit yet");
    tile.secondDetail =
        writer.queue.batches == 0
            ? Texts::tr("queue empty")
            : Texts::tr("queue %1").arg(Format::bytes(std::int64_t(writer.queue.bytes)));
    return tile;
}

TileContent diskTile(const RecorderStatus &status)
{
    TileContent tile;
    tile.explanation = Texts::tr("What is free on the fullest of the disks that are written to.");
    if (!status.process.diskFreeBytes) {
        tile.value = Format::nothing();
        tile.detail = Texts::tr("not known");
        return tile;
    }
    tile.value = Format::bytes(*status.process.diskFreeBytes);
    tile.detail = Texts::tr("free on the disk of");
    tile.secondDetail = status.process.diskFolder;
    tile.health = isAlerted(status, "low_disk"_L1) ? Health::Bad : Health::Good;
    return tile;
}

TileContents unknownContents()
{
    TileContents contents;
    contents.fill({Format::nothing(), {}, {}, Health::Off, Texts::tr("Nothing is known yet.")});
    return contents;
}

} // namespace

QString titleOf(TileKind kind)
{
    switch (kind) {
    case TileKind::Events:
        return Texts::tr("Events/s");
    case TileKind::Rows:
        return Texts::tr("Rows/s");
    case TileKind::Lag:
        return Texts::tr("Lag p99");
    case TileKind::Coverage:
        return Texts::tr("Coverage today");
    case TileKind::Gaps:
        return Texts::tr("Open gaps");
    case TileKind::Spool:
        return Texts::tr("Spool");
    case TileKind::Database:
        return Texts::tr("Database");
    case TileKind::Disk:
        return Texts::tr("Disk");
    }
    Q_UNREACHABLE();
}

TileContents tileContents(const ShownStatus &shown)
{
    const RecorderStatus &status = shown.status;
    if (status.takenAt.utc == UtcMicroseconds())
        return unknownContents();
    TileContents contents{eventsTile(status),   rowsTile(status), lagTile(status),
                          coverageTile(status), gapsTile(status), spoolTile(status),
                          databaseTile(status), diskTile(status)};
    const bool isRecording = status.state == RecorderState::Recording && shown.failure.isEmpty();
    for (TileContent &tile : contents) {
        if (shown.trouble || (!isRecording && tile.health == Health::Good))
            tile.health = Health::Off;
    }
    return contents;
}

} // namespace Orderflow
