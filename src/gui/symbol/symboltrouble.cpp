#include "gui/symbol/symboltrouble.h"

#include "gui/style/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <limits>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct SymbolWords
{
    Q_DECLARE_TR_FUNCTIONS(SymbolWords)
};

/// `depth5@100ms`, but not `depth@100ms`.
bool isPartialBook(const StreamStatus &stream)
{
    return stream.type.starts_with("depth") && stream.type.size() > 5 && stream.type[5] != '@';
}

/// How bad it is.
int rankOf(const StreamStatus *stream)
{
    if (stream->state == StreamStatus::State::Mute)
        return 3;
    if (!stream->age)
        return 1;
    return *stream->age > SilenceLimit ? 2 : 0;
}

void addStream(const StreamStatus &stream, SymbolVerdict &verdict)
{
    const QString type = QString::fromStdString(stream.type);
    if (stream.state == StreamStatus::State::Mute) {
        verdict.health = Health::Bad;
        verdict.sentences.append(
            SymbolWords::tr("%1 stays mute: the exchange sends nothing, although it was asked "
                            "again. It is tried again from time to time.")
                .arg(type));
    } else if (!stream.age) {
        verdict.health = std::max(verdict.health, Health::Attention);
        verdict.sentences.append(SymbolWords::tr("Of %1 nothing was received yet.").arg(type));
    } else if (*stream.age > SilenceLimit) {
        verdict.health = Health::Bad;
        verdict.sentences.append(
            SymbolWords::tr("%1 has been silent for %2.").arg(type, Format::duration(*stream.age)));
    }
}

SymbolVerdict notRecorded(const ShownStatus &shown, const Symbol &symbol)
{
    switch (shown.status.state) {
    case RecorderState::Recording:
        return {Health::Bad,
                {SymbolWords::tr("%1 is not recorded. Add it to the symbols in the settings, or "
                                 "close this page.")
                     .arg(symbol.toString())}};
    case RecorderState::AskingExchange:
    case RecorderState::Starting:
        return {Health::Changing, {SymbolWords::tr("Recording is about to start.")}};
    default:
        return {Health::Off,
                {SymbolWords::tr("Nothing is recorded. Start the recording to see %1.")
                     .arg(symbol.toString())}};
    }
}

} // namespace

SymbolVerdict symbolVerdict(const ShownStatus &shown, const Symbol &symbol)
{
    const SymbolStatus *status = findSymbol(shown.status, symbol);
    if (shown.trouble || !shown.failure.isEmpty())
        return {Health::Bad,
                {status ? SymbolWords::tr("%1. These are the last values.").arg(verdictOf(shown))
                        : verdictOf(shown)}};
    if (!status)
        return notRecorded(shown, symbol);
    if (shown.status.state != RecorderState::Recording)
        return {Health::Off,
                {SymbolWords::tr("Nothing is recorded now. These are the last values.")}};
    SymbolVerdict verdict{Health::Good, {}};
    // The worst first.
    std::vector<const StreamStatus *> streams;
    for (const StreamStatus &stream : status->streams)
        streams.push_back(&stream);
    std::ranges::stable_sort(streams, std::greater(), &rankOf);
    for (const StreamStatus *stream : streams)
        addStream(*stream, verdict);
    if (const std::int64_t gaps = status->intake.gaps; gaps > 0) {
        const int count = int(std::min<std::int64_t>(gaps, std::numeric_limits<int>::max()));
        verdict.health = std::max(verdict.health, Health::Attention);
        verdict.sentences.append(SymbolWords::tr(
            "%n gap(s) since the start: the integrity page shows them.", nullptr, count));
    }
    if (verdict.sentences.isEmpty())
        verdict.sentences.append(SymbolWords::tr("Recorded without gaps since the start."));
    return verdict;
}

QString whyNoBook(const ShownStatus &shown, const Symbol &symbol)
{
    const SymbolStatus *status = findSymbol(shown.status, symbol);
    if (!status)
        return symbolVerdict(shown, symbol).sentences.constFirst();
    if (!status->streams.empty() && std::ranges::none_of(status->streams, isPartialBook))
        return SymbolWords::tr("No partial book of %1 is recorded, and changes alone are no book. "
                               "Add a stream such as depth20@100ms to FUTURES_STREAMS_DEPTH in the "
                               "settings to see it.")
            .arg(symbol.toString());
    return SymbolWords::tr("No book of %1 was received yet.").arg(symbol.toString());
}

} // namespace Orderflow
