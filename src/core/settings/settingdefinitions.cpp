#include "settings/settingdefinitions.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Definitions = std::to_array<SettingDefinition>({
    {.name = "DB_URL"_L1,
     .defaultValue = "sqlite:///orderflow.db"_L1,
     .help = "the database that is recorded into"_L1,
     .allowed = "postgresql://user:password@host:port/database, sqlite:///relative/file or "
                "sqlite:////absolute/file"_L1,
     .mayHoldPassword = true},
    {.name = "POSTGRES_SYNCHRONOUS_COMMIT"_L1,
     .defaultValue = "on"_L1,
     .help = "what a commit on PostgreSQL waits for before its events count as written"_L1,
     .allowed = "on, off, local, remote_write or remote_apply"_L1},
    {.name = "STORAGE_TIMESCALE"_L1,
     .defaultValue = "auto"_L1,
     .help = "whether new tables become hypertables where the database has TimescaleDB"_L1,
     .allowed = "auto or off"_L1},
    {.name = "STORAGE_CITUS"_L1,
     .defaultValue = "auto"_L1,
     .help = "whether empty tables are distributed by symbol where the database has Citus"_L1,
     .allowed = "auto or off"_L1},
    {.name = "SYMBOLS_FUTURES"_L1,
     .defaultValue = "[\"btcusdt\",\"ethusdt\"]"_L1,
     .help = "the symbols that are recorded"_L1,
     .allowed =
         "names, patterns such as *USDT or BTC*, all, and with a ! what is left out, such as "
         "!DOGEUSDT; a JSON list or separated by commas"_L1},
    {.name = "SHARD"_L1,
     .defaultValue = "1/1"_L1,
     .help = "which share of these symbols is recorded, such as 2/4, where several recorders "
             "divide them"_L1,
     .allowed = "K/N, the K-th of N shares, with N up to 256 and K from 1 to N"_L1},
    {.name = "FUTURES_STREAMS_DEPTH"_L1,
     .defaultValue = "depth5@100ms"_L1,
     .help = "the order book streams of each symbol"_L1,
     .allowed =
         "depth, depth5, depth10 or depth20 (every 250 ms), each also with @100ms or @500ms, "
         "and depth@0ms; a JSON list or separated by commas; empty records no books"_L1,
     .mayBeEmpty = true},
    {.name = "FUTURES_STREAMS_TRADES"_L1,
     .defaultValue = "aggTrade"_L1,
     .help = "the trade streams of each symbol"_L1,
     .allowed = "aggTrade; empty records no trades"_L1,
     .mayBeEmpty = true},
    {.name = "BINANCE_WS_FUTURES_BASE_URL"_L1,
     .defaultValue = "wss://fstream.binance.com/stream"_L1,
     .help = "where the streams come from"_L1,
     .allowed = "wss://host or ws://host:port"_L1,
     .mayHoldPassword = true},
    {.name = "BINANCE_REST_FUTURES_BASE_URL"_L1,
     .defaultValue = "https://fapi.binance.com"_L1,
     .help = "where the exchange answers questions"_L1,
     .allowed = "https://host or http://host:port"_L1,
     .mayHoldPassword = true},
    {.name = "TLS_CA_FILE"_L1,
     .defaultValue = ""_L1,
     .help = "certificates that are trusted besides the system's"_L1,
     .allowed = "a PEM file, such as that of a company's proxy; empty for the system's alone"_L1,
     .mayBeEmpty = true},
    {.name = "STREAMS_PER_CONNECTION"_L1,
     .defaultValue = "200"_L1,
     .help = "the most streams on one connection to the exchange"_L1,
     .allowed = "1 to 1024"_L1},
    {.name = "FEED_REDUNDANCY"_L1,
     .defaultValue = "1"_L1,
     .help = "how many connections deliver each stream; with 2, losing either loses nothing"_L1,
     .allowed = "1 or 2"_L1},
    {.name = "CONNECTION_MAX_AGE_S"_L1,
     .defaultValue = "82800"_L1,
     .help = "age in seconds at which a connection is replaced; the exchange cuts at 86400"_L1,
     .allowed = "5 to 86000 seconds"_L1},
    {.name = "BATCH_MAX_EVENTS"_L1,
     .defaultValue = "5000"_L1,
     .help = "events after which a batch goes to the database"_L1,
     .allowed = "1 to 1000000"_L1},
    {.name = "BATCH_MAX_BYTES"_L1,
     .defaultValue = "4MiB"_L1,
     .help = "size in memory at which it goes there before that"_L1,
     .allowed = "64KiB to 1GiB; without a unit in bytes"_L1},
    {.name = "BATCH_MIN_AGE_MS"_L1,
     .defaultValue = "50"_L1,
     .help = "age of its first event from which it goes to a database that is not busy"_L1,
     .allowed = "1 to 60000 milliseconds; more than BATCH_MAX_AGE_MS counts as that"_L1},
    {.name = "BATCH_MAX_AGE_MS"_L1,
     .defaultValue = "250"_L1,
     .help = "age of its first event at which it goes to a busy one"_L1,
     .allowed = "1 to 60000 milliseconds"_L1},
    {.name = "QUEUE_MAX_BYTES"_L1,
     .defaultValue = "64MiB"_L1,
     .help = "how much memory may wait for the database"_L1,
     .allowed = "1MiB to 64GiB, and no less than BATCH_MAX_BYTES; without a unit in bytes"_L1},
    {.name = "SPOOL_FILE"_L1,
     .defaultValue = "orderflow-spool.db"_L1,
     .help = "where batches wait on disk while the database is away, slow or refuses them"_L1,
     .allowed = "a file that one recorder uses; empty keeps them in memory alone"_L1,
     .mayBeEmpty = true},
    {.name = "SPOOL_MAX_BYTES"_L1,
     .defaultValue = "10GiB"_L1,
     .help = "how much may wait on disk; beyond it the oldest order books are dropped, never "
             "trades"_L1,
     .allowed = "1MiB to 16384GiB; without a unit in bytes"_L1},
    {.name = "SPOOL_DISK_RESERVE"_L1,
     .defaultValue = "1GiB"_L1,
     .help = "how much stays free on the spool's disk; the same is done where it is less"_L1,
     .allowed = "0 to 16384GiB; without a unit in bytes"_L1},
    {.name = "REPAIR_GAPS"_L1,
     .defaultValue = "on"_L1,
     .help = "whether trades that were missed are fetched from the exchange while recording"_L1,
     .allowed = "on or off"_L1},
    {.name = "RETENTION_DAYS"_L1,
     .defaultValue = "0"_L1,
     .help = "days before the newest one that are kept; older ones are dropped whole"_L1,
     .allowed = "1 to 36500 days; 0 keeps all"_L1},
    {.name = "RETENTION_GB"_L1,
     .defaultValue = "0"_L1,
     .help = "what the events may take in the database; beyond it the oldest days are dropped"_L1,
     .allowed = "1 to 1000000, in units of 1024 MiB; 0 is no limit"_L1},
    {.name = "STATUS_LISTEN"_L1,
     .defaultValue = "127.0.0.1:9464"_L1,
     .help = "where the status is served: health, metrics, JSON, a live WebSocket"_L1,
     .allowed = "an IP address and a port, such as 127.0.0.1:9464, [::1]:9464 or, with a "
                "STATUS_TOKEN, 0.0.0.0:9464; off for none"_L1},
    {.name = "STATUS_TOKEN"_L1,
     .defaultValue = ""_L1,
     .help = "what clients of the status server have to show, as Authorization: Bearer TOKEN"_L1,
     .allowed = "16 characters or more, such as those of openssl rand -hex 32, without spaces; "
                "empty for none, where STATUS_LISTEN is a loopback address"_L1,
     .mayBeEmpty = true,
     .isSecret = true},
    {.name = "STATUS_TLS_CERT"_L1,
     .defaultValue = ""_L1,
     .help = "the certificate that the status server shows; it speaks HTTPS and WSS then"_L1,
     .allowed = "a PEM file, the server's certificate first; empty for no TLS"_L1,
     .mayBeEmpty = true},
    {.name = "STATUS_TLS_KEY"_L1,
     .defaultValue = ""_L1,
     .help = "the private key of STATUS_TLS_CERT"_L1,
     .allowed = "a PEM file, not encrypted; empty for no TLS"_L1,
     .mayBeEmpty = true},
    {.name = "ALERT_SILENT_STREAMS"_L1,
     .defaultValue = "1"_L1,
     .help = "how many streams that deliver nothing are worth an alert"_L1,
     .allowed = "1 to 1000000; 0 turns it off"_L1},
    {.name = "ALERT_OPEN_GAPS"_L1,
     .defaultValue = "1"_L1,
     .help = "how many open gaps of the ledger are"_L1,
     .allowed = "1 to 1000000000; 0 turns it off"_L1},
    {.name = "ALERT_LAG_MS"_L1,
     .defaultValue = "5000"_L1,
     .help = "how long from receiving an event to its commit is"_L1,
     .allowed = "1 to 86400000 milliseconds; 0 turns it off"_L1},
    {.name = "ALERT_DISK_FREE"_L1,
     .defaultValue = "5GiB"_L1,
     .help = "how little free room on the disk of the database or the spool is"_L1,
     .allowed = "1 to 16384GiB; without a unit in bytes; 0 turns it off"_L1},
    {.name = "ALERT_CLOCK_MS"_L1,
     .defaultValue = "500"_L1,
     .help = "how far this machine's clock may be off the exchange's"_L1,
     .allowed = "1 to 3600000 milliseconds; 0 turns it off"_L1},
    {.name = "ALERT_WEBHOOK_URL"_L1,
     .defaultValue = ""_L1,
     .help = "where changes of alerts are posted to, as JSON"_L1,
     .allowed = "https://host/path, or http:// to this machine; empty for nowhere"_L1,
     .mayBeEmpty = true,
     .isSecret = true},
    {.name = "LOG_LEVEL"_L1,
     .defaultValue = "INFO"_L1,
     .help = "the least grave messages that are logged"_L1,
     .allowed = "DEBUG, INFO, WARNING, ERROR or CRITICAL"_L1},
    {.name = "LOG_FORMAT"_L1,
     .defaultValue = "text"_L1,
     .help = "how they are written: lines for people or a JSON object a line"_L1,
     .allowed = "text or json"_L1},
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
