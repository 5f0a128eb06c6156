#include "gui/source/seriesstore.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"

#include <QTest>

#include <cmath>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

RecorderStatus at(std::chrono::seconds time, int symbolCount = 2)
{
    RecorderStatus status = FakeStatus::healthy(symbolCount);
    status.takenAt = {UtcMicroseconds(time), time};
    return status;
}

const Symbol First = GuiTesting::symbol("S0USDT");
const Symbol Second = GuiTesting::symbol("S1USDT");

} // namespace

class TestSeriesStore : public QObject
{
    Q_OBJECT

private slots:
    void testAPointASecond();
    void testValues();
    void testVolumesAreOfTheTimeBetween();
    void testRestartOfTheRecorder();
    void testSymbolsComeAndGo();
    void testBounded();
    void testClockSetBack();
};

void TestSeriesStore::testAPointASecond()
{
    SeriesStore store;
    for (int tenth = 0; tenth <= 30; ++tenth) {
        RecorderStatus status = at(100s);
        status.takenAt.utc += tenth * 100ms;
        store.add(status);
    }
    QCOMPARE(store.times().size(), std::size_t(4));
    QCOMPARE(store.total().size(), std::size_t(4));
    QCOMPARE(store.of(First).size(), std::size_t(4));
    QVERIFY(store.of(GuiTesting::symbol("NOSUCH")).empty());
}

void TestSeriesStore::testValues()
{
    SeriesStore store;
    RecorderStatus status = at(100s);
    status.symbols[0].streams[1].latencies.receiveToCommit.p99 = 90ms;
    status.symbols[1].streams.clear();
    store.add(status);
    const SeriesPoint &point = store.of(First).back();
    QCOMPARE(point.eventsPerSecond, 17.f);
    QCOMPARE(point.rowsPerSecond, 17.f);
    QCOMPARE(point.commitMs, 90.f);
    QVERIFY(std::isnan(store.of(Second).back().commitMs));
    QCOMPARE(store.total().back().eventsPerSecond, 34.f);
}

void TestSeriesStore::testVolumesAreOfTheTimeBetween()
{
    SeriesStore store;
    store.add(at(100s));
    QCOMPARE(store.of(First).back().bought, 0.f);
    RecorderStatus later = at(101s);
    later.symbols[0].intake.bought = later.symbols[0].intake.bought->plus(Decimal(25, 1));
    later.symbols[0].intake.sold.reset();
    store.add(later);
    QCOMPARE(store.of(First).back().bought, 2.5f);
    QVERIFY(std::isnan(store.of(First).back().sold));
}

void TestSeriesStore::testRestartOfTheRecorder()
{
    SeriesStore store;
    store.add(at(100s));
    RecorderStatus restarted = at(101s);
    restarted.symbols[0].intake.bought = Decimal(3, 0);
    store.add(restarted);
    QCOMPARE(store.of(First).back().bought, 3.f);
}

void TestSeriesStore::testSymbolsComeAndGo()
{
    SeriesStore store;
    store.add(at(100s, 1));
    store.add(at(101s, 2));
    QCOMPARE(store.of(Second).size(), std::size_t(2));
    QVERIFY(std::isnan(store.of(Second).front().eventsPerSecond));
    QCOMPARE(store.of(Second).back().eventsPerSecond, 17.f);
    store.add(at(102s, 1));
    QVERIFY(store.of(Second).empty());
    QCOMPARE(store.of(First).size(), std::size_t(3));
}

void TestSeriesStore::testBounded()
{
    SeriesStore store;
    const auto most = int(SeriesStore::MostPoints);
    for (int second = 0; second < most + 10; ++second)
        store.add(at(std::chrono::seconds(second), 1));
    QCOMPARE(store.times().size(), SeriesStore::MostPoints);
    QCOMPARE(store.of(First).size(), SeriesStore::MostPoints);
    QVERIFY(store.times().front() == UtcMicroseconds(10s));
    // One that comes late has a past as long as all others.
    store.add(at(std::chrono::seconds(most + 10), 2));
    QCOMPARE(store.of(Second).size(), SeriesStore::MostPoints);
}

void TestSeriesStore::testClockSetBack()
{
    SeriesStore store;
    store.add(at(1000s));
    store.add(at(100s));
    store.add(at(101s));
    QCOMPARE(store.times().size(), std::size_t(3));
}

QTEST_APPLESS_MAIN(TestSeriesStore)
#include "tst_seriesstore.moc"
