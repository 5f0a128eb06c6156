#include "ingest/eventpipeline.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace Orderflow {

namespace {

/// As many as the largest partial book has; what is copied for every status must not be as large
/// as a frame likes.
void takeBest(std::vector<PriceLevel> &best, const std::vector<PriceLevel> &levels)
{
    constexpr std::size_t MostLevels = 20;
    const std::span some(levels.data(), std::min(levels.size(), MostLevels));
    best.assign(some.begin(), some.end());
}

std::optional<UtcMilliseconds> eventTimeOf(const AggTrade &trade)
{
    return trade.eventTime;
}

std::optional<UtcMilliseconds> eventTimeOf(const DepthUpdate &update)
{
    return update.eventTime;
}

template <typename Event>
void remember(StreamIntake &intake, const Event &event)
{
    ++intake.events;
    intake.lastEvent = event.receiveTime;
    if (!intake.firstEvent)
        intake.firstEvent = event.receiveTime;
    if (const auto eventTime = eventTimeOf(event))
        intake.exchangeToReceive.record(event.receiveTime.utc - *eventTime);
}

void addVolume(std::optional<Decimal> &sum, const Decimal &quantity)
{
    if (sum)
        sum = sum->plus(quantity);
}

void remember(SymbolIntake &intake, const AggTrade &trade)
{
    ++intake.trades;
    addVolume(trade.isBuyerMaker ? intake.sold : intake.bought, trade.quantity);
    intake.lastTrade = trade;
    intake.lastEvent = trade.receiveTime;
    if (trade.eventTime)
        intake.lag = trade.receiveTime.utc - *trade.eventTime;
}

void remember(SymbolIntake &intake, const DepthUpdate &update)
{
    ++intake.depthUpdates;
    intake.lastEvent = update.receiveTime;
    intake.lag = update.receiveTime.utc - update.eventTime;
    // A diff holds changes, not the best levels.
    if (isPartialDepth(update)) {
        takeBest(intake.bids, update.bids);
        takeBest(intake.asks, update.asks);
    }
}

} // namespace

EventPipeline::EventPipeline(const StreamTable &streams, BatchLimits limits, BatchSink sink)
    : m_streamTable(streams)
    , m_limits(limits)
    , m_sink(std::move(sink))
{
    m_status.sides.resize(1);
}

void EventPipeline::addStream(StreamId stream, const std::optional<StreamEnd> &end)
{
    while (m_streams.size() <= stream) {
        const StreamName &name = m_streamTable.name(static_cast<StreamId>(m_streams.size()));
        m_streams.push_back({SequenceTracker(name.symbol(), name.type()), {}, {}, {}});
        m_streams.back().intake.symbol = name.symbol();
        m_streams.back().intake.type = name.type();
    }
    StreamState &state = m_streams[stream];
    if (std::exchange(state.isKnown, true))
        return;
    if (end)
        state.tracker.resume(*end);
    const StreamName &name = m_streamTable.name(stream);
    SymbolStreams &ofSymbol = m_symbols[name.symbol().name()];
    if (ofSymbol.empty()) {
        state.intakeIndex = m_status.symbols.size();
        m_status.symbols.emplace_back().symbol = name.symbol();
    } else {
        state.intakeIndex = m_streams[ofSymbol.front().second].intakeIndex;
    }
    ofSymbol.emplace_back(name.type(), stream);
}

void EventPipeline::setSides(int sides)
{
    m_status.sides.resize(static_cast<std::size_t>(sides));
}

FrameOutcome EventPipeline::processFrame(const FrameSource &source, QByteArrayView frame,
                                         const ReceiveTime &receiveTime)
{
    m_lastReceive = receiveTime;
    DecodedFrame decoded = m_decoder.decode(frame, receiveTime);
    if (auto *trade = std::get_if<AggTrade>(&decoded))
        return acceptEvent(*trade, source, frame);
    if (auto *update = std::get_if<DepthUpdate>(&decoded))
        return acceptEvent(*update, source, frame);
    if (const auto *reply = std::get_if<ControlReply>(&decoded))
        handleReply(*reply, receiveTime);
    else if (const auto *unknown = std::get_if<UnknownFrame>(&decoded))
        handleUnknown(*unknown, frame, receiveTime);
    else
        handleError(std::get<DecodeError>(decoded), source, frame, receiveTime);
    return {};
}

