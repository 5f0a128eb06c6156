#include "ingest/firstarrivals.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestFirstArrivals : public QObject
{
    Q_OBJECT

private slots:
    void testNothing();
    void testFind();
    void testOnlyTheNewest();
    void testInAnyOrder();
};

void TestFirstArrivals::testNothing()
{
    const FirstArrivals arrivals;
    // An id of 0 is one like any other.
    QVERIFY(!arrivals.find(0));
    QVERIFY(!arrivals.find(1));
}

void TestFirstArrivals::testFind()
{
    FirstArrivals arrivals;
    arrivals.add({0, 1, 5s});
    arrivals.add({11'500'000'000'000, 2, 6s});
    const std::optional<FirstArrivals::Arrival> first = arrivals.find(0);
    QVERIFY(first);
    QCOMPARE(first->side, 1);
    QVERIFY(first->at == 5s);
    QCOMPARE(arrivals.find(11'500'000'000'000)->side, 2);
    // It is there to be found more than once.
    QVERIFY(arrivals.find(0));
    QVERIFY(!arrivals.find(1));
}

void TestFirstArrivals::testOnlyTheNewest()
{
    FirstArrivals arrivals;
    for (int id = 1; id <= 1000; ++id)
        arrivals.add({id, 1, id * 1ms});
    QVERIFY(!arrivals.find(1));
    QVERIFY(!arrivals.find(936));
    QVERIFY(arrivals.find(937));
    QVERIFY(arrivals.find(1000)->at == 1s);
}

void TestFirstArrivals::testInAnyOrder()
{
    FirstArrivals arrivals;
    for (const int id : {5, 3, 9, 4})
        arrivals.add({id, 1, id * 1s});
    for (const int id : {3, 4, 5, 9})
        QVERIFY(arrivals.find(id)->at == id * 1s);
}

QTEST_APPLESS_MAIN(TestFirstArrivals)
#include "tst_firstarrivals.moc"
