#include "process/servicenotifier.h"

#include "fakes/notifysocket.h"

#include <QTest>

#include <cstdlib>

#include <unistd.h>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestServiceNotifier : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void testNobodyListens();
    void testNotifies();
    void testListenerIsGone();
    void testWatchdogTime_data();
    void testWatchdogTime();

private:
    static bool isBuiltIn();
};

/// Whether libsystemd was there.
bool TestServiceNotifier::isBuiltIn()
{
    qputenv("NOTIFY_SOCKET", "/nowhere");
    return ServiceNotifier::isListenedTo();
}

void TestServiceNotifier::cleanup()
{
    for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        qunsetenv(name);
}

void TestServiceNotifier::testNobodyListens()
{
    QVERIFY(!ServiceNotifier::isListenedTo());
    QVERIFY(!ServiceNotifier::watchdogTime());
    QVERIFY(!ServiceNotifier::notify("READY=1"));
}

void TestServiceNotifier::testNotifies()
{
    if (!isBuiltIn())
        QSKIP("built without libsystemd");
    NotifySocket manager;
    qputenv("NOTIFY_SOCKET", manager.path().toUtf8());
    QVERIFY(ServiceNotifier::isListenedTo());
    QVERIFY(ServiceNotifier::notify("READY=1\nSTATUS=a text\n"));
    QCOMPARE(manager.lines(), (QByteArrayList{"READY=1", "STATUS=a text"}));
}

void TestServiceNotifier::testListenerIsGone()
{
    if (!isBuiltIn())
        QSKIP("built without libsystemd");
    QVERIFY(!ServiceNotifier::notify("READY=1"));
}

void TestServiceNotifier::testWatchdogTime_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("process");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("ours") << QByteArray("20000000") << QByteArray::number(getpid()) << 20'000;
    QTest::newRow("of any process") << QByteArray("20000000") << QByteArray() << 20'000;
    QTest::newRow("another's") << QByteArray("20000000") << QByteArray("1") << 0;
    QTest::newRow("none") << QByteArray() << QByteArray() << 0;
    QTest::newRow("no number") << QByteArray("soon") << QByteArray() << 0;
}

void TestServiceNotifier::testWatchdogTime()
{
    QFETCH(QByteArray, time);
    QFETCH(QByteArray, process);
    QFETCH(int, milliseconds);
    if (!isBuiltIn())
        QSKIP("built without libsystemd");
    if (!time.isEmpty())
        qputenv("WATCHDOG_USEC", time);
    if (!process.isEmpty())
        qputenv("WATCHDOG_PID", process);
    const auto found = ServiceNotifier::watchdogTime().value_or(0us);
    QCOMPARE(std::chrono::milliseconds(milliseconds), found);
}

QTEST_APPLESS_MAIN(TestServiceNotifier)
#include "tst_servicenotifier.moc"
