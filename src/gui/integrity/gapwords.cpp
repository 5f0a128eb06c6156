#include "gui/integrity/gapwords.h"

#include "gui/style/format.h"

#include <QStringList>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

GapState stateOf(const CaptureGap &gap)
{
    if (!isHole(gap))
        return GapState::Seamless;
    switch (gap.status) {
    case GapStatus::Filled:
        return GapState::Filled;
    case GapStatus::Unfillable:
        return GapState::Unfillable;
    case GapStatus::Open:
        break;
    }
    return GapState::Open;
}

QString GapWords::state(GapState state)
{
    switch (state) {
    case GapState::Seamless:
        return tr("seamless");
    case GapState::Filled:
        return tr("filled");
    case GapState::Unfillable:
        return tr("unfillable");
    case GapState::Open:
        break;
    }
    return tr("open");
}

QString GapWords::reason(GapReason reason)
{
    switch (reason) {
    case GapReason::Disconnect:
        return tr("connection lost");
    case GapReason::Sequence:
        return tr("ids did not follow");
    case GapReason::Silence:
        return tr("stream fell silent");
    case GapReason::DecodeError:
        return tr("unreadable frame");
    case GapReason::Overflow:
        return tr("queue and spool full");
    case GapReason::WriteFailure:
        return tr("refused by the database");
    case GapReason::Shutdown:
        break;
    }
    return tr("recorder not running");
}

QString GapWords::stream(const CaptureGap &gap)
{
    if (gap.symbol.isEmpty())
        return tr("a stream that is not known");
    return gap.symbol.toString() + u' ' + QString::fromStdString(gap.stream);
}

QString GapWords::missing(const CaptureGap &gap)
{
    if (!gap.missingEvents)
        return tr("How much is missing cannot be known.");
    const auto count = [](std::int64_t number) {
        return int(std::min<std::int64_t>(number, 2e9));
    };
    const std::int64_t all = *gap.missingEvents;
    if (all == 0)
        return tr("Nothing is missing: what came after follows what came before.");
    if (gap.filledRows <= 0)
        return tr("%Ln event(s) are missing.", nullptr, count(all));
    if (gap.filledRows >= all)
        return tr("All of %Ln missing event(s) came after all.", nullptr, count(all));
    return tr("%1 of %Ln missing event(s) came after all.", nullptr, count(all))
        .arg(Format::count(gap.filledRows));
}

QString GapWords::sentences(const LedgerGap &row)
{
    const CaptureGap &gap = row.gap;
    QStringList lines{tr("%1: %2, %3").arg(stream(gap), state(stateOf(gap)), reason(gap.reason)),
                      tr("%1 to %2, %3")
                          .arg(Format::dateAndTime(gap.fromTime), Format::dateAndTime(gap.toTime),
                               Format::duration(gap.toTime - gap.fromTime)),
                      missing(gap)};
    if (!gap.note.isEmpty())
        lines << gap.note;
    return lines.join(u'\n');
}

QString GapWords::connectionEnd(const CaptureConnection &connection)
{
    struct Words
    {
        QLatin1StringView name;
        const char *text;
    };
    static constexpr std::array Known{
        Words{"closed_by_recorder"_L1, QT_TR_NOOP("closed by the recorder")},
        Words{"replaced"_L1, QT_TR_NOOP("replaced in time by another connection")},
        Words{"silence"_L1, QT_TR_NOOP("given up: no data came")},
        Words{"half_open"_L1, QT_TR_NOOP("given up: neither data nor an answer to a ping")},
        Words{"closed_by_exchange"_L1, QT_TR_NOOP("closed by the exchange")},
        Words{"end_of_stream"_L1, QT_TR_NOOP("ended without a word")},
        Words{"reset"_L1, QT_TR_NOOP("reset by the network or the exchange")},
        Words{"protocol_error"_L1, QT_TR_NOOP("what came was no WebSocket")},
        Words{"timeout"_L1, QT_TR_NOOP("no answer in time")},
        Words{"name_not_found"_L1, QT_TR_NOOP("the name of the exchange was not found")},
        Words{"refused"_L1, QT_TR_NOOP("connection refused")},
        Words{"unreachable"_L1, QT_TR_NOOP("network unreachable")},
        Words{"tls_failure"_L1, QT_TR_NOOP("TLS failed")},
        Words{"http_status"_L1, QT_TR_NOOP("refused by the exchange")},
        Words{"proxy_failure"_L1, QT_TR_NOOP("the proxy failed")}};
    for (const Words &words : Known) {
        if (connection.endKind == words.name)
            return tr(words.text);
    }
    // Later versions may have more names, and a sentence with each.
    return connection.closeReason.isEmpty() ? Format::nothing() : connection.closeReason;
}

} // namespace Orderflow
