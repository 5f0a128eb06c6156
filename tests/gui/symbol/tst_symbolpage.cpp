#include "gui/symbol/symbolpage.h"

#include "gui/charts/depthheatmap.h"
#include "gui/charts/timechart.h"
#include "gui/guitesting.h"
#include "gui/symbol/ladderview.h"
#include "gui/symbol/marketwalk.h"
#include "gui/symbol/tradetapepanel.h"

#include <QSplitter>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSymbolPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testShowsAStatus();
    void testPastIsThereAtOnce();
    void testZoomIsShared();
    void testSpans();
    void testCatchesUpAfterItWasHidden();
    void testNotRecorded();
    void testShapeFollowsTheWidth();
    void testThreeSideBySide();
    void testState();
    void testForeignState_data();
    void testForeignState();
    void testPictures_data();
    void testPictures();

private:
    std::unique_ptr<SymbolPage> page(QSize size) const;
    /// The market goes on, and the page is shown it.
    void play(SymbolPage &page, std::chrono::milliseconds time);

    std::unique_ptr<MarketWalk> m_market;
    std::unique_ptr<SeriesStore> m_series;
};

void TestSymbolPage::init()
{
    m_market = std::make_unique<MarketWalk>();
    m_series = std::make_unique<SeriesStore>();
}

std::unique_ptr<SymbolPage> TestSymbolPage::page(QSize size) const
{
    auto page = std::make_unique<SymbolPage>(MarketWalk::symbol(), *m_series);
    page->resize(size);
    page->show();
    return page;
}

void TestSymbolPage::play(SymbolPage &page, std::chrono::milliseconds time)
{
    for (auto done = 0ms; done < time; done += 100ms) {
        m_series->add(m_market->step());
        page.showStatus({m_market->status(), {}, {}});
    }
}

void TestSymbolPage::testShowsAStatus()
{
    const auto shown = page({1100, 800});
    play(*shown, 3s);
    const SymbolIntake &intake = m_market->status().symbols[0].intake;
    const auto *ladder = shown->findChild<LadderView *>();
    QCOMPARE(ladder->rows().bids.front().price, intake.bids.front().price.toString());
    const TradeTapeModel &tape = shown->findChild<TradeTapePanel *>()->model();
    QCOMPARE(tape.index(0, TradeTapeModel::PriceColumn).data().toString(),
             intake.lastTrade->price.toString());
    const auto *depth = shown->findChild<DepthHeatMap *>();
    QVERIFY(depth->columns().columns().size() > 20);
}

