#include "process/posixsignals.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Orderflow;

namespace {

/// Makes this program raise signals instead of testing.
const QString InterruptTwice = QStringLiteral("--interrupt-twice");

} // namespace

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
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), {InterruptTwice});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.exitStatus(), QProcess::NormalExit);
    QCOMPARE(other.exitCode(), 128 + SIGINT);
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

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().contains(InterruptTwice)) {
        const PosixSignals signalsToQt;
        raise(SIGINT);
        raise(SIGTERM);
        raise(SIGINT);
        return 0;
    }
    TestPosixSignals test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_posixsignals.moc"
