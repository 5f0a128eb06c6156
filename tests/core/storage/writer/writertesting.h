#pragma once

#include "fakes/failingstore.h"
#include "storage/writer/storagewriter.h"

#include <QRegularExpression>
#include <QTest>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

/// A StorageWriter in the thread of the test: the queue is filled and closed before it runs.
namespace Orderflow::WriterTesting {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline const StoreError Away{StoreError::Kind::Unavailable, u"away"_s, {}};
inline const StoreError Refused{StoreError::Kind::Rejected, u"refused"_s, u"23514"_s};
inline const StoreError Wrong{StoreError::Kind::Misconfigured, u"wrong"_s, u"42P01"_s};

/// Goes on by one millisecond with every look at it.
class SteppingClock final : public Clock
{
public:
    ReceiveTime now() const override
    {
        m_now += 1ms;
        return {UtcMicroseconds(1'700'000'000s) +
                    std::chrono::duration_cast<std::chrono::microseconds>(m_now),
                m_now};
    }

private:
    mutable std::chrono::nanoseconds m_now{};
};

inline SteppingClock s_clock;

inline EventBatch makeBatch(std::int64_t id)
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(u"BTCUSDT");
    trade.aggTradeId = id;
    trade.receiveTime = s_clock.now();
    DepthUpdate update;
    update.symbol = trade.symbol;
    update.depthKind = "depth5@100ms";
    update.prevFinalUpdateId = id;
    update.finalUpdateId = id + 1;
    update.receiveTime = s_clock.now();
    EventBatch batch;
    batch.add(trade);
    batch.add(update);
    return batch;
}

inline std::vector<std::int64_t> tradeIds(const std::vector<EventBatch> &batches)
{
    std::vector<std::int64_t> ids;
    for (const EventBatch &batch : batches) {
        for (const AggTrade &trade : batch.trades)
            ids.push_back(trade.aggTradeId);
    }
    return ids;
}

/// Writes in a thread of its own, which ends with this object.
class RunningWriter
{
public:
    explicit RunningWriter(StorageWriter &writer)
        : m_writer(writer)
        , m_thread([&writer] { writer.writeUntilClosed(); })
    {}
    ~RunningWriter() { stop(); }
    Q_DISABLE_COPY_MOVE(RunningWriter)

    void stop()
    {
        m_writer.stop({});
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    StorageWriter &m_writer;
    std::thread m_thread;
};

inline void expectLog(QtMsgType type, const QString &part)
{
    QTest::ignoreMessage(type, QRegularExpression(part));
}

/// What a test of the writer has.
class WriterFixture
{
protected:
    void setUp()
    {
        QTest::failOnWarning(QRegularExpression(u"."_s));
        m_script = std::make_shared<StoreScript>();
        m_queue = std::make_unique<BatchQueue>(1'000'000);
    }

    static StorageWriterOptions options()
    {
        StorageWriterOptions options;
        options.session.host = u"host"_s;
        options.firstRetryDelay = 1ms;
        options.longestRetryDelay = 2ms;
        options.stopGrace = 60s;
        return options;
    }

    std::unique_ptr<StorageWriter> makeWriter(const StorageWriterOptions &options)
    {
        return std::make_unique<StorageWriter>(
            [script = m_script] { return std::make_unique<FailingStore>(script); }, *m_queue,
            s_clock, options);
    }

    WriterStatus runToEnd(const IntakeCounts &intake = {.received = 99})
    {
        const auto writer = makeWriter(options());
        if (!writer->start())
            return writer->status().read();
        writer->stop(intake);
        writer->writeUntilClosed();
        return writer->status().read();
    }

    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<BatchQueue> m_queue;
};

} // namespace Orderflow::WriterTesting
