#pragma once

#include "monitor/recorderstatus.h"

#include <QLatin1StringView>
#include <QStringView>

#include <optional>
#include <vector>

namespace Orderflow {

/// How the JSON and the metrics of a status spell its states, such as `asking_exchange`. There are
/// words for RecorderState, the states of streams, feeds and the writer, and StoreError::Kind.
template <typename State>
QLatin1StringView toWord(State state);

/// The state that is spelled so; nothing where there is none.
template <typename State>
std::optional<State> parseWord(QStringView word);

/// All of them, in their own order.
template <typename State>
std::vector<State> statesWithWords();

} // namespace Orderflow
