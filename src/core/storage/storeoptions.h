#pragma once

#include "market/symbolshard.h"

#include <QLatin1StringView>
#include <QStringView>

#include <array>
#include <chrono>
#include <optional>

namespace Orderflow {

/// What a commit on PostgreSQL waits for: its synchronous_commit.
enum class SynchronousCommit {
    /// For nothing: a crash of the server may undo the commits of its last second.
    Off,
    /// For the server's own disk.
    Local,
    /// And for a synchronous standby to have it in memory.
    RemoteWrite,
    /// And for the standby's disk.
    On,
    /// And for the standby to show it.
    RemoteApply
};

/// The names of PostgreSQL's, in the order of the values.
inline constexpr std::array SynchronousCommitNames{
    QLatin1StringView("off"), QLatin1StringView("local"), QLatin1StringView("remote_write"),
    QLatin1StringView("on"), QLatin1StringView("remote_apply")};

constexpr QLatin1StringView toSqlName(SynchronousCommit value)
{
    return SynchronousCommitNames.at(static_cast<std::size_t>(value));
}

/// In any case; nothing where it is none of the names.
inline std::optional<SynchronousCommit> parseSynchronousCommit(QStringView name)
{
    for (std::size_t i = 0; i < SynchronousCommitNames.size(); ++i) {
        if (name.compare(SynchronousCommitNames.at(i), Qt::CaseInsensitive) == 0)
            return static_cast<SynchronousCommit>(i);
    }
    return std::nullopt;
}

/// How a store deals with its database. A SQLite store has a use for `shard` alone.
struct StoreOptions
{
    /// Of which symbols Store::repairableGaps() gives the gaps.
    SymbolShard shard{};
    SynchronousCommit synchronousCommit = SynchronousCommit::On;
    /// How long writing waits for another session's lock; whole milliseconds from 1.
    std::chrono::milliseconds lockTimeout{5'000};
    /// How long one statement of a write may take; whole milliseconds from 1. Not for migrations
    /// and for reading.
    std::chrono::milliseconds statementTimeout{60'000};
    /// Whether tables that are made become hypertables where TimescaleDB is there.
    bool useTimescale = true;
    /// Whether tables that are empty are distributed where Citus is there.
    bool useCitus = true;
};

} // namespace Orderflow
