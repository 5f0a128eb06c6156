#pragma once

#include "binance/connection/feedcontext.h"
#include "binance/connection/feedlistener.h"
#include "fakes/manualclock.h"
#include "fakes/scriptedexchange.h"

#include <QByteArrayList>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace Orderflow {

/// Remembers what connections tell; takes each frame for data of the stream that it names.
class RecordingListener final : public FeedListener
{
public:
    explicit RecordingListener(const StreamTable &table)
        : m_table(table)
    {}

    FrameOutcome frameReceived(const FrameSource &source, const QByteArray &frame,
                               const ReceiveTime &receiveTime) override
    {
        frames.append(frame);
        lastSource = source;
        lastStreams.assign(source.streams.begin(), source.streams.end());
        lastTime = receiveTime;
        const QByteArray name = frame.mid(frame.indexOf(':') + 2).split('"').first();
        const auto parsed = StreamName::parse(name.toStdString());
        return {parsed ? m_table.find(*parsed) : std::nullopt, isJoined};
    }
    void connectionChanged(const ConnectionReport &report) override { reports.push_back(report); }
    void sourceEnded(std::uint32_t connection) override { ended.push_back(connection); }
    void streamsInterrupted(std::span<const StreamId> streams, GapReason /*reason*/,
                            UtcMicroseconds /*at*/) override
    {
        interrupted.insert(interrupted.end(), streams.begin(), streams.end());
    }

    bool isJoined = true;
    QByteArrayList frames;
    FrameSource lastSource;
    std::vector<StreamId> lastStreams;
    ReceiveTime lastTime;
    std::vector<ConnectionReport> reports;
    std::vector<std::uint32_t> ended;
    std::vector<StreamId> interrupted;

private:
    const StreamTable &m_table;
};

/// A scripted exchange in memory and all that connections to it need, with streams of made-up
/// symbols: `s0usdt@aggTrade` has number 0, and so on.
class ConnectionBench
{
public:
    static constexpr std::chrono::nanoseconds NoLimit = std::chrono::nanoseconds::max();

    explicit ConnectionBench(int streams = 2)
    {
        for (int i = 0; i < streams; ++i)
            ids.push_back(table.add(*StreamName::parse(name(i).toStdString())));
        paces.resize(table.size());
    }

    static QByteArray name(int stream)
    {
        return "s" + QByteArray::number(stream) + "usdt@aggTrade";
    }
    static QByteArray frame(int stream)
    {
        return "{\"stream\":\"" + name(stream) + "\",\"data\":{}}";
    }
    void sendEvent(int stream) { exchange.sendEvent(name(stream), frame(stream), ++m_lastId); }
    std::span<const StreamId> streams(std::size_t count, std::size_t from = 0) const
    {
        return std::span(ids).subspan(from, count);
    }

    std::chrono::nanoseconds now() const { return clock.now().monotonic; }
    /// Lets so much time pass; calls `tick` as often as the recorder does.
    void run(std::chrono::nanoseconds time, const std::function<void()> &tick)
    {
        constexpr std::chrono::milliseconds Step{50};
        for (const std::chrono::nanoseconds end = now() + time; now() < end;) {
            clock.advance(Step);
            exchange.advance();
            tick();
        }
    }

    ManualClock clock;
    ScriptedExchange exchange{clock};
    StreamTable table;
    std::vector<StreamId> ids;
    PaceBook paces;
    RecordingListener listener{table};
    FeedContext context{.connection = {clock, table, paces, listener, exchange.sockets()},
                        .times = {}};
    const QUrl url{QStringLiteral("wss://fstream.binance.com/market/stream")};

private:
    std::int64_t m_lastId = 0;
};

} // namespace Orderflow
