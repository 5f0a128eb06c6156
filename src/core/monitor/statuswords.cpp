#include "monitor/statuswords.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

template <typename State>
struct Word
{
    State state;
    QLatin1StringView text;
};

template <typename State>
constexpr std::array<Word<State>, 0> Words{};

template <>
constexpr std::array Words<RecorderState>{
    Word{RecorderState::Idle, "idle"_L1},
    Word{RecorderState::AskingExchange, "asking_exchange"_L1},
    Word{RecorderState::Starting, "starting"_L1},
    Word{RecorderState::Recording, "recording"_L1},
    Word{RecorderState::Stopping, "stopping"_L1},
    Word{RecorderState::Stopped, "stopped"_L1},
    Word{RecorderState::Failed, "failed"_L1},
};

template <>
constexpr std::array Words<StreamStatus::State>{
    Word{StreamStatus::State::Waiting, "waiting"_L1},
    Word{StreamStatus::State::Delivering, "delivering"_L1},
    Word{StreamStatus::State::Mute, "mute"_L1},
};

template <>
constexpr std::array Words<FeedStatus::State>{
    Word{FeedStatus::State::Connecting, "connecting"_L1},
    Word{FeedStatus::State::Open, "open"_L1},
    Word{FeedStatus::State::Waiting, "waiting"_L1},
    Word{FeedStatus::State::Closed, "closed"_L1},
};

template <>
constexpr std::array Words<WriterStatus::State>{
    Word{WriterStatus::State::Starting, "starting"_L1},
    Word{WriterStatus::State::Ready, "ready"_L1},
    Word{WriterStatus::State::Retrying, "retrying"_L1},
    Word{WriterStatus::State::Failed, "failed"_L1},
    Word{WriterStatus::State::Stopped, "stopped"_L1},
};

template <>
constexpr std::array Words<StoreError::Kind>{
    Word{StoreError::Kind::Unavailable, "unavailable"_L1},
    Word{StoreError::Kind::Misconfigured, "misconfigured"_L1},
    Word{StoreError::Kind::Rejected, "rejected"_L1},
};

} // namespace

template <typename State>
QLatin1StringView toWord(State state)
{
    const auto found = std::ranges::find(Words<State>, state, &Word<State>::state);
    Q_ASSERT(found != Words<State>.end());
    return found->text;
}

template <typename State>
std::optional<State> parseWord(QStringView word)
{
    const auto found = std::ranges::find_if(
        Words<State>, [word](const Word<State> &known) { return word == known.text; });
    if (found == Words<State>.end())
        return std::nullopt;
    return found->state;
}

template <typename State>
std::vector<State> statesWithWords()
{
    std::vector<State> states;
    for (const Word<State> &word : Words<State>)
        states.push_back(word.state);
    return states;
}

template QLatin1StringView toWord(RecorderState);
template std::optional<RecorderState> parseWord(QStringView);
template std::vector<RecorderState> statesWithWords();
template QLatin1StringView toWord(StreamStatus::State);
template std::optional<StreamStatus::State> parseWord(QStringView);
template std::vector<StreamStatus::State> statesWithWords();
template QLatin1StringView toWord(FeedStatus::State);
template std::optional<FeedStatus::State> parseWord(QStringView);
template std::vector<FeedStatus::State> statesWithWords();
template QLatin1StringView toWord(WriterStatus::State);
template std::optional<WriterStatus::State> parseWord(QStringView);
template std::vector<WriterStatus::State> statesWithWords();
template QLatin1StringView toWord(StoreError::Kind);
template std::optional<StoreError::Kind> parseWord(QStringView);
template std::vector<StoreError::Kind> statesWithWords();

} // namespace Orderflow
