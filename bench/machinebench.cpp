// Describes the machine that the figures are of: processors, memory, kernel, what the programs were
// built with, the database, and how long the disk below it takes to keep what it is given.
//     bench_machine URL [LOAD]
// The URL names a database on a PostgreSQL server; LOAD is that of the machine, where it was read
// before there was work of our own.
#include "bencharguments.h"
#include "benchreport.h"
#include "benchtools.h"
#include "realevents.h"

#include "storage/sql/sqlconnection.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSysInfo>
#include <QTemporaryFile>
#include <QTextStream>
#include <QThread>

#include <unistd.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// The first group of `pattern` in the file; empty where there is none.
QString findIn(const QString &path, const QString &pattern)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    return expression.match(QString::fromUtf8(file.readAll())).captured(1);
}

QString answerTo(SqlConnection &connection, const QString &question)
{
    QSqlQuery query = require(connection.execute(question, u"cannot ask"_s));
    return query.next() ? query.value(0).toString() : QString();
}

/// Of 8 kB in the folder of temporary files, where the private server has its data too.
double syncMilliseconds()
{
    constexpr int Times = 41;
    QTemporaryFile file;
    if (!file.open())
        qFatal("%s", qPrintable(file.errorString()));
    std::vector<double> times;
    for (int i = 0; i < Times; ++i) {
        QElapsedTimer timer;
        timer.start();
        if (file.write(QByteArray(8192, 'x')) != 8192 || !file.flush() ||
            ::fdatasync(file.handle()) != 0)
            qFatal("%s", qPrintable(file.errorString()));
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    return median(std::move(times));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    BenchArguments arguments(QCoreApplication::arguments(),
                             u"bench_machine postgresql://… [LOAD]"_s);
    const QString url = arguments.takePostgresUrl();
    const QString load = arguments.takeText(findIn(u"/proc/loadavg"_s, u"^(\\S+)"_s));
    arguments.end();
    BenchReport report(arguments.jsonFile());
    const auto connection = createConnection(*DatabaseUrl::parse(url), SqlAccess::Read);
    require(connection->open());

    QTextStream out(stdout);
    const auto tell = [&](const QString &key, const QString &name, const QString &value) {
        out << name.leftJustified(12) << value << Qt::endl;
        report.add(key, value);
    };
    const qint64 memory = findIn(u"/proc/meminfo"_s, u"^MemTotal: *(\\d+)"_s).toLongLong();
    tell(u"processor"_s, u"Processor"_s,
         u"%1 × %2"_s.arg(QThread::idealThreadCount())
             .arg(findIn(u"/proc/cpuinfo"_s, u"^model name\\s*: (.*)$"_s)));
    tell(u"memory"_s, u"Memory"_s, u"%1 MiB"_s.arg(memory / 1024));
    tell(u"system"_s, u"System"_s,
         QSysInfo::prettyProductName() + u", kernel "_s + QSysInfo::kernelVersion());
    tell(u"compiler"_s, u"Compiler"_s, QStringLiteral(BENCH_COMPILER));
    tell(u"qt"_s, u"Qt"_s, QString::fromLatin1(qVersion()));
    tell(u"postgresql"_s, u"PostgreSQL"_s,
         u"%1, fsync %2, synchronous_commit %3"_s.arg(
             answerTo(*connection, u"SHOW server_version"_s),
             answerTo(*connection, u"SHOW fsync"_s),
             answerTo(*connection, u"SHOW synchronous_commit"_s)));
    tell(u"disk"_s, u"Disk"_s,
         u"%1 ms to write 8 kB and wait for it, the median"_s.arg(syncMilliseconds(), 0, 'f', 2));
    tell(u"load"_s, u"Load"_s, u"%1 before the start, of other work"_s.arg(load));
    tell(u"frames"_s, u"Frames"_s,
         realCapture().isEmpty()
             ? u"with made prices and sizes"_s
             : u"with real prices and sizes, of "_s + QFileInfo(realCapture()).fileName());
    tell(u"at"_s, u"Time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
    return 0;
}
