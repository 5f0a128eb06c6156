#pragma once

#include <QtGlobal>

#include <chrono>

namespace Orderflow {

/// The processor time of this process, of the programs that it ran, and of a PostgreSQL server on
/// this machine: what work costs, which other work on the machine changes little.
class CpuTime
{
public:
    /// `backendPid` is of any session of the server. On a server elsewhere its time is not counted.
    explicit CpuTime(qint64 backendPid);

    std::chrono::duration<double> total() const;

private:
    qint64 m_serverPid = 0;
};

} // namespace Orderflow
