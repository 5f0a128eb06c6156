#include "cputime.h"

#include "storage/sql/sqlconnection.h"

#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct ProcessTimes
{
    qint64 parent = 0;
    /// In ticks; those of children that ended are apart.
    qint64 own = 0;
    qint64 ofEndedChildren = 0;
};

/// Nothing but zeros where there is no such process.
ProcessTimes timesOf(const QString &pid)
{
    // See proc(5); the name, which may have blanks in it, ends with the last bracket.
    constexpr qsizetype Parent = 1;
    constexpr qsizetype UserTime = 11;
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    const QList<QByteArray> fields = text.sliced(text.lastIndexOf(')') + 1).simplified().split(' ');
    if (fields.size() < UserTime + 4)
        return {};
    return {fields[Parent].toLongLong(),
            fields[UserTime].toLongLong() + fields[UserTime + 1].toLongLong(),
            fields[UserTime + 2].toLongLong() + fields[UserTime + 3].toLongLong()};
}

double secondsOf(__rusage_who who)
{
    rusage usage{};
    if (getrusage(who, &usage) != 0)
        return 0;
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Of any session of the server.
qint64 backendPid(const DatabaseUrl &url)
{
    const auto connection = createConnection(url, SqlAccess::Read);
    if (!connection->open())
        return 0;
    StoreResult<QSqlQuery> query = connection->execute(u"SELECT pg_backend_pid()"_s, u"ask"_s);
    return query && query->next() ? query->value(0).toLongLong() : 0;
}

} // namespace

CpuTime::CpuTime(const DatabaseUrl &url)
    : m_serverPid(timesOf(QString::number(backendPid(url))).parent)
{}

CpuTime::Shares CpuTime::now() const
{
    Shares shares{.process = secondsOf(RUSAGE_SELF), .endedPrograms = secondsOf(RUSAGE_CHILDREN)};
    if (m_serverPid == 0)
        return shares;
    const ProcessTimes server = timesOf(QString::number(m_serverPid));
    qint64 ticks = server.own + server.ofEndedChildren;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const ProcessTimes times = timesOf(pid);
        if (times.parent == m_serverPid)
            ticks += times.own;
    }
    shares.server = double(ticks) / double(sysconf(_SC_CLK_TCK));
    return shares;
}

} // namespace Orderflow
