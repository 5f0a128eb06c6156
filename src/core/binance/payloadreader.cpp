#include "binance/payloadreader.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace Orderflow {

namespace {

/// What `result` holds, where it lies. To copy it, as its conversion does, costs more than to read
/// it: processors wait where what was just written in parts is read as a whole.
template <typename Value>
Value &checked(simdjson::simdjson_result<Value> &result)
{
    if (result.error())
        throw simdjson::simdjson_error(result.error());
    Value &&value = std::move(result).value_unsafe();
    return value;
}

/// Reads the values of one payload and remembers the key at hand, for the reason of a fault.
class ValueReader
{
public:
    void setKey(std::string_view key) { m_key = key; }

    [[noreturn]] void fail(std::string_view what, bool isOtherMarket = false) const
    {
        std::string reason = "key '";
        reason.append(m_key).append("': ").append(what);
        throw PayloadFault{std::move(reason), isOtherMarket};
    }

    std::int64_t readId(simdjson::ondemand::value &value) const
    {
        const std::int64_t id = readInteger(value);
        if (id < 0)
            fail("a negative id");
        return id;
    }

    /// `pu`, which is -1 in the first update that a contract ever has.
    std::int64_t readPreviousId(simdjson::ondemand::value &value) const
    {
        const std::int64_t id = readInteger(value);
        if (id < -1)
            fail("a negative id");
        return id;
    }

    UtcMilliseconds readTime(simdjson::ondemand::value &value) const
    {
        constexpr std::int64_t EndOfYear9999 = 253'402'300'799'999;
        const std::int64_t milliseconds = readInteger(value);
        if (milliseconds <= 0 || milliseconds > EndOfYear9999)
            fail("not a time in milliseconds: " + std::to_string(milliseconds));
        return UtcMilliseconds(std::chrono::milliseconds(milliseconds));
    }

    void readDecimal(simdjson::ondemand::value &value, Decimal &decimal) const
    {
        const std::string_view text = rawText(value);
        simdjson::ondemand::raw_json_string raw;
        if (value.get_raw_json_string().get(raw))
            fail("not a string");
        if (!decimal.assign(text)) {
            std::string what = "not a decimal that fits: '";
            fail(what.append(text.substr(0, MaxQuotedBytes)).append("'"));
        }
    }

    bool readBool(simdjson::ondemand::value &value) const
    {
        bool flag = false;
        if (value.get_bool().get(flag))
            fail("not true or false");
        return flag;
    }

    std::string_view readText(simdjson::ondemand::value &value) const
    {
        std::string_view text;
        if (value.get_string().get(text))
            fail("not a string");
        return text;
    }

    std::vector<PriceLevel> readLevels(simdjson::ondemand::value &value) const
    {
        simdjson::ondemand::array rows;
        if (value.get_array().get(rows))
            fail("not a list of levels");
        std::vector<PriceLevel> levels;
        levels.reserve(ExpectedLevels);
        for (auto row : rows)
            readLevel(checked(row), levels.emplace_back());
        return levels;
    }

    void checkText(simdjson::ondemand::value &value, std::string_view expected) const
    {
        // Without a copy where it has no escapes in it.
        if (rawText(value) == expected)
            return;
        const std::string_view text = readText(value);
        if (text != expected) {
            std::string what = "'";
            what.append(text.substr(0, MaxQuotedBytes)).append("' where '");
            fail(what.append(expected).append("' is expected"));
        }
    }

    /// `st`: 1 is USDⓈ-M, 2 is COIN-M, since 2026-06-30 both on one host.
    void checkMarketType(simdjson::ondemand::value &value) const
    {
        if (readInteger(value) != 1)
            fail("not USDⓈ-M", true);
    }

private:
    static constexpr std::size_t MaxQuotedBytes = 80;
    static constexpr std::size_t ExpectedLevels = 5;

    /// What is between the quotes of a string as it is on the wire, escapes and all, without a
    /// copy; something that is no string has no such text.
    static std::string_view rawText(simdjson::ondemand::value &value)
    {
        std::string_view token = value.raw_json_token();
        // The token goes on to the next one, so there may be blanks behind it.
        token.remove_suffix(token.size() - std::min(token.size(), token.rfind('"')));
        return token.substr(std::min<std::size_t>(token.size(), 1));
    }

    std::int64_t readInteger(simdjson::ondemand::value &value) const
    {
        std::int64_t number = 0;
        if (value.get_int64().get(number))
            fail("not an integer of 64 bits");
        return number;
    }

    void readLevel(simdjson::ondemand::value &row, PriceLevel &level) const
    {
        simdjson::ondemand::array parts;
        if (row.get_array().get(parts))
            fail("a level is not a list");
        std::size_t count = 0;
        for (auto part : parts) {
            if (count < 2)
                readDecimal(checked(part), count == 0 ? level.price : level.quantity);
            ++count;
        }
        if (count != 2)
            fail("a level has " + std::to_string(count) + " parts, not price and quantity");
    }

    std::string_view m_key;
};

/// A bit for each key that an event may have to have; zero for all others.
constexpr std::uint64_t keyBit(std::string_view key)
{
    if (key == "pu")
        return std::uint64_t(1) << 63;
    if (key.size() != 1)
        return 0;
    const char letter = key.front();
    if (letter >= 'a' && letter <= 'z')
        return std::uint64_t(1) << (letter - 'a');
    if (letter >= 'A' && letter <= 'Z')
        return std::uint64_t(1) << (letter - 'A' + 26);
    return 0;
}

/// The keys that an event has to have.
template <std::size_t Count>
struct RequiredKeys
{
    constexpr explicit RequiredKeys(const std::array<std::string_view, Count> &keys)
        : names(keys)
    {
        for (const std::string_view key : keys)
            bits |= keyBit(key);
    }

