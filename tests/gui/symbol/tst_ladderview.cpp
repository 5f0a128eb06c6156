#include "gui/symbol/ladderview.h"

#include "gui/guitesting.h"
#include "gui/symbol/marketwalk.h"

#include <QLocale>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestLadderView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testTexts();
    void testShowsWhatFits();
    void testEmptySaysWhy();
    void testSameBookPaintsNothing();
    void testPictures_data();
    void testPictures();

private:
    static void give(LadderView &ladder, const SymbolIntake &intake)
    {
        ladder.setBook(intake.bids, intake.asks, intake.lastTrade, {});
    }
};

/// Counts the paint events of a widget.
class PaintCounter : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }

    int count = 0;
};

void TestLadderView::testTexts()
{
    LadderView ladder;
    ladder.resize(300, 500);
    AggTrade trade;
    trade.price = Decimal(651, 1);
    trade.quantity = Decimal(250, 3);
    const std::vector<PriceLevel> bids{{Decimal(650, 1), Decimal(5, 0)}};
    const std::vector<PriceLevel> asks{{Decimal(651, 1), Decimal(7, 0)}};
    ladder.setBook(bids, asks, trade, {});
    QCOMPARE(ladder.spreadText(), u"spread 0.1 (15.4 bp)"_s);
    QCOMPARE(ladder.lastTradeText(), u"▲ 65.1 × 0.250"_s);
    QCOMPARE(ladder.accessibleDescription(),
             u"best bid 65.0, size 5; best ask 65.1, size 7; spread 0.1 (15.4 bp); "
             "last trade bought 0.250 at 65.1"_s);
    trade.isBuyerMaker = true;
    ladder.setBook(bids, {}, trade, {});
    QCOMPARE(ladder.spreadText(), u"spread –"_s);
    QCOMPARE(ladder.lastTradeText(), u"▼ 65.1 × 0.250"_s);
    QCOMPARE(ladder.accessibleDescription(),
             u"best bid 65.0, size 5; best ask –, size –; spread –; "
             "last trade sold 0.250 at 65.1"_s);
    ladder.setBook(bids, asks, {}, {});
    QCOMPARE(ladder.lastTradeText(), u"no trade yet"_s);
}

void TestLadderView::testShowsWhatFits()
{
    MarketWalk market(20);
    LadderView ladder;
    ladder.resize(300, ladder.minimumSizeHint().height());
    give(ladder, market.step().symbols[0].intake);
    const auto few = ladder.rows().bids.size();
    QVERIFY(few >= 2 && few < 20);
    QCOMPARE(int(few) + ladder.rows().moreBids, 20);
    ladder.resize(300, 2000);
    ladder.grab();
    QCOMPARE(ladder.rows().bids.size(), 20U);
    QCOMPARE(ladder.rows().moreAsks, 0);
}

void TestLadderView::testEmptySaysWhy()
{
    LadderView ladder;
    ladder.resize(300, 300);
    ladder.setBook({}, {}, {}, u"Nothing yet."_s);
    QCOMPARE(ladder.accessibleDescription(), u"Nothing yet."_s);
    QVERIFY(!ladder.grab().isNull());
}

void TestLadderView::testSameBookPaintsNothing()
{
    MarketWalk market(5);
    LadderView ladder;
    ladder.resize(300, 400);
    give(ladder, market.step().symbols[0].intake);
    ladder.show();
    QVERIFY(QTest::qWaitForWindowExposed(&ladder));
    QCoreApplication::processEvents();
    PaintCounter counter;
    ladder.installEventFilter(&counter);
    give(ladder, market.status().symbols[0].intake);
    QCoreApplication::processEvents();
    QCOMPARE(counter.count, 0);
    give(ladder, market.step().symbols[0].intake);
    QTRY_COMPARE(counter.count, 1);
}

void TestLadderView::testPictures_data()
{
    QTest::addColumn<int>("levels");
    QTest::addColumn<QSize>("size");
    QTest::newRow("wide") << 20 << QSize(420, 700);
    QTest::newRow("narrow") << 5 << QSize(190, 260);
}

void TestLadderView::testPictures()
{
    QFETCH(int, levels);
    QFETCH(QSize, size);
    MarketWalk market(levels);
    LadderView ladder;
    ladder.resize(size);
    for (int i = 0; i < 10; ++i)
        give(ladder, market.step().symbols[0].intake);
    const QString name = u"ladderview-"_s + QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(GuiTesting::savePictures(ladder, name) > 20);
}

QTEST_MAIN(TestLadderView)
#include "tst_ladderview.moc"
