#include "settings/settingschecks.h"

#include "binance/networkaccess.h"
#include "settings/settingvalues.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace SettingValues;

namespace {

void checkRecording(LoadedSettings &settings)
{
    const RecorderSettings &recorder = settings.recorder;
    const bool bothValid = isGood(settings, "FUTURES_STREAMS_DEPTH"_L1) &&
                           isGood(settings, "FUTURES_STREAMS_TRADES"_L1);
    if (bothValid && recorder.depthStreams.empty() && recorder.tradeStreams.empty()) {
        settings.problems.append(
            {u"FUTURES_STREAMS_DEPTH"_s,
             u"FUTURES_STREAMS_DEPTH and FUTURES_STREAMS_TRADES are both empty, so there is "
             u"nothing to record; give a stream to one of them, such as depth5@100ms or aggTrade"_s});
    }
    if (recorder.queueMaxBytes < recorder.batch.maxBytes) {
        settings.problems.append(
            {u"QUEUE_MAX_BYTES"_s,
             u"QUEUE_MAX_BYTES is %1 and BATCH_MAX_BYTES %2, so that a full batch would not fit "
             u"into the queue; raise the one or lower the other"_s.arg(
                 byteSizeText(recorder.queueMaxBytes), byteSizeText(recorder.batch.maxBytes))});
    }
}

void checkStatusServer(LoadedSettings &settings)
{
    StatusServerSettings &server = settings.statusServer;
    for (const SettingValue &value : settings.values) {
        if (value.definition->name == "STATUS_LISTEN"_L1)
            server.isListenExplicit = value.source != SettingSource::Default;
    }
    if (server.tlsCertFile.isEmpty() != server.tlsKeyFile.isEmpty()) {
        const bool hasKey = server.tlsCertFile.isEmpty();
        const QString missing = hasKey ? u"STATUS_TLS_CERT"_s : u"STATUS_TLS_KEY"_s;
        settings.problems.append(
            {missing, u"%1 is given and %2 is not; TLS takes both, a certificate and its key"_s.arg(
                          hasKey ? u"STATUS_TLS_KEY"_s : u"STATUS_TLS_CERT"_s, missing)});
    }
    if (!server.listen || server.listen->isLoopback() || !isGood(settings, "STATUS_TOKEN"_L1))
        return;
    const QString address = server.listen->toString();
    if (server.token.isEmpty()) {
        settings.problems.append(
            {u"STATUS_LISTEN"_s,
             u"STATUS_LISTEN=%1 can be reached from other machines, which takes a STATUS_TOKEN of "
             u"%2 characters or more, such as those of openssl rand -hex 32; or listen on a "
             u"loopback address such as 127.0.0.1:9464"_s.arg(address)
                 .arg(StatusServerSettings::MinTokenLength)});
    } else if (server.tlsCertFile.isEmpty()) {
        settings.warnings << u"STATUS_LISTEN: STATUS_TOKEN travels to %1 without encryption, so "
                             u"anybody on the way can read it; STATUS_TLS_CERT and STATUS_TLS_KEY "
                             u"encrypt"_s.arg(address);
    }
}

void warnOfPlainText(const QLatin1StringView name, const QUrl &url, LoadedSettings &settings)
{
    const bool isEncrypted = url.scheme().endsWith(u's') && url.scheme() != "ws"_L1;
    if (url.isEmpty() || isEncrypted || isLoopback(url))
        return;
    settings.warnings << u"%1: the connection to %2 is not encrypted, so anybody on the way can "
                         u"change what is recorded; %3s:// is"_s.arg(name, url.host(),
                                                                     url.scheme());
}

} // namespace

bool isGood(const LoadedSettings &settings, QLatin1StringView name)
{
    return std::ranges::none_of(settings.problems,
                                [name](const SettingProblem &one) { return one.name == name; });
}

void checkTogether(LoadedSettings &settings)
{
    checkRecording(settings);
    checkStatusServer(settings);
    warnOfPlainText("BINANCE_WS_FUTURES_BASE_URL"_L1, settings.recorder.webSocketBaseUrl, settings);
    warnOfPlainText("BINANCE_REST_FUTURES_BASE_URL"_L1, settings.recorder.restBaseUrl, settings);
}

} // namespace Orderflow
