#include "statustext.h"

#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestStatusText : public QObject
{
    Q_OBJECT

private slots:
    void testCount();
    void testRate();
    void testUptime_data();
    void testUptime();
    void testLag_data();
    void testLag();
    void testAge();
    void testCoverage();
    void testDifference();
    void testBytes();
    void testSummary();
    void testStatusLine();
};

void TestStatusText::testCount()
{
    QCOMPARE(StatusText::count(0), u"0"_s);
    QCOMPARE(StatusText::count(999), u"999"_s);
    QCOMPARE(StatusText::count(1'234'567), u"1,234,567"_s);
}

void TestStatusText::testRate()
{
    QCOMPARE(StatusText::rate(0), u"0.0"_s);
    QCOMPARE(StatusText::rate(12.34), u"12.3"_s);
    QCOMPARE(StatusText::rate(1234.5), u"1,234"_s);
}

void TestStatusText::testUptime_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("start") << qint64(0) << u"0:00:00"_s;
    QTest::newRow("a minute") << qint64(61) << u"0:01:01"_s;
    QTest::newRow("almost a day") << qint64(86399) << u"23:59:59"_s;
    QTest::newRow("a day") << qint64(86400) << u"1 d 0:00:00"_s;
    QTest::newRow("months") << qint64(100 * 86400 + 3600) << u"100 d 1:00:00"_s;
}

void TestStatusText::testUptime()
{
    QFETCH(qint64, seconds);
    QTEST(StatusText::uptime(std::chrono::seconds(seconds) + 999ms), "text");
}

void TestStatusText::testLag_data()
{
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qint64(0) << u"0"_s;
    QTest::newRow("milliseconds") << qint64(12'400) << u"12"_s;
    QTest::newRow("clock behind") << qint64(-1'250'000) << u"-1250"_s;
    QTest::newRow("seconds") << qint64(125'000'000) << u"125 s"_s;
    QTest::newRow("hours") << qint64(47) * 3600 * 1'000'000 << u"47 h"_s;
    QTest::newRow("a capture of 2024") << qint64(853) * 86400 * 1'000'000 << u"853 d"_s;
}

void TestStatusText::testLag()
{
    QFETCH(qint64, microseconds);
    QTEST(StatusText::lag(std::chrono::microseconds(microseconds)), "text");
}

void TestStatusText::testAge()
{
    QCOMPARE(StatusText::age(80ms), u"80 ms"_s);
    QCOMPARE(StatusText::age(1s), u"1 s"_s);
    QCOMPARE(StatusText::age(119'900ms), u"119 s"_s);
    QCOMPARE(StatusText::age(5min), u"5 min"_s);
    QCOMPARE(StatusText::age(3h), u"3 h"_s);
    QCOMPARE(StatusText::age(100h), u"4 d"_s);
}

void TestStatusText::testCoverage()
{
    QCOMPARE(StatusText::coverage(1), u"100 %"_s);
    // What is not all never looks like it.
    QCOMPARE(StatusText::coverage(0.9999999), u"99.99 %"_s);
    QCOMPARE(StatusText::coverage(0.5), u"50.00 %"_s);
    QCOMPARE(StatusText::coverage(0), u"0.00 %"_s);
}

void TestStatusText::testDifference()
{
    QCOMPARE(StatusText::difference(Decimal(639488, 1), Decimal(639487, 1)), u"0.1"_s);
    QCOMPARE(StatusText::difference(Decimal(1, 0), Decimal(999, 3)), u"0.001"_s);
    QCOMPARE(StatusText::difference(Decimal(1, 3), Decimal(2, 0)), u"-1.999"_s);
    const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    QCOMPARE(StatusText::difference(Decimal(largest, 0), Decimal(1, 1)), u"-"_s);
    QCOMPARE(StatusText::difference(Decimal(-2, 0), Decimal(largest, 0)), u"-"_s);
}

void TestStatusText::testBytes()
{
    QCOMPARE(StatusText::bytes(512 << 20), u"512 MiB"_s);
    QCOMPARE(StatusText::bytes(std::int64_t(3) << 29), u"1.5 GiB"_s);
}

void TestStatusText::testSummary()
{
    RecorderStatus status;
    status.eventsReceived = 20647;
    status.eventsWritten = 20640;
    status.duplicates = 4;
    status.eventsLost = 3;
    QCOMPARE(StatusText::summary(status),
             u"received 20647 · written 20640 · duplicates 4 · lost 3"_s);
    status.tradesRepaired = 12;
    QCOMPARE(StatusText::summary(status),
             u"received 20647 · written 20640 · duplicates 4 · lost 3 · repaired 12"_s);
}

void TestStatusText::testStatusLine()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.eventsPerSecond = 42.5;
    SymbolStatus symbol;
    symbol.intake.symbol = *Symbol::parse(u"btcusdt");
    symbol.intake.bids = {{Decimal(651, 1), Decimal(1, 0)}};
    status.symbols.push_back(symbol);
    const QString line = StatusText::statusLine(status);
    QVERIFY2(line.startsWith(u"Recording · received 0 · 42.5/s · "_s), qPrintable(line));
    QVERIFY2(line.endsWith(u" · BTCUSDT 65.1/-"_s), qPrintable(line));
    QVERIFY2(!line.contains(u"shard"_s), qPrintable(line));
    status.shard = {2, 4};
    QVERIFY(StatusText::statusLine(status).contains(u" · shard 2/4 · "_s));
}

QTEST_APPLESS_MAIN(TestStatusText)
#include "tst_statustext.moc"
