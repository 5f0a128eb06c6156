#include "fuzz/fuzztarget.h"

#include "fuzz/framescript.h"
#include "fuzz/fuzzedpipeline.h"
#include "fuzz/fuzzedrecorder.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Of the log, since the last input.
QString s_logFault;

void takeLine(QtMsgType type, const QMessageLogContext &context, const QString &line)
{
    constexpr qsizetype MostCharacters = 3000;
    if (line.size() > MostCharacters)
        s_logFault = u"a line of %1 characters in the log"_s.arg(line.size());
    // Qt complains of misuse in categories of its own.
    if (type != QtInfoMsg && !QByteArrayView(context.category).startsWith("orderflow."))
        s_logFault = u"Qt says: "_s + line;
}

QString orLogFault(const QString &fault)
{
    const QString logFault = std::exchange(s_logFault, {});
    return fault.isEmpty() ? logFault : fault;
}

} // namespace

FuzzLog::FuzzLog()
    : m_previous(qInstallMessageHandler(takeLine))
{
    // A line for each connection that comes and goes.
    QLoggingCategory::setFilterRules(
        u"orderflow.feed.info=false\norderflow.connection.info=false"_s);
}

FuzzLog::~FuzzLog()
{
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(m_previous);
}

QString playToPipelines(QByteArrayView input)
{
    // Of a name by chance, so that no input can find it out.
    static FuzzedPipeline ofAllInputs("L" +
                                      std::to_string(QRandomGenerator::global()->generate64()));
    const std::vector<FrameStep> steps = readFrameScript(input);
    QString fault = FuzzedPipeline(unguessableName(input)).run(steps);
    if (fault.isEmpty()) {
        fault = ofAllInputs.run(steps);
        if (!fault.isEmpty())
            fault = u"after all inputs so far: "_s + fault;
    }
    return orLogFault(fault);
}

QString playToRecorder(QByteArrayView input)
{
    return orLogFault(FuzzedRecorder(unguessableName(input)).run(readFrameScript(input)));
}

int fuzz(QString (*play)(QByteArrayView), const std::uint8_t *data, std::size_t size)
{
    static int argumentCount = 1;
    static char name[] = "fuzz";
    static char *arguments[] = {name, nullptr};
    static const QCoreApplication application(argumentCount, arguments);
    static const FuzzLog log;
    const QString fault =
        play(QByteArrayView(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!fault.isEmpty()) {
        std::fprintf(stderr, "fault: %s\n", fault.toUtf8().constData());
        std::abort();
    }
    return 0;
}

} // namespace Orderflow
