#include "server/metrics.h"

#include "monitor/statuswords.h"

namespace Orderflow {

namespace {

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

double unixSeconds(UtcMicroseconds time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::string text(const QString &value)
{
    return value.toStdString();
}

/// A series for each state that there is.
template <typename State>
void addStates(MetricFamilies &to, State current)
{
    for (const State state : statesWithWords<State>())
        to.add(state == current, {{"state", text(toWord(state))}});
}

void addRecorder(MetricFamilies &to, const RecorderStatus &status, bool isReady)
{
    to.gauge("orderflow_build_info", "1, with the version of the program as a label.")
        .add(true, {{"version", text(status.version)}});
    to.gauge("orderflow_ready", "1 while streams are delivered and the database takes them.")
        .add(isReady);
    to.gauge("orderflow_state", "1 for the state that the recorder is in.");
    addStates(to, status.state);
    to.gauge("orderflow_start_time_seconds", "When recording was started, in Unix time.")
        .add(unixSeconds(status.takenAt.utc) - seconds(status.uptime));
    to.gauge("orderflow_status_time_seconds", "As of when these values are, in Unix time.")
        .add(unixSeconds(status.takenAt.utc));
    to.gauge("orderflow_symbols", "Symbols that are recorded.").add(status.symbols.size());
}

void addAlerts(MetricFamilies &to, const RecorderStatus &status)
{
    to.gauge("orderflow_alert_active", "1 while the alert is raised.");
    for (const AlertStatus &alert : status.alerts)
        to.add(alert.isActive, {{"alert", text(alert.name)}});
}

void addEvents(MetricFamilies &to, const RecorderStatus &status)
{
    to.counter("orderflow_events_received_total", "Events that were received, copies included.")
        .add(status.eventsReceived);
    to.counter("orderflow_rows_written_total", "Rows of events that the database took.")
        .add(status.eventsWritten);
    to.counter("orderflow_rows_repaired_total", "Trades that filled gaps, besides those.")
        .add(status.tradesRepaired);
    to.counter("orderflow_rows_of_earlier_runs_total",
               "Rows that earlier runs left in the spool, besides those.")
        .add(status.writer.rowsOfEarlierRuns);
    to.counter("orderflow_duplicates_total",
               "Events that were there already, seen by the sequence or by the database.")
        .add(status.duplicates);
    to.counter("orderflow_events_lost_total", "Events that could not be kept.")
        .add(status.eventsLost);
    to.counter("orderflow_events_set_aside_total", "Events that the database refused.")
        .add(status.writer.eventsSetAside);
    to.gauge("orderflow_events_held", "Events that wait for those before them.")
        .add(status.eventsHeld);
    to.counter("orderflow_decode_errors_total", "Frames that could not be read.")
        .add(status.decodeErrors);
    to.counter("orderflow_unknown_frames_total", "Frames of a kind that is not recorded.")
        .add(status.unknownFrames);
    to.counter("orderflow_gaps_total", "Holes in the sequences that were found.").add(status.gaps);
}

void addLatencies(MetricFamilies &to, const RecorderStatus &status)
{
    to.histogram("orderflow_exchange_to_receive_seconds",
                 "From the exchange's event time to receiving the event, by two clocks.")
        .add(status.exchangeToReceive);
    to.histogram("orderflow_receive_to_commit_seconds",
                 "From receiving an event to the end of the commit that made it last.")
        .add(status.receiveToCommit);
}

/// One family after the other, each with a series for every stream.
template <typename Value>
void addPerStream(MetricFamilies &to, const RecorderStatus &status, Value value)
{
    for (const SymbolStatus &symbol : status.symbols) {
        for (const StreamStatus &stream : symbol.streams) {
            to.add(value(stream),
                   {{"symbol", symbol.intake.symbol.name()}, {"stream", stream.type}});
        }
    }
}

void addStreams(MetricFamilies &to, const RecorderStatus &status)
{
    using Stream = StreamStatus;
    to.counter("orderflow_stream_events_total", "Events of the stream, first copies only.");
    addPerStream(to, status, [](const Stream &stream) { return stream.events; });
    to.counter("orderflow_stream_rows_total", "Events of the stream that were committed.");
    addPerStream(to, status, [](const Stream &stream) { return stream.rows; });
    to.counter("orderflow_stream_bytes_total", "Bytes of the stream's frames, all copies.");
    addPerStream(to, status, [](const Stream &stream) { return stream.bytes; });
    to.counter("orderflow_stream_gaps_total", "Holes in the stream's sequence.");
    addPerStream(to, status, [](const Stream &stream) { return stream.gaps; });
    to.gauge("orderflow_stream_mute", "1 while the stream stays mute, whatever was tried.");
    addPerStream(to, status,
                 [](const Stream &stream) { return stream.state == Stream::State::Mute; });
    to.gauge("orderflow_stream_last_event_time_seconds",
             "When the stream's newest event was received, in Unix time.");
    for (const SymbolStatus &symbol : status.symbols) {
        for (const Stream &stream : symbol.streams) {
            if (!stream.age)
                continue;
            to.add(unixSeconds(status.takenAt.utc) - seconds(*stream.age),
                   {{"symbol", symbol.intake.symbol.name()}, {"stream", stream.type}});
        }
    }
}

MetricLabels labelsOf(const FeedStatus &feed)
{
    return {{"route", QString(routeName(feed.route)).toStdString()},
            {"shard", std::to_string(feed.shard)},
            {"side", std::to_string(feed.side)}};
}

template <typename Value>
void addPerFeed(MetricFamilies &to, const RecorderStatus &status, Value value)
{
    for (const FeedStatus &feed : status.feeds)
        to.add(value(feed), labelsOf(feed));
}

void addTimes(MetricFamilies &to, const RecorderStatus &status,
              std::optional<ReceiveTime> FeedStatus::*time)
{
    for (const FeedStatus &feed : status.feeds) {
        if (feed.*time)
            to.add(unixSeconds((feed.*time)->utc), labelsOf(feed));
    }
}

void addFeeds(MetricFamilies &to, const RecorderStatus &status)
{
    using Feed = FeedStatus;
    to.gauge("orderflow_feed_up", "1 while a connection of the feed is open.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.state == Feed::State::Open; });
    to.gauge("orderflow_feed_connections", "Open connections of the feed.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.openConnections; });
    to.gauge("orderflow_feed_streams", "Streams that the feed carries.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.streams; });
    to.gauge("orderflow_feed_mute_streams", "Streams of the feed that stay mute.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.muteStreams; });
    to.counter("orderflow_feed_frames_total", "Frames that the feed received.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.frames; });
    to.counter("orderflow_feed_bytes_total", "Bytes of these frames.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.bytes; });
    to.counter("orderflow_feed_pongs_total", "Pings that the exchange answered.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.pongs; });
    to.counter("orderflow_feed_reconnects_total", "Connections that ended without being asked to.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.reconnects; });
    to.counter("orderflow_feed_rotations_total", "Connections that were replaced in time.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.rotations; });
    to.counter("orderflow_feed_remedies_total",
               "Mute streams that were subscribed again or moved.");
    addPerFeed(to, status, [](const Feed &feed) { return feed.remedies; });
    to.gauge("orderflow_feed_opened_time_seconds",
             "When the feed's oldest open connection was opened, in Unix time.");
    addTimes(to, status, &Feed::openedAt);
    to.gauge("orderflow_feed_last_data_time_seconds",
             "When the feed received its newest data, in Unix time.");
    addTimes(to, status, &Feed::lastData);
}

void addSides(MetricFamilies &to, const RecorderStatus &status)
{
    const auto addPerSide = [&](std::int64_t SideStatus::*value) {
        for (std::size_t i = 0; i < status.sides.size(); ++i)
            to.add(status.sides[i].*value, {{"side", std::to_string(i + 1)}});
    };
    to.counter("orderflow_side_first_copies_total", "Events that this side delivered first.");
    addPerSide(&SideStatus::wins);
    to.counter("orderflow_side_second_copies_total", "Events that this side delivered second.");
    addPerSide(&SideStatus::seconds);
}

void addWriter(MetricFamilies &to, const WriterStatus &writer)
{
    to.gauge("orderflow_database_up", "1 while the database takes what is written.")
        .add(writer.state == WriterStatus::State::Ready);
    to.gauge("orderflow_writer_state", "1 for the state that the writer is in.");
    addStates(to, writer.state);
    to.counter("orderflow_batches_written_total", "Transactions with events.")
        .add(writer.batchesWritten);
    to.gauge("orderflow_last_batch_events", "Events of the newest batch that was written.")
        .add(writer.lastBatchEvents);
    to.gauge("orderflow_last_commit_duration_seconds", "How long its transaction took.")
        .add(seconds(writer.lastCommitDuration));
    to.gauge("orderflow_queue_batches", "Batches that wait in memory for the database.")
        .add(writer.queue.batches);
    to.gauge("orderflow_queue_bytes", "Memory that they take.").add(writer.queue.bytes);
}

void addSpool(MetricFamilies &to, const SpoolStatus &spool)
{
    if (spool.filePath.isEmpty())
        return;
    to.gauge("orderflow_spool_up", "1 while batches can be put into the spool.")
        .add(spool.problem.isEmpty());
    to.gauge("orderflow_spool_batches", "Batches that wait on disk for the database.")
        .add(spool.totals.batches);
    to.gauge("orderflow_spool_events", "Events of these batches.").add(spool.totals.events);
    to.gauge("orderflow_spool_bytes", "Bytes of these batches.").add(spool.totals.bytes);
    to.gauge("orderflow_spool_refused_batches", "Batches that the database refused.")
        .add(spool.totals.deadLetters);
    to.gauge("orderflow_spool_refused_events", "Events of these batches.")
        .add(spool.totals.deadEvents);
    to.counter("orderflow_spool_events_dropped_total",
               "Events of order books that the limits of the spool cost.")
        .add(spool.eventsDropped);
}

void addLedger(MetricFamilies &to, const RecorderStatus &status)
{
    if (const std::optional<LedgerCounts> &ledger = status.writer.ledger) {
        to.gauge("orderflow_ledger_gaps", "Gaps in the ledger, by status.")
            .add(ledger->open, {{"status", "open"}})
            .add(ledger->filled, {{"status", "filled"}})
            .add(ledger->unfillable, {{"status", "unfillable"}});
    }
    if (status.coverageToday) {
        to.gauge("orderflow_coverage_today_ratio",
                 "How much of what there was to record since midnight UTC is in the tables.")
            .add(*status.coverageToday);
    }
}

void addMachine(MetricFamilies &to, const RecorderStatus &status)
{
    if (status.clock) {
        to.gauge("orderflow_clock_offset_seconds",
                 "The exchange's clock minus this machine's, by the newest measurement.")
            .add(seconds(status.clock->offset));
        to.gauge("orderflow_clock_round_trip_seconds",
                 "How long that measurement took; the offset may be wrong by half of it.")
            .add(seconds(status.clock->roundTrip));
    }
    const ProcessUsage &process = status.process;
    if (process.diskFreeBytes) {
        to.gauge("orderflow_disk_free_bytes", "Free space on the fullest disk that is written to.")
            .add(*process.diskFreeBytes, {{"folder", text(process.diskFolder)}});
    }
    // These two have the names that all programs have.
    to.counter("process_cpu_seconds_total", "Processor time that the process took.")
        .add(seconds(process.cpuTime));
    to.gauge("process_resident_memory_bytes", "Physical memory that the process takes.")
        .add(process.residentBytes);
}

void addServer(MetricFamilies &to, const ServerCounts &counts)
{
    to.gauge("orderflow_http_connections", "Connections to this server that are no WebSockets.")
        .add(std::int64_t(counts.gate.connections));
    to.counter("orderflow_http_connections_total", "Connections that were made to this server.")
        .add(counts.gate.accepted);
    to.counter("orderflow_http_requests_total", "Requests that were admitted.")
        .add(counts.gate.requests);
    to.counter("orderflow_http_refused_total",
               "Connections that were closed because of what they sent, or did not, or how many "
               "there were.")
        .add(counts.gate.refused);
    to.gauge("orderflow_live_clients", "Clients of /live.").add(std::int64_t(counts.liveClients));
    to.counter("orderflow_live_clients_dropped_total",
               "Clients of /live that were disconnected because they did not read.")
        .add(counts.liveClientsDropped);
    to.counter("orderflow_live_messages_skipped_total",
               "Messages that a client of /live did not get because it had not taken the last one.")
        .add(counts.liveMessagesSkipped);
}

} // namespace

std::vector<prometheus::MetricFamily> metricFamilies(const RecorderStatus &status, bool isReady,
                                                     const ServerCounts &counts)
{
    MetricFamilies families;
    addRecorder(families, status, isReady);
    addAlerts(families, status);
    addEvents(families, status);
    addLatencies(families, status);
    addStreams(families, status);
    addFeeds(families, status);
    addSides(families, status);
    addWriter(families, status.writer);
    addSpool(families, status.writer.spool);
    addLedger(families, status);
    addMachine(families, status);
    addServer(families, counts);
    return families.take();
}

QByteArray metricsText(const RecorderStatus &status, bool isReady, const ServerCounts &counts)
{
    return toText(metricFamilies(status, isReady, counts));
}

} // namespace Orderflow
