#include "gui/style/format.h"

#include <QLocale>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFormat : public QObject
{
    Q_OBJECT

private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void testDuration_data();
    void testDuration();
    void testNumbers();
    void testShare();
    void testTimes();
    void testGermanNumbers();
};

void TestFormat::testDuration_data()
{
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](std::chrono::microseconds time, const char *text) {
        QTest::newRow(text) << qint64(time.count()) << QString::fromUtf8(text);
    };
    row(0us, "0.0 ms");
    row(840us, "0.8 ms");
    row(57'300us, "57 ms");
    row(999ms, "999 ms");
    row(1000ms, "1.0 s");
    row(-2500ms, "-2.5 s");
    row(119s, "119 s");
    row(120s, "2 min");
    row(119min, "119 min");
    row(2h, "2 h");
    row(47h, "47 h");
    row(48h, "2 d");
    row(24h * 853, "853 d");
}

void TestFormat::testDuration()
{
    QFETCH(qint64, microseconds);
    QTEST(Format::duration(std::chrono::microseconds(microseconds)), "text");
}

void TestFormat::testNumbers()
{
    QCOMPARE(Format::count(1'234'567), u"1,234,567"_s);
    QCOMPARE(Format::rate(12.34), u"12.3"_s);
    QCOMPARE(Format::rate(99.96), u"100"_s);
    QCOMPARE(Format::shortNumber(12.4), u"12.4"_s);
    QCOMPARE(Format::shortNumber(1250), u"1.25 k"_s);
    QCOMPARE(Format::shortNumber(-3'400'000), u"-3.40 M"_s);
    QCOMPARE(Format::decimal(Decimal::parse("65000.10")), u"65000.10"_s);
    QCOMPARE(Format::decimal({}), Format::nothing());
    QCOMPARE(Format::bytes(std::int64_t(3) << 29), u"1.5 GiB"_s);
}

void TestFormat::testShare()
{
    QCOMPARE(Format::share(1), u"100 %"_s);
    // Never more than there is.
    QCOMPARE(Format::share(0.999999), u"99.99 %"_s);
    QCOMPARE(Format::share(0.5), u"50.00 %"_s);
    QCOMPARE(Format::share(0), u"0.00 %"_s);
}

void TestFormat::testTimes()
{
    const UtcMicroseconds time{1'721'347'022'504'000us};
    QCOMPARE(Format::timeOfDay(time), u"23:57:02"_s);
    QCOMPARE(Format::dateAndTime(time), u"2024-07-18 23:57:02 UTC"_s);
}

void TestFormat::testGermanNumbers()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(Format::count(1'234'567), u"1.234.567"_s);
    QCOMPARE(Format::rate(12.34), u"12,3"_s);
    // The exchange's own text stays as it is.
    QCOMPARE(Format::decimal(Decimal::parse("65000.10")), u"65000.10"_s);
}

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
