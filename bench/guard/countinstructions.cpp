// Does each part of the way from a frame to the bytes of COPY, of a corpus that is always the same,
// under callgrind, which counts the instructions of each part apart. scripts/instructions runs it
// and compares. Without arguments it prints what the counts depend on besides this program:
// compiler and libraries.
//     count_instructions [--run]
#include "madeevents.h"

#include "binance/streamdecoder.h"
#include "ingest/eventpipeline.h"
#include "ingest/sequencetracker.h"
#include "storage/stores/pgbinaryrows.h"
#include "storage/stores/pgeventtable.h"

#include <QtGlobal>

#include <simdjson.h>
#include <valgrind/callgrind.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

using namespace Orderflow;

namespace {

constexpr UtcMilliseconds Start{std::chrono::milliseconds(1'721'347'022'504)};
constexpr std::size_t Events = 2000;
constexpr std::size_t Diffs = 40;
constexpr ReceiveTime At{UtcMicroseconds(std::chrono::milliseconds(1'721'347'022'600)),
                         std::chrono::seconds(1)};

/// Counts what `part` does, after it was done once, so that what is made once is there.
template <typename Part>
void count(const char *name, const Part &part)
{
    part();
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    part();
    CALLGRIND_DUMP_STATS_AT(name);
    CALLGRIND_STOP_INSTRUMENTATION;
}

/// What a part comes to has to be this, or it did not do what is counted.
void require(std::size_t found, std::size_t expected, const char *what)
{
    if (found != expected)
        qFatal("%zu %s where there should be %zu", found, what, expected);
}

template <typename Event>
std::vector<QByteArray> framesOf(const std::vector<Event> &events)
{
    std::vector<QByteArray> frames;
    for (const Event &event : events)
        frames.push_back(frameOf(event));
    return frames;
}

template <typename Event>
void countDecode(const char *name, const std::vector<Event> &events)
{
    const std::vector<QByteArray> frames = framesOf(events);
    StreamDecoder decoder;
    count(name, [&] {
        std::size_t decoded = 0;
        for (const QByteArray &frame : frames)
            decoded += std::holds_alternative<Event>(decoder.decode(frame, At)) ? 1 : 0;
        require(decoded, frames.size(), "frames decoded");
    });
}

template <typename Event>
void countSequence(const char *name, const std::vector<Event> &events)
{
    count(name, [&] {
        SequenceTracker tracker(events.front().symbol, streamTypeOf(events.front()));
        std::size_t accepted = 0;
        for (const Event &event : events) {
            if (event.symbol == events.front().symbol)
                accepted += tracker.accept(event).verdict == SequenceStep::Verdict::Accept ? 1 : 0;
        }
        // Every third is of the other symbol.
        require(accepted, (events.size() + 2) / 3, "events accepted");
    });
}

/// From the frame to the batch, which is the whole of the ingest thread but for its socket.
template <typename Event>
void countBatch(const char *name, const std::vector<Event> &events)
{
    const std::vector<QByteArray> frames = framesOf(events);
    count(name, [&] {
        StreamTable streams;
        std::size_t batched = 0;
        EventPipeline pipeline(streams, BatchLimits{.maxEvents = 500}, [&](EventBatch &batch) {
            batched += std::exchange(batch, EventBatch()).eventCount();
            return true;
        });
        for (const Event &event : {events[0], events[1]}) {
            const QByteArray stream = streamOf(event);
            pipeline.addStream(streams.add(*StreamName::parse(
                std::string_view(stream.constData(), std::size_t(stream.size())))));
        }
        for (const QByteArray &frame : frames)
            pipeline.processFrame({.connection = 1, .side = 1, .streams = {}}, frame, At);
        pipeline.finish(At);
        require(batched, frames.size(), "events in batches");
    });
}

template <typename Event>
void countRows(const char *name, const std::vector<Event> &events)
{
    count(name, [&] {
        PgBinaryRows rows;
        rows.appendHeader();
        for (const Event &event : events)
            appendRow(rows, event);
        rows.appendTrailer();
        require(rows.bytes().size() > events.size() * 100 ? 1 : 0, 1, "bytes");
    });
}

void countAll()
{
    const std::vector<AggTrade> trades = makeTrades(Events, Start);
    const std::vector<DepthUpdate> books = makeDepth5(Events, Start);
    countDecode("decode-aggTrade", trades);
    countDecode("decode-depth5", books);
    countDecode("decode-diff500", makeDiffs(Diffs, Start));
    countSequence("sequence-aggTrade", trades);
    countSequence("sequence-depth5", books);
    countBatch("batch-aggTrade", trades);
    countBatch("batch-depth5", books);
    countRows("rows-aggTrade", trades);
    countRows("rows-depth5", books);
}

/// One of simdjson's implementations that every machine has, so that the counts are not of the
/// newest instructions that the one at hand knows. Returns its name.
std::string chooseImplementation()
{
    for (const char *name : {"westmere", "arm64", "fallback"}) {
        const simdjson::implementation *found = simdjson::get_available_implementations()[name];
        if (found && found->supported_by_runtime_system()) {
            simdjson::get_active_implementation() = found;
            return name;
        }
    }
    return "unknown";
}

} // namespace

int main(int argc, char *argv[])
{
    const std::string implementation = chooseImplementation();
    if (argc > 1 && std::string_view(argv[1]) == "--run") {
        countAll();
        return 0;
    }
    std::printf("gcc-%d qt-%d.%d simdjson-%d.%d-%s\n", __GNUC__, QT_VERSION_MAJOR, QT_VERSION_MINOR,
                int(simdjson::SIMDJSON_VERSION_MAJOR), int(simdjson::SIMDJSON_VERSION_MINOR),
                implementation.c_str());
    return 0;
}
