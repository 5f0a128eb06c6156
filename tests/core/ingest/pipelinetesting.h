#pragma once

#include "binance/connection/feedlistener.h"
#include "binance/streamtable.h"
#include "ingest/eventpipeline.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace Orderflow {

inline ReceiveTime received(int milliseconds)
{
    return {UtcMicroseconds(std::chrono::seconds(1'790'000'000)) +
                std::chrono::milliseconds(milliseconds),
            std::chrono::hours(1) + std::chrono::milliseconds(milliseconds)};
}

inline QByteArray tradeFrame(int id, const char *symbol = "BTCUSDT")
{
    const QString name = QString::fromUtf8(symbol);
    return QStringLiteral(
               R"({"stream":"%1@aggTrade","data":{"e":"aggTrade","E":1789999999990,"a":%2,)"
               R"("s":"%3","p":"65000.10","q":"1.500","f":1,"l":1,"T":1789999999980,"m":true}})")
        .arg(name.toLower(), QString::number(id), name)
        .toUtf8();
}

inline QByteArray depthFrame(int previous, int final)
{
    return QStringLiteral(
               R"({"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","E":1789999999990,)"
               R"("T":1789999999980,"s":"BTCUSDT","U":%1,"u":%2,"pu":%1,)"
               R"("b":[["65000.00","1.0"]],"a":[["65000.10","2.0"]]}})")
        .arg(QString::number(previous), QString::number(final))
        .toUtf8();
}

/// Numbers of streams, and what the connections of a route carry.
class TestStreams
{
public:
    TestStreams()
        : m_public{add("btcusdt@depth5@100ms")}
        , m_market{add("btcusdt@aggTrade"), add("ethusdt@aggTrade")}
    {}

    StreamId add(std::string_view name) { return table.add(*StreamName::parse(name)); }

    const std::vector<StreamId> &publicStreams() const { return m_public; }
    const std::vector<StreamId> &marketStreams() const { return m_market; }
    StreamId depth() const { return m_public[0]; }
    StreamId trades() const { return m_market[0]; }

    FrameSource publicSource(std::uint32_t connection = 1, int side = 1) const
    {
        return {connection, side, m_public};
    }
    FrameSource marketSource(std::uint32_t connection = 2, int side = 1) const
    {
        return {connection, side, m_market};
    }

    StreamTable table;

private:
    std::vector<StreamId> m_public;
    std::vector<StreamId> m_market;
};

} // namespace Orderflow
