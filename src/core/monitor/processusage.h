#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// What this process takes of its machine.
struct ProcessUsage
{
    /// Of all threads, since the start.
    std::chrono::microseconds cpuTime{};
    /// Processors kept busy lately: 0.5 is half of one.
    double cpuCores = 0;
    /// Physical memory, in bytes.
    std::int64_t residentBytes = 0;
    /// What is free, in bytes, on the disk that has the least of those that are written to; nothing
    /// where that is not known.
    std::optional<std::int64_t> diskFreeBytes;
    /// The folder whose disk that is.
    QString diskFolder;
};

/// Asks the operating system, at most once a second; in between it says the same. Belongs to one
/// thread.
class ProcessMeter
{
public:
    /// Looks at the disks of these folders; of one that is not there, at that of its nearest
    /// parent.
    explicit ProcessMeter(QStringList folders);

    /// `now` is on the monotonic clock.
    const ProcessUsage &read(std::chrono::nanoseconds now);

private:
    void readDisks();

    const QStringList m_folders;
    ProcessUsage m_usage;
    std::optional<std::chrono::nanoseconds> m_readAt;
};

} // namespace Orderflow
