#include "fakes/postgresserver.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QUrl>

#include <unistd.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr char Password[] = "of this test";

QString newestPrograms()
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    const QStringList names =
        versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &name : names) {
        const QString folder = versions.filePath(name) + u"/bin"_s;
        if (QFile::exists(folder + u"/initdb"_s))
            return folder;
    }
    return {};
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

} // namespace

std::unique_ptr<PostgresServer> PostgresServer::make(QString *problem)
{
    std::unique_ptr<PostgresServer> server(new PostgresServer);
    return server->initialise(problem) ? std::move(server) : nullptr;
}

bool PostgresServer::initialise(QString *problem)
{
    m_programs = newestPrograms();
    if (m_programs.isEmpty()) {
        *problem = u"PostgreSQL's initdb is not in /usr/lib/postgresql/*/bin"_s;
        return false;
    }
    *problem = u"a private PostgreSQL server cannot be started"_s;
    QFile password(m_folder.filePath(u"password"_s));
    if (!password.open(QIODevice::WriteOnly) || password.write(Password) <= 0)
        return false;
    password.close();
    if (::geteuid() == 0 &&
        QProcess::execute(u"chown"_s, {u"-R"_s, u"postgres:"_s, m_folder.path()}) != 0)
        return false;
    const bool isMade =
        run(u"initdb"_s, {u"--pgdata"_s, m_folder.filePath(u"data"_s), u"--username"_s,
                          u"orderflow"_s, u"--auth-local"_s, u"trust"_s, u"--auth-host"_s,
                          u"scram-sha-256"_s, u"--pwfile"_s, password.fileName(), u"--encoding"_s,
                          u"UTF8"_s, u"--locale"_s, u"C.UTF-8"_s, u"--no-sync"_s});
    if (!isMade)
        return false;
    // Another program may take a port that was free a moment ago.
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_port = freePort();
        if (!start())
            continue;
        m_url = *DatabaseUrl::parse(urlText(u"postgres"_s));
        return true;
    }
    return false;
}

PostgresServer::~PostgresServer()
{
    if (m_isRunning)
        stop(u"immediate"_s);
    // Its files are another user's.
    run(u"/bin/rm"_s, {u"-rf"_s, m_folder.filePath(u"data"_s)});
}

QString PostgresServer::urlText(const QString &database) const
{
    return u"postgresql://orderflow:%1@127.0.0.1:%2/%3"_s.arg(
        QString::fromLatin1(QUrl::toPercentEncoding(QString::fromLatin1(Password))),
        QString::number(m_port), database);
}

bool PostgresServer::start()
{
    m_isRunning = run(
        u"pg_ctl"_s,
        {u"--pgdata"_s, m_folder.filePath(u"data"_s), u"--wait"_s, u"--silent"_s, u"--log"_s,
         m_folder.filePath(u"data/server.log"_s), u"--options"_s,
         u"-p %1 -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories=%2"_s.arg(
             QString::number(m_port), m_folder.path()),
         u"start"_s});
    return m_isRunning;
}

bool PostgresServer::stop(const QString &mode)
{
    m_isRunning = !run(u"pg_ctl"_s, {u"--pgdata"_s, m_folder.filePath(u"data"_s), u"--silent"_s,
                                     u"--mode"_s, mode, u"stop"_s});
    return !m_isRunning;
}

bool PostgresServer::run(const QString &program, const QStringList &arguments) const
{
    const QString path = program.startsWith(u'/') ? program : m_programs + u'/' + program;
    QProcess process;
    // The server keeps what pg_ctl had open.
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setWorkingDirectory(u"/"_s);
    if (::geteuid() == 0)
        process.start(u"runuser"_s, QStringList{u"-u"_s, u"postgres"_s, u"--"_s, path} + arguments);
    else
        process.start(path, arguments);
    return process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}
