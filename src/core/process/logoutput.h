#pragma once

#include <QByteArray>
#include <QProcessEnvironment>

namespace Orderflow {

/// Where log lines end up, as far as it changes what they look like.
enum class LogOutput {
    /// A file or a pipe.
    Plain,
    /// A terminal with colours.
    Coloured,
    /// The systemd journal, which has times of its own and takes the level from a prefix.
    Journal
};

/// Whether a terminal may be coloured: NO_COLOR and TERM=dumb turn colours off.
bool mayBeColoured(const QProcessEnvironment &environment);

/// What `fileDescriptor` leads to. The journal is known by JOURNAL_STREAM, which names its device
/// and inode.
LogOutput logOutputOf(int fileDescriptor, const QProcessEnvironment &environment);

/// Whether `stream`, the value of JOURNAL_STREAM, names the file `device`:`inode`.
bool isJournalStream(const QString &stream, quint64 device, quint64 inode);

} // namespace Orderflow
