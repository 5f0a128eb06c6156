#pragma once

#include "binance/streamname.h"

#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace Orderflow {

/// The most names in one SUBSCRIBE.
inline constexpr std::size_t MaxNamesPerRequest = 100;

/// `{"method":"SUBSCRIBE","params":[…],"id":N}`. The exchange takes only unsigned ids.
QByteArray subscribeRequest(std::span<const StreamName> streams, std::uint32_t id);

/// The streams in requests of at most MaxNamesPerRequest names, with ids from 1.
std::vector<QByteArray> subscribeRequests(std::span<const StreamName> streams);

} // namespace Orderflow
