#pragma once

#include "binance/connection/exchangesocket.h"
#include "fakes/peertransport.h"
#include "fakes/scriptedexchange.h"

namespace Orderflow {

/// A socket to a scripted exchange without a network or an event loop: all its signals come from
/// within ScriptedExchange::advance(), with the time of the exchange's clock. What the owner sends
/// is with the exchange at once. Lives in the exchange's thread; may be deleted at any time, from a
/// handler of its own signals too.
class MemorySocket final : public ExchangeSocket, private PeerTransport
{
    Q_OBJECT

public:
    explicit MemorySocket(ScriptedExchange &exchange);
    ~MemorySocket() override;

    void open(const QUrl &url) override;
    void sendText(const QByteArray &text) override;
    void ping() override;
    void close() override;
    void abort() override;

private:
    void accept() override;
    void refuse(const ConnectionEnd &end) override;
    void answer(const UpgradeAnswer &answer) override;
    void deliverText(const QByteArray &frame) override;
    void deliverFragments(const QByteArray &frame, int count) override;
    void deliverRaw(const QByteArray &bytes) override;
    void deliverPing(const QByteArray &payload) override;
    void deliverPong(const QByteArray &payload) override;
    void deliverClose(int code, const QString &reason) override;
    void deliverEnd() override;
    void deliverReset() override;

    /// Tells the exchange that it is over; no signal comes after that.
    void detach();
    void end(const ConnectionEnd &end);

    QPointer<ScriptedExchange> m_exchange;
};

} // namespace Orderflow
