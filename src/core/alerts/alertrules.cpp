#include "alerts/alertrules.h"

#include <array>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Condition = AlertCondition;

/// Bad from `limit` on, good up to half of it; 0 is no limit.
Condition aboveLimit(std::chrono::microseconds value, std::chrono::microseconds limit)
{
    if (limit.count() == 0 || value <= limit / 2)
        return Condition::Good;
    return value >= limit ? Condition::Bad : Condition::Between;
}

/// Of what is counted, some may always be there: nothing is in between.
bool isMany(std::int64_t count, std::int64_t limit)
{
    return limit > 0 && count >= limit;
}

Condition badIf(bool isBad)
{
    return isBad ? Condition::Bad : Condition::Good;
}

QString seconds(std::chrono::microseconds time)
{
    return QString::number(std::chrono::duration<double>(time).count(), 'f', 1);
}

QString gibibytes(std::int64_t bytes)
{
    return QString::number(double(bytes) / double(1 << 30), 'f', 1);
}

Condition databaseAway(const RecorderStatus &status, const AlertLimits &)
{
    return badIf(status.writer.state == WriterStatus::State::Retrying);
}

QString databaseAwayMessage(const RecorderStatus &status)
{
    const QString where = status.writer.spool.filePath.isEmpty()
                              ? u"what comes waits in memory (QUEUE_MAX_BYTES)"_s
                              : u"what comes waits in the spool"_s;
    const auto &error = status.writer.lastError;
    return u"The database does not take what is recorded; it is tried again, and %1. Look after "
           u"the database or DB_URL. %2"_s.arg(where, error ? error->message : QString());
}

Condition spoolInUse(const RecorderStatus &status, const AlertLimits &)
{
    const SpoolStatus &spool = status.writer.spool;
    return badIf(spool.totals.batches > 0 || !spool.problem.isEmpty());
}

QString spoolInUseMessage(const RecorderStatus &status)
{
    const SpoolStatus &spool = status.writer.spool;
    QString text =
        u"%1 events wait in the spool %2 for the database: it is away or slower than the "
        u"market. Nothing is lost until SPOOL_MAX_BYTES; look at what slows the database down."_s
            .arg(QString::number(spool.totals.events), spool.filePath);
    if (!spool.problem.isEmpty())
        text += u" The spool itself cannot be written: "_s + spool.problem;
    if (spool.isBeyondLimits)
        text += u" It is beyond its limits, and order books are given up; make room on its disk."_s;
    return text;
}

Condition silent(const RecorderStatus &status, const AlertLimits &limits)
{
    return badIf(isMany(silentStreams(status), limits.silentStreams));
}

QString silentMessage(const RecorderStatus &status)
{
    return u"%1 streams deliver nothing (%2). Where it is many, look at the network and at "
           u"HTTPS_PROXY; where it is a few, the contracts may be halted: the warnings of "
           u"orderflow.feed name them."_s.arg(QString::number(silentStreams(status)),
                                              verdict(status));
}

std::int64_t openGapsOf(const RecorderStatus &status)
{
    return status.writer.ledger ? status.writer.ledger->open : 0;
}

Condition openGaps(const RecorderStatus &status, const AlertLimits &limits)
{
    return badIf(isMany(openGapsOf(status), limits.openGaps));
}

QString openGapsMessage(const RecorderStatus &status)
{
    return u"%1 gaps of the ledger are still open, and repairs do not keep up or are off "
           u"(REPAIR_GAPS). 'orderflow-recorder-cli gaps --status open' lists them, 'backfill' "
           u"fetches the trades."_s.arg(openGapsOf(status));
}

std::chrono::microseconds lagOf(const RecorderStatus &status)
{
    return status.latencies.receiveToCommit.p99;
}

Condition growingLag(const RecorderStatus &status, const AlertLimits &limits)
{
    return aboveLimit(lagOf(status), limits.lag);
}

QString growingLagMessage(const RecorderStatus &status)
{
    return u"It takes %1 s (p99) from receiving an event to its commit. The database is too slow "
           u"for what is recorded: see docs/performance.md, or record less."_s.arg(
               seconds(lagOf(status)));
}

Condition lowDisk(const RecorderStatus &status, const AlertLimits &limits)
{
    const std::optional<std::int64_t> &free = status.process.diskFreeBytes;
    if (!free)
        return Condition::Good;
    if (*free < limits.diskFree)
        return Condition::Bad;
    return *free < limits.diskFree + limits.diskFree / 5 ? Condition::Between : Condition::Good;
}

QString lowDiskMessage(const RecorderStatus &status)
{
    return u"%1 GiB are free on the disk of %2. Make room, or set RETENTION_DAYS or RETENTION_GB; "
           u"below SPOOL_DISK_RESERVE the spool gives up order books."_s.arg(
               gibibytes(status.process.diskFreeBytes.value_or(0)), status.process.diskFolder);
}

/// What it is off at least: a measurement may be wrong by half of its way there and back.
std::chrono::microseconds clockErrorOf(const RecorderStatus &status)
{
    if (!status.clock)
        return 0us;
    return std::chrono::abs(status.clock->offset) - status.clock->roundTrip / 2;
}

Condition clockOff(const RecorderStatus &status, const AlertLimits &limits)
{
    return aboveLimit(clockErrorOf(status), limits.clockOffset);
}

QString clockOffMessage(const RecorderStatus &status)
{
    return u"This machine's clock is %1 s off the exchange's, and receive times with it. Run "
           u"chrony or systemd-timesyncd."_s.arg(seconds(clockErrorOf(status)));
}

/// The times: an alert should mean that something does not pass by itself. Repairs run for minutes;
/// the clock is measured every five, so that two measurements have to agree.
constexpr std::array Rules{
    AlertRule{"database_away"_L1, 30s, 30s, databaseAway, databaseAwayMessage,
              "The database takes batches again."_L1},
    AlertRule{"spool_in_use"_L1, 60s, 30s, spoolInUse, spoolInUseMessage,
              "The spool is empty again, and all of it is in the database."_L1},
    AlertRule{"silent_streams"_L1, 60s, 60s, silent, silentMessage,
              "All streams deliver again."_L1},
    AlertRule{"open_gaps"_L1, 600s, 60s, openGaps, openGapsMessage,
              "No gap of the ledger is open any more."_L1},
    AlertRule{"growing_lag"_L1, 60s, 60s, growingLag, growingLagMessage,
              "Events are committed in time again."_L1},
    AlertRule{"low_disk"_L1, 30s, 60s, lowDisk, lowDiskMessage,
              "There is enough room on the disk again."_L1},
    AlertRule{"clock_off"_L1, 360s, 360s, clockOff, clockOffMessage,
              "This machine's clock agrees with the exchange's again."_L1},
};

} // namespace

std::span<const AlertRule> alertRules()
{
    return Rules;
}

} // namespace Orderflow
