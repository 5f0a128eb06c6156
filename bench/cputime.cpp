#include "cputime.h"

#include "procfigures.h"
#include "storage/sql/sqlconnection.h"

#include <QDir>

#include <sys/resource.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

double secondsOf(__rusage_who who)
{
    rusage usage{};
    if (getrusage(who, &usage) != 0)
        return 0;
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// The process that all sessions of the server are children of; 0 where it is not on this machine.
std::int64_t serverPid(const DatabaseUrl &url)
{
    const auto connection = createConnection(url, SqlAccess::Read);
    if (!connection->open())
        return 0;
    StoreResult<QSqlQuery> query = connection->execute(u"SELECT pg_backend_pid()"_s, u"ask"_s);
    if (!query || !query->next())
        return 0;
    return ProcFigures::of(query->value(0).toLongLong()).parent;
}

} // namespace

CpuTime::CpuTime(const DatabaseUrl &url)
    : m_serverPid(serverPid(url))
{}

CpuTime::Shares CpuTime::now() const
{
    return {secondsOf(RUSAGE_SELF), secondsOf(RUSAGE_CHILDREN), server()};
}

double CpuTime::server() const
{
    if (m_serverPid == 0)
        return 0;
    const ProcFigures server = ProcFigures::of(m_serverPid);
    double seconds = server.seconds + server.childSeconds;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const ProcFigures figures = ProcFigures::of(name.toLongLong());
        if (figures.parent == m_serverPid)
            seconds += figures.seconds;
    }
    return seconds;
}

} // namespace Orderflow
