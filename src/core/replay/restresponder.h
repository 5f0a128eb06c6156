#pragma once

#include "clock.h"
#include "replay/marketsource.h"
#include "replay/tradehistory.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <tl/expected.hpp>

namespace Orderflow {

struct RestReply
{
    int status = 200;
    /// JSON.
    QByteArray body;
};

/// Answers `/fapi/v1` requests from a market and from the trades that it played.
/// Source: USDⓈ-M futures documentation, "Market Data Endpoints" and "Error Codes".
class RestResponder
{
public:
    /// `market`, `trades` and `clock` have to outlive this object.
    RestResponder(const MarketSource &market, const TradeHistory &trades, const Clock &clock);

    /// The paths that reply() knows.
    static QStringList paths();

    /// `exchangeTime` is the market's own time.
    RestReply reply(const QString &path, const QUrlQuery &query, UtcMilliseconds exchangeTime);

    /// The request weight of the running UTC minute, as X-MBX-USED-WEIGHT-1M tells it.
    int usedWeight() const { return m_usedWeight; }

private:
    using Result = tl::expected<QByteArray, RestReply>;

    Result exchangeInfo(UtcMilliseconds exchangeTime) const;
    Result depth(const QUrlQuery &query);
    Result aggTrades(const QUrlQuery &query, UtcMilliseconds exchangeTime);
    tl::expected<Symbol, RestReply> symbolOf(const QUrlQuery &query) const;
    void charge(int weight);

    const MarketSource &m_market;
    const TradeHistory &m_trades;
    const Clock &m_clock;
    std::chrono::sys_time<std::chrono::minutes> m_minute{};
    int m_usedWeight = 0;
};

} // namespace Orderflow
