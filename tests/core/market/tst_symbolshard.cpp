#include "market/symbolshard.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

Symbol symbol(const QString &name)
{
    return *Symbol::parse(QStringView(name));
}

/// About as many as the exchange lists.
std::vector<Symbol> manySymbols()
{
    constexpr int Count = 600;
    std::vector<Symbol> symbols;
    for (int i = 0; i < Count; ++i)
        symbols.push_back(symbol(u"COIN%1USDT"_s.arg(i)));
    return symbols;
}

} // namespace

class TestSymbolShard : public QObject
{
    Q_OBJECT

private slots:
    void testNeverMoves_data();
    void testNeverMoves();
    void testEachSymbolIsInOne_data();
    void testEachSymbolIsInOne();
    void testParse_data();
    void testParse();
    void testRefused_data();
    void testRefused();
};

/// These may never be changed: two recorders, one of them upgraded, would record a symbol both or
/// neither.
void TestSymbolShard::testNeverMoves_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shards");
    QTest::newRow("BTCUSDT") << u"BTCUSDT"_s << u"1/1 2/2 3/3 2/4 6/16 134/256"_s;
    QTest::newRow("ETHUSDT") << u"ETHUSDT"_s << u"1/1 2/2 2/3 4/4 8/16 72/256"_s;
    QTest::newRow("in lower case") << u"ethusdt"_s << u"1/1 2/2 2/3 4/4 8/16 72/256"_s;
    QTest::newRow("SOLUSDT") << u"SOLUSDT"_s << u"1/1 2/2 1/3 4/4 8/16 72/256"_s;
    QTest::newRow("DOGEUSDT") << u"DOGEUSDT"_s << u"1/1 2/2 3/3 2/4 2/16 210/256"_s;
    QTest::newRow("1000PEPEUSDT") << u"1000PEPEUSDT"_s << u"1/1 1/2 1/3 3/4 15/16 143/256"_s;
    QTest::newRow("delivery") << u"BTCUSDT_261225"_s << u"1/1 1/2 3/3 3/4 11/16 75/256"_s;
    QTest::newRow("Chinese") << u"币安人生USDT"_s << u"1/1 2/2 2/3 4/4 8/16 72/256"_s;
    QTest::newRow("Chinese, too") << u"龙虾USDT"_s << u"1/1 1/2 1/3 3/4 15/16 223/256"_s;
}

void TestSymbolShard::testNeverMoves()
{
    QFETCH(QString, name);
    QFETCH(QString, shards);
    QStringList found;
    for (const int count : {1, 2, 3, 4, 16, 256})
        found << SymbolShard::of(symbol(name), count).toString();
    QCOMPARE(found.join(u' '), shards);
}

void TestSymbolShard::testEachSymbolIsInOne_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {1, 2, 3, 4, 7, 16, SymbolShard::MaxCount})
        QTest::addRow("%d", count) << count;
}

void TestSymbolShard::testEachSymbolIsInOne()
{
    QFETCH(int, count);
    const std::vector<Symbol> symbols = manySymbols();
    std::vector<int> sizes(std::size_t(count) + 1);
    for (const Symbol &one : symbols) {
        int holders = 0;
        for (int number = 1; number <= count; ++number) {
            if (!SymbolShard{number, count}.has(one))
                continue;
            ++holders;
            ++sizes[std::size_t(number)];
        }
        QCOMPARE(holders, 1);
    }
    // No share is far from the mean, where there are enough symbols for one.
    for (int number = 1; count <= 16 && number <= count; ++number) {
        const double mean = double(symbols.size()) / count;
        QVERIFY2(
            std::abs(sizes[std::size_t(number)] - mean) < mean / 2,
            qPrintable(u"%1/%2 has %3"_s.arg(number).arg(count).arg(sizes[std::size_t(number)])));
    }
}

void TestSymbolShard::testParse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shard");
    QTest::newRow("all") << u"1/1"_s << u"1/1"_s;
    QTest::newRow("a quarter") << u"2/4"_s << u"2/4"_s;
    QTest::newRow("the last of the most") << u"256/256"_s << u"256/256"_s;
    QTest::newRow("blanks") << u" 1 / 2 "_s << u"1/2"_s;
    QTest::newRow("zeros before") << u"01/04"_s << u"1/4"_s;
}

void TestSymbolShard::testParse()
{
    QFETCH(QString, text);
    const std::optional<SymbolShard> shard = SymbolShard::parse(text);
    QVERIFY(shard);
    QTEST(shard->toString(), "shard");
}

void TestSymbolShard::testRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "1",
                             "/",
                             "1/",
                             "/4",
                             "0/4",
                             "5/4",
                             "0/0",
                             "1/0",
                             "1/257",
                             "-1/4",
                             "1/-4",
                             "+1/4",
                             "1/4/4",
                             "1.5/4",
                             "a/b",
                             "1 2/4",
                             "1/1000000000000",
                             "4294967297/4294967298",
                             "1:4"})
        QTest::addRow("'%s'", text) << QString::fromLatin1(text);
    QTest::newRow("other digits") << u"١/٤"_s;
}

void TestSymbolShard::testRefused()
{
    QFETCH(QString, text);
    QVERIFY(!SymbolShard::parse(text));
}

QTEST_APPLESS_MAIN(TestSymbolShard)
#include "tst_symbolshard.moc"
