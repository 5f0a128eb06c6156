#pragma once

#include "binance/streamname.h"

#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <span>

namespace Orderflow {

/// The most names in one request.
inline constexpr std::size_t MaxNamesPerRequest = 100;

enum class SubscriptionChange { Subscribe, Unsubscribe };

/// `{"method":"SUBSCRIBE","params":[…],"id":N}`, or the same with UNSUBSCRIBE. `streams` are at
/// most MaxNamesPerRequest; the exchange takes only unsigned ids.
QByteArray subscriptionRequest(SubscriptionChange change, std::span<const StreamName> streams,
                               std::uint32_t id);

/// How many requests it takes to subscribe to so many streams.
std::size_t requestCount(std::size_t streams);

} // namespace Orderflow
