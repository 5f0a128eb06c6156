#include "ratehistory.h"

#include "fakes/fakestatus.h"

#include <QTest>

#include <cmath>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

RecorderStatus statusAt(std::chrono::nanoseconds uptime, double rows)
{
    RecorderStatus status = FakeStatus::healthy(1);
    status.uptime = uptime;
    status.rowsPerSecond = rows;
    status.symbols[0].streams[0].rowsPerSecond = rows;
    status.symbols[0].streams[1].rowsPerSecond = 1;
    return status;
}

/// The newest few; -1 where it is not known.
std::vector<double> newest(const std::vector<double> &values, std::size_t count)
{
    std::vector<double> known;
    for (std::size_t i = values.size() - count; i < values.size(); ++i)
        known.push_back(std::isnan(values[i]) ? -1 : values[i]);
    return known;
}

} // namespace

class TestRateHistory : public QObject
{
    Q_OBJECT

private slots:
    void testEmpty();
    void testASecondEach();
    void testSecondsThatNobodySaw();
    void testAMinuteAtMost();
    void testAnotherRun();
    void testSymbols();
};

void TestRateHistory::testEmpty()
{
    const RateHistory history;
    QCOMPARE(history.total().size(), RateHistory::Seconds);
    QCOMPARE(newest(history.total(), 2), (std::vector<double>{-1, -1}));
}

void TestRateHistory::testASecondEach()
{
    RateHistory history;
    history.add(statusAt(10s, 5));
    history.add(statusAt(10250ms, 6));
    history.add(statusAt(11s, 7));
    // The newest status of a second stands for it.
    QCOMPARE(newest(history.total(), 3), (std::vector<double>{-1, 6, 7}));
}

void TestRateHistory::testSecondsThatNobodySaw()
{
    RateHistory history;
    history.add(statusAt(10s, 5));
    history.add(statusAt(13s, 8));
    QCOMPARE(newest(history.total(), 5), (std::vector<double>{-1, 5, -1, -1, 8}));
}

void TestRateHistory::testAMinuteAtMost()
{
    RateHistory history;
    for (int second = 0; second < 100; ++second)
        history.add(statusAt(std::chrono::seconds(second), second));
    const std::vector<double> values = history.total();
    QCOMPARE(values.front(), 40.0);
    QCOMPARE(values.back(), 99.0);
    history.add(statusAt(200s, 1));
    QCOMPARE(newest(history.total(), 60).front(), -1.0);
    QCOMPARE(newest(history.total(), 2), (std::vector<double>{-1, 1}));
}

void TestRateHistory::testAnotherRun()
{
    RateHistory history;
    history.add(statusAt(10s, 5));
    history.add(statusAt(1s, 2));
    QCOMPARE(newest(history.total(), 3), (std::vector<double>{-1, -1, 2}));
}

void TestRateHistory::testSymbols()
{
    RateHistory history;
    history.add(statusAt(10s, 5));
    history.add(statusAt(11s, 6));
    const Symbol known = FakeStatus::healthy(1).symbols[0].intake.symbol;
    QCOMPARE(newest(history.of(known), 3), (std::vector<double>{-1, 6, 7}));
    QCOMPARE(newest(history.of(*Symbol::parse(std::string_view("OTHER"))), 1),
             (std::vector<double>{-1}));
}

QTEST_APPLESS_MAIN(TestRateHistory)
#include "tst_ratehistory.moc"
