#include "gui/mainwindow.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"
#include "gui/overview/overviewpage.h"
#include "gui/symbol/symbolpage.h"

#include <QAction>
#include <QDockWidget>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QScreen>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void testVerdictIsInTheTitle();
    void testSymbolsOpenAsDocks();
    void testSymbolByName_data();
    void testSymbolByName();
    void testSizeIsKept();
    void testArrangementIsKept();
    void testFavouritesAreKept();
    void testDamagedArrangement();
    void testHiddenWindowAsksSeldom();
    void testPagesByKeyboard();

private:
    std::unique_ptr<QSettings> arrangement() const;
    static QStringList docksOf(const MainWindow &window);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeSource> m_source;
};

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = std::make_unique<FakeSource>();
}

std::unique_ptr<QSettings> TestMainWindow::arrangement() const
{
    return std::make_unique<QSettings>(m_folder->filePath(u"dashboard.ini"_s),
                                       QSettings::IniFormat);
}

QStringList TestMainWindow::docksOf(const MainWindow &window)
{
    QStringList names;
    for (const QDockWidget *dock : window.findChildren<QDockWidget *>())
        names.append(dock->windowTitle());
    names.sort();
    return names;
}

void TestMainWindow::testVerdictIsInTheTitle()
{
    MainWindow window(*m_source, arrangement());
    QCOMPARE(window.windowTitle(), u"○ Not started – test"_s);
    m_source->give(FakeStatus::healthy(2));
    QCOMPARE(window.windowTitle(), u"✓ Recording – test"_s);
    window.show();
    m_source->give(FakeStatus::healthy(3));
    QCOMPARE(window.findChild<QLabel *>(u"database"_s)->text(), u"sqlite:///orderflow.db"_s);
    QCOMPARE(window.findChild<QLabel *>(u"counters"_s)->text(),
             u"4590 received · 4590 written · 0 duplicates · 0 lost"_s);
    m_source->give({FakeStatus::healthy(2), LinkTrouble{u"host:9464"_s, 12s, u"refused"_s}, {}});
    QCOMPARE(window.windowTitle(), u"✗ No answer from host:9464 for 12 s: refused – test"_s);
}

void TestMainWindow::testSymbolsOpenAsDocks()
{
    MainWindow window(*m_source, arrangement());
    window.show();
    window.openSymbol(GuiTesting::symbol("S1USDT"));
    window.openSymbol(GuiTesting::symbol("S0USDT"));
    window.openSymbol(GuiTesting::symbol("S1USDT"));
    QCOMPARE(docksOf(window), (QStringList{u"S0USDT"_s, u"S1USDT"_s}));
    QVERIFY(m_source->watched ==
            (std::vector{GuiTesting::symbol("S0USDT"), GuiTesting::symbol("S1USDT")}));
    window.findChild<QDockWidget *>(u"symbol-S0USDT"_s)->close();
    QTRY_COMPARE(docksOf(window), QStringList{u"S1USDT"_s});
    QVERIFY(m_source->watched == std::vector{GuiTesting::symbol("S1USDT")});
}

void TestMainWindow::testSymbolByName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("docks");
    QTest::newRow("as it is written") << u"S1USDT"_s << QStringList{u"S1USDT"_s};
    QTest::newRow("as it is typed") << u" s1usdt "_s << QStringList{u"S1USDT"_s};
    QTest::newRow("one that is not recorded") << u"XUSDT"_s << QStringList{u"XUSDT"_s};
    QTest::newRow("no symbol") << u"S1,USDT"_s << QStringList();
}

