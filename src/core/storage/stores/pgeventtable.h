#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "storage/stores/pgbinaryrows.h"

#include <QLatin1StringView>
#include <QString>

namespace Orderflow {

/// A table of events on PostgreSQL, as rows go into it.
struct PgEventTable
{
    QLatin1StringView name;
    /// The temporary table of a transaction that sorts out what is there already.
    QLatin1StringView incomingName;
    /// Those that appendRow() fills, in its order, separated by commas.
    QLatin1StringView columns;
    /// The key, and what decides between two equal ones, as ORDER BY takes it.
    QLatin1StringView order;
};

const PgEventTable &pgTableOf(const AggTrade &trade);
const PgEventTable &pgTableOf(const DepthUpdate &update);

void appendRow(PgBinaryRows &rows, const AggTrade &trade);
void appendRow(PgBinaryRows &rows, const DepthUpdate &update);

/// What an error calls it: `aggTrade 12 of BTCUSDT`.
QString nameOf(const AggTrade &trade);
QString nameOf(const DepthUpdate &update);

} // namespace Orderflow
