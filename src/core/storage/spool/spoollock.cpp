#include "storage/spool/spoollock.h"

#include <QByteArray>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString systemError()
{
    return qt_error_string(errno);
}

/// Who wrote itself into the file; empty where that cannot be read.
QString holderOf(int descriptor)
{
    QByteArray text(32, '\0');
    const ssize_t size = ::pread(descriptor, text.data(), std::size_t(text.size()), 0);
    return size > 0 ? QString::fromLatin1(text.first(size).trimmed()) : QString();
}

/// Only for messages, so it may fail.
void writeHolder(int descriptor)
{
    const QByteArray text = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, text.constData(), std::size_t(text.size()), 0);
}

} // namespace

tl::expected<SpoolLock, QString> SpoolLock::take(const QString &spoolFile)
{
    const QString lockFile = spoolFile + u".lock"_s;
    const int descriptor = ::open(QFile::encodeName(lockFile).constData(),
                                  O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP);
    if (descriptor < 0) {
        return tl::unexpected(
            u"SPOOL_FILE: cannot write to %1: %2; name a file in a folder that can be written "
            "to, or none, which turns the spool off"_s.arg(lockFile, systemError()));
    }
    SpoolLock lock(descriptor);
    // Not fcntl(): such a lock goes when any descriptor of the file is closed in this process.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return tl::unexpected(u"SPOOL_FILE: cannot lock %1: %2"_s.arg(lockFile, systemError()));
        }
        const QString holder = holderOf(descriptor);
        return tl::unexpected(
            u"SPOOL_FILE: the spool %1 is in use by %2; give each recorder a spool of its own"_s
                .arg(spoolFile, holder.isEmpty() ? u"another process"_s : u"process "_s + holder));
    }
    writeHolder(descriptor);
    return lock;
}

SpoolLock::~SpoolLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace Orderflow
