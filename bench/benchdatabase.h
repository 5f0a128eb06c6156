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

/// So many events, due at one time, were so old when others could see them.
struct EventAges
{
    UtcMilliseconds due{};
    std::chrono::microseconds age{};
    std::int64_t events = 0;
};

/// The tables of a recorder in a database on a PostgreSQL server that was made for benchmarks. Ends
/// the program where the database fails.
class BenchDatabase
{
public:
    /// What the recorder that ran last says of itself.
    struct Session
    {
        std::int64_t received = 0;
        std::int64_t written = 0;
        std::int64_t lost = 0;
    };

    /// Makes the tables, with partitions for these days.
    explicit BenchDatabase(const QString &urlText);

    const QString &urlText() const { return m_urlText; }
    const DatabaseUrl &url() const { return m_url; }
    const CpuTime &cpuTime() const { return m_cpuTime; }
    /// Processor time of the server so far, without what questions through this object took.
    double cpuSeconds() const;

    void empty();
    /// Has the server write what it would write at a time of its own.
    void checkpoint();
    /// Of both tables of events.
    std::int64_t rows();
    /// Events that the ledger has as lost to a queue that was full.
    std::int64_t overflow();
    Session newestSession();
    /// Reasons of the holes in the ledger, but for such a loss, and for a silence that nothing is
    /// known to be missing of: a sender that is done is silent while the rest is written.
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
    std::int64_t m_backend = 0;
};

/// In milliseconds: the age that `share` of the events did not exceed; 0 of no events.
double quantile(const std::vector<EventAges> &ages, double share);

} // namespace Orderflow
