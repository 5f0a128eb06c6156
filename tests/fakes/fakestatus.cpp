#include "fakes/fakestatus.h"

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Noon{1'790'000'000'123'000us};

Latencies latencies(std::int64_t seed)
{
    const auto summary = [](std::int64_t count) {
        return LatencySummary{count, std::chrono::microseconds(count * 1000 + 125),
                              std::chrono::microseconds(count * 3000 + 250),
                              std::chrono::microseconds(count * 5000 + 500)};
    };
    return {summary(seed), summary(seed + 1)};
}

StreamStatus stream(std::string_view type, double perSecond)
{
    StreamStatus status;
    status.type = type;
    status.state = StreamStatus::State::Delivering;
    status.events = std::int64_t(perSecond * 90);
    status.rows = status.events - 1;
    status.bytes = status.events * 300;
    status.eventsPerSecond = perSecond;
    status.eventsPerSecondLastMinute = perSecond / 2;
    status.rowsPerSecond = perSecond;
    status.bytesPerSecond = perSecond * 300;
    status.age = 80ms;
    status.latencies = latencies(4);
    return status;
}

SymbolStatus symbol(const QString &name, int levels, const ReceiveTime &now)
{
    SymbolStatus status;
    SymbolIntake &intake = status.intake;
    intake.symbol = *Symbol::parse(QStringView(name));
    for (int i = 0; i < levels; ++i) {
        intake.bids.push_back({Decimal(65000 - i, 1), Decimal(100 + i, 3)});
        intake.asks.push_back({Decimal(65001 + i, 1), Decimal(200 + i, 3)});
    }
    AggTrade trade;
    trade.symbol = intake.symbol;
    trade.aggTradeId = 12345;
    trade.price = Decimal(65001, 1);
    trade.quantity = Decimal(250, 3);
    trade.tradeTime = std::chrono::floor<std::chrono::milliseconds>(now.utc) - 100ms;
    intake.lastTrade = trade;
    intake.trades = 630;
    intake.bought = Decimal(123'456, 3);
    intake.sold = Decimal(98'765, 3);
    intake.depthUpdates = 900;
    intake.lastEvent = ReceiveTime{now.utc - 80ms, now.monotonic - 80ms};
    intake.lag = 37ms;
    status.tradesPerSecond = 7;
    status.depthUpdatesPerSecond = 10;
    status.streams = {stream("depth5@100ms", 10), stream("aggTrade", 7)};
    return status;
}

FeedStatus feed(Route route, std::int64_t streams, const ReceiveTime &now)
{
    FeedStatus status;
    status.route = route;
    status.url = u"wss://fstream.binance.com/%1/stream"_s.arg(routeName(route));
    status.state = FeedStatus::State::Open;
    status.streams = streams;
    status.openConnections = 1;
    status.frames = 12'345;
    status.bytes = 3'456'789;
    status.openedAt = ReceiveTime{now.utc - 90s, now.monotonic - 90s};
    status.lastData = ReceiveTime{now.utc - 80ms, now.monotonic - 80ms};
    return status;
}

WriterStatus fullWriter()
{
    WriterStatus writer;
    writer.state = WriterStatus::State::Retrying;
    writer.lastError =
        StoreError{StoreError::Kind::Rejected, u"numeric field overflow"_s, u"22003"_s};
    writer.batchesWritten = 31;
    writer.tradesInserted = 32;
    writer.depthUpdatesInserted = 33;
    writer.tradesRepaired = 34;
    writer.rowsOfEarlierRuns = 35;
    writer.duplicates = 36;
    writer.eventsLost = 37;
    writer.eventsSetAside = 38;
    writer.lastBatchEvents = 39;
    writer.lastCommitDuration = 4250us;
    writer.lastLag = 51'125us;
    writer.ledger = LedgerCounts{41, 42, 43, 1500ms, Noon - 5s};
    writer.queue = {44, 45};
    writer.spool = {u"spool.db"_s, {51, 52, 53, 54, 55, 56}, 57, true, u"the disk is full"_s};
    return writer;
}

} // namespace

CaptureGap FakeStatus::gap(std::string_view symbol, std::string_view stream)
{
    CaptureGap gap;
    gap.symbol = *Symbol::parse(symbol);
    gap.stream = stream;
    gap.reason = GapReason::Disconnect;
    gap.firstMissingId = 100;
    gap.lastMissingId = 111;
    gap.missingEvents = 12;
    gap.filledRows = 3;
    gap.fromTime = Noon - 10s;
    gap.toTime = Noon - 8500ms;
    gap.note = u"the connection was reset"_s;
    return gap;
}

RecorderStatus FakeStatus::healthy(int symbolCount, int levels)
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.database = u"sqlite:///orderflow.db"_s;
    status.takenAt = {Noon, 1000s};
    status.uptime = 90s;
    for (int i = 0; i < symbolCount; ++i)
        status.symbols.push_back(symbol(u"S%1USDT"_s.arg(i), levels, status.takenAt));
    status.feeds = {feed(Route::Public, symbolCount, status.takenAt),
                    feed(Route::Market, symbolCount, status.takenAt)};
    status.sides.resize(1);
    status.writer.state = WriterStatus::State::Ready;
    status.writer.ledger = LedgerCounts{};
    status.eventsReceived = std::int64_t(symbolCount) * 1530;
    status.eventsWritten = status.eventsReceived;
    status.eventsPerSecond = symbolCount * 17.0;
    status.rowsPerSecond = symbolCount * 17.0;
    status.bytesPerSecond = symbolCount * 5100.0;
    status.latencies = latencies(4);
    status.coverageToday = 1;
    status.process = {8s, 0.25, 60 << 20, std::int64_t(120) << 30, u"/var/lib/orderflow"_s};
    status.version = u"1.2.3"_s;
    return status;
}

RecorderStatus FakeStatus::full()
{
    RecorderStatus status = healthy(2);
    status.state = RecorderState::Stopping;
    status.shard = {2, 4};
    status.uptime = 100h + 1ns;
    status.symbols[0].intake.gaps = 3;
    status.symbols[0].intake.lastTrade->isBuyerMaker = true;
    status.symbols[0].intake.bought.reset();
    status.symbols[1].intake.lag = -1500us;
    AggTrade later = *status.symbols[1].intake.lastTrade;
    ++later.aggTradeId;
    later.isBuyerMaker = true;
    status.tapes = std::make_shared<std::vector<TradeTape>>(
        1, TradeTape{later.symbol, {*status.symbols[1].intake.lastTrade, later}});
    status.symbols[1].streams[0].state = StreamStatus::State::Mute;
    status.symbols[1].streams[0].gaps = 2;
    status.symbols[1].streams[1].state = StreamStatus::State::Waiting;
    status.symbols[1].streams[1].age.reset();
    FeedStatus &feed = status.feeds[1];
    feed.shard = 3;
    feed.side = 2;
    feed.state = FeedStatus::State::Waiting;
    feed.muteStreams = 1;
    feed.pongs = 5;
    feed.reconnects = 6;
    feed.rotations = 7;
    feed.remedies = 8;
    feed.lastProblem = u"connection reset"_s;
    status.sides = {{100, 4, 10ms, 7500us}, {50, 0, {}, {}}};
    status.writer = fullWriter();
    status.tradesRepaired = status.writer.tradesRepaired;
    status.eventsPerSecondLastMinute = 12.5;
    status.coverageToday = 0.987654321;
    status.eventsReceived = 9'007'199'254'740'991;
    status.duplicates = 61;
    status.eventsLost = 62;
    status.eventsHeld = 63;
    status.decodeErrors = 64;
    status.unknownFrames = 65;
    status.gaps = 66;
    status.recentGaps = {gap("BTCUSDT", "aggTrade"), gap("ETHUSDT", "depth5@100ms")};
    status.recentGaps[1].firstMissingId.reset();
    status.recentGaps[1].missingEvents.reset();
    status.recentGaps[1].status = GapStatus::Unfillable;
    status.exchangeFault = u"HTTP 418"_s;
    status.alerts = {
        {QStringLiteral("disk_low"), true, Noon - 90s, QStringLiteral("4 GiB are free")},
        {QStringLiteral("clock_off"), false, {}, {}}};
    status.hungThread = QStringLiteral("writing");
    status.clock = ClockSample{Noon - 60s, -2500us, 31ms};
    return status;
}

} // namespace Orderflow
