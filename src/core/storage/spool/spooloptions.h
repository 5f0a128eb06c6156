#pragma once

#include <QString>

#include <chrono>
#include <cstdint>
#include <functional>

namespace Orderflow {

/// How much a spool may take. Order books are dropped where it is more, trades never.
struct SpoolLimits
{
    /// Of all payloads, in bytes: from 1 MiB.
    std::int64_t maxBytes = std::int64_t(10) << 30;
    /// What stays free on its disk, in bytes: from 0.
    std::int64_t diskReserve = std::int64_t(1) << 30;
};

/// Where batches wait on disk for the database.
struct SpoolOptions
{
    /// Empty turns the spool off.
    QString filePath;
    SpoolLimits limits;
    /// How long a batch may wait in memory behind those of the spool.
    std::chrono::milliseconds feedInterval{250};
    /// How long the database may take for a batch before it and those behind it are put on disk.
    std::chrono::milliseconds stallTime{250};
    /// The bytes that are free on its disk; the file system is asked where it is empty. Called on
    /// the spool's thread.
    std::function<std::int64_t()> freeBytes;
};

} // namespace Orderflow
