#include "server/liveclients.h"

#include <QWebSocket>

#include <set>
#include <utility>

namespace Orderflow {

LiveClients::LiveClients(WaitingBytes waitingBytes, QObject *parent)
    : QObject(parent)
    , m_waitingBytes(std::move(waitingBytes))
{}

void LiveClients::add(std::unique_ptr<QWebSocket> socket, const RecorderStatus *status)
{
    auto client = std::make_unique<LiveClient>(std::move(socket));
    LiveClient *const added = client.get();
    // Queued, because a client may go while all of them are sent something.
    connect(
        added, &LiveClient::disconnected, this,
        [this, added] {
            std::erase_if(m_clients, [added](const auto &known) { return known.get() == added; });
        },
        Qt::QueuedConnection);
    m_clients.push_back(std::move(client));
    if (!status)
        return;
    if (!m_messages)
        m_messages.emplace(*status);
    added->send(m_messages->withBooks({}));
}

void LiveClients::send(const RecorderStatus &status, std::chrono::nanoseconds now)
{
    m_messages.reset();
    if (m_clients.empty())
        return;
    m_messages.emplace(status);
    for (const auto &client : m_clients) {
        switch (client->pace().decide(m_waitingBytes(client->socket()), now)) {
        case LivePace::Decision::Send:
            client->send(m_messages->withBooks(client->books()));
            break;
        case LivePace::Decision::Skip:
            ++m_skipped;
            break;
        case LivePace::Decision::Drop:
            ++m_dropped;
            client->drop();
            break;
        }
    }
}

std::vector<Symbol> LiveClients::watched() const
{
    std::set<Symbol> symbols;
    for (const auto &client : m_clients) {
        for (const QString &book : client->books()) {
            if (const auto symbol = Symbol::parse(QStringView(book)))
                symbols.insert(*symbol);
        }
    }
    return {symbols.begin(), symbols.end()};
}

void LiveClients::close()
{
    for (const auto &client : m_clients)
        client->close();
}

void LiveClients::count(ServerCounts &counts) const
{
    counts.liveClients = qsizetype(m_clients.size());
    counts.liveClientsDropped = m_dropped;
    counts.liveMessagesSkipped = m_skipped;
}

} // namespace Orderflow
