#include "storage/sql/recordrows.h"

#include <chrono>

namespace Orderflow {

namespace {

std::optional<Decimal> parseDecimal(const QString &text)
{
    std::string digits = text.toStdString();
    const std::optional<Decimal> number = Decimal::parse(digits);
    if (number || digits.find('.') == std::string::npos)
        return number;
    // The predecessor filled numbers up to 18 decimals, which may be more digits than fit.
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.'))
        digits.pop_back();
    return Decimal::parse(digits);
}

std::optional<Symbol> parseSymbol(const QString &text)
{
    return Symbol::parse(text);
}

std::optional<std::vector<PriceLevel>> parseLevels(const QString &text)
{
    return levelsFromJson(text.toUtf8());
}

std::optional<EventSource> parseSource(const QString &text)
{
    return parseEventSource(text);
}

} // namespace

StoredTrade readTrade(RowCursor row)
{
    StoredTrade stored;
    AggTrade &trade = stored.trade;
    stored.rowId = row.integer();
    trade.symbol = row.parsed("symbol", parseSymbol);
    if (const auto eventTime = row.optionalTime("event_time"))
        trade.eventTime = std::chrono::floor<std::chrono::milliseconds>(*eventTime);
    trade.tradeTime = row.exchangeTime("trade_time");
    trade.price = row.parsed("price", parseDecimal);
    trade.quantity = row.parsed("quantity", parseDecimal);
    const QString quantityExclRpi = row.text();
    if (!quantityExclRpi.isNull()) {
        trade.quantityExclRpi = parseDecimal(quantityExclRpi);
        if (!trade.quantityExclRpi)
            row.setFault("quantity_excl_rpi", quantityExclRpi);
    }
    trade.isBuyerMaker = row.boolean();
    trade.aggTradeId = row.integer();
    trade.firstTradeId = row.optionalInteger().value_or(AggTrade::UnknownTradeId);
    trade.lastTradeId = row.optionalInteger().value_or(AggTrade::UnknownTradeId);
    trade.source = row.parsed("source", parseSource);
    const std::optional<UtcMicroseconds> receiveTime = row.optionalTime("receive_time");
    trade.receiveTime.utc = receiveTime.value_or(UtcMicroseconds());
    stored.checksum = row.optionalInteger();
    stored.isOfPredecessor = !receiveTime && !stored.checksum;
    stored.fault = row.fault();
    return stored;
}

StoredDepthUpdate readDepthUpdate(RowCursor row)
{
    StoredDepthUpdate stored;
    DepthUpdate &update = stored.update;
    stored.rowId = row.integer();
    update.symbol = row.parsed("symbol", parseSymbol);
    update.depthKind = row.text().toStdString();
    update.eventTime = row.exchangeTime("event_time");
    update.transactionTime = row.exchangeTime("transaction_time");
    update.firstUpdateId = row.integer();
    update.finalUpdateId = row.integer();
    update.prevFinalUpdateId = row.integer();
    update.bids = row.parsed("bids", parseLevels);
    update.asks = row.parsed("asks", parseLevels);
    const std::optional<UtcMicroseconds> receiveTime = row.optionalTime("receive_time");
    update.receiveTime.utc = receiveTime.value_or(UtcMicroseconds());
    stored.checksum = row.optionalInteger();
    stored.isOfPredecessor = !receiveTime && !stored.checksum;
    stored.fault = row.fault();
    return stored;
}

LedgerGap readGap(RowCursor row)
{
    LedgerGap stored;
    stored.id = row.integer();
    stored.sessionId = row.integer();
    CaptureGap &gap = stored.gap;
    // A frame that names no stream leaves a gap without a symbol.
    gap.symbol = Symbol::parse(row.text()).value_or(Symbol());
    gap.stream = row.text().toStdString();
    gap.reason = parseGapReason(row.text()).value_or(GapReason::Sequence);
    gap.status = parseGapStatus(row.text()).value_or(GapStatus::Open);
    gap.firstMissingId = row.optionalInteger();
    gap.lastMissingId = row.optionalInteger();
    gap.missingEvents = row.optionalInteger();
    gap.filledRows = row.integer();
    gap.fromTime = row.time("from_time");
    gap.toTime = row.time("to_time");
    gap.note = row.text();
    return stored;
}

CoverageDay readCoverage(RowCursor row)
{
    CoverageDay day;
    day.day = std::chrono::floor<std::chrono::days>(row.time("day"));
    day.stream.symbol = row.parsed("symbol", parseSymbol);
    day.stream.stream = row.text().toStdString();
    day.recordedSeconds = row.real();
    day.gapSeconds = row.real();
    day.missingEvents = row.integer();
    day.coveragePercent = row.real();
    return day;
}

RecordedStream readStream(RowCursor row)
{
    RecordedStream stream;
    stream.symbol = row.parsed("symbol", parseSymbol);
    stream.stream = row.text().toStdString();
    return stream;
}

StreamSpan readStreamSpan(RowCursor row)
{
    StreamSpan span;
    span.stream.symbol = row.parsed("symbol", parseSymbol);
    span.stream.stream = row.text().toStdString();
    span.first = row.time("first_time");
    span.last = row.time("last_time");
    return span;
}

LedgerSession readSession(RowCursor row)
{
    LedgerSession stored;
    stored.id = row.integer();
    CaptureSession &session = stored.session;
    session.host = row.text();
    session.processId = row.integer();
    session.version = row.text();
    session.streams = row.text();
    session.startedAt = row.time("started_at");
    session.endedAt = row.optionalTime("ended_at");
    session.eventsReceived = row.integer();
    session.eventsWritten = row.integer();
    session.eventsLost = row.integer();
    return stored;
}

LedgerConnection readConnection(RowCursor row)
{
    LedgerConnection stored;
    stored.sessionId = row.integer();
    CaptureConnection &connection = stored.connection;
    connection.number = row.integer();
    connection.route = row.text();
    connection.url = row.text();
    connection.shard = row.integer();
    connection.side = row.integer();
    connection.streams = row.integer();
    connection.attemptedAt = row.time("attempted_at");
    connection.attempts = row.integer();
    connection.openedAt = row.optionalTime("opened_at");
    connection.closedAt = row.optionalTime("closed_at");
    connection.endKind = row.text();
    connection.closeReason = row.text();
    connection.frames = row.integer();
    connection.bytes = row.integer();
    return stored;
}

StreamEnd readStreamEnd(RowCursor row)
{
    StreamEnd end;
    end.symbol = row.parsed("symbol", parseSymbol);
    end.stream = row.text().toStdString();
    end.lastId = row.integer();
    end.receiveTime = row.time("receive_time");
    end.exchangeTime = row.exchangeTime("exchange time");
    end.firstTime = row.exchangeTime("first time");
    return end;
}

LedgerCounts readLedgerCounts(RowCursor row)
{
    LedgerCounts counts;
    counts.open = row.integer();
    counts.filled = row.integer();
    counts.unfillable = row.integer();
    counts.missingToday = std::chrono::microseconds(row.integer());
    return counts;
}

} // namespace Orderflow
