#include "settings/settingsloader.h"

#include <QNetworkProxy>
#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

QStringList messages(const LoadedSettings &settings)
{
    QStringList list;
    for (const SettingProblem &problem : settings.problems)
        list << problem.message;
    return list;
}

LoadedSettings fromCommandLine(const QString &name, const QString &text)
{
    SettingsSources sources;
    sources.commandLine.insert(name, text);
    return loadSettings(sources);
}

} // namespace

class TestSettingsLoader : public QObject
{
    Q_OBJECT

private slots:
    void testDefaults();
    void testDefaultsAreThoseOfTheStruct();
    void testGood_data();
    void testGood();
    void testBad_data();
    void testBad();
    void testEmpty_data();
    void testEmpty();
    void testAllProblemsAtOnce();
    void testProxies();
    void testBadProxy();
    void testBadSecrets_data();
    void testBadSecrets();
    void testNoPasswordInMessages_data();
    void testNoPasswordInMessages();
};

void TestSettingsLoader::testDefaults()
{
    const LoadedSettings settings = loadSettings({});
    QCOMPARE(messages(settings), QStringList());
    QCOMPARE(settings.warnings, QStringList());
    const RecorderSettings &recorder = settings.recorder;
    QCOMPARE(recorder.databaseUrl, u"sqlite:///orderflow.db"_s);
    QCOMPARE(recorder.webSocketBaseUrl, QUrl(u"wss://fstream.binance.com/stream"_s));
    QCOMPARE(recorder.restBaseUrl, QUrl(u"https://fapi.binance.com"_s));
    QStringList streams;
    for (const StreamName &stream : recorder.streamNames())
        streams << QString::fromStdString(stream.toString());
    QCOMPARE(streams, (QStringList{u"btcusdt@depth5@100ms"_s, u"ethusdt@depth5@100ms"_s,
                                   u"btcusdt@aggTrade"_s, u"ethusdt@aggTrade"_s}));
    QCOMPARE(toString(settings.logLevel), "INFO"_L1);
}

void TestSettingsLoader::testDefaultsAreThoseOfTheStruct()
{
    const RecorderSettings loaded = loadSettings({}).recorder;
    const RecorderSettings plain;
    QCOMPARE(loaded.batch.maxEvents, plain.batch.maxEvents);
    QCOMPARE(loaded.batch.maxBytes, plain.batch.maxBytes);
    QCOMPARE(loaded.batch.minAge.count(), plain.batch.minAge.count());
    QCOMPARE(loaded.batch.maxAge.count(), plain.batch.maxAge.count());
    QCOMPARE(loaded.queueMaxBytes, plain.queueMaxBytes);
    QCOMPARE(loaded.repairGaps, plain.repairGaps);
    QCOMPARE(loaded.retention, plain.retention);
    QCOMPARE(loadSettings({}).statusServer.listen->toString(),
             StatusServerSettings().listen->toString());
    QCOMPARE(loaded.alerts, plain.alerts);
    QCOMPARE(loaded.alertWebhookUrl, plain.alertWebhookUrl);
}

