#pragma once

#include <QList>
#include <QString>

namespace Orderflow {

/// A library that the program uses, and its version.
struct LibraryVersion
{
    QString name;
    /// As the library says itself while the program runs, where it can, else as it was when the
    /// program was built; "not there" where it could not be loaded.
    QString version;
};

/// The libraries of core, for reports of faults. Any thread; takes a moment, because SQLite is
/// asked through its driver.
QList<LibraryVersion> libraryVersions();

/// What `--version` prints: the program with its version, the `commit` that it was built from
/// unless that is empty, and a line such as `  Qt 6.4.2` for each library, with those of `more` at
/// the end.
QString versionText(const QString &programAndVersion, const QString &commit,
                    const QList<LibraryVersion> &more = {});

} // namespace Orderflow
