#include "gui/overview/overviewpage.h"

#include "gui/guitesting.h"
#include "gui/overview/markets.h"
#include "gui/overview/symboltableview.h"
#include "gui/overview/tile.h"

#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Column = SymbolTableModel::Column;

} // namespace

class TestOverviewPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testFilterTyped();
    void testTypingIntoTheTable();
    void testChoices();
    void testEnterOpens();
    void testDoubleClickOpens();
    void testPinByKey();
    void testPinByClick();
    void testTableState();
    void testForeignTableState_data();
    void testForeignTableState();
    void testSelectionAndScrollStay();
    void testOrderAtMostOnceASecond();
    void testEmptyTexts();
    void testTilesShowTheirContents();
    void testFiguresMoveNothing();
    void testManySymbolsCostFewSignals();

private:
    void show(const RecorderStatus &status) { m_page->showStatus({status, {}, {}}); }
    QStringList names() const;
    void select(int row) { m_table->setCurrentIndex(m_table->model()->index(row, Column::Name)); }
    QString countText() const { return m_page->findChild<QLabel *>(u"symbolCount"_s)->text(); }
    QPoint middleOf(int row, Column column) const
    {
        return m_table->visualRect(m_table->model()->index(row, column)).center();
    }

    SeriesStore m_series;
    std::unique_ptr<OverviewPage> m_page;
    SymbolTableView *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
};

void TestOverviewPage::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_series = SeriesStore();
    m_page = std::make_unique<OverviewPage>(m_series);
    m_table = m_page->findChild<SymbolTableView *>(u"symbolTable"_s);
    m_filter = m_page->findChild<QLineEdit *>(u"symbolFilter"_s);
    m_page->resize(1280, 800);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    show(Markets::status(5));
}

QStringList TestOverviewPage::names() const
{
    QStringList names;
    for (int row = 0; row < m_table->model()->rowCount(); ++row)
        names.append(m_table->model()->index(row, Column::Name).data().toString());
    return names;
}

void TestOverviewPage::testFilterTyped()
{
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(m_filter->hasFocus());
    QTest::keyClicks(m_filter, u"btc sol"_s);
    QCOMPARE(names(), (QStringList{u"BTCUSDT"_s, u"SOLUSDT"_s}));
    QCOMPARE(countText(), u"2 of 5 symbol(s)"_s);
    QTest::keyClick(m_filter, Qt::Key_Return);
    QVERIFY(m_table->hasFocus());
    QCOMPARE(m_table->currentIndex().row(), 0);
    QTest::keyClick(m_table, Qt::Key_Escape);
    QCOMPARE(names().size(), 5);
    m_filter->setFocus();
    QTest::keyClicks(m_filter, u"xyz"_s);
    QCOMPARE(names(), QStringList());
    QTest::keyClick(m_filter, Qt::Key_Escape);
    QCOMPARE(m_filter->text(), QString());
    QVERIFY(m_table->hasFocus());
}

void TestOverviewPage::testTypingIntoTheTable()
{
    m_table->setFocus();
    QTest::keyClick(m_table, 'x');
    QVERIFY(m_filter->hasFocus());
    QTest::keyClick(m_filter, 'r');
    QCOMPARE(names(), QStringList{u"XRPUSDT"_s});
}

void TestOverviewPage::testChoices()
{
    RecorderStatus status = Markets::status(5, 20);
    status.symbols[3].intake.gaps = 2;
    show(status);
    m_page->setFavourites({u"XRPUSDT"_s});
    auto *choice = m_page->findChild<QComboBox *>(u"symbolChoice"_s);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(names(), QStringList{u"XRPUSDT"_s});
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(names(), QStringList{u"BNBUSDT"_s});
    QCOMPARE(countText(), u"1 of 5 symbol(s)"_s);
}

