#pragma once

#include "commitwatch.h"
#include "cputime.h"

#include "storage/databaseurl.h"
#include "storage/sql/sqlconnection.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace Orderflow {

/// So many events were so old when others could see them.
struct EventAges
{
    std::chrono::microseconds age{};
    std::int64_t events = 0;
};

/// The tables of a recorder in a database on a PostgreSQL server that was made for benchmarks. Ends
/// the program where the database fails.
class BenchDatabase
{
public:
    /// Makes the tables, with partitions for these days.
    explicit BenchDatabase(const QString &urlText);

    const QString &urlText() const { return m_urlText; }
    const DatabaseUrl &url() const { return m_url; }
    const CpuTime &cpuTime() const { return m_cpuTime; }

    void empty();
    /// Of both tables of events.
    std::int64_t rows();
    /// Of the ledger, but for what comes of a sender that is done: silence, and the end.
    QString gapReasons();

    /// From the time that the sender put into an event, to the time at which `watch` saw its
    /// transaction to be over; of events due at `from` or later, youngest first. Both times are of
    /// this machine's clock; the sender's are whole milliseconds, so an age is up to one too long.
    std::vector<EventAges> ages(const CommitWatch &watch, UtcMilliseconds from);
    /// When `watch` saw the first row, and the last.
    UtcMicroseconds firstCommit(const CommitWatch &watch);
    UtcMicroseconds lastCommit(const CommitWatch &watch);

private:
    QVariantList row(const QString &sql);
    UtcMicroseconds commitOf(const CommitWatch &watch, const QString &which);

    const QString m_urlText;
    const DatabaseUrl m_url;
    const CpuTime m_cpuTime;
    std::unique_ptr<SqlConnection> m_connection;
};

/// In milliseconds: the age that `share` of the events did not exceed; 0 of no events.
double quantile(const std::vector<EventAges> &ages, double share);

} // namespace Orderflow
