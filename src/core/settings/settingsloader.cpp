#include "settings/settingsloader.h"

#include "binance/connection/connectionplan.h"
#include "settings/settingschecks.h"
#include "settings/settingsecrets.h"
#include "settings/settingvalues.h"
#include "storage/databaseurl.h"

#include <algorithm>
#include <map>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace SettingValues;

namespace {

constexpr std::uint64_t KiB = 1 << 10;
constexpr std::uint64_t MiB = KiB << 10;
constexpr std::uint64_t GiB = MiB << 10;

/// Puts what was parsed into its place, and passes on why it was not.
template <typename T, typename Place>
Parsed<void> assign(Parsed<T> parsed, Place &place)
{
    if (!parsed)
        return tl::make_unexpected(parsed.error());
    place = Place(std::move(*parsed));
    return {};
}

Parsed<void> applyDatabaseUrl(const QString &text, LoadedSettings &settings)
{
    const auto url = DatabaseUrl::parse(text);
    if (!url) {
        const QString &sentence = url.error();
        return tl::make_unexpected(sentence.endsWith(u'.') ? sentence.chopped(1) : sentence);
    }
    settings.recorder.databaseUrl = text.trimmed();
    return {};
}

Parsed<void> applySynchronousCommit(const QString &text, LoadedSettings &settings)
{
    const std::optional<SynchronousCommit> value = parseSynchronousCommit(text.trimmed());
    if (!value)
        return tl::make_unexpected(quoted(text) % u" is none of PostgreSQL's values"_s);
    settings.recorder.storeOptions.synchronousCommit = *value;
    return {};
}

Parsed<void> applyLogLevel(const QString &text, LoadedSettings &settings)
{
    const std::optional<LogLevel> level = parseLogLevel(text.trimmed());
    if (!level)
        return tl::make_unexpected(quoted(text) % u" is no level"_s);
    settings.logLevel = *level;
    return {};
}

Parsed<void> applyLogFormat(const QString &text, LoadedSettings &settings)
{
    const std::optional<LogFormat> format = parseLogFormat(text.trimmed());
    if (!format)
        return tl::make_unexpected(quoted(text) % u" is no format"_s);
    settings.logFormat = *format;
    return {};
}

Parsed<void> applySymbols(const QString &text, LoadedSettings &settings)
{
    SymbolSelection &selection = settings.recorder.symbolSelection;
    const SymbolShard shard = selection.shard();
    Parsed<void> assigned = assign(parseSymbols(text), selection);
    selection.setShard(shard);
    return assigned;
}

Parsed<void> applyShard(const QString &text, LoadedSettings &settings)
{
    const std::optional<SymbolShard> shard = SymbolShard::parse(text);
    if (!shard)
        return tl::make_unexpected(quoted(text) % u" is no share"_s);
    settings.recorder.symbolSelection.setShard(*shard);
    return {};
}

Parsed<void> applyStatusListen(const QString &text, LoadedSettings &settings)
{
    const QString value = text.trimmed();
    if (value.compare("off"_L1, Qt::CaseInsensitive) == 0) {
        settings.statusServer.listen.reset();
        return {};
    }
    QString error;
    const std::optional<ListenAddress> address = ListenAddress::parse(value, &error);
    if (!address)
        return tl::make_unexpected(error);
    settings.statusServer.listen = address;
    return {};
}

/// Says nothing of what the token is.
Parsed<void> applyStatusToken(const QString &text, LoadedSettings &settings)
{
    const QString token = text.trimmed();
    if (!token.isEmpty() && token.size() < StatusServerSettings::MinTokenLength)
        return tl::make_unexpected(u"it has %1 characters"_s.arg(token.size()));
    if (!isTokenText(token))
        return tl::make_unexpected(u"it has a character that no HTTP header can carry"_s);
    settings.statusServer.token = token;
    return {};
}

using Apply = Parsed<void> (*)(const QString &text, LoadedSettings &settings);

const std::map<QLatin1StringView, Apply> &appliers()
{
    static const std::map<QLatin1StringView, Apply> table{
        {"DB_URL"_L1, applyDatabaseUrl},
        {"POSTGRES_SYNCHRONOUS_COMMIT"_L1, applySynchronousCommit},
        {"STORAGE_TIMESCALE"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseWhereThere(text), to.recorder.storeOptions.useTimescale);
         }},
        {"STORAGE_CITUS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseWhereThere(text), to.recorder.storeOptions.useCitus);
         }},
        {"LOG_LEVEL"_L1, applyLogLevel},
        {"LOG_FORMAT"_L1, applyLogFormat},
        {"SYMBOLS_FUTURES"_L1, applySymbols},
        {"SHARD"_L1, applyShard},
        {"FUTURES_STREAMS_DEPTH"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseStreams(text, StreamKind::Depth), to.recorder.depthStreams);
         }},
        {"FUTURES_STREAMS_TRADES"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseStreams(text, StreamKind::AggTrade), to.recorder.tradeStreams);
         }},
        {"BINANCE_WS_FUTURES_BASE_URL"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseBaseUrl(text, u"ws"_s), to.recorder.webSocketBaseUrl);
         }},
        {"BINANCE_REST_FUTURES_BASE_URL"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseBaseUrl(text, u"http"_s), to.recorder.restBaseUrl);
         }},
        {"TLS_CA_FILE"_L1,
         [](const QString &text, LoadedSettings &to) -> Parsed<void> {
             to.recorder.tlsCaFile = text.trimmed();
             return {};
         }},
        {"STREAMS_PER_CONNECTION"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 1, MaxStreamsPerConnection),
                           to.recorder.streamsPerConnection);
         }},
        {"FEED_REDUNDANCY"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 1, 2), to.recorder.feedRedundancy);
         }},
        {"CONNECTION_MAX_AGE_S"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 5, 86'000), to.recorder.connectionMaxAge);
         }},
        {"BATCH_MAX_EVENTS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 1, 1'000'000), to.recorder.batch.maxEvents);
         }},
        {"BATCH_MAX_BYTES"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseByteSize(text, 64 * KiB, GiB), to.recorder.batch.maxBytes);
         }},
        {"BATCH_MIN_AGE_MS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 1, 60'000), to.recorder.batch.minAge);
         }},
        {"BATCH_MAX_AGE_MS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 1, 60'000), to.recorder.batch.maxAge);
         }},
        {"QUEUE_MAX_BYTES"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseByteSize(text, MiB, 64 * GiB), to.recorder.queueMaxBytes);
         }},
        {"SPOOL_FILE"_L1,
         [](const QString &text, LoadedSettings &to) -> Parsed<void> {
             to.recorder.spool.filePath = text.trimmed();
             return {};
         }},
        {"SPOOL_MAX_BYTES"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseByteSize(text, MiB, 16'384 * GiB),
                           to.recorder.spool.limits.maxBytes);
         }},
        {"SPOOL_DISK_RESERVE"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseByteSize(text, 0, 16'384 * GiB),
                           to.recorder.spool.limits.diskReserve);
         }},
        {"REPAIR_GAPS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseSwitch(text), to.recorder.repairGaps);
         }},
        {"RETENTION_DAYS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 0, 36'500), to.recorder.retention.days);
         }},
        {"RETENTION_GB"_L1,
         [](const QString &text, LoadedSettings &to) {
             Parsed<void> assigned =
                 assign(parseCount(text, 0, 1'000'000), to.recorder.retention.bytes);
             to.recorder.retention.bytes *= GiB;
             return assigned;
         }},
        {"STATUS_LISTEN"_L1, applyStatusListen},
        {"STATUS_TOKEN"_L1, applyStatusToken},
        {"STATUS_TLS_CERT"_L1,
         [](const QString &text, LoadedSettings &to) -> Parsed<void> {
             to.statusServer.tlsCertFile = text.trimmed();
             return {};
         }},
        {"STATUS_TLS_KEY"_L1,
         [](const QString &text, LoadedSettings &to) -> Parsed<void> {
             to.statusServer.tlsKeyFile = text.trimmed();
             return {};
         }},
        {"ALERT_SILENT_STREAMS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 0, 1'000'000), to.recorder.alerts.silentStreams);
         }},
        {"ALERT_OPEN_GAPS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 0, 1'000'000'000), to.recorder.alerts.openGaps);
         }},
        {"ALERT_LAG_MS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 0, 86'400'000), to.recorder.alerts.lag);
         }},
        {"ALERT_DISK_FREE"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseByteSize(text, 0, 16'384 * GiB), to.recorder.alerts.diskFree);
         }},
        {"ALERT_CLOCK_MS"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseCount(text, 0, 3'600'000), to.recorder.alerts.clockOffset);
         }},
        {"ALERT_WEBHOOK_URL"_L1,
         [](const QString &text, LoadedSettings &to) {
             return assign(parseWebhookUrl(text), to.recorder.alertWebhookUrl);
         }},
    };
    return table;
}

