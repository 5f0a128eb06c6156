#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace Orderflow {

/// How many single changes (insert, remove, replace, swap of neighbours) lead from one text to the
/// other; the case of letters does not count.
int editDistance(QStringView from, QStringView to);

/// The one of `known` that was probably meant by `name`: at most two changes away, and fewer
/// changes than half of its length. The first of equally near names.
std::optional<QString> nearestName(QStringView name, const QStringList &known);

} // namespace Orderflow
