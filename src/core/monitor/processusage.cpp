#include "monitor/processusage.h"

#include <QDir>
#include <QFile>
#include <QStorageInfo>

#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

std::chrono::microseconds toMicroseconds(const timeval &time)
{
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

std::chrono::microseconds cpuTime()
{
    rusage usage{};
    // Fails for a wrong first argument only.
    getrusage(RUSAGE_SELF, &usage);
    return toMicroseconds(usage.ru_utime) + toMicroseconds(usage.ru_stime);
}

/// 0 where there is no /proc.
std::int64_t residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() < 2 ? 0 : pages[1].toLongLong() * sysconf(_SC_PAGESIZE);
}

QString nearestFolder(const QString &folder)
{
    QDir dir(folder);
    while (!dir.exists() && !dir.isRoot())
        dir.setPath(QDir::cleanPath(dir.absoluteFilePath(u".."_s)));
    return dir.absolutePath();
}

} // namespace

ProcessMeter::ProcessMeter(QStringList folders)
    : m_folders(std::move(folders))
{}

const ProcessUsage &ProcessMeter::read(std::chrono::nanoseconds now)
{
    constexpr std::chrono::seconds Interval(1);
    if (m_readAt && now - *m_readAt < Interval)
        return m_usage;
    const std::chrono::microseconds before = std::exchange(m_usage.cpuTime, cpuTime());
    if (m_readAt) {
        m_usage.cpuCores = std::chrono::duration<double>(m_usage.cpuTime - before) /
                           std::chrono::duration<double>(now - *m_readAt);
    }
    m_readAt = now;
    m_usage.residentBytes = residentBytes();
    readDisks();
    return m_usage;
}

void ProcessMeter::readDisks()
{
    m_usage.diskFreeBytes.reset();
    for (const QString &folder : m_folders) {
        const QStorageInfo disk(nearestFolder(folder));
        if (!disk.isValid() ||
            (m_usage.diskFreeBytes && *m_usage.diskFreeBytes <= disk.bytesAvailable()))
            continue;
        m_usage.diskFreeBytes = disk.bytesAvailable();
        m_usage.diskFolder = folder;
    }
}

} // namespace Orderflow
