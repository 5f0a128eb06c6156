#include "ingest/eventpipeline.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>
#include <variant>

namespace Orderflow {

namespace {

Q_LOGGING_CATEGORY(lcIngest, "orderflow.ingest")

/// Of frames that cannot be used, and of events that cannot be kept.
constexpr int FaultLinesPerMinute = 5;
constexpr int GapLinesPerMinute = 30;

QString quoteFrame(QByteArrayView frame)
{
    constexpr qsizetype MaxLoggedBytes = 2000;
    QString text = QString::fromUtf8(frame.first(std::min(frame.size(), MaxLoggedBytes)));
    if (frame.size() > MaxLoggedBytes)
        text += QStringLiteral("… (%1 bytes)").arg(frame.size());
    return text;
}

QString heldBackText(std::int64_t heldBack)
{
    return heldBack == 0 ? QString() : QStringLiteral(" (%1 like it not logged)").arg(heldBack);
}

QString describe(const CaptureGap &gap)
{
    QString text = gap.symbol.toString() + u' ' + QString::fromStdString(gap.stream);
    if (gap.missingEvents)
        text += QStringLiteral(": %1 events missing").arg(*gap.missingEvents);
    else
        text += QStringLiteral(": events missing");
    if (gap.firstMissingId && gap.lastMissingId)
        text += QStringLiteral(", ids %1 to %2").arg(*gap.firstMissingId).arg(*gap.lastMissingId);
    return text + u" (" + toSqlName(gap.reason) + u')';
}

void remember(SymbolIntake &intake, const AggTrade &trade)
{
    ++intake.trades;
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
        intake.bids = update.bids;
        intake.asks = update.asks;
    }
}

} // namespace

EventPipeline::EventPipeline(const std::vector<StreamName> &streams, BatchLimits limits,
                             BatchSink sink)
    : m_limits(limits)
    , m_sink(std::move(sink))
    , m_undecodableLog(FaultLinesPerMinute)
    , m_unknownLog(FaultLinesPerMinute)
    , m_gapLog(GapLinesPerMinute)
    , m_overflowLog(FaultLinesPerMinute)
{
    for (const StreamName &stream : streams) {
        const auto [entry, isNew] = m_symbols.try_emplace(stream.symbol().name());
        if (isNew) {
            entry->second.intakeIndex = m_status.symbols.size();
            m_status.symbols.emplace_back().symbol = stream.symbol();
        }
        entry->second.streams.push_back({stream, SequenceTracker(stream.symbol(), stream.type())});
    }
}

void EventPipeline::processFrame(std::span<const StreamName> streams, QByteArrayView frame,
                                 const ReceiveTime &receiveTime)
{
    m_lastReceive = receiveTime;
    DecodedFrame decoded = m_decoder.decode(frame, receiveTime);
    if (auto *trade = std::get_if<AggTrade>(&decoded))
        acceptEvent(std::move(*trade), frame);
    else if (auto *update = std::get_if<DepthUpdate>(&decoded))
        acceptEvent(std::move(*update), frame);
    else if (const auto *reply = std::get_if<ControlReply>(&decoded))
        handleReply(*reply);
    else if (const auto *unknown = std::get_if<UnknownFrame>(&decoded))
        handleUnknown(*unknown, frame, receiveTime);
    else
        handleError(std::get<DecodeError>(decoded), streams, frame, receiveTime);
}

template <typename Event>
void EventPipeline::acceptEvent(Event event, QByteArrayView frame)
{
    SymbolState *symbol = findSymbol(event.symbol);
    StreamState *stream = symbol ? findStream(*symbol, streamTypeOf(event)) : nullptr;
    if (!stream) {
        handleUnknown({streamTypeOf(event), "a stream that was not subscribed"}, frame,
                      event.receiveTime);
        return;
    }

    ++m_status.eventsReceived;
    const SequenceStep step = stream->tracker.accept(event);
    if (step.gap)
        addGap(*step.gap, event.receiveTime);
    if (step.verdict == SequenceStep::Verdict::Duplicate) {
        ++m_status.duplicates;
        return;
    }
    SymbolIntake &intake = m_status.symbols[symbol->intakeIndex];
    if (step.verdict == SequenceStep::Verdict::Accept)
        remember(intake, event);
    m_batch.add(std::move(event));
    flushIfFull();
}

