#include "market/aggtrade.h"

#include <QtGlobal>

namespace Orderflow {

QLatin1StringView toSqlName(EventSource source)
{
    switch (source) {
    case EventSource::Live:
        return QLatin1StringView("live");
    case EventSource::Rest:
        return QLatin1StringView("rest");
    case EventSource::File:
        return QLatin1StringView("file");
    }
    Q_UNREACHABLE();
}

std::optional<EventSource> parseEventSource(QStringView sqlName)
{
    for (const EventSource source : {EventSource::Live, EventSource::Rest, EventSource::File}) {
        if (sqlName == toSqlName(source))
            return source;
    }
    return std::nullopt;
}

} // namespace Orderflow
