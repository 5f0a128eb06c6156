#include "fakeledgersource.h"
#include "fakes/fakeledger.h"
#include "fakes/fakestatus.h"
#include "gui/guitesting.h"
#include "gui/integrity/gaptablemodel.h"
#include "gui/integrity/integritypage.h"
#include "gui/integrity/streamtimeline.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestIntegrityPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testReadsWhileItCanBeSeen();
    void testHours();
    void testSummary();
    void testTrouble();
    void testFilter();
    void testSelectInTheTimeline();
    void testSelectInTheTable();
    void testSelectWhatIsFilteredOut();
    void testNewLedgerKeepsTheSelection();
    void testFillSelected();
    void testFillAll();
    void testNothingToFill();
    void testRefusal();
    void testFillProgress();
    void testNoSource();
    void testConnections();
    void testPictures();

private:
    template <typename Widget>
    Widget *find(const QString &name) const
    {
        auto *widget = m_page->findChild<Widget *>(name);
        if (!widget)
            qFatal("there is no %s", qPrintable(name));
        return widget;
    }
    StreamTimeline *timeline() const { return find<StreamTimeline>(u"streamTimeline"_s); }
    QTableView *table() const { return find<QTableView>(u"gapTable"_s); }
    QPushButton *fill() const { return find<QPushButton>(u"fillButton"_s); }
    /// The first open gap.
    LedgerGap open() const;
    /// Its row in the table; -1 where it is not shown.
    int rowOf(std::int64_t id) const;

    LedgerSpan m_span;
    std::unique_ptr<FakeLedgerSource> m_source;
    std::unique_ptr<IntegrityPage> m_page;
};

void TestIntegrityPage::init()
{
    m_span = FakeLedger::day(12);
    m_source = std::make_unique<FakeLedgerSource>();
    m_page = std::make_unique<IntegrityPage>();
    m_page->resize(1280, 760);
    m_page->setLedger(*m_source);
    m_page->show();
    m_source->give(m_span);
}

void TestIntegrityPage::cleanup()
{
    m_page.reset();
    m_source.reset();
}

LedgerGap TestIntegrityPage::open() const
{
    return *std::ranges::find_if(m_span.gaps,
                                 [](const LedgerGap &row) { return isRepairable(row.gap); });
}

int TestIntegrityPage::rowOf(std::int64_t id) const
{
    const QAbstractItemModel *model = table()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, GapTableModel::Id).data().toString() == QString::number(id))
            return row;
    }
    return -1;
}

void TestIntegrityPage::testReadsWhileItCanBeSeen()
{
    QCOMPARE(m_source->requested, QList<int>{24});
    m_page->hide();
    find<QToolButton>(u"readLedger"_s)->click();
    QCOMPARE(m_source->requested.size(), 1);
    m_page->show();
    QCOMPARE(m_source->requested.size(), 2);
}

void TestIntegrityPage::testHours()
{
    auto *hours = find<QComboBox>(u"ledgerHours"_s);
    hours->setCurrentIndex(hours->findData(168));
    QCOMPARE(m_source->requested.last(), 168);
}

void TestIntegrityPage::testSummary()
{
    const auto *summary = find<QLabel>(u"ledgerSummary"_s);
    QCOMPARE(summary->text(),
             u"7 open · 18 unfillable · 11 filled · 22 seamless · as of 14:13:20 UTC"_s);
    m_span.areGapsCut = true;
    m_source->give(m_span);
    QVERIFY(summary->text().contains(u"the newest is shown"_s));
}

void TestIntegrityPage::testTrouble()
{
    const auto *trouble = find<QLabel>(u"ledgerTrouble"_s);
    QVERIFY(trouble->isHidden());
    m_source->fail(u"postgresql://host/name: cannot connect"_s);
    QVERIFY(!trouble->isHidden());
    QVERIFY2(trouble->text().contains(u"postgresql://host/name: cannot connect"_s),
             qPrintable(trouble->text()));
    // What was read before is still there.
    QCOMPARE(timeline()->shownRows(), std::size_t(24));
    m_source->give(m_span);
    QVERIFY(trouble->isHidden());
}

void TestIntegrityPage::testFilter()
{
    find<QLineEdit>(u"streamFilter"_s)->setText(u"s1usdt"_s);
    QCOMPARE(timeline()->shownRows(), std::size_t(2));
    QCOMPARE(table()->model()->rowCount(), 4);
    find<QLineEdit>(u"streamFilter"_s)->clear();
    auto *which = find<QComboBox>(u"streamChoice"_s);
    which->setCurrentIndex(2);
    QCOMPARE(timeline()->shownRows(), std::size_t(6));
}

void TestIntegrityPage::testSelectInTheTimeline()
{
    find<QTabWidget>(u"integrityTabs"_s)->setCurrentIndex(2);
    const LedgerGap gap = open();
    find<QLineEdit>(u"streamFilter"_s)->setText(gap.gap.symbol.toString());
    QTest::mouseClick(timeline()->viewport(), Qt::LeftButton, {},
                      timeline()->gapRect(gap.id).center());
    QCOMPARE(find<QTabWidget>(u"integrityTabs"_s)->currentIndex(), 0);
    QCOMPARE(table()->currentIndex().row(), rowOf(gap.id));
    QVERIFY(table()->selectionModel()->isRowSelected(rowOf(gap.id)));
}

