#include "fakes/fakeledger.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Now{1'790'000'000'123'000us};
constexpr std::array<std::string_view, 2> Streams{"depth5@100ms", "aggTrade"};

CaptureConnection connection(std::int64_t number, const QString &route, UtcMicroseconds openedAt)
{
    CaptureConnection connection;
    connection.number = number;
    connection.route = route;
    connection.url = u"wss://fstream.binance.com/%1/stream"_s.arg(route);
    connection.shard = 1;
    connection.side = 1;
    connection.streams = 12;
    connection.attemptedAt = openedAt - 120ms;
    connection.openedAt = openedAt;
    connection.frames = 123'456;
    connection.bytes = 45'678'901;
    return connection;
}

/// Two sessions with a restart between them, and a reconnect.
void addConnections(LedgerSpan &span)
{
    const UtcMicroseconds restart = Now - 9h;
    for (const QString &route : {u"public"_s, u"market"_s}) {
        CaptureConnection first = connection(route == "public"_L1 ? 1 : 2, route, Now - 30h);
        first.closedAt = restart - 20s;
        first.endKind = u"closed_by_recorder"_s;
        first.closeReason = u"closed by the recorder"_s;
        span.connections.push_back({1, first});
        CaptureConnection second = connection(route == "public"_L1 ? 1 : 2, route, restart);
        second.closedAt = Now - 3h;
        second.endKind = u"reset"_s;
        second.closeReason = u"connection reset by the exchange"_s;
        span.connections.push_back({2, second});
        CaptureConnection failed = connection(route == "public"_L1 ? 3 : 4, route, Now - 3h);
        failed.openedAt.reset();
        failed.closedAt = Now - 3h + 8s;
        failed.attempts = 4;
        failed.endKind = u"refused"_s;
        failed.closeReason = u"connection refused"_s;
        failed.frames = 0;
        failed.bytes = 0;
        span.connections.push_back({2, failed});
        span.connections.push_back(
            {2, connection(route == "public"_L1 ? 5 : 6, route, Now - 3h + 9s)});
    }
    std::ranges::reverse(span.connections);
}

} // namespace

UtcMicroseconds FakeLedger::now()
{
    return Now;
}

LedgerGap FakeLedger::gap(std::string_view symbol, std::string_view stream, int minutesAgo,
                          std::chrono::seconds length)
{
    // Those of day() are lower.
    static std::atomic<std::int64_t> counter{1'000'000};
    LedgerGap row;
    row.id = ++counter;
    row.sessionId = 2;
    CaptureGap &gap = row.gap;
    gap.symbol = *Symbol::parse(symbol);
    gap.stream = stream;
    gap.reason = GapReason::Disconnect;
    gap.fromTime = Now - std::chrono::minutes(minutesAgo);
    gap.toTime = gap.fromTime + length;
    if (isFillable(stream)) {
        gap.firstMissingId = 5'000'001 - 1000 * minutesAgo;
        gap.lastMissingId = *gap.firstMissingId + 249;
        gap.missingEvents = 250;
    } else {
        gap.status = GapStatus::Unfillable;
        gap.note = noHistoryNote();
    }
    return row;
}

LedgerSpan FakeLedger::day(int symbols)
{
    LedgerSpan span;
    span.to = Now;
    span.from = Now - 24h;
    for (int i = 0; i < symbols; ++i) {
        const std::string symbol = "S" + std::to_string(i) + "USDT";
        for (const std::string_view stream : Streams) {
            const bool isNew = i > 0 && i == symbols - 1;
            span.streams.push_back({{*Symbol::parse(std::string_view(symbol)), std::string(stream)},
                                    isNew ? Now - 1h : Now - 300h,
                                    Now - 80ms});
            if (isNew)
                continue;
            LedgerGap restart = gap(symbol, stream, 540, 20min);
            restart.gap.reason = GapReason::Shutdown;
            if (isFillable(stream)) {
                restart.gap.status = GapStatus::Filled;
                restart.gap.filledRows = 250;
            }
            span.gaps.push_back(restart);
            LedgerGap seamless = gap(symbol, stream, 180, 9s);
            seamless.gap.missingEvents = 0;
            seamless.gap.status = GapStatus::Filled;
            seamless.gap.note.clear();
            seamless.gap.firstMissingId.reset();
            seamless.gap.lastMissingId.reset();
            span.gaps.push_back(seamless);
            if (i % 3 == 0)
                span.gaps.push_back(gap(symbol, stream, 95 + 7 * i, 12min));
            if (i % 4 == 1)
                span.gaps.push_back(gap(symbol, stream, 700, 2s));
        }
    }
    LedgerSession first{1, {u"recorder-1"_s, 4711, u"1.2.2"_s, {}, Now - 31h, Now - 9h - 20s}};
    first.session.eventsReceived = 5'000'000;
    first.session.eventsWritten = 4'999'000;
    const LedgerSession second{2, {u"recorder-1"_s, 4812, u"1.2.3"_s, {}, Now - 9h, std::nullopt}};
    span.sessions = {second, first};
    addConnections(span);
    std::ranges::stable_sort(span.streams, {}, &StreamSpan::stream);
    std::ranges::stable_sort(span.gaps, {}, [](const LedgerGap &one) { return one.gap.fromTime; });
    std::int64_t id = 0;
    for (LedgerGap &one : span.gaps)
        one.id = ++id;
    return span;
}

LedgerSpan FakeLedger::full()
{
    LedgerSpan span = day(2);
    LedgerGap &row = span.gaps.front();
    row.gap.filledRows = 3;
    row.gap.note = u"the connection was reset"_s;
    LedgerGap unknown = gap("S0USDT", "aggTrade", 3, 1s);
    unknown.gap.symbol = Symbol();
    unknown.gap.reason = GapReason::DecodeError;
    unknown.gap.firstMissingId.reset();
    unknown.gap.lastMissingId.reset();
    unknown.gap.missingEvents.reset();
    unknown.id = 999'999;
    span.gaps.push_back(unknown);
    span.sessions.front().session.eventsReceived = 61;
    span.sessions.front().session.eventsWritten = 62;
    span.sessions.front().session.eventsLost = 63;
    span.areStreamsCut = true;
    span.areSessionsCut = true;
    span.areConnectionsCut = true;
    span.areGapsCut = true;
    return span;
}

} // namespace Orderflow
