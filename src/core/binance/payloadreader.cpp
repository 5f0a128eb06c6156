#include "binance/payloadreader.h"

#include <array>
#include <string_view>

namespace Orderflow {

namespace {

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

    std::int64_t readId(simdjson::ondemand::value value) const
    {
        const std::int64_t id = readInteger(value);
        if (id < 0)
            fail("a negative id");
        return id;
    }

    /// `pu`, which is -1 in the first update that a contract ever has.
    std::int64_t readPreviousId(simdjson::ondemand::value value) const
    {
        const std::int64_t id = readInteger(value);
        if (id < -1)
            fail("a negative id");
        return id;
    }

    UtcMilliseconds readTime(simdjson::ondemand::value value) const
    {
        constexpr std::int64_t EndOfYear9999 = 253'402'300'799'999;
        const std::int64_t milliseconds = readInteger(value);
        if (milliseconds <= 0 || milliseconds > EndOfYear9999)
            fail("not a time in milliseconds: " + std::to_string(milliseconds));
        return UtcMilliseconds(std::chrono::milliseconds(milliseconds));
    }

    Decimal readDecimal(simdjson::ondemand::value value) const
    {
        const std::string_view text = readRawText(value);
        const std::optional<Decimal> decimal = Decimal::parse(text);
        if (!decimal) {
            std::string what = "not a decimal that fits: '";
            fail(what.append(text.substr(0, MaxQuotedBytes)).append("'"));
        }
        return *decimal;
    }

    bool readBool(simdjson::ondemand::value value) const
    {
        bool flag = false;
        if (value.get_bool().get(flag))
            fail("not true or false");
        return flag;
    }

    std::string_view readText(simdjson::ondemand::value value) const
    {
        std::string_view text;
        if (value.get_string().get(text))
            fail("not a string");
        return text;
    }

    std::vector<PriceLevel> readLevels(simdjson::ondemand::value value) const
    {
        simdjson::ondemand::array rows;
        if (value.get_array().get(rows))
            fail("not a list of levels");
        std::vector<PriceLevel> levels;
        levels.reserve(ExpectedLevels);
        for (simdjson::ondemand::value row : rows)
            levels.push_back(readLevel(row));
        return levels;
    }

    void checkText(simdjson::ondemand::value value, std::string_view expected) const
    {
        const std::string_view text = readText(value);
        if (text != expected) {
            std::string what = "'";
            what.append(text.substr(0, MaxQuotedBytes)).append("' where '");
            fail(what.append(expected).append("' is expected"));
        }
    }

    /// `st`: 1 is USDⓈ-M, 2 is COIN-M, since 2026-06-30 both on one host.
    void checkMarketType(simdjson::ondemand::value value) const
    {
        if (readInteger(value) != 1)
            fail("not USDⓈ-M", true);
    }

private:
    static constexpr std::size_t MaxQuotedBytes = 80;
    static constexpr std::size_t ExpectedLevels = 5;

    /// The text between the quotes as it is on the wire, without a copy. What has escapes in it is
    /// no number.
    std::string_view readRawText(simdjson::ondemand::value value) const
    {
        std::string_view token = value.raw_json_token();
        simdjson::ondemand::raw_json_string raw;
        if (value.get_raw_json_string().get(raw))
            fail("not a string");
        // The token goes on to the next one, so there may be blanks behind it.
        token.remove_suffix(token.size() - token.rfind('"'));
        return token.substr(1);
    }

    std::int64_t readInteger(simdjson::ondemand::value value) const
    {
        std::int64_t number = 0;
        if (value.get_int64().get(number))
            fail("not an integer of 64 bits");
        return number;
    }

    PriceLevel readLevel(simdjson::ondemand::value row) const
    {
        simdjson::ondemand::array parts;
        if (row.get_array().get(parts))
            fail("a level is not a list");
        PriceLevel level;
        std::size_t count = 0;
        for (simdjson::ondemand::value part : parts) {
            if (count < 2)
                (count == 0 ? level.price : level.quantity) = readDecimal(part);
            ++count;
        }
        if (count != 2)
            fail("a level has " + std::to_string(count) + " parts, not price and quantity");
        return level;
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

template <std::size_t Count>
void checkComplete(std::uint64_t seen, const std::array<std::string_view, Count> &required)
{
    std::string missing;
    for (const std::string_view key : required) {
        if (!(seen & keyBit(key)))
            missing.append(missing.empty() ? "'" : ", '").append(key).append("'");
    }
    if (!missing.empty())
        throw PayloadFault{"missing " + missing, false};
}

/// Gives every field to `takeValue(reader, key, value)`, then checks that the `required` keys were
/// among them and that the payload is of this market.
template <std::size_t Count, typename TakeValue>
void readFields(const Symbol &symbol, simdjson::ondemand::object payload,
                const std::array<std::string_view, Count> &required, TakeValue takeValue)
{
    ValueReader reader;
    std::uint64_t seen = 0;
    bool hasMarketType = false;
    for (auto field : payload) {
        const std::string_view key = field.unescaped_key();
        simdjson::ondemand::value value = field.value();
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
AggTrade readAggTrade(const Symbol &symbol, simdjson::ondemand::object payload,
                      const std::array<std::string_view, Count> &required)
{
    AggTrade trade;
    trade.symbol = symbol;
    const auto takeValue = [&trade](const ValueReader &reader, std::string_view key,
                                    simdjson::ondemand::value value) {
        if (key == "nq")
            trade.quantityExclRpi = reader.readDecimal(value);
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
            trade.price = reader.readDecimal(value);
            break;
        case 'q':
            trade.quantity = reader.readDecimal(value);
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
    return trade;
}

DepthUpdate readDepthUpdate(const StreamName &stream, simdjson::ondemand::object payload)
{
    static constexpr std::array<std::string_view, 9> Required{"e", "E",  "T", "s", "U",
                                                              "u", "pu", "b", "a"};
    DepthUpdate update;
    update.symbol = stream.symbol();
    update.depthKind = stream.type();
    const auto takeValue = [&update](const ValueReader &reader, std::string_view key,
                                     simdjson::ondemand::value value) {
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
    return update;
}

} // namespace

PayloadResult readPayload(const StreamName &stream, simdjson::ondemand::object payload,
                          const ReceiveTime &receiveTime)
{
    static constexpr std::array<std::string_view, 10> TradeKeys{"e", "E", "s", "a", "p",
                                                                "q", "f", "l", "T", "m"};
    try {
        if (stream.kind() == StreamKind::AggTrade) {
            AggTrade trade = readAggTrade(stream.symbol(), payload, TradeKeys);
            trade.receiveTime = receiveTime;
            return trade;
        }
        DepthUpdate update = readDepthUpdate(stream, payload);
        update.receiveTime = receiveTime;
        return update;
    } catch (const PayloadFault &fault) {
        return fault;
    }
}

tl::expected<AggTrade, PayloadFault> readAggTradeRow(const Symbol &symbol,
                                                     simdjson::ondemand::object row,
                                                     const ReceiveTime &receiveTime)
{
    static constexpr std::array<std::string_view, 7> Required{"a", "p", "q", "f", "l", "T", "m"};
    try {
        AggTrade trade = readAggTrade(symbol, row, Required);
        trade.receiveTime = receiveTime;
        trade.source = EventSource::Rest;
        return trade;
    } catch (const PayloadFault &fault) {
        return tl::unexpected(fault);
    }
}

} // namespace Orderflow
