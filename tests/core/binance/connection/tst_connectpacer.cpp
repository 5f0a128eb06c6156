#include "binance/connection/connectpacer.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestConnectPacer : public QObject
{
    Q_OBJECT

private slots:
    void testFirstIsAtOnce();
    void testOneASecond();
    void testAskingForLater();
    void testNoMoreThan300In5Minutes();
};

void TestConnectPacer::testFirstIsAtOnce()
{
    ConnectPacer pacer;
    QCOMPARE(pacer.reserve(1000s), std::chrono::nanoseconds(1000s));
}

void TestConnectPacer::testOneASecond()
{
    ConnectPacer pacer;
    for (int i = 0; i < 10; ++i)
        QCOMPARE(pacer.reserve(1000s), std::chrono::nanoseconds(1000s + i * 1s));
    QCOMPARE(pacer.reserve(1500s), std::chrono::nanoseconds(1500s));
}

void TestConnectPacer::testAskingForLater()
{
    ConnectPacer pacer;
    QCOMPARE(pacer.reserve(1030s), std::chrono::nanoseconds(1030s));
    QCOMPARE(pacer.reserve(1000s), std::chrono::nanoseconds(1031s));
}

void TestConnectPacer::testNoMoreThan300In5Minutes()
{
    ConnectPacer pacer;
    std::vector<std::chrono::nanoseconds> moments;
    moments.reserve(2000);
    for (int i = 0; i < 2000; ++i)
        moments.push_back(pacer.reserve(1000s));
    for (std::size_t i = 300; i < moments.size(); ++i)
        QVERIFY(moments[i] - moments[i - 300] >= 5min);
}

QTEST_APPLESS_MAIN(TestConnectPacer)
#include "tst_connectpacer.moc"
