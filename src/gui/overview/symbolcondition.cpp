#include "gui/overview/symbolcondition.h"

#include <QCoreApplication>

#include <algorithm>

namespace Orderflow {

namespace {

/// For the texts of all functions here.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SymbolCondition)
};

} // namespace

SymbolCondition conditionOf(const SymbolStatus &symbol, const ShownStatus &shown)
{
    using enum SymbolCondition;
    const RecorderStatus &status = shown.status;
    if (shown.trouble)
        return Unknown;
    if (status.state != RecorderState::Recording)
        return Off;
    const auto isMute = [](const StreamStatus &stream) {
        return stream.state == StreamStatus::State::Mute;
    };
    if (std::ranges::any_of(symbol.streams, isMute))
        return Mute;
    const auto &last = symbol.intake.lastEvent;
    const auto silence = last ? status.takenAt.monotonic - last->monotonic : status.uptime;
    if (silence > SilenceLimit)
        return Silent;
    if (symbol.intake.gaps > 0)
        return Gaps;
    return last ? Complete : Waiting;
}

Health healthOf(SymbolCondition condition)
{
    switch (condition) {
    case SymbolCondition::Unknown:
    case SymbolCondition::Off:
        return Health::Off;
    case SymbolCondition::Complete:
        return Health::Good;
    case SymbolCondition::Waiting:
        return Health::Changing;
    case SymbolCondition::Gaps:
    case SymbolCondition::Silent:
        return Health::Attention;
    case SymbolCondition::Mute:
        return Health::Bad;
    }
    Q_UNREACHABLE();
}

QString wordOf(SymbolCondition condition)
{
    switch (condition) {
    case SymbolCondition::Unknown:
        return Texts::tr("unknown");
    case SymbolCondition::Off:
        return Texts::tr("off");
    case SymbolCondition::Complete:
        return Texts::tr("complete");
    case SymbolCondition::Waiting:
        return Texts::tr("waiting");
    case SymbolCondition::Gaps:
        return Texts::tr("gaps");
    case SymbolCondition::Silent:
        return Texts::tr("silent");
    case SymbolCondition::Mute:
        return Texts::tr("mute");
    }
    Q_UNREACHABLE();
}

QString explanationOf(SymbolCondition condition)
{
    switch (condition) {
    case SymbolCondition::Unknown:
        return Texts::tr("There is no answer from the recorder; the figures are the last that "
                         "came.");
    case SymbolCondition::Off:
        return Texts::tr("Nothing is recorded at the moment.");
    case SymbolCondition::Complete:
        return Texts::tr("All streams deliver, and no gap was found since the start.");
    case SymbolCondition::Waiting:
        return Texts::tr("The first event has not come yet.");
    case SymbolCondition::Gaps:
        return Texts::tr("Gaps were found since the start. The Integrity page lists them, and "
                         "which of them are filled again.");
    case SymbolCondition::Silent:
        return Texts::tr("Nothing has come for more than %n second(s). The contract may be "
                         "halted, or hardly traded.",
                         nullptr, int(SilenceLimit.count()));
    case SymbolCondition::Mute:
        return Texts::tr("A stream delivers nothing, on any connection. The contract may be "
                         "halted; the log names the stream.");
    }
    Q_UNREACHABLE();
}

} // namespace Orderflow
