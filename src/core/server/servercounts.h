#pragma once

#include "http/connectiongate.h"
#include "market/symbol.h"

#include <QUrl>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// What the status server counts of itself, since it started.
struct ServerCounts
{
    GateCounts gate;
    qsizetype liveClients = 0;
    /// Messages that a client of /live did not get because it had not taken the one before.
    std::int64_t liveMessagesSkipped = 0;
    /// Clients of /live that were disconnected because they took nothing for too long.
    std::int64_t liveClientsDropped = 0;
};

/// What the status server publishes of itself.
struct StatusServerState
{
    /// Whose books and trades its clients want, each once.
    std::vector<Symbol> watched;
    /// Such as `http://127.0.0.1:9464/`; empty while it does not listen.
    QUrl url;
    /// Up to a second old.
    ServerCounts counts;
};

} // namespace Orderflow
