#include "fuzz/fuzzedpipeline.h"

#include "fakes/allocatedbytes.h"

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RecorderSettings settingsFor(const FrameProbe &probe)
{
    RecorderSettings settings = fuzzedSettings(probe);
    settings.batch = {1000, std::size_t(1) << 20, 250ms};
    return settings;
}

} // namespace

FuzzedPipeline::FuzzedPipeline(const std::string &probeName)
    : m_probe(probeName)
    , m_settings(settingsFor(m_probe))
    , m_audit(m_settings)
    , m_pipeline(m_table, m_settings.batch,
                 [this](EventBatch &batch) {
                     m_audit.take(batch);
                     m_probe.take(batch);
                     batch = EventBatch();
                     return true;
                 })
    , m_now{UtcMicroseconds(1'789'000'000s), 1h}
{
    for (const StreamName &name : fuzzedStreams(m_probe)) {
        m_streams.push_back(m_table.add(name));
        m_pipeline.addStream(m_streams.back());
    }
    // What comes before the first event of a stream leaves a hole that nobody can measure.
    sendProbe();
}

QString FuzzedPipeline::run(const std::vector<FrameStep> &steps)
{
    const std::int64_t before = allocatedBytes();
    for (const FrameStep &step : steps)
        play(step);
    pass(10ms);
    QString fault = sendProbe();
    m_bytes += allocatedBytes() - before;
    if (fault.isEmpty() && m_bytes > MostBytes)
        fault = u"%1 bytes are kept"_s.arg(m_bytes);
    return fault;
}

void FuzzedPipeline::play(const FrameStep &step)
{
    constexpr std::uint32_t Connections = 4;
    const std::uint32_t connection = 1 + step.connection % Connections;
    switch (step.kind) {
    case FrameStep::Kind::Text:
    case FrameStep::Kind::Binary:
        m_pipeline.processFrame({connection, 1 + int(connection % 2), m_streams}, step.bytes,
                                m_now);
        break;
    case FrameStep::Kind::EndConnection:
        m_pipeline.noteSourceEnded(connection);
        m_pipeline.noteInterruption(m_streams, GapReason::Disconnect, m_now.utc);
        break;
    case FrameStep::Kind::Wait:
        pass(50ms);
        break;
    case FrameStep::Kind::Pong:
    case FrameStep::Kind::ToggleDatabase:
        break;
    }
}

void FuzzedPipeline::pass(std::chrono::milliseconds time)
{
    m_now.utc += time;
    m_now.monotonic += time;
    m_pipeline.releaseHeld(m_now.monotonic);
}

QString FuzzedPipeline::sendProbe()
{
    const FrameProbe::Frames frames = m_probe.next();
    m_pipeline.processFrame({1, 1, m_streams}, frames.trade, m_now);
    m_pipeline.processFrame({1, 1, m_streams}, frames.depth, m_now);
    m_pipeline.flush();
    QString probeFault = m_probe.fault();
    m_probe.forget();
    if (!probeFault.isEmpty())
        return probeFault;
    return m_audit.rowFault().isEmpty() ? m_audit.statusFault(m_pipeline.status())
                                        : m_audit.rowFault();
}

} // namespace Orderflow
