#pragma once

#include "process/posixsignals.h"
#include "program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace Orderflow {

/// Runs the program in this process, in a folder of its own, with nothing in its environment but
/// that its recorders serve no status: they would all do that on one port.
class CliRunner
{
public:
    CliRunner() { environment.insert(QStringLiteral("STATUS_LISTEN"), QStringLiteral("off")); }

    ExitCode run(const QStringList &arguments)
    {
        out.clear();
        err.clear();
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        CommandContext context{.out = outStream,
                               .err = errStream,
                               .environment = environment,
                               .folder = folder.path(),
                               .outIsTerminal = outIsTerminal,
                               .errIsTerminal = errIsTerminal,
                               .stopRequests = stopRequests,
                               .commit = commit};
        return Program::make().run(arguments, context);
    }

    void writeFile(const QString &name, const QByteArray &content)
    {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    /// An address of a SQLite database in the folder.
    QString sqliteUrl(const QString &fileName) const
    {
        return QStringLiteral("sqlite:///") + folder.filePath(fileName);
    }

    QProcessEnvironment environment;
    StopRequests *stopRequests = nullptr;
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    QString commit;
    QTemporaryDir folder;
    QString out;
    QString err;
};

} // namespace Orderflow
