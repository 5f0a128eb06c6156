#pragma once

#include "fuzz/frameprobe.h"
#include "fuzz/framescript.h"
#include "fuzz/recordaudit.h"
#include "ingest/eventpipeline.h"

#include <QString>

#include <cstddef>
#include <string>
#include <vector>

namespace Orderflow {

/// A frame handler without connections, whose memory is measured. One of its own for an input, or
/// one for all inputs of a process, as a recorder runs for months: what one input leaves behind
/// must not harm the next, and must not add up.
class FuzzedPipeline
{
public:
    /// Good events are those of a symbol with `probeName`.
    explicit FuzzedPipeline(const std::string &probeName);

    /// Plays the steps, then good events of other streams. What is wrong afterwards; empty where
    /// all is well.
    QString run(const std::vector<FrameStep> &steps);

    /// The most that it may keep in memory: the names of streams that others made up, the buffers
    /// of the largest frame, and what waits for its predecessors.
    static constexpr std::int64_t MostBytes = std::int64_t(16) << 20;

private:
    void play(const FrameStep &step);
    void pass(std::chrono::milliseconds time);
    QString sendProbe();

    FrameProbe m_probe;
    const RecorderSettings m_settings;
    StreamTable m_table;
    std::vector<StreamId> m_streams;
    RecordAudit m_audit;
    EventPipeline m_pipeline;
    ReceiveTime m_now;
    std::int64_t m_bytes = 0;
};

} // namespace Orderflow
