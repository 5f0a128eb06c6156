#pragma once

#include "binance/streamdecoder.h"
#include "ingest/ingeststatus.h"
#include "ingest/sequencetracker.h"
#include "logbudget.h"
#include "recordersettings.h"
#include "storage/eventbatch.h"

#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// From frames to batches: decodes, follows the sequences, files gaps with the events around them,
/// and hands batches on when they are full. Knows no socket, no thread and no database.
///
/// Every frame ends as a row, as a counted duplicate, or as a counter and a gap row. Not
/// thread-safe; belongs to the ingest thread.
class EventPipeline
{
public:
    /// Moves from the batch, or answers false and leaves it as it was: then its events are lost,
    /// and the pipeline keeps a gap row for them until a later batch is taken.
    using BatchSink = std::function<bool(EventBatch &)>;

    EventPipeline(const std::vector<StreamName> &streams, BatchLimits limits, BatchSink sink);

    /// One text frame of a connection that is for `streams`.
    void processFrame(std::span<const StreamName> streams, QByteArrayView frame,
                      const ReceiveTime &receiveTime);

    /// A connection for `streams` ended; what they missed shows when they go on.
    void noteInterruption(std::span<const StreamName> streams, GapReason reason,
                          UtcMicroseconds at);

    /// Files the state of a connection with the next batch.
    void addConnection(CaptureConnection connection);

    /// Hands on what is there, whatever its size.
    void flush();

    /// Files the gaps of interruptions that nothing has ended, and flushes.
    void finish(const ReceiveTime &at);

    bool hasPendingBatch() const { return !m_batch.isEmpty(); }

    /// The counters, and what each symbol last delivered; connections are empty.
    IngestStatus status() const;

private:
    struct StreamState
    {
        StreamName name;
        SequenceTracker tracker;
    };
    struct SymbolState
    {
        std::size_t intakeIndex = 0;
        std::vector<StreamState> streams;
    };

    template <typename Event>
    void acceptEvent(Event event, QByteArrayView frame);
    void handleReply(const ControlReply &reply);
    void handleUnknown(const UnknownFrame &unknown, QByteArrayView frame, const ReceiveTime &time);
    void handleError(const DecodeError &error, std::span<const StreamName> streams,
                     QByteArrayView frame, const ReceiveTime &time);
    void addGap(const CaptureGap &gap, const ReceiveTime &time);
    void flushIfFull();
    SymbolState *findSymbol(const Symbol &symbol);
    static StreamState *findStream(SymbolState &symbol, std::string_view type);

    StreamDecoder m_decoder;
    BatchLimits m_limits;
    BatchSink m_sink;
    std::unordered_map<std::string, SymbolState> m_symbols;
    EventBatch m_batch;
    IngestStatus m_status;
    ReceiveTime m_lastReceive;
    LogBudget m_undecodableLog;
    LogBudget m_unknownLog;
    LogBudget m_gapLog;
    LogBudget m_overflowLog;
};

} // namespace Orderflow
