#pragma once

#include "binance/connection/feedlistener.h"
#include "binance/streamdecoder.h"
#include "binance/streamtable.h"
#include "ingest/feedarbiter.h"
#include "ingest/firstarrivals.h"
#include "ingest/ingestlog.h"
#include "ingest/ingeststatus.h"
#include "ingest/sequencetracker.h"
#include "ingest/tradetapes.h"
#include "recordersettings.h"
#include "storage/eventbatch.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Orderflow {

/// From frames to batches: decodes, brings what several connections deliver into one sequence,
/// files gaps with the events around them, and hands batches on when they are full. Knows no
/// socket, no thread and no database.
///
/// Every frame ends as a row, as a counted duplicate, or as a counter and a gap row. Not
/// thread-safe; belongs to the ingest thread.
class EventPipeline
{
public:
    /// Moves from the batch, or answers false and leaves it as it was: then its events are lost,
    /// and the pipeline keeps a gap row for them until a later batch is taken.
    using BatchSink = std::function<bool(EventBatch &)>;

    /// `streams` outlives it.
    EventPipeline(const StreamTable &streams, BatchLimits limits, BatchSink sink);

    /// Takes events of `stream` from now on, after the one that the database ends with. Known
    /// streams stay as they are.
    void addStream(StreamId stream, const std::optional<StreamEnd> &end = std::nullopt);

    /// How many redundant feeds there will be, 1 where nobody says so.
    void setSides(int sides);

    /// One text frame of a connection.
    FrameOutcome processFrame(const FrameSource &source, QByteArrayView frame,
                              const ReceiveTime &receiveTime);

    /// Nothing delivers `streams` any more; what they missed shows when they go on.
    void noteInterruption(std::span<const StreamId> streams, GapReason reason, UtcMicroseconds at);

    /// See FeedListener::sourceEnded().
    void noteSourceEnded(std::uint32_t connection);

    /// Lets go what has waited for its predecessors long enough; to be called some 20 times a
    /// second. `now` is on the monotonic clock.
    void releaseHeld(std::chrono::nanoseconds now);

    /// Files the state of a connection with the next batch.
    void addConnection(CaptureConnection connection);

    /// Hands on what is there, whatever its size.
    void flush();

    /// Files the gaps of interruptions that nothing has ended, and flushes.
    void finish(const ReceiveTime &at);

    bool hasPendingBatch() const { return !m_batch.isEmpty(); }

    /// Keeps the newest trades of these from now on, for tapes().
    void watchTrades(const std::vector<Symbol> &symbols);
    TradeTapes tapes() { return m_tapes.tapes(); }

    /// The counters, and what each symbol last delivered; feeds, streams and tapes are empty.
    IngestStatus status() const;

    /// What came in of each stream, by StreamId.
    std::vector<StreamIntake> streamIntakes() const;

private:
    struct StreamState
    {
        SequenceTracker tracker;
        StreamIntake intake;
        FeedArbiter arbiter;
        /// Made when the second side is there.
        std::unique_ptr<FirstArrivals> arrivals;
        std::size_t intakeIndex = 0;
        bool isKnown = false;
    };
    /// The streams of a symbol, by type; there are few.
    using SymbolStreams = std::vector<std::pair<std::string, StreamId>>;

    /// This and passOn() take what is in `event`, which is large, so that it is moved once.
    template <typename Event>
    FrameOutcome acceptEvent(Event &event, const FrameSource &source, QByteArrayView frame);
    /// Whatever it is, after those before it.
    template <typename Event>
    void passOn(StreamId stream, Event &event, int side);
    void passOnHeld(StreamId stream, HeldEvent &held);
    void passOnReady(StreamId stream, std::chrono::nanoseconds now);
    void noteArrival(StreamState &stream, const FirstArrivals::Arrival &arrival, bool isFirst);
    void handleReply(const ControlReply &reply, const ReceiveTime &time);
    void handleUnknown(const UnknownFrame &unknown, QByteArrayView frame, const ReceiveTime &time);
    void handleError(const DecodeError &error, const FrameSource &source, QByteArrayView frame,
                     const ReceiveTime &time);
    void addGap(const CaptureGap &gap, std::chrono::nanoseconds now);
    void flushIfFull();
    std::optional<StreamId> findStream(const Symbol &symbol, std::string_view type) const;
    SideStatus &sideStatus(int side);

    const StreamTable &m_streamTable;

    StreamDecoder m_decoder;
    BatchLimits m_limits;
    BatchSink m_sink;
    std::unordered_map<std::string, SymbolStreams> m_symbols;
    /// By StreamId.
    std::vector<StreamState> m_streams;
    /// Those that hold events.
    std::set<StreamId> m_holding;
    EventBatch m_batch;
    TapeKeeper m_tapes;
    IngestStatus m_status;
    ReceiveTime m_lastReceive;
    IngestLog m_log;
};

} // namespace Orderflow