template <typename Event>
FrameOutcome EventPipeline::acceptEvent(Event &event, const FrameSource &source,
                                        QByteArrayView frame)
{
    const std::optional<StreamId> stream = findStream(event.symbol, streamTypeOf(event));
    if (!stream) {
        handleUnknown({streamTypeOf(event), "a stream that was not subscribed"}, frame,
                      event.receiveTime);
        return {};
    }
    ++m_status.eventsReceived;
    StreamState &state = m_streams[*stream];
    state.intake.bytes += frame.size();
    const SequencePlace place = placeOf(event);
    const std::chrono::nanoseconds now = event.receiveTime.monotonic;
    state.arbiter.note(source.connection, place.id);
    const std::optional<std::int64_t> lastId = state.tracker.lastId();
    // What others wait before it may not overtake, even where it need not wait itself.
    if (lastId && (state.arbiter.mustWait(place, *lastId) ||
                   (state.arbiter.isHolding() && place.previousId > *lastId))) {
        if (state.arbiter.hold({std::move(event), place, source.side, now}))
            ++m_status.eventsHeld;
        else
            ++m_status.duplicates;
        m_holding.insert(*stream);
        passOnReady(*stream, now);
        return {stream, *state.tracker.lastId() >= place.id};
    }
    passOn(*stream, event, source.side);
    if (state.arbiter.isHolding())
        passOnReady(*stream, now);
    return {stream, true};
}

template <typename Event>
void EventPipeline::passOn(StreamId stream, Event &event, int side)
{
    StreamState &state = m_streams[stream];
    const SequenceStep step = state.tracker.accept(event);
    if (step.isRestart)
        state.arbiter.startOver();
    if (step.gap)
        addGap(*step.gap, event.receiveTime.monotonic);
    if (step.lateFill)
        m_batch.add(*step.lateFill);
    const bool isFirst = step.verdict != SequenceStep::Verdict::Duplicate;
    noteArrival(state, {placeOf(event).id, side, event.receiveTime.monotonic}, isFirst);
    if (!isFirst) {
        ++m_status.duplicates;
        return;
    }
    remember(state.intake, event);
    if (step.verdict == SequenceStep::Verdict::Accept) {
        remember(m_status.symbols[state.intakeIndex], event);
        if constexpr (std::is_same_v<Event, AggTrade>)
            m_tapes.add(event);
    }
    m_batch.add(std::move(event));
    flushIfFull();
}

void EventPipeline::passOnHeld(StreamId stream, HeldEvent &held)
{
    --m_status.eventsHeld;
    std::visit([&](auto &event) { passOn(stream, event, held.side); }, held.event);
}

void EventPipeline::passOnReady(StreamId stream, std::chrono::nanoseconds now)
{
    StreamState &state = m_streams[stream];
    while (auto held = state.arbiter.takeReady(*state.tracker.lastId(), now))
        passOnHeld(stream, *held);
    if (!state.arbiter.isHolding())
        m_holding.erase(stream);
}

void EventPipeline::noteArrival(StreamState &stream, const FirstArrivals::Arrival &arrival,
                                bool isFirst)
{
    SideStatus &status = sideStatus(arrival.side);
    status.wins += isFirst ? 1 : 0;
    if (m_status.sides.size() < 2)
        return;
    if (!stream.arrivals)
        stream.arrivals = std::make_unique<FirstArrivals>();
    if (isFirst) {
        stream.arrivals->add(arrival);
        return;
    }
    const std::optional<FirstArrivals::Arrival> first = stream.arrivals->find(arrival.id);
    if (!first || first->side == arrival.side)
        return;
    const auto behind =
        std::chrono::duration_cast<std::chrono::microseconds>(arrival.at - first->at);
    ++status.seconds;
    status.totalBehind += behind;
    status.mostBehind = std::max(status.mostBehind, behind);
}

SideStatus &EventPipeline::sideStatus(int side)
{
    const auto index = static_cast<std::size_t>(std::max(side, 1) - 1);
    if (index >= m_status.sides.size())
        m_status.sides.resize(index + 1);
    return m_status.sides[index];
}

void EventPipeline::releaseHeld(std::chrono::nanoseconds now)
{
    // A copy, because passing on changes the set.
    const std::vector<StreamId> holding(m_holding.begin(), m_holding.end());
    for (const StreamId stream : holding)
        passOnReady(stream, now);
}

