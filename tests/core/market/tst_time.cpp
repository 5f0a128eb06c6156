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

QTEST_APPLESS_MAIN(TestTime)
#include "tst_time.moc"
