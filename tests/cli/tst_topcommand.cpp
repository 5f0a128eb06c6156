#include "clirunner.h"
#include "fakes/fakestatus.h"
#include "fakes/fakestatusserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestTopCommand : public QObject
{
    Q_OBJECT

private slots:
    void testLines();
    void testJson();
    void testStopsOnRequest();
    void testNoAnswer();
    void testToken_data();
    void testToken();
    void testErrors_data();
    void testErrors();
    void testProxyVariable();
    void testTokenIsNoOption();
};

void TestTopCommand::testLines()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(2));
    CliRunner cli;
    const ExitCode code = cli.run({u"top"_s, server.url().toString(), u"--duration=0.5"_s});
    QCOMPARE(int(code), int(ExitCode::Success));
    const QStringList lines = cli.out.trimmed().split(u'\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains(u" Recording · received 3060 · 34.0/s · written 3060"_s),
             qPrintable(lines[0]));
    QVERIFY2(lines[0].endsWith(u"S1USDT 6500.0/6500.1"_s), qPrintable(lines[0]));
    QCOMPARE(lines[1], u"received 3060 · written 3060 · duplicates 0 · lost 0"_s);
    QCOMPARE(cli.err, QString());
}

void TestTopCommand::testJson()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(2));
    CliRunner cli;
    const ExitCode code =
        cli.run({u"top"_s, u"localhost:%1"_s.arg(server.port()), u"--json"_s, u"--duration=0.5"_s});
    QCOMPARE(int(code), int(ExitCode::Success));
    const QStringList lines = cli.out.trimmed().split(u'\n');
    QCOMPARE(lines.size(), 2);
    for (const auto &[line, type] : {std::pair{lines[0], u"status"_s}, {lines[1], u"summary"_s}}) {
        const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
        QCOMPARE(object[u"type"_s].toString(), type);
        QCOMPARE(object[u"eventsReceived"_s].toInteger(), qint64(3060));
    }
}

void TestTopCommand::testStopsOnRequest()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(1));
    CliRunner cli;
    StopRequests stop;
    cli.stopRequests = &stop;
    QTimer asked;
    connect(&asked, &QTimer::timeout, &stop, [&] {
        if (server.clientCount() > 0)
            emit stop.stopRequested();
    });
    asked.start(20);
    const ExitCode code = cli.run({u"top"_s, server.url().toString()});
    QVERIFY(code == ExitCode::Success || code == ExitCode::Failure);
}

void TestTopCommand::testNoAnswer()
{
    FakeStatusServer server;
    const QString address = u"127.0.0.1:%1"_s.arg(server.port());
    server.stop();
    CliRunner cli;
    const ExitCode code = cli.run({u"top"_s, address, u"--duration=0.3"_s});
    QCOMPARE(int(code), int(ExitCode::Failure));
    QVERIFY2(cli.err.contains(u"no status came from %1: connection refused"_s.arg(address)),
             qPrintable(cli.err));
}

void TestTopCommand::testToken_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<ExitCode>("code");
    QTest::newRow("environment") << u"geheim-0123456789"_s << QByteArray() << ExitCode::Success;
    QTest::newRow("file") << u""_s << QByteArray("geheim-0123456789\n") << ExitCode::Success;
    QTest::newRow("file wins") << u"falsch-0123456789"_s << QByteArray("geheim-0123456789\n")
                               << ExitCode::Success;
    QTest::newRow("none") << u""_s << QByteArray() << ExitCode::Failure;
    QTest::newRow("wrong") << u"falsch-0123456789"_s << QByteArray() << ExitCode::Failure;
    QTest::newRow("too short for a setting") << u"geheim"_s << QByteArray() << ExitCode::BadSetting;
    QTest::newRow("empty file") << u"geheim-0123456789"_s << QByteArray("\n")
                                << ExitCode::BadSetting;
    QTest::newRow("two lines") << u""_s << QByteArray("ge\nheim\n") << ExitCode::BadSetting;
    QTest::newRow("too long") << u""_s << QByteArray(5000, 'x') << ExitCode::BadSetting;
}

void TestTopCommand::testToken()
{
    QFETCH(QString, environment);
    QFETCH(QByteArray, file);
    QFETCH(ExitCode, code);
    FakeStatusServer server;
    server.requireToken("geheim-0123456789");
    server.setStatus(FakeStatus::healthy(1));
    CliRunner cli;
    cli.environment.insert(u"STATUS_TOKEN"_s, environment);
    QStringList arguments{u"top"_s, server.url().toString(), u"--duration=0.3"_s};
    if (!file.isEmpty()) {
        cli.writeFile(u"token"_s, file);
        arguments << u"--token-file"_s << cli.folder.filePath(u"token"_s);
    }
    QCOMPARE(int(cli.run(arguments)), int(code));
    const QString said = cli.out + cli.err;
    QVERIFY2(!said.contains(u"geheim"_s) && !said.contains(u"falsch"_s), qPrintable(said));
    if (code == ExitCode::Failure)
        QVERIFY2(cli.err.contains(u"the token is not accepted"_s), qPrintable(cli.err));
}

void TestTopCommand::testErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<ExitCode>("code");
    QTest::addColumn<QString>("message");
    QTest::newRow("address") << QStringList{u"ftp://host"_s} << ExitCode::UsageError
                             << u"\"ftp://host\" has the scheme ftp://"_s;
    QTest::newRow("two addresses")
        << QStringList{u"a"_s, u"b"_s} << ExitCode::UsageError << u"top takes no argument \"b\""_s;
    QTest::newRow("json and plain")
        << QStringList{u"--json"_s, u"--plain"_s} << ExitCode::UsageError
        << u"--json and --plain exclude each other"_s;
    QTest::newRow("duration") << QStringList{u"--duration=soon"_s} << ExitCode::UsageError
                              << u"--duration"_s;
    QTest::newRow("token file") << QStringList{u"--token-file=/no/such/file"_s}
                                << ExitCode::BadSetting
                                << u"--token-file /no/such/file cannot be read: "_s;
    QTest::newRow("certificates") << QStringList{u"--tls-ca-file=/no/such/file"_s}
                                  << ExitCode::BadSetting << u"TLS_CA_FILE"_s;
}

void TestTopCommand::testErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    CliRunner cli;
    const ExitCode code = cli.run(QStringList{u"top"_s} + arguments);
    QVERIFY2(cli.err.contains(message), qPrintable(cli.err));
    QTEST(code, "code");
}

void TestTopCommand::testProxyVariable()
{
    CliRunner cli;
    cli.environment.insert(u"HTTP_PROXY"_s, u"gopher://me:geheim@proxy"_s);
    const ExitCode code = cli.run({u"top"_s, u"--duration=0.3"_s});
    QCOMPARE(int(code), int(ExitCode::BadSetting));
    QVERIFY2(cli.err.contains(u"HTTP_PROXY"_s), qPrintable(cli.err));
    QVERIFY(!cli.err.contains(u"geheim"_s));
}

void TestTopCommand::testTokenIsNoOption()
{
    CliRunner cli;
    const ExitCode code = cli.run({u"top"_s, u"--status-token=geheim"_s});
    QCOMPARE(int(code), int(ExitCode::UsageError));
    QVERIFY(!cli.err.contains(u"geheim"_s));
}

QTEST_GUILESS_MAIN(TestTopCommand)
#include "tst_topcommand.moc"
