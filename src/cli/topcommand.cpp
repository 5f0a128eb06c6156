#include "topcommand.h"

#include "process/logging.h"
#include "process/posixsignals.h"
#include "remote/remoteaccess.h"
#include "remote/remoteaddress.h"
#include "remote/remotestatus.h"
#include "runoptions.h"
#include "statusheadline.h"

#include <QEventLoop>
#include <QTimer>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Before the first answer there is no hurry to say that none came.
constexpr std::chrono::milliseconds Patience{1000};

/// From the file, else from the setting; empty where there is neither.
tl::expected<QByteArray, QString> readToken(const CommandCall &call)
{
    if (!call.options.isSet(u"token-file"_s))
        return call.settings.statusServer.token.toLatin1();
    return readTokenFile(call.options.value(u"token-file"_s), u"--token-file"_s);
}

/// What there is to show, however new it is.
class Top
{
public:
    Top(RemoteStatus &remote, const CommandCall &call, const RunOptions &options)
        : m_remote(remote)
        , m_call(call)
        , m_duration(options.duration)
        , m_presenter(makePresenter(options.presentation, call.context,
                                    {m_quit, [&remote](const Symbol &symbol) {
                                         remote.watchBooks({symbol});
                                     }}))
    {}

    /// Until somebody asks for the end.
    void run()
    {
        QEventLoop loop;
        QObject::connect(&m_quit, &StopRequests::stopRequested, &loop, &QEventLoop::quit);
        if (m_call.context.stopRequests) {
            QObject::connect(m_call.context.stopRequests, &StopRequests::stopRequested, &loop,
                             &QEventLoop::quit);
        }
        if (m_duration)
            QTimer::singleShot(*m_duration, &loop, &QEventLoop::quit);
        QTimer refresh;
        QObject::connect(&refresh, &QTimer::timeout, &loop, [&] {
            show();
            if (m_call.context.out.status() == QTextStream::WriteFailed)
                loop.quit();
        });
        // The first answer need not wait for its turn.
        QObject::connect(&m_remote, &RemoteStatus::statusReceived, &loop, [this] {
            if (!std::exchange(m_hasShown, true))
                show();
        });
        refresh.start(m_presenter->interval());
        m_remote.start();
        loop.exec();
    }

    ExitCode finish()
    {
        const QString where = shortName(m_remote.address());
        const QString reason = m_remote.link().reason;
        if (m_remote.status()) {
            m_presenter->finish(*m_remote.status());
            return ExitCode::Success;
        }
        m_presenter.reset();
        return m_call.fail(ExitCode::Failure,
                           u"no status came from %1%2"_s.arg(
                               where, reason.isEmpty() ? QString() : u": "_s + reason));
    }

private:
    void show()
    {
        const RemoteStatus::Link link = m_remote.link();
        if (!m_remote.status() && link.reason.isEmpty() && link.since < Patience)
            return;
        m_presenter->show(m_remote.status().value_or(RecorderStatus()), m_remote.trouble());
    }

    RemoteStatus &m_remote;
    const CommandCall &m_call;
    const std::optional<std::chrono::milliseconds> m_duration;
    StopRequests m_quit;
    std::unique_ptr<StatusPresenter> m_presenter;
    bool m_hasShown = false;
};

} // namespace

TopCommand::TopCommand()
    : Command(u"top"_s, u"show a recorder that runs elsewhere, live"_s, Settings::Remote)
{
    m_argument = {u"[URL]"_s,
                  u"where it serves its status: ws:// or wss:// (http:// and https:// mean the "
                  u"same), or host:port; ws://127.0.0.1:%1/live by default"_s.arg(
                      StatusServerSettings::DefaultPort),
                  0, 1};
    m_options = RunOptions::options(u"stop after so many seconds"_s);
    m_options.prepend(QCommandLineOption(
        u"token-file"_s, u"a file with the recorder's STATUS_TOKEN, instead of that setting"_s,
        u"FILE"_s));
}

ExitCode TopCommand::execute(const CommandCall &call)
{
    const QStringList given = call.options.positionalArguments();
    const auto address = parseRemoteAddress(
        given.isEmpty() ? u"127.0.0.1:%1"_s.arg(StatusServerSettings::DefaultPort) : given.first());
    if (!address)
        return call.fail(ExitCode::UsageError, address.error());
    const auto options = RunOptions::parse(call.options);
    if (!options)
        return call.fail(ExitCode::UsageError, options.error());
    const auto token = readToken(call);
    if (!token)
        return call.fail(ExitCode::BadSetting, token.error());
    if (call.context.logging && !token->isEmpty())
        call.context.logging->hide(QString::fromLatin1(*token));
    const auto network = remoteNetworkAccess(call.settings.recorder, call.context.environment);
    if (!network)
        return call.fail(ExitCode::BadSetting, network.error());

    const QString warning = token->isEmpty() ? QString() : plainTokenWarning(*address);
    if (!warning.isEmpty())
        call.context.err << programName() << u": warning: "_s << warning << Qt::endl;

    const SystemClock clock;
    RemoteStatus remote({.address = *address, .token = *token, .network = *network}, clock);
    Top top(remote, call, *options);
    top.run();
    return top.finish();
}

} // namespace Orderflow
