#pragma once

#include "checkup/checkresult.h"

#include <cstdint>
#include <functional>

namespace Orderflow {

/// The bytes that are free on the disk of a folder; negative where that is not known.
using FreeBytesOf = std::function<std::int64_t(const QString &folder)>;

/// What the file system says.
std::int64_t freeBytesOf(const QString &folder);

/// What is free on the disk of `folder`, as a result of that name: a warning where it is less than
/// `wanted` bytes, a failure where hardly anything can be written any more.
CheckResult checkDisk(const QString &name, const QString &folder, std::int64_t wanted,
                      const FreeBytesOf &freeBytes);

/// `1.5 GiB`
QString sizeText(std::uint64_t bytes);

} // namespace Orderflow
