#include "orderflowcommit.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "program.h"

#include <QCoreApplication>
#include <QDir>
#include <QTimer>

#include <chrono>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <langinfo.h>
#include <unistd.h>

using namespace Orderflow;

namespace {

/// Qt and the terminal view write UTF-8. Containers often have no locale at all, which Qt would
/// complain about on every start. Says whether the user's locale is of UTF-8.
bool useUtf8()
{
    std::setlocale(LC_ALL, "");
    if (std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return true;
    setenv("LC_ALL", "C.UTF-8", 1);
    return false;
}

void writeToStderr(const QByteArray &text)
{
    std::fwrite(text.constData(), 1, std::size_t(text.size()), stderr);
    std::fflush(stderr);
}

} // namespace

int main(int argc, char *argv[])
{
    const bool isUtf8 = useUtf8();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(programName());
    QCoreApplication::setApplicationVersion(QString::fromLatin1(ORDERFLOW_VERSION));

    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    Logging logging(&writeToStderr, logOutputOf(STDERR_FILENO, environment));
    QTimer logTimer;
    QObject::connect(&logTimer, &QTimer::timeout, &application, [&logging] { logging.tick(); });
    logTimer.start(std::chrono::seconds(1));
    PosixSignals posixSignals;
    QTextStream out(stdout);
    QTextStream err(stderr);
    CommandContext context{.out = out,
                           .err = err,
                           .environment = environment,
                           .folder = QDir::currentPath(),
                           .outIsTerminal = isatty(STDOUT_FILENO) != 0,
                           .errIsTerminal = isatty(STDERR_FILENO) != 0,
                           .outIsUtf8 = isUtf8,
                           .stopRequests = &posixSignals,
                           .logging = &logging,
                           .commit = QString::fromLatin1(ORDERFLOW_COMMIT)};
    return int(Program::make().run(QCoreApplication::arguments().sliced(1), context));
}