/// How to undo `value`, for a user who wants the default back.
QString removal(const SettingValue &value)
{
    if (value.source == SettingSource::Environment)
        return u"unset it in the environment"_s;
    if (value.source == SettingSource::CommandLine)
        return u"leave --"_s % value.definition->optionName() % u" away"_s;
    return u"remove the line"_s;
}

void apply(const SettingValue &value, LoadedSettings &settings)
{
    const SettingDefinition &definition = *value.definition;
    const QString subject = definition.name % u" ("_s % value.origin % u"): "_s;
    const QString allowed = u"; allowed: "_s % definition.allowed;
    if (value.text.trimmed().isEmpty() && !definition.mayBeEmpty) {
        settings.problems.append({definition.name, subject % u"\"\" is empty; "_s % removal(value) %
                                                       u" to get the default "_s %
                                                       definition.defaultValue % allowed});
        return;
    }
    const Parsed<void> applied = appliers().at(definition.name)(value.text, settings);
    if (!applied)
        settings.problems.append({definition.name, subject % applied.error() % allowed});
}

/// What the names come to with the share, where nothing else has to be asked for that.
void resolveNames(LoadedSettings &settings)
{
    RecorderSettings &recorder = settings.recorder;
    const SymbolSelection &selection = recorder.symbolSelection;
    if (!isGood(settings, "SYMBOLS_FUTURES"_L1) || !isGood(settings, "SHARD"_L1) ||
        selection.isDynamic())
        return;
    recorder.symbols = selection.names();
    if (recorder.symbols.empty()) {
        settings.problems.append(
            {u"SHARD"_s, u"SHARD=%1 has none of the symbols that SYMBOLS_FUTURES names, %2; name "
                         u"more, or divide them among fewer recorders"_s.arg(
                             selection.shard().toString(), selection.toString())});
    }
}

void applyProxies(const QProcessEnvironment &environment, LoadedSettings &settings)
{
    const auto proxies = ProxySettings::fromEnvironment(environment);
    if (proxies) {
        settings.recorder.proxies = *proxies;
        return;
    }
    // Under the name of a setting that all have who talk to the exchange, and only they.
    settings.problems.append({u"BINANCE_REST_FUTURES_BASE_URL"_s, proxies.error()});
}

} // namespace

LoadedSettings loadSettings(const SettingsSources &sources)
{
    const CollectedSettings collected = collectSettings(sources);
    LoadedSettings settings;
    settings.values = collected.values;
    settings.problems = collected.problems;
    settings.warnings = collected.warnings;
    settings.secrets = secretsOf(collected.values, sources.environment);
    for (const SettingValue &value : collected.values)
        apply(value, settings);
    resolveNames(settings);
    applyProxies(sources.environment, settings);
    checkTogether(settings);
    return settings;
}

} // namespace Orderflow
