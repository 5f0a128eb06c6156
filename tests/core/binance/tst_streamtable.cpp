#include "binance/streamtable.h"

#include <QTest>

using namespace Orderflow;

class TestStreamTable : public QObject
{
    Q_OBJECT

private slots:
    void testNumbersFromZero();
    void testSameNameSameNumber();
    void testFind();
    void testNamesStayWhereTheyAre();
    void testNamesBeyondAscii();

private:
    static StreamName name(std::string_view text) { return *StreamName::parse(text); }
};

void TestStreamTable::testNumbersFromZero()
{
    StreamTable table;
    QCOMPARE(table.size(), std::size_t(0));
    QCOMPARE(table.add(name("btcusdt@aggTrade")), StreamId(0));
    QCOMPARE(table.add(name("btcusdt@depth5@100ms")), StreamId(1));
    QCOMPARE(table.add(name("btcusdt@depth5")), StreamId(2));
    QCOMPARE(table.size(), std::size_t(3));
    QVERIFY(table.name(1) == name("btcusdt@depth5@100ms"));
}

void TestStreamTable::testSameNameSameNumber()
{
    StreamTable table;
    const StreamId first = table.add(name("btcusdt@aggTrade"));
    table.add(name("ethusdt@aggTrade"));
    QCOMPARE(table.add(name("btcusdt@aggTrade")), first);
    QCOMPARE(table.size(), std::size_t(2));
}

void TestStreamTable::testFind()
{
    StreamTable table;
    QVERIFY(!table.find(name("btcusdt@aggTrade")));
    const StreamId id = table.add(name("btcusdt@aggTrade"));
    QCOMPARE(table.find(name("btcusdt@aggTrade")), std::optional(id));
    QVERIFY(!table.find(name("btcusdt@depth")));
}

void TestStreamTable::testNamesStayWhereTheyAre()
{
    StreamTable table;
    const StreamName &first = table.name(table.add(name("btcusdt@aggTrade")));
    for (int i = 0; i < 2000; ++i)
        table.add(name("s" + std::to_string(i) + "usdt@aggTrade"));
    QCOMPARE(&table.name(0), &first);
    QVERIFY(first == name("btcusdt@aggTrade"));
}

void TestStreamTable::testNamesBeyondAscii()
{
    StreamTable table;
    const StreamId id = table.add(name("币安人生usdt@aggTrade"));
    QCOMPARE(table.find(name("币安人生usdt@aggTrade")), std::optional(id));
    QVERIFY(!table.find(name("龙虾usdt@aggTrade")));
}

QTEST_APPLESS_MAIN(TestStreamTable)
#include "tst_streamtable.moc"
