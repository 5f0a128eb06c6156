#pragma once

#include "storage/databaseurl.h"

#include <cstdint>

namespace Orderflow {

/// The processor time of this process, of the programs that it ran and that ended, and of a
/// PostgreSQL server on this machine: what work costs, which other work on the machine changes
/// little.
class CpuTime
{
public:
    /// On a server elsewhere its time is not counted.
    explicit CpuTime(const DatabaseUrl &url);

    struct Shares
    {
        /// In seconds.
        double process = 0;
        double endedPrograms = 0;
        double server = 0;

        double total() const { return process + endedPrograms + server; }
        Shares operator-(const Shares &other) const
        {
            return {process - other.process, endedPrograms - other.endedPrograms,
                    server - other.server};
        }
    };
    Shares now() const;
    /// That of the server alone, in seconds.
    double server() const;

private:
    std::int64_t m_serverPid = 0;
};

} // namespace Orderflow
