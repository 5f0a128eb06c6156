#pragma once

#include "binance/streamname.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace Orderflow {

/// Number of a stream in a StreamTable, from 0.
using StreamId = std::uint32_t;

/// Gives every stream a small number, so that what is kept for each stream can lie in a vector and
/// crosses rooms without copying names. A number never changes its meaning; streams that are no
/// longer recorded keep theirs. Not thread-safe.
class StreamTable
{
public:
    /// The number of `name`, a new one where it has none.
    StreamId add(const StreamName &name);

    std::optional<StreamId> find(const StreamName &name) const;

    /// `id` is one that add() gave.
    const StreamName &name(StreamId id) const { return m_names[id]; }

    std::size_t size() const { return m_names.size(); }

private:
    /// A deque, because references to names stay valid.
    std::deque<StreamName> m_names;
    std::unordered_map<std::string, StreamId> m_ids;
};

} // namespace Orderflow
