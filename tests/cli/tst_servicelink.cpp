// The recorder as systemd runs it: the real program, and a socket that listens as systemd does.

#include "servicelink.h"

#include "clirunner.h"
#include "fakes/notifysocket.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QProcess>
#include <QSignalSpy>

#include <csignal>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using Phase = ServiceState::Phase;

class TestServiceLink : public QObject
{
    Q_OBJECT

private slots:
    void testState_data();
    void testState();
    void testHungThread();
    void testCourse();

private:
    static QProcessEnvironment environmentOf(const QString &socket, const QString &folder,
                                             const ReplayServer &exchange);
};

void TestServiceLink::testState_data()
{
    QTest::addColumn<RecorderState>("state");
    QTest::addColumn<ServiceState::Phase>("phase");
    QTest::newRow("idle") << RecorderState::Idle << Phase::Starting;
    QTest::newRow("asking") << RecorderState::AskingExchange << Phase::Starting;
    QTest::newRow("opening") << RecorderState::Starting << Phase::Starting;
    QTest::newRow("recording") << RecorderState::Recording << Phase::Running;
    QTest::newRow("stopping") << RecorderState::Stopping << Phase::Stopping;
    QTest::newRow("stopped") << RecorderState::Stopped << Phase::Stopping;
    QTest::newRow("failed") << RecorderState::Failed << Phase::Stopping;
}

void TestServiceLink::testState()
{
    QFETCH(RecorderState, state);
    RecorderStatus status;
    status.state = state;
    const ServiceState told = serviceState(status);
    QTEST(told.phase, "phase");
    QCOMPARE(told.text, verdict(status));
    QVERIFY(told.isAlive);
}

void TestServiceLink::testHungThread()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.hungThread = u"storage"_s;
    QVERIFY(!serviceState(status).isAlive);
    QVERIFY(serviceState(status).text.contains(u"the storage thread"_s));
}

QProcessEnvironment TestServiceLink::environmentOf(const QString &socket, const QString &folder,
                                                   const ReplayServer &exchange)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NOTIFY_SOCKET"_s, socket);
    environment.insert(u"WATCHDOG_USEC"_s, u"400000"_s);
    environment.insert(u"DB_URL"_s, u"sqlite:///a.db"_s);
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, exchange.webSocketUrl().toString());
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, exchange.restUrl().toString());
    environment.insert(u"SPOOL_FILE"_s, folder + u"/spool.db"_s);
    return environment;
}

void TestServiceLink::testCourse()
{
    if (!qEnvironmentVariableIsEmpty("NOTIFY_SOCKET"))
        QSKIP("a service manager listens to this test itself");
    NotifySocket manager;
    const QTemporaryDir folder;
    ReplayServer exchange({}, makeSyntheticMarket({}));
    QVERIFY(exchange.listen(0));

    QProcess recorder;
    recorder.setProcessEnvironment(environmentOf(manager.path(), folder.path(), exchange));
    recorder.setWorkingDirectory(folder.path());
    recorder.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    recorder.setStandardOutputFile(QProcess::nullDevice());
    recorder.start(QStringLiteral(RECORDER_PROGRAM), {u"record"_s, u"--plain"_s});
    QVERIFY(recorder.waitForStarted());
#ifdef ORDERFLOW_HAS_SYSTEMD
    QTRY_COMPARE_WITH_TIMEOUT(manager.count("READY=1"), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(manager.count("STATUS=Recording") > 0, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(manager.count("WATCHDOG=1") > 5, 60'000);
    QCOMPARE(manager.count("STOPPING=1"), 0);
#else
    QTRY_VERIFY_WITH_TIMEOUT(exchange.framesSent() > 0, 60'000);
    QCOMPARE(manager.lines(), QByteArrayList());
#endif
    recorder.terminate();
    QVERIFY(recorder.waitForFinished(60'000));
    QCOMPARE(recorder.exitCode(), 0);
#ifdef ORDERFLOW_HAS_SYSTEMD
    QCOMPARE(manager.count("STOPPING=1"), 1);
    QCOMPARE(manager.count("READY=1"), 1);
#endif
}

QTEST_GUILESS_MAIN(TestServiceLink)
#include "tst_servicelink.moc"
