#include "gui/symbol/ladderrows.h"

#include <QStringList>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

PriceLevel level(const char *price, const char *quantity)
{
    return {*Decimal::parse(price), *Decimal::parse(quantity)};
}

AggTrade tradeAt(const char *price)
{
    AggTrade trade;
    trade.price = *Decimal::parse(price);
    return trade;
}

const std::vector<PriceLevel> &bids()
{
    static const std::vector<PriceLevel> side{level("63924.50", "0.1"), level("63924.40", "0.2"),
                                              level("63924.20", "0.700")};
    return side;
}

const std::vector<PriceLevel> &asks()
{
    static const std::vector<PriceLevel> side{level("63924.60", "1.000"), level("63924.70", "1")};
    return side;
}

QStringList textsOf(const std::vector<LadderLevel> &side)
{
    QStringList texts;
    for (const LadderLevel &one : side)
        texts.append(u"%1 %2 %3"_s.arg(one.price, one.quantity, one.total));
    return texts;
}

} // namespace

class TestLadderRows : public QObject
{
    Q_OBJECT

private slots:
    void testNumbersAreExact();
    void testShares();
    void testCut();
    void testLastTrade_data();
    void testLastTrade();
    void testSpread();
    void testOneSideOrNone();
    void testSumThatDoesNotFit();
};

void TestLadderRows::testNumbersAreExact()
{
    const LadderRows rows = ladderRows(bids(), asks(), {}, 10);
    // 0.1 + 0.2 is 0.3 here, and texts are as the exchange sent them.
    QCOMPARE(textsOf(rows.bids), (QStringList{u"63924.50 0.1 0.1"_s, u"63924.40 0.2 0.3"_s,
                                              u"63924.20 0.700 1.000"_s}));
    QCOMPARE(textsOf(rows.asks), (QStringList{u"63924.60 1.000 1.000"_s, u"63924.70 1 2.000"_s}));
}

void TestLadderRows::testShares()
{
    const LadderRows rows = ladderRows(bids(), asks(), {}, 10);
    QCOMPARE(rows.asks[0].share, 1.0);
    QCOMPARE(rows.bids[2].share, 0.7);
    QCOMPARE(rows.asks[1].totalShare, 1.0);
    QCOMPARE(rows.bids[2].totalShare, 0.5);
}

void TestLadderRows::testCut()
{
    const LadderRows rows = ladderRows(bids(), asks(), {}, 1);
    QCOMPARE(rows.bids.size(), 1U);
    QCOMPARE(rows.moreBids, 2);
    QCOMPARE(rows.moreAsks, 1);
    QCOMPARE(ladderRows(bids(), asks(), {}, 3).moreBids, 0);
}

void TestLadderRows::testLastTrade_data()
{
    QTest::addColumn<QByteArray>("price");
    QTest::addColumn<int>("bid");
    QTest::addColumn<int>("ask");
    QTest::newRow("at a bid") << QByteArray("63924.40") << 1 << -1;
    QTest::newRow("at an ask") << QByteArray("63924.60") << -1 << 0;
    QTest::newRow("the same number in another form") << QByteArray("63924.6") << -1 << 0;
    QTest::newRow("elsewhere") << QByteArray("63924.30") << -1 << -1;
}

void TestLadderRows::testLastTrade()
{
    QFETCH(QByteArray, price);
    const LadderRows rows = ladderRows(bids(), asks(), tradeAt(price.constData()), 10);
    const auto placeIn = [](const std::vector<LadderLevel> &side) {
        const auto found = std::ranges::find(side, true, &LadderLevel::isLast);
        return found == side.end() ? -1 : int(found - side.begin());
    };
    QTEST(placeIn(rows.bids), "bid");
    QTEST(placeIn(rows.asks), "ask");
}

void TestLadderRows::testSpread()
{
    const LadderRows rows = ladderRows(bids(), asks(), {}, 1);
    QCOMPARE(rows.spread->toString(), u"0.10"_s);
    QVERIFY(std::abs(rows.spreadBasisPoints - 0.01564) < 1e-4);
}

void TestLadderRows::testOneSideOrNone()
{
    QVERIFY(!ladderRows(bids(), {}, {}, 10).spread);
    QCOMPARE(ladderRows(bids(), {}, {}, 10).bids.size(), 3U);
    QVERIFY(ladderRows({}, {}, {}, 10) == LadderRows());
}

void TestLadderRows::testSumThatDoesNotFit()
{
    const std::vector<PriceLevel> large{level("1", "9000000000000000000"),
                                        level("0.9", "9000000000000000000"), level("0.8", "1")};
    const LadderRows rows = ladderRows(large, {}, {}, 10);
    QCOMPARE(rows.bids[0].total, u"9000000000000000000"_s);
    QCOMPARE(rows.bids[1].total, u"–"_s);
    QCOMPARE(rows.bids[2].total, u"–"_s);
}

QTEST_APPLESS_MAIN(TestLadderRows)
#include "tst_ladderrows.moc"