void TestOverviewPage::testEnterOpens()
{
    QSignalSpy activated(m_page.get(), &OverviewPage::symbolActivated);
    m_table->setFocus();
    select(3);
    QTest::keyClick(m_table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QVERIFY(activated[0][0].value<Symbol>().is("SOLUSDT"));
}

void TestOverviewPage::testDoubleClickOpens()
{
    QSignalSpy activated(m_page.get(), &OverviewPage::symbolActivated);
    QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(1, Column::Bid));
    QCOMPARE(activated.count(), 1);
    QVERIFY(activated[0][0].value<Symbol>().is("BTCUSDT"));
    QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(1, Column::Favourite));
    QCOMPARE(activated.count(), 1);
}

void TestOverviewPage::testPinByKey()
{
    QSignalSpy changed(m_page.get(), &OverviewPage::favouritesChanged);
    m_table->setFocus();
    select(3);
    QTest::keyClick(m_table, Qt::Key_Space);
    QCOMPARE(m_page->favourites(), QStringList{u"SOLUSDT"_s});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(names().constFirst(), u"SOLUSDT"_s);
    // The row that is pinned stays the current one.
    QCOMPARE(m_table->currentIndex().row(), 0);
    QTest::keyClick(m_table, Qt::Key_Space);
    QCOMPARE(m_page->favourites(), QStringList());
    QCOMPARE(names().indexOf(u"SOLUSDT"_s), 3);
}

void TestOverviewPage::testPinByClick()
{
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(2, Column::Favourite));
    QCOMPARE(m_page->favourites(), QStringList{u"ETHUSDT"_s});
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(0, Column::Favourite));
    QCOMPARE(m_page->favourites(), QStringList());
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(2, Column::Bid));
    QCOMPARE(m_page->favourites(), QStringList());
}

void TestOverviewPage::testTableState()
{
    m_table->sortByColumn(Column::EventRate, Qt::DescendingOrder);
    m_table->horizontalHeader()->moveSection(Column::Bid, 1);
    m_table->setColumnWidth(Column::Name, 333);
    m_table->setColumnHidden(Column::RowRate, true);
    const QByteArray state = m_page->tableState();
    const QStringList sorted = names();
    init();
    QVERIFY(names() != sorted);
    QVERIFY(m_page->restoreTableState(state));
    QCOMPARE(names(), sorted);
    QCOMPARE(m_table->horizontalHeader()->visualIndex(Column::Bid), 1);
    QCOMPARE(m_table->columnWidth(Column::Name), 333);
    QVERIFY(m_table->isColumnHidden(Column::RowRate));
}

void TestOverviewPage::testForeignTableState_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("rubbish") << QByteArray("rubbish, and long enough to be something");
    const QByteArray state = OverviewPage(m_series).tableState();
    QTest::newRow("cut off") << state.chopped(40);
    QByteArray other = state;
    other[3] = 77;
    QTest::newRow("another version") << other;
}

void TestOverviewPage::testForeignTableState()
{
    QFETCH(QByteArray, state);
    const QByteArray before = m_page->tableState();
    QVERIFY(!m_page->restoreTableState(state));
    QCOMPARE(m_page->tableState(), before);
}

