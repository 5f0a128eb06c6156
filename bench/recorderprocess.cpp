#include "recorderprocess.h"

#include "madeevents.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QProcessEnvironment>
#include <QSocketNotifier>
#include <QTimer>

#include <array>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr auto StopPatience = std::chrono::seconds(120);
/// See src/cli/exitcode.h.
constexpr int DataLost = 6;

QString symbolsOf(const FrameLoad &load)
{
    if (load.kind != FrameLoad::Kind::Market)
        return u"btcusdt,ethusdt"_s;
    QStringList names;
    for (const Symbol &symbol : makeSymbols(load.symbols))
        names << symbol.toString();
    return names.join(u',');
}

/// Nothing of whoever runs the benchmark gets in.
QProcessEnvironment environmentOf(const RecorderRun &run, const QDir &folder)
{
    using Kind = FrameLoad::Kind;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, system.value(u"PATH"_s));
    environment.insert(u"HOME"_s, folder.path());
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    environment.insert(u"TERM"_s, u"xterm-256color"_s);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"XDG_RUNTIME_DIR"_s, folder.path());
    environment.insert(u"LOG_LEVEL"_s, u"ERROR"_s);
    environment.insert(u"DB_URL"_s, run.databaseUrl);
    environment.insert(u"SPOOL_FILE"_s, folder.filePath(u"spool.db"_s));
    environment.insert(u"SYMBOLS_FUTURES"_s, symbolsOf(run.load));
    environment.insert(u"FUTURES_STREAMS_DEPTH"_s,
                       run.load.kind == Kind::Trades ? u""_s : u"depth5@100ms"_s);
    environment.insert(u"FUTURES_STREAMS_TRADES"_s,
                       run.load.kind == Kind::Depth5 ? u""_s : u"aggTrade"_s);
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, run.exchange.toString());
    // The sender has no REST, and nothing is asked of it that a recorder could not do without.
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, u"http://127.0.0.1:9"_s);
    environment.insert(u"STATUS_LISTEN"_s,
                       run.statusPort == 0 ? u"off"_s : u"127.0.0.1:%1"_s.arg(run.statusPort));
    return environment;
}

} // namespace

RecorderProcess::RecorderProcess(const RecorderRun &run)
{
    const QDir here(QCoreApplication::applicationDirPath());
    const bool isDashboard = run.face == RecorderRun::Face::Dashboard;
    m_process.setProgram(here.filePath(isDashboard ? u"../src/gui/orderflow-recorder"_s
                                                   : u"../src/cli/orderflow-recorder-cli"_s));
    if (isDashboard)
        m_process.setArguments({u"--start"_s});
    else if (run.face == RecorderRun::Face::Lines)
        m_process.setArguments({u"--plain"_s});
    m_process.setProcessEnvironment(environmentOf(run, QDir(m_folder.path())));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(m_folder.filePath(u"errors.txt"_s));
    if (run.face == RecorderRun::Face::Terminal)
        useTerminal();
    m_process.setChildProcessModifier([parent = ::getpid(), slave = m_slave] {
        // This process may have ended before it was asked for.
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent)
            ::_exit(EXIT_FAILURE);
        if (slave < 0)
            return;
        ::setsid();
        ::ioctl(slave, TIOCSCTTY, 0);
        ::dup2(slave, STDIN_FILENO);
        ::dup2(slave, STDOUT_FILENO);
    });
    connect(&m_process, &QProcess::finished, this, &RecorderProcess::onFinished);
    m_process.start();
    if (!m_process.waitForStarted())
        qFatal("%s: %s", qPrintable(m_process.program()), qPrintable(m_process.errorString()));
}

RecorderProcess::~RecorderProcess()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
    m_output.reset();
    for (const int descriptor : {m_master, m_slave}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

void RecorderProcess::useTerminal()
{
    m_master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0)
        qFatal("there is no terminal to be had");
    m_slave = ::open(::ptsname(m_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    const winsize size{.ws_row = 50, .ws_col = 200, .ws_xpixel = 0, .ws_ypixel = 0};
    if (m_slave < 0 || ::ioctl(m_slave, TIOCSWINSZ, &size) != 0)
        qFatal("the terminal cannot be used");
    m_output = std::make_unique<QSocketNotifier>(m_master, QSocketNotifier::Read);
    connect(m_output.get(), &QSocketNotifier::activated, this, &RecorderProcess::drainTerminal);
}

void RecorderProcess::drainTerminal()
{
    std::array<char, 65536> bytes{};
    const auto size = ::read(m_master, bytes.data(), bytes.size());
    if (size <= 0)
        m_output->setEnabled(false);
    else
        m_drawnBytes += size;
}

void RecorderProcess::onFinished()
{
    if (!m_isStopping)
        fail();
}

void RecorderProcess::fail() const
{
    QFile errors(m_folder.filePath(u"errors.txt"_s));
    const QByteArray words = errors.open(QIODevice::ReadOnly) ? errors.readAll() : QByteArray();
    qFatal("the recorder ended with code %d: %s", m_process.exitCode(), words.constData());
}

bool RecorderProcess::stop()
{
    m_isStopping = true;
    QEventLoop loop;
    connect(&m_process, &QProcess::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(StopPatience, &loop, [] { qFatal("the recorder does not stop"); });
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        loop.exec();
    }
    const int code = m_process.exitCode();
    if (m_process.exitStatus() != QProcess::NormalExit || (code != 0 && code != DataLost))
        fail();
    return code == 0;
}

} // namespace Orderflow
