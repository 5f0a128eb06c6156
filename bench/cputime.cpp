#include "cputime.h"

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

double secondsOf(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

} // namespace

CpuTime::CpuTime(qint64 backendPid)
    : m_serverPid(timesOf(QString::number(backendPid)).parent)
{}

std::chrono::duration<double> CpuTime::total() const
{
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        if (getrusage(who, &usage) == 0)
            seconds += secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
    }
    if (m_serverPid == 0)
        return std::chrono::duration<double>(seconds);

    const ProcessTimes server = timesOf(QString::number(m_serverPid));
    qint64 ticks = server.own + server.ofEndedChildren;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const ProcessTimes times = timesOf(pid);
        if (times.parent == m_serverPid)
            ticks += times.own;
    }
    seconds += double(ticks) / double(sysconf(_SC_CLK_TCK));
    return std::chrono::duration<double>(seconds);
}

} // namespace Orderflow
