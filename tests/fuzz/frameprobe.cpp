#include "fuzz/frameprobe.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const std::string TradeType = "aggTrade";
const std::string DepthType = "depth5@100ms";

bool isLoss(const CaptureGap &gap)
{
    return gap.reason == GapReason::Overflow;
}

} // namespace

FrameProbe::FrameProbe(const std::string &name)
    : m_symbol(*Symbol::parse(std::string_view(name)))
    , m_tradeStream(QByteArray::fromStdString(StreamName::make(m_symbol, TradeType)->toString()))
    , m_depthStream(QByteArray::fromStdString(StreamName::make(m_symbol, DepthType)->toString()))
    , m_payloadSymbol(QByteArray::fromStdString(m_symbol.name()))
{}

FrameProbe::Frames FrameProbe::next()
{
    ++m_lastId;
    const QByteArray id = QByteArray::number(qlonglong(m_lastId));
    const QByteArray previous = QByteArray::number(qlonglong(m_lastId - 1));
    return {R"({"stream":")" + m_tradeStream +
                R"(","data":{"e":"aggTrade","E":1789000000000,"s":")" + m_payloadSymbol +
                R"(","a":)" + id +
                R"(,"p":"0.10","q":"7","f":1,"l":1,"T":1789000000000,"m":true}})",
            R"({"stream":")" + m_depthStream +
                R"(","data":{"e":"depthUpdate","E":1789000000000,"T":1789000000000,"s":")" +
                m_payloadSymbol + R"(","U":)" + id + R"(,"u":)" + id + R"(,"pu":)" + previous +
                R"(,"b":[["0.10","7"]],"a":[]}})"};
}

void FrameProbe::take(const EventBatch &batch)
{
    for (const AggTrade &trade : batch.trades) {
        if (trade.symbol == m_symbol)
            m_trades.ids.push_back(trade.aggTradeId);
    }
    for (const DepthUpdate &update : batch.depthUpdates) {
        if (update.symbol == m_symbol && update.depthKind == DepthType)
            m_depthUpdates.ids.push_back(update.finalUpdateId);
    }
    for (const CaptureGap &gap : batch.gaps) {
        if (gap.symbol == m_symbol && gap.stream == TradeType)
            m_trades.gaps.push_back(gap);
        else if (gap.symbol == m_symbol && gap.stream == DepthType)
            m_depthUpdates.gaps.push_back(gap);
    }
}

QString FrameProbe::fault() const
{
    const QString ofTrades = faultOf(m_trades);
    return ofTrades.isEmpty() ? faultOf(m_depthUpdates) : ofTrades;
}

QString FrameProbe::faultOf(const Record &record) const
{
    std::size_t at = 0;
    for (std::int64_t id = m_firstId; id <= m_lastId; ++id) {
        if (at < record.ids.size() && record.ids[at] == id) {
            ++at;
            continue;
        }
        const bool isInLedger = std::ranges::any_of(record.gaps, [id](const CaptureGap &gap) {
            return isLoss(gap) && gap.firstMissingId <= id && id <= gap.lastMissingId;
        });
        if (!isInLedger)
            return u"a good event of another stream, id %1, is neither recorded nor lost"_s.arg(id);
    }
    if (at != record.ids.size())
        return u"a good event of another stream, id %1, is recorded twice or out of order"_s.arg(
            record.ids[at]);
    for (const CaptureGap &gap : record.gaps) {
        if (!isLoss(gap) && (gap.missingEvents != 0 || gap.status != GapStatus::Filled))
            return u"a hole in another stream, because of %1"_s.arg(toSqlName(gap.reason));
    }
    return {};
}

void FrameProbe::forget()
{
    m_firstId = m_lastId + 1;
    m_trades = {};
    m_depthUpdates = {};
}

std::vector<StreamName> fuzzedStreams(const FrameProbe &probe)
{
    return {
        *StreamName::make(probe.symbol(), TradeType), *StreamName::make(probe.symbol(), DepthType),
        *StreamName::parse("btcusdt@aggTrade"),       *StreamName::parse("btcusdt@depth5@100ms"),
        *StreamName::parse("btcusdt@depth"),          *StreamName::parse("币安人生usdt@aggTrade")};
}

RecorderSettings fuzzedSettings(const FrameProbe &probe)
{
    RecorderSettings settings;
    settings.symbols = {*Symbol::parse(u"BTCUSDT"), *Symbol::parse(u"币安人生USDT"),
                        probe.symbol()};
    settings.depthStreams = {DepthType, "depth"};
    settings.tradeStreams = {TradeType};
    return settings;
}

} // namespace Orderflow
