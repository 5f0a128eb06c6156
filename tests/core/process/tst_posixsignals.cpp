#include "process/posixsignals.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace Orderflow;

class TestPosixSignals : public QObject
{
    Q_OBJECT

private slots:
    void testRequestsStop_data();
    void testRequestsStop();
    void testSecondInterruptEndsAtOnce();
    void testIgnoredHangupStaysIgnored();
    void testIgnoresBrokenPipe();
    void testRestoresHandlers();
};

void TestPosixSignals::testRequestsStop_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestPosixSignals::testRequestsStop()
{
    QFETCH(int, signal);
    PosixSignals signalsToQt;
    const QSignalSpy spy(&signalsToQt, &StopRequests::stopRequested);
    QCOMPARE(raise(signal), 0);
    QCOMPARE(spy.count(), 0);
    QTRY_COMPARE(spy.count(), 1);
    if (signal != SIGINT) {
        QCOMPARE(raise(signal), 0);
        QTRY_COMPARE(spy.count(), 2);
    }
}

void TestPosixSignals::testSecondInterruptEndsAtOnce()
{
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        const PosixSignals signalsToQt;
        raise(SIGINT);
        raise(SIGTERM);
        raise(SIGINT);
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 128 + SIGINT);
}

void TestPosixSignals::testIgnoredHangupStaysIgnored()
{
    const auto former = std::signal(SIGHUP, SIG_IGN);
    {
        PosixSignals signalsToQt;
        const QSignalSpy spy(&signalsToQt, &StopRequests::stopRequested);
        QCOMPARE(raise(SIGHUP), 0);
        QCOMPARE(raise(SIGTERM), 0);
        QTRY_COMPARE(spy.count(), 1);
    }
    QVERIFY(std::signal(SIGHUP, former) == SIG_IGN);
}

void TestPosixSignals::testIgnoresBrokenPipe()
{
    const PosixSignals signalsToQt;
    struct sigaction action = {};
    QCOMPARE(sigaction(SIGPIPE, nullptr, &action), 0);
    QVERIFY(action.sa_handler == SIG_IGN);
}

void TestPosixSignals::testRestoresHandlers()
{
    struct sigaction before = {};
    QCOMPARE(sigaction(SIGTERM, nullptr, &before), 0);
    {
        const PosixSignals signalsToQt;
        struct sigaction during = {};
        QCOMPARE(sigaction(SIGTERM, nullptr, &during), 0);
        QVERIFY(during.sa_handler != before.sa_handler);
    }
    struct sigaction after = {};
    QCOMPARE(sigaction(SIGTERM, nullptr, &after), 0);
    QVERIFY(after.sa_handler == before.sa_handler);
}

QTEST_GUILESS_MAIN(TestPosixSignals)
#include "tst_posixsignals.moc"
