// How fast frames become events: StreamDecoder beside a bare walk by simdjson over the same bytes,
// which visits every value, turns numbers and texts into values, and keeps nothing. In turns, so
// that what disturbs the machine meets both. The walk has its frames with simdjson's padding around
// them; the decoder copies each, because what a socket brings has none.
//     bench_decode [RUNS]
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "madeevents.h"

#include "binance/streamdecoder.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <simdjson.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;
namespace json = simdjson::ondemand;

namespace {

struct Corpus
{
    QString name;
    std::vector<QByteArray> frames;
    std::vector<simdjson::padded_string> padded;
};

template <typename Event>
std::vector<QByteArray> framesOf(const std::vector<Event> &events)
{
    std::vector<QByteArray> frames;
    for (const Event &event : events)
        frames.push_back(frameOf(event));
    return frames;
}

Corpus corpusOf(const QString &name, std::vector<QByteArray> frames)
{
    Corpus corpus{name, std::move(frames), {}};
    for (const QByteArray &frame : corpus.frames)
        corpus.padded.emplace_back(frame.constData(), std::size_t(frame.size()));
    return corpus;
}

/// The sum keeps the compiler from leaving the work out.
std::uint64_t walk(json::value value)
{
    const json::json_type type = value.type();
    switch (type) {
    case json::json_type::object: {
        std::uint64_t sum = 0;
        for (auto field : value.get_object()) {
            sum += std::string_view(field.unescaped_key()).size();
            sum += walk(field.value());
        }
        return sum;
    }
    case json::json_type::array: {
        std::uint64_t sum = 0;
        for (auto element : value.get_array())
            sum += walk(element.value());
        return sum;
    }
    case json::json_type::string:
        return std::string_view(value.get_string()).size();
    case json::json_type::number:
        return std::uint64_t(std::int64_t(value.get_int64()));
    case json::json_type::boolean:
        return bool(value.get_bool()) ? 1 : 0;
    case json::json_type::null:
        break;
    }
    return 0;
}

double walkAll(json::parser &parser, const Corpus &corpus)
{
    std::uint64_t sum = 0;
    QElapsedTimer timer;
    timer.start();
    for (const simdjson::padded_string &frame : corpus.padded) {
        json::document document = parser.iterate(frame);
        sum += walk(document.get_value());
    }
    const qint64 nanoseconds = timer.nsecsElapsed();
    if (sum == 0)
        qFatal("the walk saw nothing");
    return double(nanoseconds) / double(corpus.padded.size());
}

double decodeAll(StreamDecoder &decoder, const Corpus &corpus)
{
    const ReceiveTime time{UtcMicroseconds(std::chrono::seconds(1'721'347'022)), {}};
    std::size_t faults = 0;
    QElapsedTimer timer;
    timer.start();
    for (const QByteArray &frame : corpus.frames) {
        const DecodedFrame decoded = decoder.decode(frame, time);
        faults += std::holds_alternative<DecodeError>(decoded) ? 1 : 0;
    }
    const qint64 nanoseconds = timer.nsecsElapsed();
    if (faults != 0)
        qFatal("%zu frames of %s could not be read", faults, qPrintable(corpus.name));
    return double(nanoseconds) / double(corpus.frames.size());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(), u"bench_decode [RUNS]"_s);
    const int runs = arguments.takeNumber(401, 41);
    arguments.end();
    BenchReport report(arguments.jsonFile());

    constexpr std::size_t Frames = 4000;
    const UtcMilliseconds start(std::chrono::milliseconds(1'721'347'022'504));
    std::vector<Corpus> corpora;
    corpora.push_back(corpusOf(u"aggTrade"_s, framesOf(makeTrades(Frames, start))));
    corpora.push_back(corpusOf(u"depth5@100ms"_s, framesOf(makeDepth5(Frames, start))));
    corpora.push_back(
        corpusOf(u"depth@100ms, 500 levels"_s, framesOf(makeDiffs(Frames / 40, start))));
    corpora.push_back(corpusOf(u"bookTicker (passed over)"_s, makeBookTickerFrames(Frames, start)));

    BenchTable table(u"decode"_s, u"Decoding, median of %1 runs"_s.arg(runs),
                     {{u"bytes a frame"_s, u"bytesPerFrame"_s, 0},
                      {u"frames/s"_s, u"framesPerSecond"_s, 0},
                      {u"ns a frame"_s, u"nanosecondsPerFrame"_s, 0},
                      {u"ns of the walk"_s, u"walkNanosecondsPerFrame"_s, 0},
                      {u"rate of the walk's"_s, u"rateOfWalk"_s, 2}});
    for (const Corpus &corpus : corpora) {
        StreamDecoder decoder;
        json::parser parser;
        std::vector<double> decoded;
        std::vector<double> walked;
        std::vector<double> ratios;
        for (int run = -1; run < runs; ++run) {
            const double walk = walkAll(parser, corpus);
            const double decode = decodeAll(decoder, corpus);
            // The first is for the caches.
            if (run < 0)
                continue;
            walked.push_back(walk);
            decoded.push_back(decode);
            ratios.push_back(walk / decode);
        }
        double bytes = 0;
        for (const QByteArray &frame : corpus.frames)
            bytes += double(frame.size());
        table.add(corpus.name, {bytes / double(corpus.frames.size()), 1e9 / median(decoded),
                                median(decoded), median(walked), median(ratios)});
    }
    table.addNote(
        u"simdjson finds the structure with '%1' and walks with '%2'; the target is 0.50 of the walk"_s
            .arg(QString::fromStdString(simdjson::get_active_implementation()->name()),
                 QString::fromStdString(simdjson::builtin_implementation()->name())));
    report.add(table);
    return 0;
}
