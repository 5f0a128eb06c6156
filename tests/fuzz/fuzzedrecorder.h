#pragma once

#include "fakes/manualclock.h"
#include "fuzz/frameprobe.h"
#include "fuzz/framescript.h"
#include "fuzz/fuzzsocket.h"
#include "fuzz/recordaudit.h"
#include "ingest/ingestworker.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace Orderflow {

/// The whole ingest side of a recorder for one input of a fuzzer: worker, feeds, connections,
/// pipeline and queue are the real ones; sockets and clock are not, and the database is a queue
/// that is emptied. Needs a QCoreApplication. Its connections are those of a shard of each route on
/// two sides, in this order: public, market, public, market.
class FuzzedRecorder
{
public:
    /// Good events are those of a symbol with `probeName`.
    explicit FuzzedRecorder(const std::string &probeName);
    ~FuzzedRecorder();

    /// Plays the steps between good events of other streams. What is wrong with what was made of
    /// them; empty where all is well. To be called once.
    QString run(const std::vector<FrameStep> &steps);

private:
    static RecorderSettings settingsFor(const FrameProbe &probe);

    void pass(std::chrono::milliseconds time);
    void acceptAll();
    /// Lets time pass until the streams of the probe are subscribed on some connection.
    bool recover();
    bool isSubscribed(const QByteArray &stream) const;
    void play(const FrameStep &step);
    void bring(FuzzSocket &socket, const QByteArray &frame);
    /// An event of each stream of the probe over each connection that is subscribed to it.
    void sendProbe();
    void emptyQueue();
    QString fault() const;

    FrameProbe m_probe;
    const RecorderSettings m_settings;
    RecordAudit m_audit;
    ManualClock m_clock;
    FuzzSocketList m_sockets;
    BatchQueue m_queue;
    LatestValue<IngestStatus> m_status;
    LatestValue<StreamList> m_streams;
    LatestValue<StreamEnds> m_streamEnds;
    LatestValue<std::vector<Symbol>> m_watched;
    std::unique_ptr<IngestWorker> m_worker;
    bool m_isDatabaseAway = false;
    std::int64_t m_frames = 0;
    std::int64_t m_bytes = 0;
};

} // namespace Orderflow