void TestIntegrityPage::testSelectInTheTable()
{
    const LedgerGap gap = open();
    table()->selectRow(rowOf(gap.id));
    QCOMPARE(timeline()->selectedGap(), gap.id);
    QVERIFY(timeline()->viewport()->rect().contains(timeline()->gapRect(gap.id)));
    table()->clearSelection();
    QCOMPARE(timeline()->selectedGap(), 0);
}

void TestIntegrityPage::testSelectWhatIsFilteredOut()
{
    const auto seamless =
        std::ranges::find_if(m_span.gaps, [](const LedgerGap &row) { return !isHole(row.gap); });
    QCOMPARE(rowOf(seamless->id), -1);
    QTest::mouseClick(timeline()->viewport(), Qt::LeftButton, {},
                      timeline()->gapRect(seamless->id).center());
    QVERIFY(rowOf(seamless->id) >= 0);
    QVERIFY(table()->selectionModel()->isRowSelected(rowOf(seamless->id)));
}

void TestIntegrityPage::testNewLedgerKeepsTheSelection()
{
    const LedgerGap gap = open();
    table()->selectRow(rowOf(gap.id));
    m_span.gaps.push_back(FakeLedger::gap("S2USDT", "aggTrade", 1, 2s));
    m_source->give(m_span);
    QVERIFY(table()->selectionModel()->isRowSelected(rowOf(gap.id)));
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(timeline()->selectedGap(), gap.id);
}

void TestIntegrityPage::testFillSelected()
{
    const LedgerGap gap = open();
    table()->selectRow(rowOf(gap.id));
    QVERIFY(fill()->isEnabled());
    fill()->click();
    QCOMPARE(m_source->filled.size(), std::size_t(1));
    QCOMPARE(m_source->filled[0].id, gap.id);
}

void TestIntegrityPage::testFillAll()
{
    fill()->click();
    QCOMPARE(m_source->filled.size(), std::size_t(7));
    for (const LedgerGap &row : m_source->filled)
        QVERIFY(isRepairable(row.gap));
}

void TestIntegrityPage::testNothingToFill()
{
    const auto unfillable = std::ranges::find_if(
        m_span.gaps, [](const LedgerGap &row) { return stateOf(row.gap) == GapState::Unfillable; });
    table()->selectRow(rowOf(unfillable->id));
    QVERIFY(!fill()->isEnabled());
    QVERIFY(fill()->toolTip().contains(u"order books"_s));
}

void TestIntegrityPage::testRefusal()
{
    m_source->refusal = u"Run backfill there."_s;
    m_source->give(m_span);
    m_span.gaps.push_back(FakeLedger::gap("S2USDT", "aggTrade", 1, 2s));
    m_source->give(m_span);
    QVERIFY(!fill()->isEnabled());
    QCOMPARE(find<QLabel>(u"fillOutcome"_s)->text(), u"Run backfill there."_s);
}

void TestIntegrityPage::testFillProgress()
{
    const auto *progress = find<QProgressBar>(u"fillProgress"_s);
    const auto *outcome = find<QLabel>(u"fillOutcome"_s);
    QVERIFY(progress->isHidden());
    const qsizetype reads = m_source->requested.size();
    BackfillStatus status;
    status.isRunning = true;
    status.missing = 1000;
    status.fetched = 400;
    status.gapsLeft = 2;
    m_source->give(status);
    QVERIFY(!progress->isHidden());
    QCOMPARE(progress->value(), 400);
    QVERIFY2(outcome->text().startsWith(u"400 of 1,000 trades"_s), qPrintable(outcome->text()));
    fill()->click();
    QCOMPARE(m_source->stops, 1);
    QVERIFY(m_source->filled.empty());
    status = {};
    status.filled = 2;
    status.unfillable = 1;
    m_source->give(status);
    QVERIFY(progress->isHidden());
    QCOMPARE(outcome->text(), u"Filled 2 · unfillable 1 · still open 0"_s);
    // And the ledger is read at once.
    QCOMPARE(m_source->requested.size(), reads + 1);
    status.error = u"HTTP 418"_s;
    m_source->give(status);
    QCOMPARE(outcome->text(), u"Not all is filled: HTTP 418"_s);
}

void TestIntegrityPage::testNoSource()
{
    IntegrityPage page;
    page.show();
    page.showStatus({FakeStatus::full(), {}, {}});
    QVERIFY(!page.findChild<QPushButton *>(u"fillButton"_s)->isEnabled());
}

void TestIntegrityPage::testConnections()
{
    m_page->showStatus({FakeStatus::full(), {}, {}});
    QCOMPARE(find<QTableView>(u"feedTable"_s)->model()->rowCount(), 2);
    QCOMPARE(find<QTableView>(u"historyTable"_s)->model()->rowCount(), 8);
    find<QTabWidget>(u"integrityTabs"_s)->setCurrentIndex(1);
    QVERIFY(GuiTesting::savePictures(*m_page, u"integrity-connections"_s) > 20);
}

void TestIntegrityPage::testPictures()
{
    timeline()->setFocus();
    table()->selectRow(rowOf(open().id));
    table()->scrollTo(table()->currentIndex());
    QVERIFY(GuiTesting::savePictures(*m_page, u"integrity"_s) > 20);
}

QTEST_MAIN(TestIntegrityPage)
#include "tst_integritypage.moc"
