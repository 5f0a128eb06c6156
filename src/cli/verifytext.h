#pragma once

#include "verify/archiveverification.h"
#include "verify/verification.h"

#include <QJsonObject>
#include <QString>

namespace Orderflow {

/// `BTCUSDT aggTrade: …`, a line without its end.
QString findingLine(const Finding &finding);

/// What came of a verification, in a line.
QString verificationSummary(const VerificationResult &result);
QString archiveSummary(const ArchiveVerificationResult &result);

/// `{"streams":[…],"findings":[…],"findings_left_out":0,"summary":{…}}`.
QJsonObject verificationJson(const VerificationResult &result);

/// `{"file":…,"symbol":…,"findings":[…],"findings_left_out":0,"summary":{…}}`.
QJsonObject archiveJson(const ArchiveSource &source, const ArchiveVerificationResult &result);

} // namespace Orderflow
