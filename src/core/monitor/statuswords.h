#pragma once

#include "monitor/recorderstatus.h"

#include <QLatin1StringView>
#include <QStringView>

#include <optional>

namespace Orderflow {

/// How the JSON of a status spells its states, such as `asking_exchange`.
QLatin1StringView toWord(RecorderState state);
QLatin1StringView toWord(StreamStatus::State state);
QLatin1StringView toWord(FeedStatus::State state);
QLatin1StringView toWord(WriterStatus::State state);
QLatin1StringView toWord(StoreError::Kind kind);

/// The state that is spelled so; nothing where there is none. For each type that toWord() takes.
template <typename State>
std::optional<State> parseWord(QStringView word);

} // namespace Orderflow