void TestOverviewPage::testSelectionAndScrollStay()
{
    show(Markets::status(200, 20));
    m_table->sortByColumn(Column::LastPrice, Qt::AscendingOrder);
    select(100);
    m_table->verticalScrollBar()->setValue(80);
    const QString name = m_table->currentIndex().data().toString();
    RecorderStatus status = Markets::status(200, 40);
    for (SymbolStatus &symbol : status.symbols) {
        const Decimal price = symbol.intake.lastTrade->price;
        symbol.intake.lastTrade->price =
            Decimal(1'000'000'000 - price.mantissa(), std::uint8_t(price.scale()));
    }
    const QStringList before = names();
    show(status);
    QVERIFY(names() != before);
    QCOMPARE(m_table->currentIndex().data().toString(), name);
    QCOMPARE(m_table->selectionModel()->selectedRows(Column::Name).value(0).data().toString(),
             name);
    QCOMPARE(m_table->verticalScrollBar()->value(), 80);
}

void TestOverviewPage::testOrderAtMostOnceASecond()
{
    m_table->sortByColumn(Column::LastPrice, Qt::AscendingOrder);
    show(Markets::status(5, 20));
    const QStringList before = names();
    RecorderStatus status = Markets::status(5, 22);
    status.symbols[0].intake.lastTrade->price = Decimal(1, 9);
    show(status);
    QCOMPARE(names(), before);
    status.takenAt.monotonic += 900ms;
    show(status);
    QCOMPARE(names().constFirst(), u"BTCUSDT"_s);
}

void TestOverviewPage::testEmptyTexts()
{
    const auto coloursOf = [this] {
        QSet<QRgb> colours;
        const QImage image = m_table->viewport()->grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                colours.insert(image.pixel(x, y));
        }
        return colours.size();
    };
    m_filter->setText(u"no such symbol"_s);
    QVERIFY(coloursOf() > 1);
    QCOMPARE(m_table->emptyText(), u"No symbol matches the filter. Esc clears it."_s);
    m_filter->clear();
    QCOMPARE(m_table->emptyText(), QString());
    show(RecorderStatus());
    QCOMPARE(m_table->emptyText(), u"No symbols are recorded yet."_s);
    QCOMPARE(countText(), u"0 of 0 symbol(s)"_s);
}

void TestOverviewPage::testTilesShowTheirContents()
{
    const ShownStatus troubled{Markets::troubled(), {}, {}};
    m_page->showStatus(troubled);
    const TileContents contents = tileContents(troubled);
    for (std::size_t i = 0; i < TileCount; ++i) {
        const auto *tile = m_page->findChild<Tile *>(u"tile%1"_s.arg(i));
        QVERIFY(tile->content() == contents[i]);
        QCOMPARE(tile->accessibleName(), titleOf(TileKind(i)));
        QVERIFY(tile->accessibleDescription().contains(contents[i].value));
        QVERIFY(tile->toolTip().contains(contents[i].explanation));
    }
}

void TestOverviewPage::testFiguresMoveNothing()
{
    const auto placesOf = [this] {
        QList<QRect> places;
        for (const QWidget *widget : m_page->findChildren<QWidget *>())
            places.append(widget->geometry());
        for (int column = 0; column < SymbolTableModel::ColumnCount; ++column)
            places.append(QRect(0, 0, m_table->columnWidth(column), 0));
        return places;
    };
    QApplication::processEvents();
    const QList<QRect> before = placesOf();
    RecorderStatus status = Markets::status(5, 50);
    status.eventsPerSecond = 1e9;
    status.rowsPerSecond = 1e9;
    status.eventsWritten = 1'000'000'000'000'000;
    status.latencies.receiveToCommit.p99 = 1500s;
    status.writer.ledger->filled = 123'456'789;
    status.symbols[0].intake.lastTrade->price = Decimal(1'234'567'890'123'456'789, 9);
    status.symbols[0].tradesPerSecond = 1e7;
    show(status);
    QApplication::processEvents();
    QCOMPARE(placesOf(), before);
}

void TestOverviewPage::testManySymbolsCostFewSignals()
{
    show(Markets::status(800));
    m_table->sortByColumn(Column::EventRate, Qt::DescendingOrder);
    QAbstractItemModel *model = m_table->model();
    QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
    QSignalSpy ordered(model, &QAbstractItemModel::layoutChanged);
    QSignalSpy reset(model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(model, &QAbstractItemModel::rowsInserted);
    constexpr int Updates = 30;
    for (int step = 1; step <= Updates; ++step)
        show(Markets::status(800, step));
    // A range for each run of rows in which something has changed, and an order a second.
    QVERIFY(changed.count() >= Updates);
    QVERIFY2(changed.count() <= 60 * Updates, qPrintable(QString::number(changed.count())));
    QVERIFY2(ordered.count() <= 4, qPrintable(QString::number(ordered.count())));
    QCOMPARE(reset.count() + inserted.count(), 0);
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
