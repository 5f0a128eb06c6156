#include "bookladder.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

SymbolIntake book()
{
    SymbolIntake intake;
    intake.bids = {{Decimal(1000, 1), Decimal(8, 0)},
                   {Decimal(999, 1), Decimal(4, 0)},
                   {Decimal(998, 1), Decimal(1, 2)}};
    intake.asks = {{Decimal(1002, 1), Decimal(2, 0)}, {Decimal(1003, 1), Decimal(16, 0)}};
    AggTrade trade;
    trade.price = Decimal(10020, 2);
    trade.quantity = Decimal(5, 1);
    intake.lastTrade = trade;
    return intake;
}

QStringList toText(const ViewLines &lines)
{
    QStringList texts;
    for (const ViewLine &line : lines) {
        QString text;
        for (const ViewSegment &segment : line)
            text += segment.text;
        while (text.endsWith(u' '))
            text.chop(1);
        texts << text;
    }
    return texts;
}

} // namespace

class TestBookLadder : public QObject
{
    Q_OBJECT

private slots:
    void testTall();
    void testTallInLittleRoom();
    void testFlat();
    void testAscii();
    void testHalfABook();
    void testNoBook();
    void testNoRoomForBars();
    void testLastTrade();
};

void TestBookLadder::testTall()
{
    QCOMPARE(toText(BookLadder::tall(book(), 35, 20, Glyphs::Unicode)),
             (QStringList{
                 u"  ask 100.3    16  ████████████████"_s,
                 u"  ask 100.2*    2  ██"_s,
                 u"      spread 0.2   last 100.20* × 0.5 bought"_s,
                 u"  bid 100.0     8  ████████"_s,
                 u"  bid  99.9     4  ████"_s,
                 u"  bid  99.8  0.01  █"_s,
             }));
}

void TestBookLadder::testTallInLittleRoom()
{
    const QStringList lines = toText(BookLadder::tall(book(), 35, 4, Glyphs::Unicode));
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(u"  ask 100.2*"_s));
    QVERIFY(lines[2].startsWith(u"  bid 100.0"_s));
    QCOMPARE(BookLadder::tall(book(), 35, 1, Glyphs::Unicode).size(), std::size_t(1));
}

void TestBookLadder::testFlat()
{
    QCOMPARE(toText(BookLadder::flat(book(), 61, 3, Glyphs::Unicode)),
             (QStringList{
                 u"         ████████    8  100.0 | 100.2* 2    ██"_s,
                 u"             ████    4   99.9 | 100.3  16   ███████████████"_s,
                 u"                █ 0.01   99.8 |"_s,
             }));
    QCOMPARE(BookLadder::flat(book(), 61, 1, Glyphs::Unicode).size(), std::size_t(1));
}

void TestBookLadder::testAscii()
{
    QVERIFY(toText(BookLadder::tall(book(), 35, 20, Glyphs::Ascii))[1].endsWith(u"2  ##"_s));
}

void TestBookLadder::testHalfABook()
{
    SymbolIntake intake = book();
    intake.asks.clear();
    intake.lastTrade.reset();
    QCOMPARE(toText(BookLadder::tall(intake, 35, 3, Glyphs::Unicode)),
             (QStringList{u"      no trade yet"_s, u"  bid 100.0  8  ███████████████████"_s}));
    QVERIFY(toText(BookLadder::flat(intake, 61, 1, Glyphs::Unicode))[0].endsWith(u"100.0 |"_s));
    intake.bids.swap(intake.asks);
    QVERIFY(toText(BookLadder::flat(intake, 61, 1, Glyphs::Unicode))[0].trimmed().startsWith(u'|'));
}

void TestBookLadder::testNoBook()
{
    QCOMPARE(toText(BookLadder::tall(SymbolIntake(), 35, 20, Glyphs::Unicode)),
             QStringList{u"      no trade yet"_s});
    QVERIFY(BookLadder::flat(SymbolIntake(), 35, 20, Glyphs::Unicode).empty());
}

void TestBookLadder::testNoRoomForBars()
{
    QCOMPARE(toText(BookLadder::tall(book(), 5, 20, Glyphs::Unicode)).at(1),
             u"  ask 100.2*    2"_s);
    QCOMPARE(toText(BookLadder::flat(book(), 5, 1, Glyphs::Unicode)).at(0),
             u"   8  100.0 | 100.2* 2"_s);
}

void TestBookLadder::testLastTrade()
{
    SymbolIntake intake = book();
    intake.lastTrade->isBuyerMaker = true;
    QCOMPARE(BookLadder::lastTradeText(intake), u"last 100.20* × 0.5 sold"_s);
}

QTEST_APPLESS_MAIN(TestBookLadder)
#include "tst_bookladder.moc"
