#include "gui/charts/timeaxis.h"

#include <QStringList>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// 2024-07-18 14:00:00 UTC.
constexpr UtcMicroseconds Two{1'721'311'200s};

QStringList textsOf(const TimeAxis &axis, double spacing)
{
    QStringList texts;
    for (const TimeAxis::Tick &tick : axis.ticks(spacing))
        texts.append(tick.text);
    return texts;
}

} // namespace

class TestTimeAxis : public QObject
{
    Q_OBJECT

private slots:
    void testThereAndBack();
    void testTicks_data();
    void testTicks();
    void testNothingBetween();
};

void TestTimeAxis::testThereAndBack()
{
    const TimeAxis axis(Two, Two + 15min, 10, 900);
    QCOMPARE(axis.xOf(Two), 10.0);
    QCOMPARE(axis.xOf(Two + 15min), 910.0);
    QCOMPARE(axis.xOf(Two + 5min), 310.0);
    QVERIFY(axis.timeAt(310) == Two + 5min);
}

void TestTimeAxis::testTicks_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<double>("spacing");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("quarter of an hour")
        << qint64(0) << qint64(900) << 250.0
        << QStringList{u"14:00"_s, u"14:05"_s, u"14:10"_s, u"14:15"_s};
    QTest::newRow("no round start")
        << qint64(61) << qint64(900) << 250.0 << QStringList{u"14:05"_s, u"14:10"_s, u"14:15"_s};
    QTest::newRow("a minute") << qint64(0) << qint64(60) << 450.0
                              << QStringList{u"14:00:00"_s, u"14:00:30"_s, u"14:01:00"_s};
    QTest::newRow("a day") << qint64(0) << qint64(86'400) << 220.0
                           << QStringList{u"18:00"_s, u"00:00"_s, u"06:00"_s, u"12:00"_s};
    QTest::newRow("a week, a day each")
        << qint64(0) << qint64(7 * 86'400) << 120.0
        << QStringList{u"00:00"_s, u"00:00"_s, u"00:00"_s, u"00:00"_s,
                       u"00:00"_s, u"00:00"_s, u"00:00"_s};
}

void TestTimeAxis::testTicks()
{
    QFETCH(qint64, offset);
    QFETCH(qint64, seconds);
    QFETCH(double, spacing);
    const UtcMicroseconds from = Two + std::chrono::seconds(offset);
    const TimeAxis axis(from, from + std::chrono::seconds(seconds), 0, 900);
    QTEST(textsOf(axis, spacing), "texts");
    const std::vector<TimeAxis::Tick> ticks = axis.ticks(spacing);
    for (std::size_t i = 1; i < ticks.size(); ++i)
        QVERIFY(ticks[i].x - ticks[i - 1].x >= spacing - 1e-6);
}

void TestTimeAxis::testNothingBetween()
{
    const TimeAxis axis(Two, Two, 0, 0);
    QVERIFY(std::isfinite(axis.xOf(Two + 1s)));
    QVERIFY(axis.ticks(100).size() <= 1);
}

QTEST_APPLESS_MAIN(TestTimeAxis)
#include "tst_timeaxis.moc"
