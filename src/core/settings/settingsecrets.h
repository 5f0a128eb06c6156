#pragma once

#include "settings/settingsources.h"

#include <QList>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// What of `values`, right or wrong, and of the variables that Qt and libpq read by themselves must
/// not be shown: passwords of addresses, whole tokens, path and query of an address that is a
/// secret.
QStringList secretsOf(const QList<SettingValue> &values, const QProcessEnvironment &environment);

/// `text`, the value of a setting that is a secret: `***`, or where it is an address, also its
/// scheme and its host, such as `https://hooks.example.com/***`.
QString maskedSecret(const QString &text);

} // namespace Orderflow
