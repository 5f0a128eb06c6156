#include "settings/settingschecks.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

LoadedSettings fromFile(const QByteArray &file)
{
    return loadSettings({EnvFile{u".env"_s, file}, {}, {}});
}

} // namespace

class TestSettingsChecks : public QObject
{
    Q_OBJECT

private slots:
    void testTogether_data();
    void testTogether();
    void testPlainText_data();
    void testPlainText();
    void testStatusForOthers_data();
    void testStatusForOthers();
};

void TestSettingsChecks::testTogether_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("nothing to record")
        << QByteArray("FUTURES_STREAMS_DEPTH=\nFUTURES_STREAMS_TRADES=\n")
        << QStringList{u"FUTURES_STREAMS_DEPTH"_s, u"FUTURES_STREAMS_TRADES"_s, u"both empty"_s};
    QTest::newRow("batch larger than queue")
        << QByteArray("BATCH_MAX_BYTES=8MiB\nQUEUE_MAX_BYTES=7MiB\n")
        << QStringList{u"QUEUE_MAX_BYTES is 7 MiB"_s, u"BATCH_MAX_BYTES 8 MiB"_s};
    QTest::newRow("a share without a name")
        << QByteArray("SHARD=1/2\nSYMBOLS_FUTURES=BTCUSDT,ETHUSDT\n")
        << QStringList{u"SHARD=1/2 has none"_s, u"BTCUSDT,ETHUSDT"_s, u"fewer recorders"_s};
    QTest::newRow("a status for all without a token")
        << QByteArray("STATUS_LISTEN=0.0.0.0:9464\n")
        << QStringList{u"STATUS_LISTEN=0.0.0.0:9464"_s, u"STATUS_TOKEN of 16"_s,
                       u"loopback address such as 127.0.0.1:9464"_s};
    QTest::newRow("a certificate without a key")
        << QByteArray("STATUS_TLS_CERT=a.pem\n")
        << QStringList{u"STATUS_TLS_CERT is given and STATUS_TLS_KEY is not"_s};
    QTest::newRow("a key without a certificate")
        << QByteArray("STATUS_TLS_KEY=a.pem\n")
        << QStringList{u"STATUS_TLS_KEY is given and STATUS_TLS_CERT is not"_s};
}

void TestSettingsChecks::testTogether()
{
    QFETCH(QByteArray, file);
    QFETCH(QStringList, parts);
    const LoadedSettings settings = fromFile(file);
    QCOMPARE(settings.problems.size(), 1);
    const QString message = settings.problems.first().message;
    for (const QString &part : parts)
        QVERIFY2(message.contains(part), qPrintable(message));
}

void TestSettingsChecks::testPlainText_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isWarned");
    const QString streams = u"BINANCE_WS_FUTURES_BASE_URL"_s;
    const QString rest = u"BINANCE_REST_FUTURES_BASE_URL"_s;
    QTest::newRow("ws afar") << streams << u"ws://stream.example"_s << true;
    QTest::newRow("ws to a private address") << streams << u"ws://192.168.1.1"_s << true;
    QTest::newRow("http afar") << rest << u"http://rest.example"_s << true;
    QTest::newRow("ws to localhost") << streams << u"ws://localhost:1"_s << false;
    QTest::newRow("ws to 127.0.0.1") << streams << u"ws://127.0.0.1:1"_s << false;
    QTest::newRow("ws to IPv6 loopback") << streams << u"ws://[::1]:1"_s << false;
    QTest::newRow("http to localhost") << rest << u"http://localhost:1"_s << false;
    QTest::newRow("wss afar") << streams << u"wss://stream.example"_s << false;
}

void TestSettingsChecks::testPlainText()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(bool, isWarned);
    const LoadedSettings settings = fromFile(name.toUtf8() + '=' + text.toUtf8() + '\n');
    QVERIFY(settings.problems.isEmpty());
    QCOMPARE(settings.warnings.size(), isWarned ? 1 : 0);
    if (isWarned) {
        QVERIFY(settings.warnings.first().startsWith(name));
        QVERIFY(settings.warnings.first().contains(QUrl(text).host()));
    }
}

void TestSettingsChecks::testStatusForOthers_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<qsizetype>("warnings");
    QTest::newRow("without TLS") << QByteArray() << qsizetype(1);
    QTest::newRow("with TLS") << QByteArray("STATUS_TLS_CERT=a.pem\nSTATUS_TLS_KEY=b.pem\n")
                              << qsizetype(0);
}

void TestSettingsChecks::testStatusForOthers()
{
    QFETCH(QByteArray, more);
    const QByteArray file = "STATUS_LISTEN=0.0.0.0:9464\nSTATUS_TOKEN=0123456789abcdef\n" + more;
    const LoadedSettings settings = fromFile(file);
    QVERIFY(settings.problems.isEmpty());
    QTEST(settings.warnings.size(), "warnings");
    for (const QString &warning : settings.warnings)
        QVERIFY2(!warning.contains(u"0123456789abcdef"_s), qPrintable(warning));
    QVERIFY(settings.statusServer.isListenExplicit);
    QVERIFY(!loadSettings({}).statusServer.isListenExplicit);
}

QTEST_APPLESS_MAIN(TestSettingsChecks)
#include "tst_settingschecks.moc"
