#pragma once

#include "checkup/checkresult.h"
#include "settings/settingsloader.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace Orderflow {

/// What is wrong with settings and what is odd about them, each as a result named `Settings`; one
/// that passes where there is nothing.
std::vector<CheckResult> settingsResults(const LoadedSettings &settings);

/// `fail  Spool: … . What to do.`, a line without its end.
QString resultLine(const CheckResult &result, bool isColoured);

/// `19 checks: 15 pass, 1 warn, 2 fail, 1 skip`
QString doctorSummary(const std::vector<CheckResult> &results);

/// `{"checks":[{"name":…,"outcome":…,"found":…,"advice":…}],"summary":{…}}`.
QJsonObject doctorJson(const std::vector<CheckResult> &results, bool wasStopped);

} // namespace Orderflow
