#include "gui/source/figurepace.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Start{1'700'000'000s};

ReceiveTime after(std::chrono::milliseconds time)
{
    return {Start + time, std::chrono::nanoseconds(1h) + time};
}

} // namespace

class TestFigurePace : public QObject
{
    Q_OBJECT

private slots:
    void testClocks_data();
    void testClocks();
    void testQuarters();
    void testSkip();
};

void TestFigurePace::testClocks_data()
{
    QTest::addColumn<qint64>("utcMs");
    QTest::addColumn<qint64>("monotonicMs");
    QTest::addColumn<bool>("isDue");
    QTest::newRow("at once") << qint64(0) << qint64(0) << false;
    QTest::newRow("within the second") << qint64(900) << qint64(900) << false;
    QTest::newRow("after a second") << qint64(1000) << qint64(1000) << true;
    // As in the JSON of a recorder elsewhere.
    QTest::newRow("a monotonic clock that stands still") << qint64(1000) << qint64(0) << true;
    QTest::newRow("a UTC clock that was set back") << qint64(-5000) << qint64(100) << true;
    QTest::newRow("a UTC clock that was set forward") << qint64(3'600'000) << qint64(100) << true;
}

void TestFigurePace::testClocks()
{
    QFETCH(qint64, utcMs);
    QFETCH(qint64, monotonicMs);
    FigurePace pace(FigurePace::Quarter::Series);
    const ReceiveTime first = after(0ms);
    QVERIFY(pace.isDue(first));
    const ReceiveTime later{Start + std::chrono::milliseconds(utcMs),
                            first.monotonic + std::chrono::milliseconds(monotonicMs)};
    QTEST(pace.isDue(later), "isDue");
    QVERIFY(!pace.isDue(later));
}

// However looks fall, each kind comes once a second, and no two of them in one look.
void TestFigurePace::testQuarters()
{
    using enum FigurePace::Quarter;
    for (const std::chrono::milliseconds look : {100ms, 170ms, 250ms}) {
        std::array paces{FigurePace(Series), FigurePace(Tiles), FigurePace(Table),
                         FigurePace(Banner)};
        std::array<int, 4> counts{};
        // All are shown at first.
        for (FigurePace &pace : paces)
            QVERIFY(pace.isDue(after(0ms)));
        for (std::chrono::milliseconds time = look; time < 60s + look; time += look) {
            int due = 0;
            for (std::size_t i = 0; i < paces.size(); ++i) {
                if (!paces[i].isDue(after(time)))
                    continue;
                ++counts[i];
                ++due;
            }
            QVERIFY2(due <= 1, qPrintable(QString::number(time.count())));
        }
        for (const int count : counts)
            QCOMPARE(count, 60);
    }
}

void TestFigurePace::testSkip()
{
    FigurePace pace(FigurePace::Quarter::Banner);
    const ReceiveTime now = after(0ms);
    QVERIFY(pace.isDue(now));
    QVERIFY(!pace.isDue(now));
    pace.skip();
    QVERIFY(pace.isDue(now));
    QVERIFY(!pace.isDue(now));
}

QTEST_GUILESS_MAIN(TestFigurePace)
#include "tst_figurepace.moc"
