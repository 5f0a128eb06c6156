#pragma once

#include "monitor/recorderstatus.h"

#include <QJsonObject>

namespace Orderflow {

/// The status for machines, and for faces elsewhere (statusFromJson() reads it). Keys are the C++
/// names; times are UTC in ISO 8601, prices and quantities the exchange's text, rates events a
/// second, durations milliseconds, ages as of `time`.
///
/// `bids` and `asks` of a symbol are its whole book; whoever sends the status to many may take them
/// out, because `bestBid` and `bestAsk` are there besides; so may they the `tapes`, the newest
/// trades of what is watched. Of the latencies since the start
/// (RecorderStatus::exchangeToReceive and receiveToCommit) and of a stream's place in a plan
/// (FeedStatus::mute) there is nothing.
QJsonObject toJson(const RecorderStatus &status);

} // namespace Orderflow
