#include "logbudget.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestLogBudget : public QObject
{
    Q_OBJECT

private slots:
    void testLinesOfOneMinute();
    void testHeldBackLinesAreCounted();
};

void TestLogBudget::testLinesOfOneMinute()
{
    LogBudget budget(2);
    QCOMPARE(budget.take(100s).value_or(-1), 0);
    QCOMPARE(budget.take(101s).value_or(-1), 0);
    QVERIFY(!budget.take(102s));
    QVERIFY(!budget.take(159s));
}

void TestLogBudget::testHeldBackLinesAreCounted()
{
    LogBudget budget(1);
    QVERIFY(budget.take(100s));
    for (int i = 0; i < 7; ++i)
        QVERIFY(!budget.take(110s));
    QCOMPARE(budget.take(160s).value_or(-1), 7);
    QCOMPARE(budget.take(220s).value_or(-1), 0);
}

QTEST_APPLESS_MAIN(TestLogBudget)
#include "tst_logbudget.moc"
