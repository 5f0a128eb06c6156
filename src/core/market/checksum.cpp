#include "market/checksum.h"

#include <QtEndian>

#include <bit>
#include <string>
#include <string_view>

#include <xxhash.h>

namespace Orderflow {

namespace {

class Bytes
{
public:
    Bytes() { m_bytes.reserve(UsualBytes); }

    void add(std::int64_t number)
    {
        const std::int64_t bytes = qToLittleEndian(number);
        m_bytes.append(reinterpret_cast<const char *>(&bytes), sizeof bytes);
    }

    void add(std::string_view text)
    {
        add(static_cast<std::int64_t>(text.size()));
        m_bytes.append(text);
    }

    void add(const Decimal &number)
    {
        add(number.mantissa());
        add(static_cast<std::int64_t>(number.scale()));
    }

    void add(UtcMilliseconds time)
    {
        add(static_cast<std::int64_t>(time.time_since_epoch().count()));
    }
    void add(UtcMicroseconds time)
    {
        add(static_cast<std::int64_t>(time.time_since_epoch().count()));
    }

    template <typename Value>
    void add(const std::optional<Value> &value)
    {
        m_bytes.push_back(value ? 1 : 0);
        if (value)
            add(*value);
    }

    void add(const std::vector<PriceLevel> &levels)
    {
        add(static_cast<std::int64_t>(levels.size()));
        for (const PriceLevel &level : levels) {
            add(level.price);
            add(level.quantity);
        }
    }

    std::int64_t hash() const
    {
        return std::bit_cast<std::int64_t>(XXH3_64bits(m_bytes.data(), m_bytes.size()));
    }

private:
    /// Of an update with five levels a side.
    static constexpr std::size_t UsualBytes = 512;

    std::string m_bytes;
};

} // namespace

std::int64_t checksumOf(const AggTrade &trade)
{
    Bytes bytes;
    bytes.add(std::string_view(trade.symbol.name()));
    bytes.add(trade.aggTradeId);
    bytes.add(trade.firstTradeId);
    bytes.add(trade.lastTradeId);
    bytes.add(trade.price);
    bytes.add(trade.quantity);
    bytes.add(trade.quantityExclRpi);
    bytes.add(static_cast<std::int64_t>(trade.isBuyerMaker));
    bytes.add(trade.eventTime);
    bytes.add(trade.tradeTime);
    bytes.add(trade.receiveTime.utc);
    const QLatin1StringView source = toSqlName(trade.source);
    bytes.add(std::string_view(source.data(), std::size_t(source.size())));
    return bytes.hash();
}

std::int64_t checksumOf(const DepthUpdate &update)
{
    Bytes bytes;
    bytes.add(std::string_view(update.symbol.name()));
    bytes.add(std::string_view(update.depthKind));
    bytes.add(update.firstUpdateId);
    bytes.add(update.finalUpdateId);
    bytes.add(update.prevFinalUpdateId);
    bytes.add(update.eventTime);
    bytes.add(update.transactionTime);
    bytes.add(update.receiveTime.utc);
    bytes.add(update.bids);
    bytes.add(update.asks);
    return bytes.hash();
}

} // namespace Orderflow