void TestSettingsLoader::testGood_data()
{
    using Read = QString (*)(const LoadedSettings &);
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Read>("read");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *title, const QString &name, const QString &text, Read read,
                        const QString &value) {
        QTest::newRow(title) << name << text << read << value;
    };
    const Read database = [](const LoadedSettings &from) {
        return from.recorder.databaseUrl;
    };
    row("SQLite", u"DB_URL"_s, u"sqlite:////data/a.db"_s, database, u"sqlite:////data/a.db"_s);
    row("PostgreSQL", u"DB_URL"_s, u"postgresql+psycopg2://a:b@c:5432/d"_s, database,
        u"postgresql+psycopg2://a:b@c:5432/d"_s);
    const Read level = [](const LoadedSettings &from) -> QString {
        return toString(from.logLevel);
    };
    for (const char *name : {"DEBUG", "info", "Warning", "error", "CRITICAL"}) {
        const QString text = QString::fromLatin1(name);
        row(name, u"LOG_LEVEL"_s, text, level, text.toUpper());
    }
    row(
        "log format", u"LOG_FORMAT"_s, u" JSON "_s,
        [](const LoadedSettings &from) -> QString {
            return from.logFormat == LogFormat::Json ? u"json"_s : u"text"_s;
        },
        u"json"_s);
    row(
        "lag for an alert", u"ALERT_LAG_MS"_s, u"0"_s,
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.alerts.lag.count());
        },
        u"0"_s);
    row(
        "room for an alert", u"ALERT_DISK_FREE"_s, u"1GiB"_s,
        [](const LoadedSettings &from) { return QString::number(from.recorder.alerts.diskFree); },
        u"1073741824"_s);
    const auto webhook = [](const LoadedSettings &from) {
        return from.recorder.alertWebhookUrl.toString();
    };
    row("webhook", u"ALERT_WEBHOOK_URL"_s, u" https://x.example/a?b=c "_s, webhook,
        u"https://x.example/a?b=c"_s);
    row("webhook on this machine", u"ALERT_WEBHOOK_URL"_s, u"http://127.0.0.1:1/a"_s, webhook,
        u"http://127.0.0.1:1/a"_s);
    row("no webhook", u"ALERT_WEBHOOK_URL"_s, QString(), webhook, QString());
    row(
        "symbols", u"SYMBOLS_FUTURES"_s, u"solusdt"_s,
        [](const LoadedSettings &from) { return from.recorder.symbols.at(0).toString(); },
        u"SOLUSDT"_s);
    row(
        "all symbols but one", u"SYMBOLS_FUTURES"_s, u"all,!dogeusdt"_s,
        [](const LoadedSettings &from) -> QString {
            return from.recorder.symbolSelection.toString() + u' ' +
                   QString::number(from.recorder.symbols.size());
        },
        u"all,!DOGEUSDT 0"_s);
    row(
        "a half that has the names", u"SHARD"_s, u"2/2"_s,
        [](const LoadedSettings &from) -> QString {
            return from.recorder.symbolSelection.shard().toString() + u' ' +
                   QString::number(from.recorder.symbols.size());
        },
        u"2/2 2"_s);
    row(
        "a quarter that has one of them", u"SHARD"_s, u" 4/4 "_s,
        [](const LoadedSettings &from) { return from.recorder.symbols.at(0).toString(); },
        u"ETHUSDT"_s);
    row(
        "depth", u"FUTURES_STREAMS_DEPTH"_s, u"depth20"_s,
        [](const LoadedSettings &from) {
            return QString::fromStdString(from.recorder.depthStreams.at(0));
        },
        u"depth20"_s);
    row(
        "no depth", u"FUTURES_STREAMS_DEPTH"_s, QString(),
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.depthStreams.size());
        },
        u"0"_s);
    row(
        "no trades", u"FUTURES_STREAMS_TRADES"_s, QString(),
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.tradeStreams.size());
        },
        u"0"_s);
    row(
        "streams from", u"BINANCE_WS_FUTURES_BASE_URL"_s, u"ws://127.0.0.1:1"_s,
        [](const LoadedSettings &from) { return from.recorder.webSocketBaseUrl.toString(); },
        u"ws://127.0.0.1:1"_s);
    row(
        "REST", u"BINANCE_REST_FUTURES_BASE_URL"_s, u"http://localhost:1"_s,
        [](const LoadedSettings &from) { return from.recorder.restBaseUrl.toString(); },
        u"http://localhost:1"_s);
    row(
        "certificates", u"TLS_CA_FILE"_s, u" /etc/ssl/mine.pem "_s,
        [](const LoadedSettings &from) { return from.recorder.tlsCaFile; }, u"/etc/ssl/mine.pem"_s);
    row(
        "streams of a connection", u"STREAMS_PER_CONNECTION"_s, u"1024"_s,
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.streamsPerConnection);
        },
        u"1024"_s);
    row(
        "events", u"BATCH_MAX_EVENTS"_s, u"1000000"_s,
        [](const LoadedSettings &from) { return QString::number(from.recorder.batch.maxEvents); },
        u"1000000"_s);
    row(
        "bytes", u"BATCH_MAX_BYTES"_s, u"64KiB"_s,
        [](const LoadedSettings &from) { return QString::number(from.recorder.batch.maxBytes); },
        u"65536"_s);
    row(
        "least age", u"BATCH_MIN_AGE_MS"_s, u"1"_s,
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.batch.minAge.count());
        },
        u"1"_s);
    row(
        "age", u"BATCH_MAX_AGE_MS"_s, u"60000"_s,
        [](const LoadedSettings &from) {
            return QString::number(from.recorder.batch.maxAge.count());
        },
        u"60000"_s);
    row(
        "queue", u"QUEUE_MAX_BYTES"_s, u"64GiB"_s,
        [](const LoadedSettings &from) { return QString::number(from.recorder.queueMaxBytes); },
        u"68719476736"_s);
    const auto repairs = [](const LoadedSettings &from) {
        return QString::number(from.recorder.repairGaps);
    };
    const auto synchronousCommit = [](const LoadedSettings &from) {
        return QString(toSqlName(from.recorder.storeOptions.synchronousCommit));
    };
    for (const QLatin1StringView value : SynchronousCommitNames) {
        row(qPrintable(u"synchronous_commit "_s + value), u"POSTGRES_SYNCHRONOUS_COMMIT"_s,
            QString(value).toUpper(), synchronousCommit, value);
    }
    const Read layout = [](const LoadedSettings &from) -> QString {
        const StoreOptions &options = from.recorder.storeOptions;
        return QString::number(options.useTimescale) + QString::number(options.useCitus);
    };
    row("no hypertables", u"STORAGE_TIMESCALE"_s, u"off"_s, layout, u"01"_s);
    row("hypertables", u"STORAGE_TIMESCALE"_s, u" Auto "_s, layout, u"11"_s);
    row("not distributed", u"STORAGE_CITUS"_s, u"OFF"_s, layout, u"10"_s);
    row("distributed", u"STORAGE_CITUS"_s, u"auto"_s, layout, u"11"_s);
    row("no repairs", u"REPAIR_GAPS"_s, u"off"_s, repairs, u"0"_s);
    row("no repairs, in another word", u"REPAIR_GAPS"_s, u"False"_s, repairs, u"0"_s);
    row("repairs", u"REPAIR_GAPS"_s, u"YES"_s, repairs, u"1"_s);
    const Read retention = [](const LoadedSettings &from) -> QString {
        return QString::number(from.recorder.retention.days) + u' ' +
               QString::number(from.recorder.retention.bytes);
    };
    row("retention by age", u"RETENTION_DAYS"_s, u"30"_s, retention, u"30 0"_s);
    row("retention by size", u"RETENTION_GB"_s, u"500"_s, retention, u"0 536870912000"_s);
    row("no retention", u"RETENTION_GB"_s, u"0"_s, retention, u"0 0"_s);
    const Read listen = [](const LoadedSettings &from) -> QString {
        const auto &address = from.statusServer.listen;
        return (address ? address->toString() : u"off"_s) + u' ' +
               QString::number(from.statusServer.isListenExplicit);
    };
    row("status", u"STATUS_LISTEN"_s, u" [::1]:80 "_s, listen, u"[::1]:80 1"_s);
    row("no status", u"STATUS_LISTEN"_s, u"Off"_s, listen, u"off 1"_s);
    row(
        "a token", u"STATUS_TOKEN"_s, u" 0123456789abcdef "_s,
        [](const LoadedSettings &from) { return from.statusServer.token; }, u"0123456789abcdef"_s);
}

