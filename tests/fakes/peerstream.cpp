#include "fakes/peerstream.h"

#include "binance/streamname.h"

#include <utility>

namespace Orderflow {

std::vector<PeerStream::Event> PeerStream::play(const Event &event)
{
    if (dropIds.remove(event.id))
        return {};
    if (drops > 0) {
        --drops;
        return {};
    }
    if (swaps && !held) {
        held = event;
        return {};
    }
    std::vector<Event> events{event};
    if (duplicates > 0) {
        --duplicates;
        events.push_back(event);
    }
    if (held) {
        events.push_back(*std::exchange(held, std::nullopt));
        swaps = false;
    }
    return events;
}

bool isServed(const QByteArray &stream, const QString &route)
{
    const std::optional<StreamName> name = StreamName::parse(stream.toStdString());
    // Only the lower-case form is served; parse() takes any.
    if (!name || name->toString() != stream.toStdString())
        return false;
    return name->route() == Route::Market ? route == u"market"
                                          : route == u"public" || route == u"stream";
}

} // namespace Orderflow
