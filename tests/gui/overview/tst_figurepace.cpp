#include "gui/overview/figurepace.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestFigurePace : public QObject
{
    Q_OBJECT

private slots:
    void testClocks_data();
    void testClocks();
    void testSkip();

private:
    static constexpr UtcMicroseconds Start{1'700'000'000s};
};

void TestFigurePace::testClocks_data()
{
    QTest::addColumn<qint64>("utcMs");
    QTest::addColumn<qint64>("monotonicMs");
    QTest::addColumn<bool>("isDue");
    QTest::newRow("at once") << qint64(0) << qint64(0) << false;
    QTest::newRow("within the second") << qint64(900) << qint64(900) << false;
    QTest::newRow("after a second") << qint64(1000) << qint64(1000) << true;
    QTest::newRow("a look that was a little early") << qint64(960) << qint64(960) << true;
    // As in the JSON of a recorder elsewhere.
    QTest::newRow("a monotonic clock that stands still") << qint64(1000) << qint64(0) << true;
    QTest::newRow("a UTC clock that was set back") << qint64(-5000) << qint64(100) << true;
    QTest::newRow("a UTC clock that was set forward") << qint64(3'600'000) << qint64(100) << true;
    QTest::newRow("a UTC clock that is slowed down") << qint64(0) << qint64(1000) << true;
    QTest::newRow("another recorder") << qint64(100) << qint64(-100'000) << true;
}

void TestFigurePace::testClocks()
{
    QFETCH(qint64, utcMs);
    QFETCH(qint64, monotonicMs);
    FigurePace pace;
    const ReceiveTime first{Start, std::chrono::nanoseconds(1h)};
    QVERIFY(pace.isDue(first));
    const ReceiveTime later{Start + std::chrono::milliseconds(utcMs),
                            first.monotonic + std::chrono::milliseconds(monotonicMs)};
    QTEST(pace.isDue(later), "isDue");
    // It counts from when it was due.
    QVERIFY(!pace.isDue({later.utc + 40ms, later.monotonic + 40ms}));
}

void TestFigurePace::testSkip()
{
    FigurePace pace;
    const ReceiveTime now{Start, 1h};
    QVERIFY(pace.isDue(now));
    QVERIFY(!pace.isDue(now));
    pace.skip();
    QVERIFY(pace.isDue(now));
    QVERIFY(!pace.isDue(now));
}

QTEST_GUILESS_MAIN(TestFigurePace)
#include "tst_figurepace.moc"
