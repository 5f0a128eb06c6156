#include "process/logoutput.h"

#include <sys/stat.h>
#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

bool isJournalStream(const QString &stream, quint64 device, quint64 inode)
{
    const QStringList parts = stream.split(u':');
    if (parts.size() != 2)
        return false;
    bool isDevice = false;
    bool isInode = false;
    return parts[0].toULongLong(&isDevice) == device && isDevice &&
           parts[1].toULongLong(&isInode) == inode && isInode;
}

bool mayBeColoured(const QProcessEnvironment &environment)
{
    return environment.value(u"NO_COLOR"_s).isEmpty() && environment.value(u"TERM"_s) != "dumb"_L1;
}

LogOutput logOutputOf(int fileDescriptor, const QProcessEnvironment &environment)
{
    struct stat file = {};
    if (fstat(fileDescriptor, &file) == 0 &&
        isJournalStream(environment.value(u"JOURNAL_STREAM"_s), file.st_dev, file.st_ino))
        return LogOutput::Journal;
    const bool hasColour = isatty(fileDescriptor) != 0 && mayBeColoured(environment);
    return hasColour ? LogOutput::Coloured : LogOutput::Plain;
}

} // namespace Orderflow