void TestSettingsLoader::testGood()
{
    using Read = QString (*)(const LoadedSettings &);
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(Read, read);
    const LoadedSettings settings = fromCommandLine(name, text);
    QCOMPARE(messages(settings), QStringList());
    QCOMPARE(settings.warnings, QStringList());
    QTEST(read(settings), "value");
}

void TestSettingsLoader::testBad_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::newRow("database of another kind") << u"DB_URL"_s << u"mysql://me@host/db"_s;
    QTest::newRow("database without a scheme") << u"DB_URL"_s << u"orderflow.db"_s;
    QTest::newRow("synchronous_commit") << u"POSTGRES_SYNCHRONOUS_COMMIT"_s << u"sometimes"_s;
    QTest::newRow("negative lag") << u"ALERT_LAG_MS"_s << u"-1"_s;
    QTest::newRow("gaps") << u"ALERT_OPEN_GAPS"_s << u"some"_s;
    QTest::newRow("silent streams") << u"ALERT_SILENT_STREAMS"_s << u"1000001"_s;
    QTest::newRow("room") << u"ALERT_DISK_FREE"_s << u"5 TB"_s;
    QTest::newRow("clock") << u"ALERT_CLOCK_MS"_s << u"3600001"_s;
    QTest::newRow("format") << u"LOG_FORMAT"_s << u"xml"_s;
    QTest::newRow("level") << u"LOG_LEVEL"_s << u"LOUD"_s;
    QTest::newRow("symbol") << u"SYMBOLS_FUTURES"_s << u"btc/usdt"_s;
    QTest::newRow("share") << u"SHARD"_s << u"5/4"_s;
    QTest::newRow("more shares than there may be") << u"SHARD"_s << u"1/257"_s;
    QTest::newRow("depth") << u"FUTURES_STREAMS_DEPTH"_s << u"depth7"_s;
    QTest::newRow("trades") << u"FUTURES_STREAMS_TRADES"_s << u"trade"_s;
    QTest::newRow("streams from") << u"BINANCE_WS_FUTURES_BASE_URL"_s << u"https://x.example"_s;
    QTest::newRow("REST") << u"BINANCE_REST_FUTURES_BASE_URL"_s << u"ftp://x.example"_s;
    QTest::newRow("no streams") << u"STREAMS_PER_CONNECTION"_s << u"0"_s;
    QTest::newRow("more streams than a connection takes")
        << u"STREAMS_PER_CONNECTION"_s << u"1025"_s;
    QTest::newRow("no events") << u"BATCH_MAX_EVENTS"_s << u"0"_s;
    QTest::newRow("events") << u"BATCH_MAX_EVENTS"_s << u"1000001"_s;
    QTest::newRow("few bytes") << u"BATCH_MAX_BYTES"_s << u"65535"_s;
    QTest::newRow("many bytes") << u"BATCH_MAX_BYTES"_s << u"1073741825"_s;
    QTest::newRow("no least age") << u"BATCH_MIN_AGE_MS"_s << u"0"_s;
    QTest::newRow("least age") << u"BATCH_MIN_AGE_MS"_s << u"60001"_s;
    QTest::newRow("no age") << u"BATCH_MAX_AGE_MS"_s << u"0"_s;
    QTest::newRow("age") << u"BATCH_MAX_AGE_MS"_s << u"60001"_s;
    QTest::newRow("small queue") << u"QUEUE_MAX_BYTES"_s << u"1048575"_s;
    QTest::newRow("large queue") << u"QUEUE_MAX_BYTES"_s << u"65GiB"_s;
    QTest::newRow("more days than a century") << u"RETENTION_DAYS"_s << u"36501"_s;
    QTest::newRow("days before none") << u"RETENTION_DAYS"_s << u"-1"_s;
    QTest::newRow("a part of a GB") << u"RETENTION_GB"_s << u"0.5"_s;
    QTest::newRow("hypertables always") << u"STORAGE_TIMESCALE"_s << u"on"_s;
    QTest::newRow("always distributed") << u"STORAGE_CITUS"_s << u"yes"_s;
    QTest::newRow("a status on a name") << u"STATUS_LISTEN"_s << u"localhost:9464"_s;
    QTest::newRow("a status without a port") << u"STATUS_LISTEN"_s << u"127.0.0.1"_s;
    QTest::newRow("switch") << u"REPAIR_GAPS"_s << u"maybe"_s;
}

