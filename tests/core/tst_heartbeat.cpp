#include "heartbeat.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestHeartbeat : public QObject
{
    Q_OBJECT

private slots:
    void testIsOverdue_data();
    void testIsOverdue();
};

void TestHeartbeat::testIsOverdue_data()
{
    QTest::addColumn<Heartbeat>("heartbeat");
    QTest::addColumn<bool>("isOverdue");
    QTest::newRow("none yet") << Heartbeat{} << false;
    QTest::newRow("just now") << Heartbeat{100s, 1s} << false;
    QTest::newRow("at its limit") << Heartbeat{70s, 30s} << false;
    QTest::newRow("beyond it") << Heartbeat{69s, 30s} << true;
    QTest::newRow("without a limit") << Heartbeat{0s, std::nullopt} << false;
}

void TestHeartbeat::testIsOverdue()
{
    QFETCH(Heartbeat, heartbeat);
    QTEST(heartbeat.isOverdue(100s), "isOverdue");
}

QTEST_APPLESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
