#pragma once

#include "monitor/recorderstatus.h"

#include <QJsonObject>
#include <QString>

#include <tl/expected.hpp>

namespace Orderflow {

/// The status that toJson() wrote, maybe in another process of another version: members that are
/// not known are ignored, and those that are missing have the values of an empty status; only
/// `time` and `state` have to be there. The error names the member that is wrong.
///
/// Nothing in it depends on the clocks of this machine: `takenAt.utc` and all other times are the
/// writer's, and the monotonic times, as of `takenAt.monotonic`, which is 0, measure the ages that
/// the writer saw. A book that was left out has its best level where that was sent. What toJson()
/// leaves out stays empty.
tl::expected<RecorderStatus, QString> statusFromJson(const QJsonObject &json);

} // namespace Orderflow
