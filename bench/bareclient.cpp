#include "bareclient.h"

#include "binance/controlframes.h"
#include "binance/endpoints.h"
#include "clock.h"

#include <QWebSocket>

namespace Orderflow {

using namespace Qt::StringLiterals;

BareClient::BareClient(const QUrl &exchange, const FrameLoad &load, QObject *parent)
    : WorkerThread(u"bare"_s, parent)
    , m_exchange(exchange)
    , m_load(load)
{}

BareClient::~BareClient()
{
    quit();
    join();
}

void BareClient::work()
{
    const bool isTrades = m_load.kind == FrameLoad::Kind::Trades;
    std::vector<StreamName> streams;
    for (const char *symbol : {"btcusdt", "ethusdt"}) {
        const std::string name = std::string(symbol) + (isTrades ? "@aggTrade" : "@depth5@100ms");
        streams.push_back(*StreamName::parse(name));
    }
    QWebSocket socket;
    connect(&socket, &QWebSocket::connected, &socket, [&] {
        socket.sendTextMessage(
            QString::fromUtf8(subscriptionRequest(SubscriptionChange::Subscribe, streams, 1)));
    });
    // The answer to the request is one message more.
    std::uint64_t left = m_load.events + 1;
    connect(&socket, &QWebSocket::textMessageReceived, &socket, [&] {
        if (--left == 0)
            m_endedAt = SystemClock().now().monotonic.count();
    });
    socket.open(streamUrl(m_exchange, streams.front().route()));
    exec();
}

} // namespace Orderflow
