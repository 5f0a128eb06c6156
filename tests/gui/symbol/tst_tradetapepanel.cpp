#include "gui/symbol/tradetapepanel.h"

#include "gui/guitesting.h"
#include "gui/symbol/marketwalk.h"

#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestTradeTapePanel : public QObject
{
    Q_OBJECT

private slots:
    void testFollowsAndPauses();
    void testPictures();

private:
    static void give(TradeTapePanel &panel, MarketWalk &market, int steps)
    {
        for (int i = 0; i < steps; ++i)
            panel.addTrades(market.step().tapes->front().trades);
    }
};

void TestTradeTapePanel::testFollowsAndPauses()
{
    MarketWalk market;
    TradeTapePanel panel;
    panel.resize(320, 300);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    give(panel, market, 100);
    auto *view = panel.findChild<QTableView *>(u"tape"_s);
    auto *follow = panel.findChild<QToolButton *>(u"follow"_s);
    QVERIFY(panel.model().isFollowing());
    QVERIFY(!follow->isVisible());
    QCOMPARE(view->verticalScrollBar()->value(), 0);

    // The view lays out its rows a moment later.
    QTRY_VERIFY(view->verticalScrollBar()->maximum() > 5);
    view->verticalScrollBar()->setValue(5);
    QVERIFY(follow->isVisible());
    const int rows = panel.model().rowCount();
    const QString top = view->indexAt({5, 5}).data().toString();
    give(panel, market, 20);
    QCOMPARE(panel.model().rowCount(), rows);
    QCOMPARE(view->indexAt({5, 5}).data().toString(), top);
    QVERIFY2(follow->text().contains(QString::number(panel.model().waitingTrades())),
             qPrintable(follow->text()));

    follow->click();
    QVERIFY(panel.model().isFollowing());
    QVERIFY(panel.model().rowCount() > rows);
    QCOMPARE(view->verticalScrollBar()->value(), 0);
    QVERIFY(!follow->isVisible());
}

void TestTradeTapePanel::testPictures()
{
    MarketWalk market;
    TradeTapePanel panel;
    panel.resize(330, 400);
    give(panel, market, 50);
    // Longer than a tape is.
    for (int i = 0; i < 300; ++i)
        market.step();
    give(panel, market, 2);
    panel.show();
    QVERIFY(GuiTesting::savePictures(panel, u"tradetape"_s) > 20);
}

QTEST_MAIN(TestTradeTapePanel)
#include "tst_tradetapepanel.moc"