void TestSettingsLoader::testBad()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    const LoadedSettings settings = fromCommandLine(name, text);
    QCOMPARE(settings.problems.size(), 1);
    QCOMPARE(settings.problems.first().name, name);
    const QString message = settings.problems.first().message;
    QVERIFY2(message.startsWith(name + u" (command line): "_s), qPrintable(message));
    QVERIFY2(message.contains(text), qPrintable(message));
    const QString allowed = u"; allowed: "_s + findSetting(name)->allowed;
    QVERIFY2(message.endsWith(allowed), qPrintable(message));
}

void TestSettingsLoader::testEmpty_data()
{
    QTest::addColumn<QString>("name");
    for (const SettingDefinition &definition : settingDefinitions())
        QTest::newRow(definition.name.data()) << QString(definition.name);
}

void TestSettingsLoader::testEmpty()
{
    QFETCH(QString, name);
    SettingsSources sources;
    sources.envFile = EnvFile{u"my.env"_s, name.toUtf8() + "=\n"};
    const LoadedSettings fromFile = loadSettings(sources);
    sources.envFile.reset();
    sources.environment.insert(name, u" "_s);
    const LoadedSettings fromEnvironment = loadSettings(sources);
    const LoadedSettings fromOption = fromCommandLine(name, QString());

    if (findSetting(name)->mayBeEmpty) {
        QCOMPARE(messages(fromFile) + messages(fromEnvironment) + messages(fromOption),
                 QStringList());
        return;
    }
    QCOMPARE(fromFile.problems.size(), 1);
    QVERIFY(messages(fromFile).first().startsWith(
        name + u" (my.env line 1): \"\" is empty; remove the line to get the default "_s));
    QCOMPARE(fromEnvironment.problems.size(), 1);
    QVERIFY(messages(fromEnvironment).first().contains(u"unset it in the environment"_s));
    QCOMPARE(fromOption.problems.size(), 1);
    QVERIFY(messages(fromOption)
                .first()
                .contains(u"leave --%1 away"_s.arg(findSetting(name)->optionName())));
}

