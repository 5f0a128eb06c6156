#include "fuzz/recordaudit.h"

#include <numeric>
#include <type_traits>

namespace Orderflow {

using namespace Qt::StringLiterals;

// No price and no quantity is a double.
static_assert(std::is_same_v<decltype(AggTrade::price), Decimal>);
static_assert(std::is_same_v<decltype(AggTrade::quantity), Decimal>);
static_assert(std::is_same_v<decltype(AggTrade::quantityExclRpi), std::optional<Decimal>>);
static_assert(std::is_same_v<decltype(PriceLevel::price), Decimal>);
static_assert(std::is_same_v<decltype(PriceLevel::quantity), Decimal>);

namespace {

constexpr UtcMilliseconds EndOfYear9999{std::chrono::milliseconds(253'402'300'799'999)};
/// The most that a partial book has on a side.
constexpr std::size_t MostShownLevels = 20;

bool isTime(UtcMilliseconds time)
{
    return time > UtcMilliseconds() && time <= EndOfYear9999;
}

} // namespace

RecordAudit::RecordAudit(const RecorderSettings &settings)
    : m_limits(settings.batch)
    , m_symbols(settings.symbols.begin(), settings.symbols.end())
    , m_types(settings.depthStreams.begin(), settings.depthStreams.end())
{}

void RecordAudit::take(const EventBatch &batch)
{
    expect(batch.eventCount() <= m_limits.maxEvents, "a batch of more events than it may have");
    m_rows += std::int64_t(batch.eventCount());
    for (const AggTrade &trade : batch.trades)
        check(trade);
    for (const DepthUpdate &update : batch.depthUpdates)
        check(update);
    for (const CaptureGap &gap : batch.gaps) {
        expect(m_symbols.contains(gap.symbol), "a gap of a symbol that is not recorded");
        expect(gap.fromTime <= gap.toTime, "a gap that ends before it begins");
        expect(gap.missingEvents.value_or(0) >= 0, "less than no events are missing");
        expect(gap.filledRows >= 0 && gap.filledRows <= gap.missingEvents.value_or(gap.filledRows),
               "more of a gap is filled than was missing");
        expect(!gap.firstMissingId || !gap.lastMissingId ||
                   *gap.firstMissingId <= *gap.lastMissingId,
               "a gap whose last id is before its first");
        if (gap.reason == GapReason::Overflow)
            m_lost += gap.missingEvents.value_or(0);
        else
            // One that late events fill is filed again, and is no other hole.
            m_holes += gap.missingEvents == 0 || gap.filledRows > 0 ? 0 : 1;
    }
}

void RecordAudit::check(const AggTrade &trade)
{
    expect(m_symbols.contains(trade.symbol), "a trade of a symbol that is not recorded");
    expect(trade.aggTradeId >= 0 && trade.firstTradeId >= 0 && trade.lastTradeId >= 0,
           "a negative id");
    expect(trade.eventTime && isTime(*trade.eventTime) && isTime(trade.tradeTime),
           "a time that is none");
    check(trade.price);
    check(trade.quantity);
    if (trade.quantityExclRpi)
        check(*trade.quantityExclRpi);
}

void RecordAudit::check(const DepthUpdate &update)
{
    expect(m_symbols.contains(update.symbol), "a depth update of a symbol that is not recorded");
    expect(m_types.contains(update.depthKind), "a depth update of a stream that is not recorded");
    expect(update.firstUpdateId >= 0 && update.finalUpdateId >= 0 && update.prevFinalUpdateId >= -1,
           "a negative id");
    expect(isTime(update.eventTime) && isTime(update.transactionTime), "a time that is none");
    for (const std::vector<PriceLevel> *side : {&update.bids, &update.asks}) {
        for (const PriceLevel &level : *side) {
            check(level.price);
            check(level.quantity);
        }
    }
}

void RecordAudit::check(const Decimal &decimal)
{
    expect(Decimal::parse(decimal.toStdString()) == decimal, "a number that does not come back");
}

void RecordAudit::expect(bool isTrue, const char *what)
{
    if (!isTrue && m_rowFault.isEmpty())
        m_rowFault = QString::fromLatin1(what);
}

QString RecordAudit::statusFault(const IngestStatus &status) const
{
    const std::int64_t wins =
        std::accumulate(status.sides.begin(), status.sides.end(), std::int64_t(0),
                        [](std::int64_t sum, const SideStatus &side) { return sum + side.wins; });
    std::int64_t symbolGaps = 0;
    for (const SymbolIntake &intake : status.symbols) {
        symbolGaps += intake.gaps;
        if (intake.bids.size() > MostShownLevels || intake.asks.size() > MostShownLevels)
            return u"more levels on show than any partial book has"_s;
    }
    const auto unequal = [](const char *what, std::int64_t counted, std::int64_t found) {
        return counted == found ? QString()
                                : u"%1: counted %2, found %3"_s.arg(QLatin1StringView(what))
                                      .arg(counted)
                                      .arg(found);
    };
    for (const QString &fault :
         {unequal("events received", status.eventsReceived,
                  m_rows + m_lost + status.duplicates + status.eventsHeld),
          unequal("events lost", status.eventsLost, m_lost),
          unequal("first copies", wins, m_rows + m_lost), unequal("gaps", status.gaps, m_holes),
          unequal("gaps of symbols", symbolGaps, m_holes)}) {
        if (!fault.isEmpty())
            return fault;
    }
    return {};
}

} // namespace Orderflow