    std::array<std::string_view, Count> names;
    std::uint64_t bits = 0;
};

template <std::size_t Count>
void checkComplete(std::uint64_t seen, const RequiredKeys<Count> &required)
{
    if ((seen & required.bits) == required.bits)
        return;
    std::string missing;
    for (const std::string_view key : required.names) {
        if (!(seen & keyBit(key)))
            missing.append(missing.empty() ? "'" : ", '").append(key).append("'");
    }
    throw PayloadFault{"missing " + missing, false};
}

/// Without a copy where there are no escapes in it.
inline std::string_view keyOf(simdjson::ondemand::field &field)
{
    const char *const text = field.key().raw();
    // The parser has found the quote at the end.
    std::size_t size = 0;
    while (text[size] != '"' && text[size] != '\\')
        ++size;
    if (text[size] == '\\') [[unlikely]]
        return field.unescaped_key();
    return {text, size};
}

/// Gives every field to `takeValue(reader, key, value)`, then checks that the `required` keys were
/// among them and that the payload is of this market.
template <std::size_t Count, typename TakeValue>
void readFields(const Symbol &symbol, simdjson::ondemand::object payload,
                const RequiredKeys<Count> &required, TakeValue takeValue)
{
    ValueReader reader;
    std::uint64_t seen = 0;
    bool hasMarketType = false;
    for (auto result : payload) {
        simdjson::ondemand::field &field = checked(result);
        const std::string_view key = keyOf(field);
        simdjson::ondemand::value &value = field.value();
        reader.setKey(key);
        if (key == "st") {
            reader.checkMarketType(value);
            hasMarketType = true;
        } else if (key == "s") {
            reader.checkText(value, symbol.name());
        } else {
            takeValue(reader, key, value);
        }
        seen |= keyBit(key);
    }
    checkComplete(seen, required);
    // Before `st` came, only the names told COIN-M contracts (BTCUSD_PERP) from USDⓈ-M ones.
    if (!hasMarketType && symbol.name().find("USD_") != std::string::npos)
        throw PayloadFault{"symbol '" + symbol.name() + "' is not USDⓈ-M", true};
}

template <std::size_t Count>
void readAggTrade(const Symbol &symbol, simdjson::ondemand::object payload,
                  const RequiredKeys<Count> &required, AggTrade &trade)
{
    trade.symbol = symbol;
    const auto takeValue = [&trade](const ValueReader &reader, std::string_view key,
                                    simdjson::ondemand::value &value) {
        if (key == "nq")
            reader.readDecimal(value, trade.quantityExclRpi.emplace());
        if (key.size() != 1)
            return;
        switch (key.front()) {
        case 'e':
            return reader.checkText(value, "aggTrade");
        case 'E':
            trade.eventTime = reader.readTime(value);
            break;
        case 'T':
            trade.tradeTime = reader.readTime(value);
            break;
        case 'a':
            trade.aggTradeId = reader.readId(value);
            break;
        case 'f':
            trade.firstTradeId = reader.readId(value);
            break;
        case 'l':
            trade.lastTradeId = reader.readId(value);
            break;
        case 'p':
            reader.readDecimal(value, trade.price);
            break;
        case 'q':
            reader.readDecimal(value, trade.quantity);
            break;
        case 'm':
            trade.isBuyerMaker = reader.readBool(value);
            break;
        case 'M':
            reader.fail("a key of the spot market", true);
        default:
            break;
        }
    };
    readFields(symbol, payload, required, takeValue);
}

} // namespace

void readPayload(const StreamName &stream, simdjson::ondemand::object payload, AggTrade &trade)
{
    static constexpr RequiredKeys Required(
        std::array<std::string_view, 10>{"e", "E", "s", "a", "p", "q", "f", "l", "T", "m"});
    readAggTrade(stream.symbol(), payload, Required, trade);
}

void readPayload(const StreamName &stream, simdjson::ondemand::object payload, DepthUpdate &update)
{
    static constexpr RequiredKeys Required(
        std::array<std::string_view, 9>{"e", "E", "T", "s", "U", "u", "pu", "b", "a"});
    update.symbol = stream.symbol();
    update.depthKind = stream.type();
    const auto takeValue = [&update](const ValueReader &reader, std::string_view key,
                                     simdjson::ondemand::value &value) {
        if (key == "pu")
            update.prevFinalUpdateId = reader.readPreviousId(value);
        if (key.size() != 1)
            return;
        switch (key.front()) {
        case 'e':
            return reader.checkText(value, "depthUpdate");
        case 'E':
            update.eventTime = reader.readTime(value);
            break;
        case 'T':
            update.transactionTime = reader.readTime(value);
            break;
        case 'U':
            update.firstUpdateId = reader.readId(value);
            break;
        case 'u':
            update.finalUpdateId = reader.readId(value);
            break;
        case 'b':
            update.bids = reader.readLevels(value);
            break;
        case 'a':
            update.asks = reader.readLevels(value);
            break;
        default:
            break;
        }
    };
    readFields(stream.symbol(), payload, Required, takeValue);
}

tl::expected<AggTrade, PayloadFault> readAggTradeRow(const Symbol &symbol,
                                                     simdjson::ondemand::object row,
                                                     const ReceiveTime &receiveTime)
{
    static constexpr RequiredKeys Required(
        std::array<std::string_view, 7>{"a", "p", "q", "f", "l", "T", "m"});
    try {
        AggTrade trade;
        readAggTrade(symbol, row, Required, trade);
        trade.receiveTime = receiveTime;
        trade.source = EventSource::Rest;
        return trade;
    } catch (const PayloadFault &fault) {
        return tl::unexpected(fault);
    }
}

} // namespace Orderflow