void TestSettingsLoader::testAllProblemsAtOnce()
{
    SettingsSources sources;
    sources.envFile = EnvFile{u".env"_s, "LOG_LEVEL=LOUD\nno line\n"};
    sources.environment.insert(u"SYMBOLS_FUTURES"_s, u"!"_s);
    sources.commandLine.insert(u"BATCH_MAX_EVENTS"_s, u"many"_s);
    const LoadedSettings settings = loadSettings(sources);
    const QStringList all = messages(settings);
    QCOMPARE(all.size(), 4);
    QVERIFY(all.at(0).startsWith(u".env line 2 is broken"_s));
    QVERIFY(all.at(1).startsWith(u"SYMBOLS_FUTURES (environment): \"!\""_s));
    QVERIFY(all.at(2).startsWith(u"BATCH_MAX_EVENTS (command line): \"many\""_s));
    QVERIFY(all.at(3).startsWith(u"LOG_LEVEL (.env line 1): \"LOUD\""_s));
}

void TestSettingsLoader::testProxies()
{
    SettingsSources sources;
    sources.environment.insert(u"HTTPS_PROXY"_s, u"http://proxy.lan:3128"_s);
    // As curl has it, proxies are the environment's alone.
    sources.envFile = EnvFile{u".env"_s, "ALL_PROXY=socks5://other.lan\n"};
    const LoadedSettings settings = loadSettings(sources);
    QCOMPARE(messages(settings), QStringList());
    const ProxySettings &proxies = settings.recorder.proxies;
    QCOMPARE(proxies.proxyFor(QUrl(u"https://x.example"_s)).hostName(), u"proxy.lan"_s);
    QCOMPARE(proxies.proxyFor(QUrl(u"http://x.example"_s)).type(), QNetworkProxy::NoProxy);
}

