#include "settings/settingdefinitions.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Definitions = std::to_array<SettingDefinition>({
    {.name = "DB_URL"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "sqlite:///orderflow.db"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "the database that is recorded into")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "postgresql://user:password@host:port/database, sqlite:///relative/file or "
                    "sqlite:////absolute/file")),
     .mayHoldPassword = true},
    {.name = "POSTGRES_SYNCHRONOUS_COMMIT"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "on"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "what a commit on PostgreSQL waits for before its events count as written")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "on, off, local, remote_write or remote_apply")),
     .choices = "on off local remote_write remote_apply"_L1},
    {.name = "STORAGE_TIMESCALE"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "auto"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "whether new tables become hypertables where the database has TimescaleDB")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "auto or off")),
     .choices = "auto off"_L1},
    {.name = "STORAGE_CITUS"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "auto"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "whether empty tables are distributed by symbol where the database has Citus")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "auto or off")),
     .choices = "auto off"_L1},
    {.name = "SYMBOLS_FUTURES"_L1,
     .group = SettingGroup::Recording,
     .defaultValue = "[\"btcusdt\",\"ethusdt\"]"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "the symbols that are recorded")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "names, patterns such as *USDT or BTC*, all, and with a ! what is left out, such as "
         "!DOGEUSDT; a JSON list or separated by commas"))},
    {.name = "SHARD"_L1,
     .group = SettingGroup::Recording,
     .defaultValue = "1/1"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "which share of these symbols is recorded, such as 2/4, where several recorders "
         "divide them")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "K/N, the K-th of N shares, with N up to 256 and K from 1 to N"))},
    {.name = "FUTURES_STREAMS_DEPTH"_L1,
     .group = SettingGroup::Recording,
     .defaultValue = "depth5@100ms"_L1,
     .help =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "the order book streams of each symbol")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "depth, depth5, depth10 or depth20 (every 250 ms), each also with @100ms or @500ms, "
         "and depth@0ms; a JSON list or separated by commas; empty records no books")),
     .mayBeEmpty = true},
    {.name = "FUTURES_STREAMS_TRADES"_L1,
     .group = SettingGroup::Recording,
     .defaultValue = "aggTrade"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "the trade streams of each symbol")),
     .allowed =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "aggTrade; empty records no trades")),
     .mayBeEmpty = true},
    {.name = "BINANCE_WS_FUTURES_BASE_URL"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = "wss://fstream.binance.com/stream"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "where the streams come from")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "wss://host or ws://host:port")),
     .mayHoldPassword = true},
    {.name = "BINANCE_REST_FUTURES_BASE_URL"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = "https://fapi.binance.com"_L1,
     .help =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "where the exchange answers questions")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "https://host or http://host:port")),
     .mayHoldPassword = true},
    {.name = "TLS_CA_FILE"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = ""_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "certificates that are trusted besides the system's")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "a PEM file, such as that of a company's proxy; empty for the system's alone")),
     .mayBeEmpty = true},
    {.name = "STREAMS_PER_CONNECTION"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = "200"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "the most streams on one connection to the exchange")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 1024"))},
    {.name = "FEED_REDUNDANCY"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = "1"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "how many connections deliver each stream; with 2, losing either loses nothing")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 or 2")),
     .choices = "1 2"_L1},
    {.name = "CONNECTION_MAX_AGE_S"_L1,
     .group = SettingGroup::Exchange,
     .defaultValue = "82800"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "age in seconds at which a connection is replaced; the exchange cuts at 86400")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "5 to 86000 seconds"))},
    {.name = "BATCH_MAX_EVENTS"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "5000"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "events after which a batch goes to the database")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 1000000"))},
    {.name = "BATCH_MAX_BYTES"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "4MiB"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "size in memory at which it goes there before that")),
     .allowed =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "64KiB to 1GiB; without a unit in bytes"))},
    {.name = "BATCH_MIN_AGE_MS"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "50"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "age of its first event from which it goes to a database that is not busy")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "1 to 60000 milliseconds; more than BATCH_MAX_AGE_MS counts as that"))},
    {.name = "BATCH_MAX_AGE_MS"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "250"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "age of its first event at which it goes to a busy one")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 60000 milliseconds"))},
    {.name = "QUEUE_MAX_BYTES"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "64MiB"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "how much memory may wait for the database")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "1MiB to 64GiB, and no less than BATCH_MAX_BYTES; without a unit in bytes"))},
    {.name = "SPOOL_FILE"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "orderflow-spool.db"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "where batches wait on disk while the database is away, slow or refuses them")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "a file that one recorder uses; empty keeps them in memory alone")),
     .mayBeEmpty = true},
    {.name = "SPOOL_MAX_BYTES"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "10GiB"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "how much may wait on disk; beyond it the oldest order books are dropped, never "
         "trades")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "1MiB to 16384GiB; without a unit in bytes"))},
    {.name = "SPOOL_DISK_RESERVE"_L1,
     .group = SettingGroup::Limits,
     .defaultValue = "1GiB"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "how much stays free on the spool's disk; the same is done where it is less")),
     .allowed =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "0 to 16384GiB; without a unit in bytes"))},
    {.name = "REPAIR_GAPS"_L1,
     .group = SettingGroup::Recording,
     .defaultValue = "on"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "whether trades that were missed are fetched from the exchange while recording")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "on or off")),
     .choices = "on off"_L1},
    {.name = "RETENTION_DAYS"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "0"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "days before the newest one that are kept; older ones are dropped whole")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 36500 days; 0 keeps all"))},
    {.name = "RETENTION_GB"_L1,
     .group = SettingGroup::Database,
     .defaultValue = "0"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "what the events may take in the database; beyond it the oldest days are dropped")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "1 to 1000000, in units of 1024 MiB; 0 is no limit"))},
    {.name = "STATUS_LISTEN"_L1,
     .group = SettingGroup::StatusServer,
     .defaultValue = "127.0.0.1:9464"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "where the status is served: health, metrics, JSON, a live WebSocket")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "an IP address and a port, such as 127.0.0.1:9464, [::1]:9464 or, with a "
                    "STATUS_TOKEN, 0.0.0.0:9464; off for none"))},
    {.name = "STATUS_TOKEN"_L1,
     .group = SettingGroup::StatusServer,
     .defaultValue = ""_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting",
         "what clients of the status server have to show, as Authorization: Bearer TOKEN")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "16 characters or more, such as those of openssl rand -hex 32, without spaces; "
                    "empty for none, where STATUS_LISTEN is a loopback address")),
     .mayBeEmpty = true,
     .isSecret = true},
    {.name = "STATUS_TLS_CERT"_L1,
     .group = SettingGroup::StatusServer,
     .defaultValue = ""_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "the certificate that the status server shows; it speaks HTTPS and WSS then")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "a PEM file, the server's certificate first; empty for no TLS")),
     .mayBeEmpty = true},
    {.name = "STATUS_TLS_KEY"_L1,
     .group = SettingGroup::StatusServer,
     .defaultValue = ""_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "the private key of STATUS_TLS_CERT")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "a PEM file, not encrypted; empty for no TLS")),
     .mayBeEmpty = true},
    {.name = "ALERT_SILENT_STREAMS"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = "1"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "how many streams that deliver nothing are worth an alert")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 1000000; 0 turns it off"))},
    {.name = "ALERT_OPEN_GAPS"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = "1"_L1,
     .help =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "how many open gaps of the ledger are")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "1 to 1000000000; 0 turns it off"))},
    {.name = "ALERT_LAG_MS"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = "5000"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "how long from receiving an event to its commit is")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "1 to 86400000 milliseconds; 0 turns it off"))},
    {.name = "ALERT_DISK_FREE"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = "5GiB"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "how little free room on the disk of the database or the spool is")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "1 to 16384GiB; without a unit in bytes; 0 turns it off"))},
    {.name = "ALERT_CLOCK_MS"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = "500"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "how far this machine's clock may be off the exchange's")),
     .allowed = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "1 to 3600000 milliseconds; 0 turns it off"))},
    {.name = "ALERT_WEBHOOK_URL"_L1,
     .group = SettingGroup::Alerts,
     .defaultValue = ""_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "where changes of alerts are posted to, as JSON")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "https://host/path, or http:// to this machine; empty for nowhere")),
     .mayBeEmpty = true,
     .isSecret = true},
    {.name = "LOG_LEVEL"_L1,
     .group = SettingGroup::Log,
     .defaultValue = "INFO"_L1,
     .help = QLatin1StringView(
         QT_TRANSLATE_NOOP("Setting", "the least grave messages that are logged")),
     .allowed =
         QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "DEBUG, INFO, WARNING, ERROR or CRITICAL")),
     .choices = "DEBUG INFO WARNING ERROR CRITICAL"_L1},
    {.name = "LOG_FORMAT"_L1,
     .group = SettingGroup::Log,
     .defaultValue = "text"_L1,
     .help = QLatin1StringView(QT_TRANSLATE_NOOP(
         "Setting", "how they are written: lines for people or a JSON object a line")),
     .allowed = QLatin1StringView(QT_TRANSLATE_NOOP("Setting", "text or json")),
     .choices = "text json"_L1},
});

} // namespace

QString SettingDefinition::optionName() const
{
    return QString(name).toLower().replace(u'_', u'-');
}

std::span<const SettingDefinition> settingDefinitions()
{
    return Definitions;
}

const SettingDefinition *findSetting(QStringView name)
{
    const auto found = std::ranges::find_if(
        Definitions, [name](const SettingDefinition &one) { return one.name == name; });
    return found == Definitions.end() ? nullptr : &*found;
}

} // namespace Orderflow
