#pragma once

#include "binance/connection/exchangesocket.h"

#include <QByteArrayList>

#include <vector>

namespace Orderflow {

class FuzzSocket;

/// The exchange's side of all sockets, oldest first; sockets take themselves out.
using FuzzSocketList = std::vector<FuzzSocket *>;

/// A socket without a network: it opens, brings frames and ends when it is told to, from outside of
/// its own methods, as ExchangeSocket promises.
class FuzzSocket final : public ExchangeSocket
{
public:
    /// `all` outlives it.
    explicit FuzzSocket(FuzzSocketList &all)
        : m_all(all)
    {}
    ~FuzzSocket() override { leave(); }

    void open(const QUrl &url) override
    {
        m_path = url.path();
        m_all.push_back(this);
    }
    void sendText(const QByteArray &text) override { m_requests.append(text); }
    void ping() override {}
    void close() override { leave(); }
    void abort() override { leave(); }

    bool isOpen() const { return m_isOpen; }
    /// `/market/stream` or `/public/stream`.
    const QString &path() const { return m_path; }
    /// Whether the last request that names the stream asks for it.
    bool isSubscribed(const QByteArray &stream) const
    {
        const QByteArray quoted = '"' + stream + '"';
        for (auto request = m_requests.rbegin(); request != m_requests.rend(); ++request) {
            if (request->contains(quoted))
                return !request->contains("\"UNSUBSCRIBE\"");
        }
        return false;
    }

    void accept()
    {
        m_isOpen = true;
        emit opened();
    }
    void bring(const QByteArray &frame, const ReceiveTime &time)
    {
        emit frameReceived(frame, time);
    }
    void pong() { emit pongReceived(); }
    void end()
    {
        leave();
        emit ended({.kind = ConnectionEnd::Kind::Reset});
    }

private:
    void leave()
    {
        m_isOpen = false;
        std::erase(m_all, this);
    }

    FuzzSocketList &m_all;
    QString m_path;
    bool m_isOpen = false;
    QByteArrayList m_requests;
};

} // namespace Orderflow
