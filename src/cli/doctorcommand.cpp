#include "doctorcommand.h"

#include "checkup/checkup.h"
#include "doctortext.h"
#include "optionvalues.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "progressline.h"
#include "server/servertls.h"

#include <QEventLoop>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Shows results as they come, and says at the end what they come to.
class DoctorReport
{
public:
    explicit DoctorReport(const CommandCall &call)
        : m_context(call.context)
        , m_isJson(call.options.isSet(u"json"_s))
        , m_progress(call.context.err, call.context.errIsTerminal)
    {}

    void add(CheckResult result)
    {
        if (m_context.logging) {
            result.found = m_context.logging->masked(result.found);
            result.advice = m_context.logging->masked(result.advice);
        }
        m_results.push_back(result);
        if (m_isJson)
            return;
        m_progress.clear();
        m_context.out << resultLine(result, m_context.outHasColours()) << Qt::endl;
    }

    /// `name` is what is looked at now.
    void showWaiting(const QString &name) { m_progress.show(name + u" …"_s); }

    /// Nobody reads any more, as in `doctor | head -1`.
    bool isUnread() const { return m_context.out.status() == QTextStream::WriteFailed; }

    ExitCode finish(const CommandCall &call, bool wasStopped)
    {
        m_progress.clear();
        if (m_isJson)
            m_context.out << QString::fromUtf8(
                                 QJsonDocument(doctorJson(m_results, wasStopped)).toJson())
                          << Qt::flush;
        else
            m_context.out << doctorSummary(m_results) << Qt::endl;
        if (wasStopped)
            return call.fail(ExitCode::Failure, u"stopped before everything was looked at"_s);
        const bool hasFailed = std::ranges::any_of(m_results, [](const CheckResult &result) {
            return result.outcome == CheckResult::Outcome::Fail;
        });
        return hasFailed ? ExitCode::CheckFailed : ExitCode::Success;
    }

private:
    CommandContext &m_context;
    bool m_isJson;
    ProgressLine m_progress;
    std::vector<CheckResult> m_results;
};

/// The settings, with what is wrong in the files of the status server among the problems: a
/// recorder does not start with them.
LoadedSettings withStatusServer(LoadedSettings settings)
{
    if (settings.statusServer.listen && settings.problems.isEmpty()) {
        if (const auto tls = serverTls(settings.statusServer); !tls)
            settings.problems.append({u"STATUS_TLS_CERT"_s, tls.error()});
    }
    return settings;
}

/// Runs `checkup` to its end; false where it was stopped before.
bool runToEnd(Checkup &checkup, const CommandCall &call, DoctorReport &report)
{
    QEventLoop loop;
    std::size_t shown = 0;
    const auto showNew = [&] {
        const CheckupProgress progress = checkup.progress();
        for (; shown < progress.results.size(); ++shown)
            report.add(progress.results[shown]);
        if (shown < std::size_t(progress.names.size()))
            report.showWaiting(progress.names.at(qsizetype(shown)));
        if (report.isUnread())
            checkup.stop();
    };
    QObject::connect(&checkup, &Checkup::progressed, &loop, showNew);
    QObject::connect(&checkup, &QThread::finished, &loop, &QEventLoop::quit);
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop,
                         [&checkup] { checkup.stop(); });
    }
    checkup.start();
    loop.exec();
    showNew();
    return shown == std::size_t(checkup.progress().names.size());
}

} // namespace

DoctorCommand::DoctorCommand()
    : Command(u"doctor"_s, u"check all that recording needs, and say what to do"_s, Settings::All)
{
    m_options << QCommandLineOption(u"json"_s, u"print JSON instead of a line for each check"_s)
              << QCommandLineOption(u"no-exchange"_s, u"check settings, database and spool alone"_s)
              << QCommandLineOption(
                     u"timeout"_s,
                     u"seconds that the exchange has for each answer, and each route to "
                     u"deliver an event; 15 by default"_s,
                     u"S"_s);
    m_badSettings = BadSettings::LeftToCommand;
}

ExitCode DoctorCommand::execute(const CommandCall &call)
{
    const CheckupOptions defaults;
    const auto timeout =
        OptionValues::number(call.options, u"timeout"_s, 0.1, 600,
                             std::chrono::duration<double>(defaults.exchangeTimeout).count());
    if (!timeout)
        return call.fail(ExitCode::UsageError, timeout.error());
    CheckupOptions options;
    options.exchangeTimeout = std::chrono::milliseconds(std::llround(*timeout * 1000));
    options.asksExchange = !call.options.isSet(u"no-exchange"_s);
    for (const SettingProblem &problem : call.settings.problems)
        options.badSettings << problem.name;

    DoctorReport report(call);
    for (const CheckResult &result : settingsResults(withStatusServer(call.settings)))
        report.add(result);
    Checkup checkup(call.settings.recorder, options);
    const bool isComplete = runToEnd(checkup, call, report);
    return report.finish(call, !isComplete);
}

} // namespace Orderflow