void EventPipeline::noteSourceEnded(std::uint32_t connection)
{
    for (StreamState &stream : m_streams)
        stream.arbiter.forget(connection);
}

void EventPipeline::handleReply(const ControlReply &reply, const ReceiveTime &time)
{
    if (reply.isError())
        m_log.refused(reply, time.monotonic);
}

void EventPipeline::handleUnknown(const UnknownFrame &unknown, QByteArrayView frame,
                                  const ReceiveTime &time)
{
    ++m_status.unknownFrames;
    m_log.notRecorded(unknown, frame, time.monotonic);
}

void EventPipeline::handleError(const DecodeError &error, const FrameSource &source,
                                QByteArrayView frame, const ReceiveTime &time)
{
    ++m_status.decodeErrors;
    m_log.unreadable(error, frame, time.monotonic);

    // The next event of the stream shows whether this frame was one; a frame that names no stream
    // may have been of any that its connection carries.
    const std::optional<StreamName> name = StreamName::parse(error.stream);
    const std::optional<StreamId> stream =
        name ? findStream(name->symbol(), name->type()) : std::nullopt;
    noteInterruption(stream ? std::span(&*stream, 1) : source.streams, GapReason::DecodeError,
                     time.utc);
}

void EventPipeline::noteInterruption(std::span<const StreamId> streams, GapReason reason,
                                     UtcMicroseconds at)
{
    for (const StreamId stream : streams)
        m_streams[stream].tracker.noteInterruption(reason, at);
}

void EventPipeline::addConnection(CaptureConnection connection)
{
    m_batch.add(std::move(connection));
}

void EventPipeline::addGap(const CaptureGap &gap, std::chrono::nanoseconds now)
{
    if (gap.missingEvents != 0) {
        ++m_status.gaps;
        if (m_status.recentGaps.size() == IngestStatus::MostRecentGaps)
            m_status.recentGaps.erase(m_status.recentGaps.begin());
        m_status.recentGaps.push_back(gap);
        if (const auto stream = findStream(gap.symbol, gap.stream)) {
            ++m_streams[*stream].intake.gaps;
            ++m_status.symbols[m_streams[*stream].intakeIndex].gaps;
        }
        m_log.gap(gap, now);
    }
    m_batch.add(gap);
}

void EventPipeline::flushIfFull()
{
    if (m_batch.eventCount() >= m_limits.maxEvents || m_batch.bytes >= m_limits.maxBytes)
        flush();
}

void EventPipeline::flush()
{
    if (m_batch.isEmpty())
        return;
    EventBatch batch = std::exchange(m_batch, EventBatch());
    if (m_sink(batch))
        return;
    m_batch = toLossRecord(batch, GapReason::Overflow);
    if (batch.eventCount() == 0)
        return;
    m_status.eventsLost += static_cast<std::int64_t>(batch.eventCount());
    m_log.overflow(batch.eventCount(), m_lastReceive.monotonic);
}

void EventPipeline::finish(const ReceiveTime &at)
{
    for (StreamId stream = 0; stream < m_streams.size(); ++stream) {
        while (auto held = m_streams[stream].arbiter.takeAny())
            passOnHeld(stream, *held);
        if (const auto gap = m_streams[stream].tracker.endInterruption(at.utc))
            addGap(*gap, at.monotonic);
    }
    m_holding.clear();
    flush();
    // What is left is the record of a batch that did not fit; it is small, and may.
    flush();
    if (hasPendingBatch())
        m_log.ledgerOverflow(m_batch.gaps.size());
}

IngestStatus EventPipeline::status() const
{
    return m_status;
}

void EventPipeline::watchTrades(const std::vector<Symbol> &symbols)
{
    m_tapes.watch(symbols);
}

std::vector<StreamIntake> EventPipeline::streamIntakes() const
{
    std::vector<StreamIntake> intakes;
    intakes.reserve(m_streams.size());
    for (const StreamState &stream : m_streams)
        intakes.push_back(stream.intake);
    return intakes;
}

std::optional<StreamId> EventPipeline::findStream(const Symbol &symbol, std::string_view type) const
{
    const auto entry = m_symbols.find(symbol.name());
    if (entry == m_symbols.end())
        return std::nullopt;
    const auto stream = std::ranges::find_if(
        entry->second, [type](const auto &ofType) { return ofType.first == type; });
    if (stream == entry->second.end())
        return std::nullopt;
    return stream->second;
}

} // namespace Orderflow