void TestMainWindow::testSymbolByName()
{
    QFETCH(QString, name);
    QFETCH(QStringList, docks);
    MainWindow window(*m_source, arrangement());
    window.show();
    m_source->give(FakeStatus::healthy(2));
    window.findChild<QAction *>(u"openSymbolAction"_s)->trigger();
    auto *dialog = window.findChild<QInputDialog *>();
    QCOMPARE(dialog->comboBoxItems(), (QStringList{u"S0USDT"_s, u"S1USDT"_s}));
    dialog->setTextValue(name);
    dialog->accept();
    QCOMPARE(docksOf(window), docks);
    auto *box = window.findChild<QMessageBox *>();
    QCOMPARE(box != nullptr, docks.isEmpty());
    if (box)
        QVERIFY(box->text().contains(name));
}

void TestMainWindow::testSizeIsKept()
{
    QSize size;
    {
        MainWindow window(*m_source, arrangement());
        window.show();
        window.resize(window.minimumSizeHint() + QSize(20, 20));
        size = window.size();
        // Qt restores no window that is larger than its screen.
        QVERIFY(size.width() < window.screen()->availableSize().width());
        QVERIFY(size.height() < window.screen()->availableSize().height());
        window.close();
    }
    MainWindow window(*m_source, arrangement());
    window.show();
    QCOMPARE(window.size(), size);
}

void TestMainWindow::testArrangementIsKept()
{
    {
        MainWindow window(*m_source, arrangement());
        window.show();
        window.openSymbol(GuiTesting::symbol("S1USDT"));
        auto *dock = window.findChild<QDockWidget *>(u"symbol-S1USDT"_s);
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.findChild<QTabWidget *>(u"pages"_s)->setCurrentIndex(1);
        window.close();
    }
    MainWindow window(*m_source, arrangement());
    window.show();
    QCOMPARE(docksOf(window), QStringList{u"S1USDT"_s});
    auto *dock = window.findChild<QDockWidget *>(u"symbol-S1USDT"_s);
    QVERIFY(dock->isVisible());
    QCOMPARE(window.dockWidgetArea(dock), Qt::BottomDockWidgetArea);
    QCOMPARE(window.findChild<QTabWidget *>(u"pages"_s)->currentIndex(), 1);
    QVERIFY(m_source->watched == std::vector{GuiTesting::symbol("S1USDT")});
}

void TestMainWindow::testFavouritesAreKept()
{
    {
        MainWindow window(*m_source, arrangement());
        window.findChild<OverviewPage *>()->setFavourites({u"S1USDT"_s});
        window.close();
    }
    const MainWindow window(*m_source, arrangement());
    QCOMPARE(window.findChild<OverviewPage *>()->favourites(), QStringList{u"S1USDT"_s});
}

void TestMainWindow::testDamagedArrangement()
{
    {
        QSettings settings(m_folder->filePath(u"dashboard.ini"_s), QSettings::IniFormat);
        settings.setValue("symbols", QStringList{u"S1USDT"_s, u"no symbol"_s});
        settings.setValue("geometry", QByteArray("rubbish"));
        settings.setValue("state", QByteArray("rubbish"));
        settings.setValue("page", 77);
    }
    MainWindow window(*m_source, arrangement());
    window.show();
    QCOMPARE(docksOf(window), QStringList{u"S1USDT"_s});
    QVERIFY(window.findChild<QTabWidget *>(u"pages"_s)->currentWidget()->isVisible());
}

void TestMainWindow::testHiddenWindowAsksSeldom()
{
    MainWindow window(*m_source, arrangement());
    QVERIFY(m_source->interval >= 1s);
    window.show();
    QVERIFY(m_source->interval <= 100ms);
    window.showMinimized();
    QTRY_VERIFY(m_source->interval >= 1s);
    window.showNormal();
    QTRY_VERIFY(m_source->interval <= 100ms);
    window.hide();
    QVERIFY(m_source->interval >= 1s);
    window.show();
    QVERIFY(m_source->interval <= 100ms);
}

void TestMainWindow::testPagesByKeyboard()
{
    MainWindow window(*m_source, arrangement());
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window.findChild<QTabWidget *>(u"pages"_s)->currentIndex(), 1);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window.findChild<QTabWidget *>(u"pages"_s)->currentIndex(), 0);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
