#include "storage/stores/insertway.h"

#include <QTest>

using namespace Orderflow;

class TestInsertWay : public QObject
{
    Q_OBJECT

private slots:
    void testPlainFirst();
    void testOneConflict();
    void testConflictsInARow();
    void testConflictsApart();
    void testLostAnswer();
};

void TestInsertWay::testPlainFirst()
{
    InsertWayChooser ways;
    QCOMPARE(ways.next(), InsertWay::Plain);
    ways.onCommitted(0);
    QCOMPARE(ways.next(), InsertWay::Plain);
}

void TestInsertWay::testOneConflict()
{
    InsertWayChooser ways;
    ways.onConflict();
    ways.onCommitted(1);
    QCOMPARE(ways.next(), InsertWay::Plain);
}

void TestInsertWay::testConflictsInARow()
{
    InsertWayChooser ways;
    for (int batch = 0; batch < 2; ++batch) {
        QCOMPARE(ways.next(), InsertWay::Plain);
        ways.onConflict();
        ways.onCommitted(3);
    }
    for (int batch = 0; batch < 10; ++batch) {
        QCOMPARE(ways.next(), InsertWay::SkipDuplicates);
        ways.onCommitted(3);
    }
    ways.onCommitted(0);
    QCOMPARE(ways.next(), InsertWay::Plain);
    // And as patient as at the start.
    ways.onConflict();
    ways.onCommitted(1);
    QCOMPARE(ways.next(), InsertWay::Plain);
}

void TestInsertWay::testConflictsApart()
{
    InsertWayChooser ways;
    for (int batch = 0; batch < 10; ++batch) {
        ways.onConflict();
        ways.onCommitted(1);
        QCOMPARE(ways.next(), InsertWay::Plain);
        ways.onCommitted(0);
        QCOMPARE(ways.next(), InsertWay::Plain);
    }
}

void TestInsertWay::testLostAnswer()
{
    InsertWayChooser ways;
    ways.onCommitFailed();
    QCOMPARE(ways.next(), InsertWay::SkipDuplicates);
    // It was stored after all: that says nothing of the batches after it.
    ways.onCommitted(5000);
    QCOMPARE(ways.next(), InsertWay::Plain);
}

QTEST_APPLESS_MAIN(TestInsertWay)
#include "tst_insertway.moc"