void EventPipeline::handleReply(const ControlReply &reply)
{
    if (reply.isError()) {
        qCWarning(lcIngest).noquote()
            << QStringLiteral("The exchange refused request %1: %2 (code %3)")
                   .arg(reply.id)
                   .arg(QString::fromStdString(reply.errorMessage))
                   .arg(reply.errorCode);
    }
}

void EventPipeline::handleUnknown(const UnknownFrame &unknown, QByteArrayView frame,
                                  const ReceiveTime &time)
{
    ++m_status.unknownFrames;
    if (const auto heldBack = m_unknownLog.take(time.monotonic)) {
        qCInfo(lcIngest).noquote() << QStringLiteral("Not recorded: %1%2: %3")
                                          .arg(QString::fromStdString(unknown.reason),
                                               heldBackText(*heldBack), quoteFrame(frame));
    }
}

void EventPipeline::handleError(const DecodeError &error, std::span<const StreamName> streams,
                                QByteArrayView frame, const ReceiveTime &time)
{
    ++m_status.decodeErrors;
    if (const auto heldBack = m_undecodableLog.take(time.monotonic)) {
        qCWarning(lcIngest).noquote()
            << QStringLiteral("Cannot read a frame of '%1': %2%3: %4")
                   .arg(QString::fromStdString(error.stream), QString::fromStdString(error.reason),
                        heldBackText(*heldBack), quoteFrame(frame));
    }

    // The next event of the stream shows whether this frame was one; a frame that names no stream
    // may have been of any that its connection carries.
    const std::optional<StreamName> name = StreamName::parse(error.stream);
    SymbolState *symbol = name ? findSymbol(name->symbol()) : nullptr;
    if (StreamState *stream = symbol ? findStream(*symbol, name->type()) : nullptr)
        stream->tracker.noteInterruption(GapReason::DecodeError, time.utc);
    else
        noteInterruption(streams, GapReason::DecodeError, time.utc);
}

void EventPipeline::noteInterruption(std::span<const StreamName> streams, GapReason reason,
                                     UtcMicroseconds at)
{
    for (const StreamName &name : streams) {
        SymbolState *symbol = findSymbol(name.symbol());
        if (StreamState *stream = symbol ? findStream(*symbol, name.type()) : nullptr)
            stream->tracker.noteInterruption(reason, at);
    }
}

void EventPipeline::addConnection(CaptureConnection connection)
{
    m_batch.add(std::move(connection));
}

void EventPipeline::addGap(const CaptureGap &gap, const ReceiveTime &time)
{
    if (gap.missingEvents != 0) {
        ++m_status.gaps;
        if (SymbolState *symbol = findSymbol(gap.symbol))
            ++m_status.symbols[symbol->intakeIndex].gaps;
        if (const auto heldBack = m_gapLog.take(time.monotonic))
            qCWarning(lcIngest).noquote() << u"Gap: " + describe(gap) + heldBackText(*heldBack);
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
    if (const auto heldBack = m_overflowLog.take(m_lastReceive.monotonic)) {
        qCCritical(lcIngest).noquote()
            << QStringLiteral("The queue to the database is full: %1 events are lost%2")
                   .arg(batch.eventCount())
                   .arg(heldBackText(*heldBack));
    }
}

void EventPipeline::finish(const ReceiveTime &at)
{
    for (auto &[name, symbol] : m_symbols) {
        for (StreamState &stream : symbol.streams) {
            if (const std::optional<CaptureGap> gap = stream.tracker.endInterruption(at.utc))
                addGap(*gap, at);
        }
    }
    flush();
    // What is left is the record of a batch that did not fit; it is small, and may.
    flush();
    if (hasPendingBatch()) {
        qCCritical(lcIngest).noquote()
            << QStringLiteral(
                   "The queue to the database is full: %1 rows of the gap ledger are lost")
                   .arg(m_batch.gaps.size());
    }
}

IngestStatus EventPipeline::status() const
{
    return m_status;
}

EventPipeline::SymbolState *EventPipeline::findSymbol(const Symbol &symbol)
{
    const auto entry = m_symbols.find(symbol.name());
    return entry == m_symbols.end() ? nullptr : &entry->second;
}

EventPipeline::StreamState *EventPipeline::findStream(SymbolState &symbol, std::string_view type)
{
    const auto stream = std::ranges::find(
        symbol.streams, type,
        [](const StreamState &state) -> const std::string & { return state.name.type(); });
    return stream == symbol.streams.end() ? nullptr : &*stream;
}

} // namespace Orderflow
