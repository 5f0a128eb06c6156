#include "sparkline.h"

#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr double Unknown = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;

} // namespace

Q_DECLARE_METATYPE(Values)

class TestSparkline : public QObject
{
    Q_OBJECT

private slots:
    void testLine_data();
    void testLine();
    void testChart();
    void testLargest();
};

void TestSparkline::testLine_data()
{
    QTest::addColumn<Values>("values");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("unicode");
    QTest::addColumn<QString>("ascii");
    QTest::newRow("all heights") << Values{1, 2, 3, 4, 5, 6, 7, 8} << 8 << u"▁▂▃▄▅▆▇█"_s
                                 << u".:-=+*#@"_s;
    QTest::newRow("the newest fit") << Values{8, 1, 8} << 2 << u"▁█"_s << u".@"_s;
    QTest::newRow("filled") << Values{8} << 3 << u"  █"_s << u"  @"_s;
    QTest::newRow("nothing and unknown are blank")
        << Values{0, 8, Unknown, 4} << 4 << u" █ ▄"_s << u" @ ="_s;
    QTest::newRow("a little can be seen") << Values{1000, 1} << 2 << u"█▁"_s << u"@."_s;
    QTest::newRow("all unknown") << Values{Unknown, Unknown} << 2 << u"  "_s << u"  "_s;
    QTest::newRow("none") << Values{} << 2 << u"  "_s << u"  "_s;
    QTest::newRow("no room") << Values{1} << 0 << QString() << QString();
}

void TestSparkline::testLine()
{
    QFETCH(Values, values);
    QFETCH(int, width);
    QTEST(Sparkline::line(values, width, Glyphs::Unicode), "unicode");
    QTEST(Sparkline::line(values, width, Glyphs::Ascii), "ascii");
}

void TestSparkline::testChart()
{
    QCOMPARE(Sparkline::chart({1, 8, 12, 16}, 5, 2, Glyphs::Unicode),
             (QStringList{u"   ▄█"_s, u" ▁███"_s}));
}

void TestSparkline::testLargest()
{
    QCOMPARE(Sparkline::largest({1, Unknown, 3, 2}), 3.0);
    QCOMPARE(Sparkline::largest({Unknown}), 0.0);
}

QTEST_APPLESS_MAIN(TestSparkline)
#include "tst_sparkline.moc"
