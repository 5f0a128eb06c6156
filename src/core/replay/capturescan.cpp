#include "replay/capturescan.h"

#include "replay/booksnapshot.h"
#include "replay/jsonmembers.h"

#include <algorithm>
#include <numeric>

namespace Orderflow {

namespace {

/// What lies between the last frame of a pass and the first of the next.
constexpr std::chrono::milliseconds SeamTime{100};

std::string_view view(const QByteArray &text)
{
    return {text.constData(), std::size_t(text.size())};
}

std::optional<Decimal> decimalOf(std::string_view value)
{
    const std::optional<std::string_view> text = jsonPlainString(value);
    return text ? Decimal::parse(*text) : std::nullopt;
}

/// Calls `use` with the numbers of `[["price","quantity"],…]`.
template <typename F>
void forEachLevel(std::string_view levels, F use)
{
    std::size_t at = 0;
    bool isPrice = true;
    while ((at = levels.find('"', at)) != std::string_view::npos) {
        const std::size_t end = levels.find('"', at + 1);
        if (end == std::string_view::npos)
            return;
        if (const auto number = Decimal::parse(levels.substr(at + 1, end - at - 1)))
            use(*number, isPrice);
        isPrice = !isPrice;
        at = end + 1;
    }
}

TimeSpan joined(TimeSpan a, const TimeSpan &b)
{
    if (b.least) {
        a.add(*b.least);
        a.add(b.greatest);
    }
    return a;
}

} // namespace

void GridFinder::add(const Decimal &number)
{
    std::int64_t mantissa = number.mantissa();
    for (int scale = number.scale(); scale < m_scale; ++scale) {
        if (__builtin_mul_overflow(mantissa, 10, &mantissa))
            return;
    }
    for (; m_scale < number.scale(); ++m_scale) {
        if (__builtin_mul_overflow(m_divisor, 10, &m_divisor))
            m_divisor = 0;
    }
    m_divisor = std::gcd(m_divisor, mantissa);
}

std::optional<Decimal> GridFinder::grid() const
{
    if (m_divisor == 0)
        return std::nullopt;
    return Decimal(m_divisor, static_cast<std::uint8_t>(m_scale));
}

void CaptureScan::add(const FeedLine &line)
{
    if (m_start == MarketTime())
        m_start = line.receiveTime;
    m_end = std::max(m_end, line.receiveTime);
    if (line.kind != FeedLine::Kind::Rest) {
        addFrame(line);
        return;
    }
    const std::optional<Symbol> symbol = symbolOfDepthRequest(line.subject);
    if (!symbol || m_firstBooks.contains(*symbol))
        return;
    if (std::optional<BookSnapshot> book = parseBookSnapshot(line.text))
        m_firstBooks.emplace(*symbol, std::move(*book));
}

void CaptureScan::addFrame(const FeedLine &line)
{
    m_routes[line.kind == FeedLine::Kind::Public ? 0 : 1] = true;
    m_chains[line.subject].add(line.text);

    const std::string_view data = jsonMember(view(line.text), "data");
    const std::optional<std::string_view> name = jsonPlainString(jsonMember(data, "s"));
    const std::optional<Symbol> symbol = name ? Symbol::parse(*name) : std::nullopt;
    if (symbol)
        addNumbers(line.text, m_symbols[*symbol]);
}

void CaptureScan::addNumbers(const QByteArray &frame, Grids &grids)
{
    const std::string_view data = jsonMember(view(frame), "data");
    const std::string_view event = jsonMember(data, "e");
    if (event == R"("aggTrade")") {
        if (const auto price = decimalOf(jsonMember(data, "p")))
            grids.price.add(*price);
        if (const auto quantity = decimalOf(jsonMember(data, "q")))
            grids.quantity.add(*quantity);
    } else if (event == R"("depthUpdate")") {
        for (const char *side : {"b", "a"}) {
            forEachLevel(jsonMember(data, side), [&grids](const Decimal &number, bool isPrice) {
                (isPrice ? grids.price : grids.quantity).add(number);
            });
        }
    }
}

bool CaptureScan::hasRoute(Route route) const
{
    return m_routes[route == Route::Public ? 0 : 1];
}

std::vector<MarketSymbol> CaptureScan::symbols() const
{
    std::vector<MarketSymbol> symbols;
    for (const auto &[symbol, grids] : m_symbols)
        symbols.push_back({symbol, grids.price.grid(), grids.quantity.grid()});
    return symbols;
}

std::chrono::milliseconds CaptureScan::timeShift() const
{
    TimeSpan eventTimes;
    TimeSpan transactionTimes;
    for (const auto &[stream, chain] : m_chains) {
        eventTimes = joined(eventTimes, chain.eventTimes());
        transactionTimes = joined(transactionTimes, chain.transactionTimes());
    }
    const auto received = std::chrono::ceil<std::chrono::milliseconds>(m_end - m_start).count();
    return SeamTime +
           std::chrono::milliseconds(
               std::max({std::int64_t(received), eventTimes.length(), transactionTimes.length()}));
}

std::map<QByteArray, StreamShift> CaptureScan::shifts() const
{
    const std::chrono::milliseconds time = timeShift();
    std::map<QByteArray, StreamShift> shifts;
    for (const auto &[stream, chain] : m_chains) {
        StreamShift shift = chain.shift();
        shift.time = time;
        shifts.emplace(stream, shift);
    }
    return shifts;
}

StreamShift CaptureScan::bookShift(const Symbol &symbol) const
{
    StreamShift shift;
    shift.time = timeShift();
    const QByteArray depth = QByteArray::fromStdString(symbol.toStreamPrefix()) + "@depth";
    for (auto chain = m_chains.lower_bound(depth);
         chain != m_chains.end() && chain->first.startsWith(depth); ++chain) {
        const bool isDiff = chain->first == depth || chain->first.at(depth.size()) == '@';
        if (isDiff || shift.updateId == 0)
            shift.updateId = chain->second.shift().updateId;
        if (isDiff)
            break;
    }
    return shift;
}

} // namespace Orderflow
