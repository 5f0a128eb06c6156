#include "gui/source/statussource.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Orderflow {

const SymbolStatus *findSymbol(const RecorderStatus &status, const Symbol &symbol)
{
    const auto found =
        std::ranges::find(status.symbols, symbol, [](const SymbolStatus &one) -> const Symbol & {
            return one.intake.symbol;
        });
    return found == status.symbols.end() ? nullptr : &*found;
}

const TradeTape *findTape(const RecorderStatus &status, const Symbol &symbol)
{
    if (!status.tapes)
        return nullptr;
    const auto found = std::ranges::find(*status.tapes, symbol, &TradeTape::symbol);
    return found == status.tapes->end() ? nullptr : &*found;
}

Health healthOf(const ShownStatus &shown)
{
    if (shown.trouble || !shown.failure.isEmpty())
        return Health::Bad;
    const RecorderStatus &status = shown.status;
    switch (status.state) {
    case RecorderState::Idle:
    case RecorderState::Stopped:
        return Health::Off;
    case RecorderState::AskingExchange:
    case RecorderState::Starting:
    case RecorderState::Stopping:
        return Health::Changing;
    case RecorderState::Failed:
        return Health::Bad;
    case RecorderState::Recording:
        break;
    }
    const bool isAlerted = std::ranges::any_of(status.alerts, &AlertStatus::isActive);
    if (isHealthy(status))
        return isAlerted ? Health::Attention : Health::Good;
    const bool loses = status.writer.state == WriterStatus::State::Retrying ||
                       !status.hungThread.isEmpty() || silentStreams(status) > 0;
    return loses ? Health::Bad : Health::Attention;
}

QString verdictOf(const ShownStatus &shown)
{
    if (shown.trouble) {
        const auto &[address, since, reason] = *shown.trouble;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
        const QString time = QLocale().toString(qint64(seconds));
        return reason.isEmpty()
                   ? StatusSource::tr("No answer from %1 for %2 s").arg(address, time)
                   : StatusSource::tr("No answer from %1 for %2 s: %3").arg(address, time, reason);
    }
    if (!shown.failure.isEmpty())
        return StatusSource::tr("Failed: %1").arg(shown.failure);
    return toText(findVerdict(shown.status),
                  [](const char *words) { return QCoreApplication::translate("Verdict", words); });
}

void StatusSource::show(ShownStatus shown)
{
    m_shown = std::move(shown);
    emit updated();
}

} // namespace Orderflow