void TestSettingsLoader::testBadProxy()
{
    SettingsSources sources;
    sources.environment.insert(u"https_proxy"_s, u"ftp://me:secret@proxy.lan"_s);
    const QStringList found = messages(loadSettings(sources));
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().contains(u"environment variable https_proxy"_s),
             qPrintable(found.first()));
    QVERIFY2(!found.first().contains(u"secret"_s), qPrintable(found.first()));
}

void TestSettingsLoader::testBadSecrets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");
    const auto token = [](const char *name, const QString &text, const QString &why) {
        QTest::addRow("token: %s", name) << u"STATUS_TOKEN"_s << text << why;
    };
    token("short", u"seecret"_s, u"it has 7 characters"_s);
    token("with a space", u"seecret seecret seecret"_s, u"no HTTP header"_s);
    token("with an umlaut", u"seecretseecretseecret\u00e4"_s, u"no HTTP header"_s);
    const auto webhook = [](const char *name, const QString &text, const QString &why) {
        QTest::addRow("webhook: %s", name) << u"ALERT_WEBHOOK_URL"_s << text << why;
    };
    webhook("not encrypted", u"http://x.example/seecret"_s, u"to x.example"_s);
    webhook("another scheme", u"ftp://x.example/seecret"_s, u"https://"_s);
    webhook("no address", u"seecret seecret"_s, u"no address"_s);
    webhook("no host", u"https:///seecret"_s, u"no address"_s);
}

void TestSettingsLoader::testBadSecrets()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(QString, why);
    const LoadedSettings settings = fromCommandLine(name, text);
    QCOMPARE(settings.problems.size(), 1);
    const QString message = messages(settings).first();
    QVERIFY2(message.startsWith(name + u" (command line): "_s), qPrintable(message));
    QVERIFY2(message.contains(why), qPrintable(message));
    QVERIFY2(!message.contains(u"seecret"_s), qPrintable(message));
    const auto value = std::ranges::find_if(
        settings.values, [&name](const SettingValue &one) { return one.definition->name == name; });
    QVERIFY2(!value->shownText().contains(u"seecret"_s), qPrintable(value->shownText()));
    QVERIFY(settings.statusServer.token.isEmpty() && settings.recorder.alertWebhookUrl.isEmpty());
}

void TestSettingsLoader::testNoPasswordInMessages_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown scheme") << u"mysql://me:secret@host/db"_s;
    QTest::newRow("no database") << u"postgresql://me:secret@host"_s;
    QTest::newRow("bad port") << u"postgresql://me:secret@host:x/db"_s;
    QTest::newRow("slash missing") << u"postgresql:/me:secret@host/db"_s;
    QTest::newRow("not encoded") << u"postgresql://me:sec/ret secret@x@host:x/db"_s;
}

void TestSettingsLoader::testNoPasswordInMessages()
{
    QFETCH(QString, text);
    const LoadedSettings settings = fromCommandLine(u"DB_URL"_s, text);
    for (const QString &message : messages(settings))
        QVERIFY2(!message.contains(u"secret"_s), qPrintable(message));
    QVERIFY(!settings.values.first().shownText().contains(u"secret"_s));
}

QTEST_APPLESS_MAIN(TestSettingsLoader)
#include "tst_settingsloader.moc"
