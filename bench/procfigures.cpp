#include "procfigures.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Of a line such as `VmRSS:      1234 kB`.
std::int64_t bytesIn(const QByteArray &status, const QByteArray &key)
{
    for (const QByteArray &line : status.split('\n')) {
        if (line.startsWith(QByteArray(key + ':')))
            return line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return 0;
}

} // namespace

ProcFigures ProcFigures::of(std::int64_t pid)
{
    // See proc(5); the name, which may have blanks in it, ends with the last bracket.
    constexpr qsizetype Parent = 1;
    constexpr qsizetype UserTime = 11;
    const QString folder = u"/proc/%1/"_s.arg(pid);
    const QByteArray stat = textOf(folder + u"stat"_s);
    const QList<QByteArray> fields = stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
    if (fields.size() < UserTime + 4)
        return {};
    const auto secondsOf = [&fields](qsizetype index) {
        return double(fields[index].toLongLong()) / double(::sysconf(_SC_CLK_TCK));
    };
    const QByteArray status = textOf(folder + u"status"_s);
    return {fields[Parent].toLongLong(), secondsOf(UserTime) + secondsOf(UserTime + 1),
            secondsOf(UserTime + 2) + secondsOf(UserTime + 3), bytesIn(status, "VmRSS"),
            bytesIn(status, "VmHWM")};
}

std::chrono::nanoseconds threadTime(const QString &name)
{
    const QDir tasks(u"/proc/self/task"_s);
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = tasks.filePath(task);
        if (QString::fromUtf8(textOf(folder + u"/comm"_s)).trimmed() == name) {
            // Time on the processor is the first figure.
            const QByteArray times = textOf(folder + u"/schedstat"_s);
            return std::chrono::nanoseconds(times.split(' ').first().toLongLong());
        }
    }
    return {};
}

} // namespace Orderflow