void TestSymbolPage::testPastIsThereAtOnce()
{
    m_market->run(2min, *m_series);
    const auto shown = page({1100, 800});
    shown->showStatus({m_market->status(), {}, {}});
    auto *rates = shown->findChild<TimeChart *>(u"rateChart"_s);
    QTest::keyClick(rates, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!rates->hoverText().contains(u'–'));
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(rates, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY2(!rates->hoverText().contains(u'–'), qPrintable(rates->hoverText()));
}

void TestSymbolPage::testZoomIsShared()
{
    const auto shown = page({1100, 800});
    play(*shown, 30s);
    auto *rates = shown->findChild<TimeChart *>(u"rateChart"_s);
    auto *latencies = shown->findChild<TimeChart *>(u"latencyChart"_s);
    QCoreApplication::processEvents();
    QTRY_VERIFY(latencies->paintCount() > 0);
    const int before = latencies->paintCount();
    QTest::keyClick(rates, Qt::Key_Plus);
    QTRY_VERIFY(latencies->paintCount() > before);
    QTest::keyClick(rates, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(latencies->hoverText().contains(u"to commit"_s));
}

void TestSymbolPage::testSpans()
{
    const auto shown = page({1100, 800});
    play(*shown, 1s);
    auto *live = shown->findChild<QToolButton *>(u"live"_s);
    auto *rates = shown->findChild<TimeChart *>(u"rateChart"_s);
    QVERIFY(live->isChecked());
    QTest::keyClick(rates, Qt::Key_Left);
    QVERIFY(!live->isChecked());
    live->click();
    QVERIFY(live->isChecked());
}

void TestSymbolPage::testCatchesUpAfterItWasHidden()
{
    const auto shown = page({1100, 800});
    play(*shown, 2s);
    shown->hide();
    // More trades than a tape has.
    m_market->run(60s, *m_series);
    shown->show();
    shown->showStatus({m_market->status(), {}, {}});
    const TradeTapeModel &tape = shown->findChild<TradeTapePanel *>()->model();
    int missing = 0;
    for (int row = 0; row < tape.rowCount(); ++row)
        missing += tape.index(row, 0).data(TradeTapeModel::MissingRole).toBool() ? 1 : 0;
    QCOMPARE(missing, 1);
    const auto &columns = shown->findChild<DepthHeatMap *>()->columns().columns();
    const auto &last = columns.back();
    // The time in which nobody looked is not made up.
    QVERIFY(last.from - columns[columns.size() - 2].until > 50s);
}

void TestSymbolPage::testNotRecorded()
{
    const auto shown = page({1100, 800});
    shown->showStatus({});
    const auto *ladder = shown->findChild<LadderView *>();
    QCOMPARE(ladder->accessibleDescription(),
             u"Nothing is recorded. Start the recording to see BTCUSDT."_s);
    QVERIFY(!shown->grab().isNull());
}

void TestSymbolPage::testShapeFollowsTheWidth()
{
    const auto shown = page({1100, 800});
    auto *parts = shown->findChild<QSplitter *>(u"parts"_s);
    QCOMPARE(parts->orientation(), Qt::Horizontal);
    parts->setSizes({500, 500});
    const QList<int> wide = parts->sizes();
    shown->resize(600, 900);
    QTRY_COMPARE(parts->orientation(), Qt::Vertical);
    shown->resize(1100, 800);
    QTRY_COMPARE(parts->orientation(), Qt::Horizontal);
    // As it was left.
    QVERIFY(std::abs(parts->sizes()[0] - wide[0]) <= 2);
}

void TestSymbolPage::testThreeSideBySide()
{
    const auto shown = page({600, 900});
    play(*shown, 1s);
    QCoreApplication::processEvents();
    QVERIFY(shown->minimumSizeHint().width() <= 620);
    QVERIFY(shown->minimumSizeHint().height() <= 700);
    const auto wide = page({1100, 800});
    QVERIFY(wide->minimumSizeHint().width() <= 620);
}

void TestSymbolPage::testState()
{
    const auto first = page({1100, 800});
    play(*first, 1s);
    auto *rates = first->findChild<TimeChart *>(u"rateChart"_s);
    QTest::keyClick(rates, Qt::Key_Minus);
    first->findChild<QSplitter *>(u"parts"_s)->setSizes({500, 500});
    const QByteArray state = first->state();
    const auto second = page({1100, 800});
    QVERIFY(second->state() != state);
    QVERIFY(second->restoreState(state));
    QCOMPARE(second->findChild<QSplitter *>(u"parts"_s)->sizes(),
             first->findChild<QSplitter *>(u"parts"_s)->sizes());
    QCOMPARE(second->state(), state);
}

void TestSymbolPage::testForeignState_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("something else") << QByteArray("not a state at all");
    QTest::newRow("cut off") << QByteArray("\0\0\0\1\0\0", 6);
}

void TestSymbolPage::testForeignState()
{
    QFETCH(QByteArray, state);
    const auto shown = page({1100, 800});
    const QByteArray before = shown->state();
    QVERIFY(!shown->restoreState(state));
    QCOMPARE(shown->state(), before);
}

void TestSymbolPage::testPictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("wide") << QSize(1100, 800);
    QTest::newRow("narrow") << QSize(600, 900);
}

void TestSymbolPage::testPictures()
{
    QFETCH(QSize, size);
    const auto shown = page(size);
    play(*shown, 4min);
    const QString name = u"symbolpage-"_s + QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(GuiTesting::savePictures(*shown, name) > 100);
}

QTEST_MAIN(TestSymbolPage)
#include "tst_symbolpage.moc"
