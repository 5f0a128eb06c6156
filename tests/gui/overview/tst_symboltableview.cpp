#include "gui/overview/symboltableview.h"

#include "gui/guitesting.h"
#include "gui/overview/markets.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Column = SymbolTableModel::Column;

/// The texts of a menu, those of its menus after a slash.
QStringList textsOf(const QMenu &menu)
{
    QStringList texts;
    for (const QAction *action : menu.actions()) {
        if (action->isSeparator())
            continue;
        texts.append(action->text().remove(u'&'));
        if (const QMenu *sub = action->menu()) {
            for (const QString &text : textsOf(*sub))
                texts.append(QString(texts.constLast().section(u'/', 0, 0) + u'/' + text));
        }
    }
    return texts;
}

QAction *actionOf(const QMenu &menu, const QString &path)
{
    for (QAction *action : menu.actions()) {
        if (action->text().remove(u'&') != path.section(u'/', 0, 0))
            continue;
        const QString rest = path.section(u'/', 1);
        return rest.isEmpty() ? action : actionOf(*action->menu(), rest);
    }
    return nullptr;
}

} // namespace

class TestSymbolTableView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testMenuOfARow();
    void testMenuSorts();
    void testMenuHidesColumns();
    void testMenuWithoutRows();
    void testHeadingHasTheMenuToo();
    void testRowsStayWhileTheMenuIsOpen();
    void testCopy();
    void testStaleValuesAreDim();
    void testWidthsFollowTheFont();

private:
    /// Asks for the menu by key, and does `act` while it is open.
    template <typename Act>
    void withMenu(Act act);
    void choose(const QString &path);

    SeriesStore m_series;
    std::unique_ptr<SymbolTableModel> m_symbols;
    std::unique_ptr<SymbolSortModel> m_sorted;
    std::unique_ptr<SymbolTableView> m_view;
};

void TestSymbolTableView::init()
{
    m_view.reset();
    m_sorted.reset();
    m_symbols = std::make_unique<SymbolTableModel>();
    m_sorted = std::make_unique<SymbolSortModel>(*m_symbols);
    m_view = std::make_unique<SymbolTableView>(*m_symbols, *m_sorted, m_series);
    m_symbols->update({Markets::status(5), {}, {}});
    m_sorted->refresh();
    m_view->resize(1280, 400);
    m_view->show();
    m_view->setCurrentIndex(m_sorted->index(1, Column::Name));
}

template <typename Act>
void TestSymbolTableView::withMenu(Act act)
{
    bool hasActed = false;
    QTimer::singleShot(0, m_view.get(), [&] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu)
            return;
        act(*menu);
        hasActed = true;
        menu->close();
    });
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), QPoint(5, 5));
    QApplication::sendEvent(m_view->viewport(), &event);
    QVERIFY(hasActed);
}

void TestSymbolTableView::choose(const QString &path)
{
    withMenu([&path](const QMenu &menu) {
        QAction *action = actionOf(menu, path);
        QVERIFY2(action, qPrintable(textsOf(menu).join(u'\n')));
        action->trigger();
    });
}

void TestSymbolTableView::testMenuOfARow()
{
    QSignalSpy activated(m_view.get(), &SymbolTableView::symbolActivated);
    choose(u"Open BTCUSDT"_s);
    QCOMPARE(activated.count(), 1);
    QVERIFY(activated[0][0].value<Symbol>().is("BTCUSDT"));
    choose(u"Pin to the top"_s);
    QCOMPARE(m_symbols->favourites(), QStringList{u"BTCUSDT"_s});
    QCOMPARE(m_view->currentIndex().row(), 0);
    choose(u"Unpin"_s);
    QCOMPARE(m_symbols->favourites(), QStringList());
    choose(u"Copy name"_s);
    QCOMPARE(QApplication::clipboard()->text(), u"BTCUSDT"_s);
}

void TestSymbolTableView::testMenuSorts()
{
    choose(u"Sort by/Last"_s);
    QCOMPARE(m_sorted->sortColumn(), int(Column::LastPrice));
    QVERIFY(m_sorted->sortOrder() == Qt::DescendingOrder);
    QCOMPARE(m_view->horizontalHeader()->sortIndicatorSection(), int(Column::LastPrice));
    choose(u"Sort by/Last"_s);
    QVERIFY(m_sorted->sortOrder() == Qt::AscendingOrder);
    choose(u"Sort by/Symbol"_s);
    QVERIFY(m_sorted->sortOrder() == Qt::AscendingOrder);
}

void TestSymbolTableView::testMenuHidesColumns()
{
    choose(u"Columns/Spread"_s);
    QVERIFY(m_view->isColumnHidden(Column::Spread));
    choose(u"Columns/Spread"_s);
    QVERIFY(!m_view->isColumnHidden(Column::Spread));
    withMenu([](const QMenu &menu) { QVERIFY(!actionOf(menu, u"Columns/Symbol"_s)->isEnabled()); });
    const int usual = m_view->columnWidth(Column::Bid);
    m_view->setColumnWidth(Column::Bid, 10);
    choose(u"Columns/Usual widths"_s);
    QCOMPARE(m_view->columnWidth(Column::Bid), usual);
}

void TestSymbolTableView::testMenuWithoutRows()
{
    m_symbols->update({});
    withMenu([](const QMenu &menu) { QCOMPARE(textsOf(menu).constFirst(), u"Sort by"_s); });
}

void TestSymbolTableView::testHeadingHasTheMenuToo()
{
    QStringList texts;
    QTimer::singleShot(0, m_view.get(), [&texts] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        texts = textsOf(*menu);
        menu->close();
    });
    emit m_view->horizontalHeader()->customContextMenuRequested(QPoint(5, 5));
    QVERIFY(texts.contains(u"Columns/Lag p99"_s));
}

void TestSymbolTableView::testRowsStayWhileTheMenuIsOpen()
{
    QVERIFY(!m_view->isBeingUsed());
    withMenu([this](const QMenu &) { QVERIFY(m_view->isBeingUsed()); });
    QVERIFY(!m_view->isBeingUsed());
}

void TestSymbolTableView::testCopy()
{
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"BTCUSDT"_s);
}

void TestSymbolTableView::testStaleValuesAreDim()
{
    RecorderStatus status = Markets::status(5);
    status.symbols[2].streams[0].state = StreamStatus::State::Mute;
    m_symbols->update({status, {}, {}});
    const QImage fresh = m_view->viewport()->grab().toImage();
    m_view->setStale(true);
    QVERIFY(m_view->viewport()->grab().toImage() != fresh);
    m_view->setStale(false);
    QVERIFY(m_view->viewport()->grab().toImage() == fresh);
}

void TestSymbolTableView::testWidthsFollowTheFont()
{
    const int before = m_view->columnWidth(Column::Ask);
    const int rowHeight = m_view->rowHeight(0);
    QFont font = m_view->font();
    font.setPixelSize(2 * QFontInfo(font).pixelSize());
    m_view->setFont(font);
    QVERIFY(m_view->columnWidth(Column::Ask) > before * 3 / 2);
    QVERIFY(m_view->rowHeight(0) > rowHeight * 3 / 2);
}

QTEST_MAIN(TestSymbolTableView)
#include "tst_symboltableview.moc"
