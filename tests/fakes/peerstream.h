#pragma once

#include <QByteArray>
#include <QSet>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// What one connection of the scripted exchange does with the events of one stream.
struct PeerStream
{
    /// An event as it is sent, and its id.
    struct Event
    {
        QByteArray frame;
        std::int64_t id = 0;
    };

    QByteArray name;
    bool isSubscribed = false;
    /// Whether the connection's route has this stream; where not, it is acknowledged and silent.
    bool isServed = false;
    bool isMuted = false;
    /// How many of the next events are to be left out, and to be sent twice.
    int drops = 0;
    int duplicates = 0;
    QSet<std::int64_t> dropIds;
    /// The next event waits for the one after it, in `held`.
    bool swaps = false;
    std::optional<Event> held;
    /// Of what reached the client, in its order.
    std::vector<std::int64_t> deliveredIds;

    bool hasScript() const { return drops > 0 || duplicates > 0 || swaps || !dropIds.isEmpty(); }
    /// What the script makes of `event`: nothing, itself, or several.
    std::vector<Event> play(const Event &event);
};

/// Whether the exchange delivers `stream` on `route`: its name has to be one that this program
/// records, in lower case. The address of old (`stream`) has the public ones.
bool isServed(const QByteArray &stream, const QString &route);

} // namespace Orderflow
