#include "symbolcolumns.h"

#include "ratehistory.h"
#include "statustext.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

std::optional<std::chrono::nanoseconds> ageOf(const SymbolStatus &status, const ReceiveTime &now)
{
    if (!status.intake.lastEvent)
        return std::nullopt;
    return std::max(now.monotonic - status.intake.lastEvent->monotonic,
                    std::chrono::nanoseconds::zero());
}

QString spreadText(const SymbolIntake &intake)
{
    if (intake.bids.empty() || intake.asks.empty())
        return u"-"_s;
    return StatusText::difference(intake.asks.front().price, intake.bids.front().price);
}

std::optional<double> bestOf(const std::vector<PriceLevel> &side)
{
    if (side.empty())
        return std::nullopt;
    return side.front().price.toDoubleForDisplay();
}

std::optional<double> spreadOf(const SymbolIntake &intake)
{
    const auto bid = bestOf(intake.bids);
    const auto ask = bestOf(intake.asks);
    return bid && ask ? std::optional(*ask - *bid) : std::nullopt;
}

/// The worse, the larger.
double rankOf(const QString &state)
{
    static const QStringList words{u"ok"_s, u"waiting"_s, u"silent"_s, u"mute"_s};
    return double(words.indexOf(state));
}

/// What a column is sorted by; all but the name, which is text.
std::optional<double> sortValue(SymbolField field, const SymbolStatus &status,
                                const ReceiveTime &now)
{
    const SymbolIntake &intake = status.intake;
    switch (field) {
    case SymbolField::Symbol:
        break;
    case SymbolField::Last:
        return intake.lastTrade ? std::optional(intake.lastTrade->price.toDoubleForDisplay())
                                : std::nullopt;
    case SymbolField::Bid:
        return bestOf(intake.bids);
    case SymbolField::Ask:
        return bestOf(intake.asks);
    case SymbolField::Spread:
        return spreadOf(intake);
    case SymbolField::Events:
        return status.eventsPerSecond();
    case SymbolField::Rows:
        return rowsPerSecond(status);
    case SymbolField::Lag:
        if (const auto lag = commitLag(status))
            return double(lag->count());
        break;
    case SymbolField::Age:
        if (const auto age = ageOf(status, now))
            return double(age->count());
        break;
    case SymbolField::Gaps:
        return double(intake.gaps);
    case SymbolField::State:
        return rankOf(stateWord(status, now));
    }
    return std::nullopt;
}

} // namespace

std::span<const SymbolColumn> symbolColumns()
{
    using enum SymbolField;
    constexpr auto Left = ViewText::Align::Left;
    constexpr auto Right = ViewText::Align::Right;
    static const std::array<SymbolColumn, 11> columns{{
        {Symbol, u"SYMBOL"_s, u"the contract"_s, Left, 0, Tone::Plain},
        {Last, u"LAST"_s, u"price of the last trade"_s, Right, 4, Tone::Plain},
        {Bid, u"BID"_s, u"best price to sell at"_s, Right, 1, Tone::Bid},
        {Ask, u"ASK"_s, u"best price to buy at"_s, Right, 2, Tone::Ask},
        {Spread, u"SPREAD"_s, u"ask minus bid"_s, Right, 9, Tone::Plain},
        {Events, u"EVENTS/S"_s, u"received a second"_s, Right, 5, Tone::Plain},
        {Rows, u"ROWS/S"_s, u"committed a second"_s, Right, 8, Tone::Plain},
        {Lag, u"LAG P99"_s, u"received to committed, 99 of 100"_s, Right, 6, Tone::Plain},
        {Age, u"AGE"_s, u"since the last event"_s, Right, 10, Tone::Plain},
        {Gaps, u"GAPS"_s, u"holes found since the start"_s, Right, 7, Tone::Plain},
        {State, u"STATE"_s, u"ok, waiting, silent or mute"_s, Left, 3, Tone::Plain},
    }};
    return columns;
}

std::optional<std::chrono::microseconds> commitLag(const SymbolStatus &status)
{
    std::optional<std::chrono::microseconds> worst;
    for (const StreamStatus &stream : status.streams) {
        const LatencySummary &latency = stream.latencies.receiveToCommit;
        if (latency.count > 0)
            worst = std::max(worst.value_or(latency.p99), latency.p99);
    }
    return worst;
}

QString stateWord(const SymbolStatus &status, const ReceiveTime &now)
{
    const auto isMute = [](const StreamStatus &stream) {
        return stream.state == StreamStatus::State::Mute;
    };
    if (std::ranges::any_of(status.streams, isMute))
        return u"mute"_s;
    const auto age = ageOf(status, now);
    if (!age)
        return u"waiting"_s;
    return *age > SilenceLimit ? u"silent"_s : u"ok"_s;
}

QString cellText(SymbolField field, const SymbolStatus &status, const ReceiveTime &now)
{
    const SymbolIntake &intake = status.intake;
    switch (field) {
    case SymbolField::Symbol:
        return intake.symbol.toString();
    case SymbolField::Last:
        return intake.lastTrade ? intake.lastTrade->price.toString() : u"-"_s;
    case SymbolField::Bid:
        return StatusText::bestPrice(intake.bids);
    case SymbolField::Ask:
        return StatusText::bestPrice(intake.asks);
    case SymbolField::Spread:
        return spreadText(intake);
    case SymbolField::Events:
        return StatusText::rate(status.eventsPerSecond());
    case SymbolField::Rows:
        return StatusText::rate(rowsPerSecond(status));
    case SymbolField::Lag: {
        const auto lag = commitLag(status);
        return lag ? StatusText::duration(*lag) : u"-"_s;
    }
    case SymbolField::Age: {
        const auto age = ageOf(status, now);
        return age ? StatusText::age(*age) : u"-"_s;
    }
    case SymbolField::Gaps:
        return StatusText::count(intake.gaps);
    case SymbolField::State:
        return stateWord(status, now);
    }
    Q_UNREACHABLE();
}

std::vector<std::size_t> symbolOrder(const RecorderStatus &status, const SymbolSort &sort,
                                     const QString &filter)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < status.symbols.size(); ++i) {
        const QString name = status.symbols[i].intake.symbol.toString();
        if (name.contains(filter, Qt::CaseInsensitive))
            order.push_back(i);
    }
    if (!sort.field)
        return order;
    if (*sort.field == SymbolField::Symbol) {
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const Symbol &first = status.symbols[a].intake.symbol;
            const Symbol &second = status.symbols[b].intake.symbol;
            return sort.isDescending ? second < first : first < second;
        });
        return order;
    }
    std::vector<std::optional<double>> values(status.symbols.size());
    for (const std::size_t i : order)
        values[i] = sortValue(*sort.field, status.symbols[i], status.takenAt);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        if (!values[a] || !values[b])
            return values[a].has_value() && !values[b].has_value();
        return sort.isDescending ? *values[b] < *values[a] : *values[a] < *values[b];
    });
    return order;
}

} // namespace Orderflow
