#include "topcommand.h"

#include "optionvalues.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "remote/remoteaddress.h"
#include "remote/remotestatus.h"
#include "statusheadline.h"
#include "statuspresenter.h"

#include <QEventLoop>
#include <QFile>
#include <QHostAddress>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr double MaxDurationSeconds = 365 * 86400;
constexpr qint64 MaxTokenBytes = 4096;
/// Before the first answer there is no hurry to say that none came.
constexpr std::chrono::milliseconds Patience{1000};

QString tokenProblem(const QByteArray &token)
{
    if (token.isEmpty())
        return u"is empty"_s;
    if (token.size() > MaxTokenBytes)
        return u"is longer than %1 bytes"_s.arg(MaxTokenBytes);
    const bool isPlain = std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
    return isPlain ? QString() : u"has blanks or characters that are not ASCII in it"_s;
}

/// From the file, else from the setting; empty where there is neither.
tl::expected<QByteArray, QString> readToken(const CommandCall &call)
{
    if (!call.options.isSet(u"token-file"_s))
        return call.settings.statusServer.token.toLatin1();
    const QString path = call.options.value(u"token-file"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::make_unexpected(
            u"--token-file %1 cannot be read: %2"_s.arg(path, file.errorString()));
    }
    const QByteArray token = file.read(MaxTokenBytes + 2).trimmed();
    // Never with its value.
    if (const QString problem = tokenProblem(token); !problem.isEmpty())
        return tl::make_unexpected(u"the token in %1 %2"_s.arg(path, problem));
    return token;
}

/// The settings' own are of the exchange; which proxy leads where is the environment's to say.
tl::expected<NetworkAccess, QString> networkAccess(const CommandCall &call)
{
    auto access = call.settings.recorder.networkAccess();
    if (!access)
        return access;
    QMap<QString, QString> variables;
    for (const QString &name : call.context.environment.keys())
        variables.insert(name, call.context.environment.value(name));
    const auto proxies = ProxySettings::fromVariables(variables);
    if (!proxies)
        return tl::unexpected<QString>(u"the environment variable "_s + proxies.error());
    access->proxies = *proxies;
    return access;
}

bool isOpenToOthers(const QUrl &address)
{
    const bool isHere =
        address.host() == "localhost"_L1 || QHostAddress(address.host()).isLoopback();
    return address.scheme() == "ws"_L1 && !isHere;
}

tl::expected<Presentation, QString> presentationOf(const QCommandLineParser &options)
{
    const bool isJson = options.isSet(u"json"_s);
    if (isJson && options.isSet(u"plain"_s))
        return tl::make_unexpected(u"--json and --plain exclude each other"_s);
    if (isJson)
        return Presentation::Json;
    return options.isSet(u"plain"_s) ? Presentation::Lines : Presentation::Automatic;
}

/// What there is to show, however new it is.
class Top
{
public:
    Top(RemoteStatus &remote, const CommandCall &call, Presentation presentation)
        : m_remote(remote)
        , m_call(call)
        , m_presenter(
              makePresenter(presentation, call.context, {m_quit, [&remote](const Symbol &symbol) {
                                                             remote.watchBooks({symbol});
                                                         }}))
    {}

    /// Until somebody asks for the end.
    void run(std::chrono::milliseconds duration)
    {
        QEventLoop loop;
        QObject::connect(&m_quit, &StopRequests::stopRequested, &loop, &QEventLoop::quit);
        if (m_call.context.stopRequests) {
            QObject::connect(m_call.context.stopRequests, &StopRequests::stopRequested, &loop,
                             &QEventLoop::quit);
        }
        if (duration.count() > 0)
            QTimer::singleShot(duration, &loop, &QEventLoop::quit);
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
        std::optional<LinkTrouble> trouble;
        if (!link.isAnswering)
            trouble = LinkTrouble{shortName(m_remote.address()), link.since, link.reason};
        m_presenter->show(m_remote.status().value_or(RecorderStatus()), trouble);
    }

    RemoteStatus &m_remote;
    const CommandCall &m_call;
    StopRequests m_quit;
    std::unique_ptr<StatusPresenter> m_presenter;
    bool m_hasShown = false;
};

} // namespace

TopCommand::TopCommand()
    : Command(u"top"_s, u"show a recorder that runs elsewhere, live"_s, Settings::Remote)
{
    m_argument = {
        u"[URL]"_s,
        u"where it serves its status: ws:// or wss:// (http:// and https:// mean the "
        u"same), or host:port; ws://127.0.0.1:%1/live by default"_s.arg(DefaultStatusPort),
        0, 1};
    m_options = {
        QCommandLineOption(u"token-file"_s,
                           u"a file with the recorder's STATUS_TOKEN, instead of that setting"_s,
                           u"FILE"_s),
        QCommandLineOption(u"duration"_s, u"stop after so many seconds"_s, u"S"_s),
        QCommandLineOption(u"json"_s, u"print a JSON object every second, and one at the end"_s),
        QCommandLineOption(u"plain"_s, u"print a line every 10 s, on a terminal too"_s),
    };
}

ExitCode TopCommand::execute(const CommandCall &call)
{
    const QStringList given = call.options.positionalArguments();
    const auto address = parseRemoteAddress(
        given.isEmpty() ? u"127.0.0.1:%1"_s.arg(DefaultStatusPort) : given.first());
    if (!address)
        return call.fail(ExitCode::UsageError, address.error());
    const auto presentation = presentationOf(call.options);
    if (!presentation)
        return call.fail(ExitCode::UsageError, presentation.error());
    const auto seconds =
        OptionValues::number(call.options, u"duration"_s, 0.1, MaxDurationSeconds, 0);
    if (!seconds)
        return call.fail(ExitCode::UsageError, seconds.error());
    const auto token = readToken(call);
    if (!token)
        return call.fail(ExitCode::BadSetting, token.error());
    if (call.context.logging && !token->isEmpty())
        call.context.logging->hide(QString::fromLatin1(*token));
    const auto network = networkAccess(call);
    if (!network)
        return call.fail(ExitCode::BadSetting, network.error());

    if (!token->isEmpty() && isOpenToOthers(*address)) {
        call.context.err << programName()
                         << u": warning: the token goes over the network unencrypted; where the "
                            u"recorder has TLS, use wss://"_s
                         << Qt::endl;
    }

    const SystemClock clock;
    RemoteStatus remote({.address = *address, .token = *token, .network = *network}, clock);
    Top top(remote, call, *presentation);
    top.run(std::chrono::milliseconds(std::llround(*seconds * 1000)));
    return top.finish();
}

} // namespace Orderflow
