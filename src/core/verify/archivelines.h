#pragma once

#include "verify/archivefile.h"

namespace Orderflow {

/// The lines of the file at `path`, or of the one file in it where it is a zip.
tl::expected<std::unique_ptr<ArchiveFile::Lines>, QString>
openArchiveLines(const QString &path, const ArchiveLimits &limits);

} // namespace Orderflow
