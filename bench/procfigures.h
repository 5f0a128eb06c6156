#pragma once

#include <QString>

#include <chrono>
#include <cstdint>

namespace Orderflow {

/// What /proc tells of a process on this machine; zeros where there is no such process.
struct ProcFigures
{
    std::int64_t parent = 0;
    /// Processor time of all its threads, in seconds; /proc counts in hundredths.
    double seconds = 0;
    /// The same of children that ended and were waited for.
    double childSeconds = 0;
    std::int64_t residentBytes = 0;
    /// The most that it ever had.
    std::int64_t mostResidentBytes = 0;

    static ProcFigures of(std::int64_t pid);
};

/// Processor time of the thread of this process that has that name; zero where there is none.
std::chrono::nanoseconds threadTime(const QString &name);

} // namespace Orderflow
