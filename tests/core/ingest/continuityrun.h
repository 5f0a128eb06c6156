#pragma once

#include "fakes/manualclock.h"
#include "fakes/scriptedexchange.h"
#include "fakes/scriptedmarket.h"
#include "ingest/ingestworker.h"

#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace Orderflow {

/// The real ingest worker on a scripted exchange in memory, under a clock that the test moves: a
/// minute of market takes a moment. What reaches the queue to the database is taken apart by
/// stream.
class ContinuityRun
{
public:
    /// `settings` say what is recorded and how; the streams are those of its symbols. The same
    /// seed gives the same run.
    explicit ContinuityRun(RecorderSettings settings, quint32 seed = 1);
    ~ContinuityRun();

    /// Of small settings: `symbols` made-up contracts with depth5@100ms and aggTrade.
    static RecorderSettings settingsFor(int symbols);
    /// `s0usdt@aggTrade` and its like.
    static QByteArray trades(int symbol);
    static QByteArray depth(int symbol);

    /// Gives all streams of the settings a rate in the market, in events a second.
    void setRates(double depth, double trades);

    /// Lets so much time pass in steps of 10 ms; `eachStep` is called in each.
    void run(std::chrono::nanoseconds time, const std::function<void()> &eachStep = {});
    /// The same until `isDone`; false where it was not within `most`.
    bool runUntil(const std::function<bool()> &isDone, std::chrono::nanoseconds most);
    /// Ends recording in order.
    void finish();

    /// Ids in the order in which they went to the database.
    const std::vector<std::int64_t> &recordedIds(const QByteArray &stream);
    /// What is wrong with what was recorded, compared with what the market made since each stream
    /// was first subscribed: empty where each event is there once.
    QStringList faults();
    /// Of holes, and of interruptions that were proved seamless.
    std::vector<CaptureGap> holes() const;
    std::vector<CaptureGap> seams() const;
    /// The newest state of each row of capture_connections.
    std::vector<CaptureConnection> connections() const;
    IngestStatus status() const { return m_status.read(); }

    void setStreams(const std::vector<StreamName> &names);
    const std::vector<StreamName> &streams() const { return m_names; }

    ManualClock clock;
    ScriptedExchange exchange{clock};
    ScriptedMarket market{exchange};

private:
    void step();
    void takeBatches();

    RecorderSettings m_settings;
    std::vector<StreamName> m_names;
    BatchQueue m_queue{std::size_t(1) << 30};
    LatestValue<IngestStatus> m_status;
    LatestValue<StreamList> m_streams;
    LatestValue<StreamEnds> m_streamEnds;
    LatestValue<std::vector<Symbol>> m_watched;
    std::unique_ptr<IngestWorker> m_worker;
    std::map<QByteArray, std::vector<std::int64_t>> m_recorded;
    std::vector<CaptureGap> m_gaps;
    std::map<std::int64_t, CaptureConnection> m_connections;
};

} // namespace Orderflow
