#include "market/time.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestTime : public QObject
{
    Q_OBJECT

private slots:
    void testSqlText_data();
    void testSqlText();
    void testParse_data();
    void testParse();
};

void TestTime::testSqlText_data()
{
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64(0) << u"1970-01-01 00:00:00.000000"_s;
    QTest::newRow("milliseconds") << qint64(1721347022504000) << u"2024-07-18 23:57:02.504000"_s;
    QTest::newRow("last microsecond of a day")
        << qint64(1721347199999999) << u"2024-07-18 23:59:59.999999"_s;
    QTest::newRow("leap day") << qint64(1709164800000001) << u"2024-02-29 00:00:00.000001"_s;
}

void TestTime::testSqlText()
{
    QFETCH(qint64, microseconds);
    QTEST(toSqlText(UtcMicroseconds(std::chrono::microseconds(microseconds))), "text");
}

void TestTime::testParse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::optional<qint64>>("microseconds");
    using Time = std::optional<qint64>;
    QTest::newRow("whole") << u"2024-07-18 23:57:02.504001"_s << Time(1721347022504001);
    QTest::newRow("milliseconds") << u"2024-07-18 23:57:02.504"_s << Time(1721347022504000);
    QTest::newRow("one decimal") << u"2024-07-18 23:57:02.5"_s << Time(1721347022500000);
    QTest::newRow("seconds") << u"1970-01-01 00:00:01"_s << Time(1000000);
    QTest::newRow("before 1970") << u"1969-12-31 23:59:59.999999"_s << Time(-1);
    QTest::newRow("leap day") << u"2024-02-29 00:00:00"_s << Time(1709164800000000);
    QTest::newRow("no leap day") << u"2023-02-29 00:00:00"_s << Time();
    QTest::newRow("hour 24") << u"2024-02-28 24:00:00"_s << Time();
    QTest::newRow("minute 60") << u"2024-02-28 23:60:00"_s << Time();
    QTest::newRow("second 60") << u"2024-02-28 23:59:60"_s << Time();
    QTest::newRow("a letter") << u"2024-02-28T23:59:59"_s << Time();
    QTest::newRow("a zone") << u"2024-02-28 23:59:59+00"_s << Time();
    QTest::newRow("a sign") << u"2024-02-28 -3:59:59"_s << Time();
    QTest::newRow("seven decimals") << u"2024-02-28 23:59:59.1234567"_s << Time();
    QTest::newRow("day alone") << u"2024-02-28"_s << Time();
    QTest::newRow("empty") << QString() << Time();
}

void TestTime::testParse()
{
    QFETCH(QString, text);
    const std::optional<UtcMicroseconds> time = parseSqlText(text);
    QTEST(time ? std::optional<qint64>(time->time_since_epoch().count()) : std::nullopt,
          "microseconds");
}

QTEST_APPLESS_MAIN(TestTime)
#include "tst_time.moc"
