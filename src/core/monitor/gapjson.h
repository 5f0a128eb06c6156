#pragma once

#include "market/capturegap.h"
#include "monitor/memberreader.h"

#include <QJsonObject>
#include <QString>

namespace Orderflow {

/// A gap as the JSON of a status and that of a ledger have it: keys are the C++ names, and what is
/// not known or empty is left out. `timeText` spells its times.
QJsonObject gapJson(const CaptureGap &gap, QString (*timeText)(UtcMicroseconds));

/// Reads what gapJson() wrote.
void readGap(MemberReader &reader, CaptureGap &gap);

} // namespace Orderflow
