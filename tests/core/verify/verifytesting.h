#pragma once

#include "market/checksum.h"
#include "storage/sql/recordreader.h"
#include "verify/finding.h"

#include <QStringList>

#include <cstdint>
#include <limits>
#include <optional>

/// What the tests of the verifiers share: rows and gaps to begin with, and findings in one line
/// each.
namespace VerifyTesting {

// 2024-07-18 23:57:02.504 UTC
inline constexpr Orderflow::UtcMilliseconds Time{std::chrono::milliseconds(1721347022504)};
inline constexpr Orderflow::UtcMicroseconds Now = Time + std::chrono::hours(1);

inline Orderflow::Decimal decimal(const char *text)
{
    return *Orderflow::Decimal::parse(text);
}

inline Orderflow::RecordedStream tradeStream()
{
    return {*Orderflow::Symbol::parse(u"BTCUSDT"), "aggTrade"};
}

inline Orderflow::RecordedStream depthStream(const char *kind = "depth5@100ms")
{
    return {*Orderflow::Symbol::parse(u"BTCUSDT"), kind};
}

/// The row of a trade, with its checksum; the row's id is the trade's and 1000.
inline Orderflow::StoredTrade tradeRow(std::int64_t id)
{
    Orderflow::StoredTrade row;
    Orderflow::AggTrade &trade = row.trade;
    trade.symbol = tradeStream().symbol;
    trade.aggTradeId = id;
    trade.firstTradeId = id % 1'000'000'000 * 10;
    trade.lastTradeId = trade.firstTradeId + 3;
    trade.price = decimal("63943.90");
    trade.quantity = decimal("0.100");
    trade.tradeTime = Time + std::chrono::milliseconds(id % 1'000'000);
    trade.eventTime = trade.tradeTime + std::chrono::milliseconds(120);
    trade.receiveTime.utc = trade.tradeTime + std::chrono::microseconds(150'123);
    row.rowId = 1000 + id % 1'000'000;
    row.checksum = checksumOf(trade);
    return row;
}

/// The row of an update that follows `previousId`, with five levels a side and its checksum.
inline Orderflow::StoredDepthUpdate depthRow(std::int64_t previousId, std::int64_t id,
                                             const char *kind = "depth5@100ms")
{
    Orderflow::StoredDepthUpdate row;
    Orderflow::DepthUpdate &update = row.update;
    update.symbol = depthStream().symbol;
    update.depthKind = kind;
    update.firstUpdateId = id - 1;
    update.finalUpdateId = id;
    update.prevFinalUpdateId = previousId;
    update.transactionTime = Time + std::chrono::milliseconds(id % 1'000'000);
    update.eventTime = update.transactionTime + std::chrono::milliseconds(2);
    update.receiveTime.utc = update.transactionTime + std::chrono::microseconds(30'123);
    update.bids = {{decimal("100.5"), decimal("1")},
                   {decimal("100.4"), decimal("1")},
                   {decimal("100.3"), decimal("1")},
                   {decimal("100.2"), decimal("1")},
                   {decimal("100.1"), decimal("1")}};
    update.asks = {{decimal("100.6"), decimal("1")},
                   {decimal("100.7"), decimal("1")},
                   {decimal("100.8"), decimal("1")},
                   {decimal("100.9"), decimal("1")},
                   {decimal("101.0"), decimal("1")}};
    row.rowId = 1000 + id % 1'000'000;
    row.checksum = checksumOf(update);
    return row;
}

/// A gap of the ledger that is not filled.
inline Orderflow::LedgerGap gapRow(std::int64_t rowId, std::optional<std::int64_t> first,
                                   std::optional<std::int64_t> last,
                                   std::optional<std::int64_t> missing)
{
    Orderflow::LedgerGap row;
    row.id = rowId;
    row.sessionId = 1;
    row.gap.symbol = tradeStream().symbol;
    row.gap.firstMissingId = first;
    row.gap.lastMissingId = last;
    row.gap.missingEvents = missing;
    row.gap.fromTime = Time;
    row.gap.toTime = Time;
    return row;
}

inline Orderflow::LedgerGap filled(Orderflow::LedgerGap row)
{
    row.gap.status = Orderflow::GapStatus::Filled;
    row.gap.filledRows = row.gap.missingEvents.value_or(1);
    return row;
}

inline Orderflow::LedgerGap lost(Orderflow::LedgerGap row)
{
    row.gap.reason = Orderflow::GapReason::Overflow;
    return row;
}

/// `error missing_events 5-9`, `remark level_count row 1005`, `error ledger_mismatch gap 7`.
inline QString inShort(const Orderflow::Finding &finding)
{
    QStringList parts{QString(toJsonName(finding.severity)), QString(toJsonName(finding.kind))};
    if (finding.rowId)
        parts << QStringLiteral("row %1").arg(*finding.rowId);
    else if (finding.gapId)
        parts << QStringLiteral("gap %1").arg(*finding.gapId);
    else if (finding.firstId && finding.lastId)
        parts << QStringLiteral("%1-%2").arg(*finding.firstId).arg(*finding.lastId);
    return parts.join(u' ');
}

} // namespace VerifyTesting
