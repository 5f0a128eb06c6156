#include "manysymbols.h"

#include <QDateTime>

namespace Orderflow {

namespace {

constexpr int EventsPerTurn = 5;
constexpr int Levels = 5;

void appendDecimal(QByteArray &text, std::int64_t units, int decimals)
{
    std::string number;
    Decimal(units, std::uint8_t(decimals)).appendTo(number);
    text.append(number.data(), qsizetype(number.size()));
}

} // namespace

ManySymbols::ManySymbols(std::size_t symbols, int rate)
    : m_start(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()))
    , m_rate(rate)
{
    std::int64_t index = 0;
    for (const Symbol &symbol : names(symbols)) {
        const QByteArray prefix = QByteArray::fromStdString(symbol.toStreamPrefix());
        m_contracts.push_back({QByteArray::fromStdString(symbol.name()), prefix + "@depth5@100ms",
                               prefix + "@aggTrade", 1000, 1'000'000, 10'000 + 37 * index++});
    }
}

std::vector<Symbol> ManySymbols::names(std::size_t symbols)
{
    std::vector<Symbol> names;
    for (std::size_t i = 0; i < symbols; ++i) {
        names.push_back(
            *Symbol::parse(QStringView(QStringLiteral("S%1USDT").arg(i, 3, 10, QChar(u'0')))));
    }
    return names;
}

std::vector<MarketSymbol> ManySymbols::symbols() const
{
    std::vector<MarketSymbol> symbols;
    for (const Symbol &symbol : names(m_contracts.size()))
        symbols.push_back({symbol, Decimal(1, 2), Decimal(1, 3)});
    return symbols;
}

std::int64_t ManySymbols::random(std::int64_t below)
{
    m_random = m_random * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
    return std::int64_t(m_random >> 33) % below;
}

tl::expected<std::optional<MarketFrame>, QString> ManySymbols::next()
{
    const std::int64_t number = m_next++;
    const auto due = m_start + std::chrono::nanoseconds(number * 1'000'000'000 / m_rate);
    const auto milliseconds =
        std::chrono::floor<std::chrono::milliseconds>(due).time_since_epoch().count();
    Contract &contract = m_contracts[std::size_t(number / EventsPerTurn) % m_contracts.size()];
    if (number % EventsPerTurn == EventsPerTurn - 1) {
        return MarketFrame{due, Route::Market, contract.tradeStream,
                           tradeFrame(contract, milliseconds)};
    }
    return MarketFrame{due, Route::Public, contract.depthStream,
                       depthFrame(contract, milliseconds)};
}

QByteArray ManySymbols::tradeFrame(Contract &contract, std::int64_t time)
{
    const QByteArray id = QByteArray::number(qint64(++contract.lastTradeId));
    const QByteArray at = QByteArray::number(qint64(time));
    const bool isSold = random(2) == 0;
    QByteArray text = "{\"stream\":\"" + contract.tradeStream +
                      "\",\"data\":{\"e\":\"aggTrade\",\"E\":" + at + ",\"s\":\"" + contract.name +
                      "\",\"a\":" + id + ",\"p\":\"";
    appendDecimal(text, contract.bid + (isSold ? 0 : 1), 2);
    text += "\",\"q\":\"";
    appendDecimal(text, 1 + random(5000), 3);
    text += "\",\"f\":" + id + ",\"l\":" + id + ",\"T\":" + at +
            ",\"m\":" + (isSold ? "true" : "false") + "}}";
    return text;
}

QByteArray ManySymbols::depthFrame(Contract &contract, std::int64_t time)
{
    const QByteArray at = QByteArray::number(qint64(time));
    const std::int64_t previous = contract.lastUpdateId;
    contract.lastUpdateId += 1 + random(300);
    contract.bid = std::max<std::int64_t>(contract.bid + random(3) - 1, Levels + 1);
    QByteArray text = "{\"stream\":\"" + contract.depthStream +
                      "\",\"data\":{\"e\":\"depthUpdate\",\"E\":" + at + ",\"T\":" + at +
                      ",\"s\":\"" + contract.name +
                      "\",\"U\":" + QByteArray::number(qint64(previous + 1)) +
                      ",\"u\":" + QByteArray::number(qint64(contract.lastUpdateId)) +
                      ",\"pu\":" + QByteArray::number(qint64(previous));
    for (const int side : {-1, 1}) {
        text += side < 0 ? ",\"b\":[" : ",\"a\":[";
        for (int level = 0; level < Levels; ++level) {
            text += level == 0 ? "[\"" : ",[\"";
            appendDecimal(text, contract.bid + (side < 0 ? -level : 1 + level), 2);
            text += "\",\"";
            appendDecimal(text, 1 + random(40'000), 3);
            text += "\"]";
        }
        text += ']';
    }
    return text + "}}";
}

} // namespace Orderflow
