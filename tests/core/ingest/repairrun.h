#pragma once

#include "binance/rest/aggtradespage.h"
#include "fakes/manualclock.h"
#include "fakes/scriptedrest.h"
#include "fakes/traderest.h"
#include "ingest/gaprepairer.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <memory>
#include <vector>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline const Symbol Btc = *Symbol::parse(std::string_view("BTCUSDT"));
inline const Symbol Eth = *Symbol::parse(std::string_view("ETHUSDT"));
inline const QString Path = aggTradesPath();

inline LedgerGap gapOf(std::int64_t id, const Symbol &symbol, std::int64_t first, std::int64_t last)
{
    LedgerGap gap;
    gap.id = id;
    gap.gap.symbol = symbol;
    gap.gap.stream = "aggTrade";
    gap.gap.firstMissingId = first;
    gap.gap.lastMissingId = last;
    gap.gap.missingEvents = last - first + 1;
    return gap;
}

inline ScriptedAnswer refusal(int status, int code)
{
    return {.status = status,
            .body = R"({"code":)" + QByteArray::number(code) + R"(,"msg":"No."})"};
}

/// A repairer, the exchange that it asks, and a sink that keeps what it gets.
class RepairRun
{
public:
    explicit RepairRun(const GapRepairerOptions &options = {}, RestClientOptions client = {})
        : m_trades(m_clock)
    {
        m_trades.serveAt(m_server);
        client.baseUrl = m_server.url();
        client.firstBackoff = 1ms;
        client.recheckInterval = 1ms;
        m_client = std::make_unique<RestClient>(client, m_clock);
        GapRepairerOptions quick = options;
        quick.recheckInterval = 1ms;
        quick.sinkRetry = 1ms;
        m_repairer = std::make_unique<GapRepairer>(
            *m_client, m_clock, [this](EventBatch &batch) { return take(batch); }, quick);
        m_idle = std::make_unique<QSignalSpy>(m_repairer.get(), &GapRepairer::idle);
    }

    ManualClock &clock() { return m_clock; }
    ScriptedRest &server() { return m_server; }
    TradeRest &trades() { return m_trades; }
    RestClient &client() { return *m_client; }
    GapRepairer &repairer() { return *m_repairer; }
    void deleteRepairer() { m_repairer.reset(); }
    void deleteClient() { m_client.reset(); }

    void setSinkTakes(bool takes) { m_sinkTakes = takes; }
    int offers() const { return m_offers; }
    const std::vector<EventBatch> &batches() const { return m_batches; }
    int idleCount() const { return int(m_idle->count()); }

    /// `501+1000` of each request.
    QStringList asked() const
    {
        QStringList asked;
        for (const QString &text : m_server.queries(Path)) {
            const QUrlQuery query(text);
            asked << query.queryItemValue(u"fromId"_s) + u'+' + query.queryItemValue(u"limit"_s);
        }
        return asked;
    }

    /// `7: 1000 rows`, and behind it how the gap is settled, of each batch.
    QStringList brief() const
    {
        QStringList lines;
        for (const EventBatch &batch : m_batches) {
            QString line = u"%1: %2"_s.arg(batch.repair->gapId).arg(batch.trades.size());
            if (batch.repair->settleAs)
                line += u' ' + QString(toSqlName(*batch.repair->settleAs));
            lines << line;
        }
        return lines;
    }

    QString lastNote() const
    {
        return m_batches.empty() ? QString() : m_batches.back().repair->note;
    }

    /// Whether the trades that were handed on are `symbol`'s from `first` to `last`, each once.
    bool hasExactly(const Symbol &symbol, std::int64_t first, std::int64_t last) const
    {
        std::map<std::int64_t, AggTrade> got;
        std::size_t count = 0;
        for (const EventBatch &batch : m_batches) {
            for (AggTrade trade : batch.trades) {
                if (trade.receiveTime == ReceiveTime())
                    return false;
                trade.receiveTime = {};
                ++count;
                got.emplace(trade.aggTradeId, trade);
            }
        }
        if (count != got.size() || std::int64_t(count) != last - first + 1)
            return false;
        for (const auto &[id, trade] : got) {
            if (id < first || id > last || trade != TradeRest::trade(symbol, id))
                return false;
        }
        return true;
    }

private:
    bool take(EventBatch &batch)
    {
        ++m_offers;
        if (!m_sinkTakes)
            return false;
        m_batches.push_back(std::move(batch));
        return true;
    }

    ManualClock m_clock;
    ScriptedRest m_server;
    TradeRest m_trades;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<GapRepairer> m_repairer;
    std::unique_ptr<QSignalSpy> m_idle;
    bool m_sinkTakes = true;
    int m_offers = 0;
    std::vector<EventBatch> m_batches;
};

inline void expectWarning(const char *part)
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromLatin1(part)));
}

} // namespace Orderflow
