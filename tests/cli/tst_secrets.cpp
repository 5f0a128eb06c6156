// No password and no key in anything that the real program says.

#include "clirunner.h"

#include <QJsonDocument>
#include <QProcess>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private slots:
    void testRecord_data();
    void testRecord();
    void testDoctor_data();
    void testDoctor();

private:
    QProcessEnvironment environment(const QString &databaseUrl, const QString &format) const;
};

QProcessEnvironment TestSecrets::environment(const QString &databaseUrl,
                                             const QString &format) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DB_URL"_s, databaseUrl);
    environment.insert(u"PGPASSWORD"_s, u"s3cret0"_s);
    environment.insert(u"HTTPS_PROXY"_s, u"http://user:s3cret1@127.0.0.1:1"_s);
    environment.insert(u"HTTP_PROXY"_s, u"http://user:s3cret2@127.0.0.1:1"_s);
    environment.insert(u"ALERT_WEBHOOK_URL"_s, u"http://127.0.0.1:1/hooks/s3cret3?key=s3cret4"_s);
    // Names that lead nowhere, through a proxy that is not there.
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, u"wss://stream.invalid"_s);
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, u"https://rest.invalid"_s);
    environment.insert(u"LOG_LEVEL"_s, u"DEBUG"_s);
    environment.insert(u"LOG_FORMAT"_s, format);
    return environment;
}

void TestSecrets::testRecord_data()
{
    QTest::addColumn<QString>("databaseUrl");
    QTest::addColumn<QString>("format");
    // What has to be among what it says, so that there was something to hide.
    QTest::addColumn<QByteArray>("expected");
    const auto rows = [](const QString &format) {
        const auto row = [&format](const char *name, const QString &url, const char *expected) {
            QTest::addRow("%s, %s", name, qPrintable(format))
                << url << format << QByteArray(expected);
        };
        row("the proxy is away", u"sqlite:///a.db"_s, "roxy");
        row("the database is away", u"postgresql://me:s3cret5%2F%40x@127.0.0.1:1/db"_s,
            "127.0.0.1");
        row("libpq refuses", u"postgresql://me:s3cret5%20x%27@127.0.0.1:1/db?sslmode=odd"_s,
            "sslmode");
        row("no database that is known", u"mysql://me:s3cret5@host/db"_s, "DB_URL");
    };
    rows(u"text"_s);
    rows(u"json"_s);
}

void TestSecrets::testRecord()
{
    QFETCH(QString, databaseUrl);
    QFETCH(QString, format);
    QFETCH(QByteArray, expected);
    const QTemporaryDir folder;
    QProcess recorder;
    recorder.setProcessEnvironment(environment(databaseUrl, format));
    recorder.setWorkingDirectory(folder.path());
    recorder.start(QStringLiteral(RECORDER_PROGRAM), {u"record"_s, u"--json"_s});
    QByteArray err;
    QTRY_VERIFY_WITH_TIMEOUT((err += recorder.readAllStandardError()).contains(expected) ||
                                 recorder.state() == QProcess::NotRunning,
                             60'000);
    // An order to stop would be followed by waiting for what is away.
    recorder.kill();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.state(), QProcess::NotRunning, 60'000);
    const QByteArray out = recorder.readAllStandardOutput();
    err += recorder.readAllStandardError();
    QVERIFY2(err.contains(expected), err);
    QVERIFY2(!out.contains("s3cret"), out);
    QVERIFY2(!err.contains("s3cret"), err);
    if (format != "json"_L1)
        return;
    // The last line may be cut off.
    for (const QByteArray &line : err.first(err.lastIndexOf('\n') + 1).split('\n')) {
        if (!line.isEmpty())
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line);
    }
}

void TestSecrets::testDoctor_data()
{
    QTest::addColumn<QString>("databaseUrl");
    QTest::addColumn<QStringList>("options");
    const QString away = u"postgresql://me:s3cret5%2F%40x@127.0.0.1:1/db"_s;
    QTest::newRow("the database is away") << away << QStringList();
    QTest::newRow("as JSON") << away << QStringList{u"--json"_s};
    QTest::newRow("no database that is known") << u"mysql://me:s3cret5@host/db"_s << QStringList();
}

void TestSecrets::testDoctor()
{
    QFETCH(QString, databaseUrl);
    QFETCH(QStringList, options);
    const QTemporaryDir folder;
    QProcess doctor;
    doctor.setProcessEnvironment(environment(databaseUrl, u"text"_s));
    doctor.setWorkingDirectory(folder.path());
    doctor.start(QStringLiteral(RECORDER_PROGRAM),
                 QStringList{u"doctor"_s, u"--timeout"_s, u"5"_s} + options);
    QVERIFY(doctor.waitForFinished(60'000));
    QCOMPARE(doctor.exitCode(), int(ExitCode::CheckFailed));
    const QByteArray out = doctor.readAllStandardOutput();
    const QByteArray err = doctor.readAllStandardError();
    QVERIFY2(out.contains("roxy"), out);
    QVERIFY2(!out.contains("s3cret"), out);
    QVERIFY2(!err.contains("s3cret"), err);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
