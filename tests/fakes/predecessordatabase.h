#pragma once

#include "fakes/testdatabase.h"

#include <cstdint>
#include <set>

/// The tables of the recorder's predecessor, as its library makes them, with everything in their
/// rows that was ever seen there.
namespace Predecessor {

void makeTrades(TestDatabase &database);
void makeDepthUpdates(TestDatabase &database);

/// Adds rows 1 to `rows` to both: symbols in any case and in Chinese, ids and times that are null,
/// prices with the tail of a float, events that came twice and events that contradict each other,
/// and a last row whose id is near the end of int4. All are of July 2024.
void fill(TestDatabase &database, int rows);

/// Both tables, filled.
void make(TestDatabase &database, int rows);

/// What has to become of the rows of one old table.
struct Outcome
{
    std::int64_t copied = 0;
    std::int64_t merged = 0;
    std::set<std::int64_t> setAside;

    bool operator==(const Outcome &) const = default;
};

/// Reads every old row under its new name, checks the test's database for what has become of it,
/// and fails the test where a value differs. `depthKind` is what the rows were upgraded to.
Outcome verifyTrades(TestDatabase &database);
Outcome verifyDepthUpdates(TestDatabase &database, const QString &depthKind);

} // namespace Predecessor
