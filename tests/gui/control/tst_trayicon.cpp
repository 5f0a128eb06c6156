#include "gui/control/trayicon.h"

#include "fakes/fakestatus.h"
#include "fakes/manualclock.h"
#include "gui/control/controlicons.h"
#include "gui/guitesting.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestTrayIcon : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void testText();
    void testTextOfTrouble();
    void testNotices();
    void testToggleWindow();
    void testQuitOfARemoteWindow();
    void testIconsDiffer();
    void testPictures();

private:
    ManualClock m_clock;
    std::unique_ptr<FakeSource> m_source;
    std::unique_ptr<QWidget> m_window;
};

void TestTrayIcon::init()
{
    m_source = std::make_unique<FakeSource>();
    m_window = std::make_unique<QWidget>();
}

void TestTrayIcon::testText()
{
    RecorderStatus status = FakeStatus::healthy(2);
    status.eventsPerSecond = 1234;
    status.rowsPerSecond = 12.34;
    const QStringList lines = trayText({status, {}, {}}).split(u'\n');
    QCOMPARE(lines.at(0), u"✓ Recording"_s);
    QCOMPARE(lines.at(1), u"1234 events/s · 12.3 rows/s"_s);
    QVERIFY(lines.at(2).startsWith(u"Lag p99 "_s));
}

void TestTrayIcon::testTextOfTrouble()
{
    QCOMPARE(trayText({FakeStatus::healthy(2), {}, u"no disk"_s}).split(u'\n').constFirst(),
             u"✗ Failed: no disk"_s);
    QCOMPARE(trayText({}), u"○ Not started"_s);
}

void TestTrayIcon::testNotices()
{
    TrayIcon tray(*m_source, *m_window, m_clock);
    QSignalSpy told(&tray, &TrayIcon::told);
    m_source->give(FakeStatus::healthy(2));
    const auto pass = [this, &tray](std::chrono::seconds time) {
        for (auto passed = 0s; passed < time; ++passed) {
            m_clock.advance(1s);
            tray.look();
        }
    };
    pass(10s);
    QCOMPARE(told.count(), 0);
    RecorderStatus away = FakeStatus::healthy(2);
    away.writer.state = WriterStatus::State::Retrying;
    m_source->give(away);
    pass(3s);
    QCOMPARE(told.count(), 0);
    pass(1s);
    QCOMPARE(told.count(), 1);
    const auto notice = told.takeFirst().first().value<TrayNotices::Notice>();
    QCOMPARE(notice.health, Health::Bad);
    QCOMPARE(notice.text, verdict(away));
    m_source->give(FakeStatus::healthy(2));
    pass(20s);
    QCOMPARE(told.count(), 1);
}

void TestTrayIcon::testToggleWindow()
{
    TrayIcon tray(*m_source, *m_window, m_clock);
    auto *toggle = tray.menu().findChild<QAction *>(u"toggleWindowAction"_s);
    QCOMPARE(toggle->text(), u"&Show window"_s);
    toggle->trigger();
    QVERIFY(m_window->isVisible());
    QCOMPARE(toggle->text(), u"&Hide window"_s);
    QVERIFY(QApplication::quitOnLastWindowClosed());
    toggle->trigger();
    QVERIFY(!m_window->isVisible());
    QVERIFY(!QApplication::quitOnLastWindowClosed());
    m_window->show();
    QVERIFY(QApplication::quitOnLastWindowClosed());
}

void TestTrayIcon::testQuitOfARemoteWindow()
{
    TrayIcon tray(*m_source, *m_window, m_clock);
    QSignalSpy quit(&tray, &TrayIcon::quitRequested);
    tray.menu().findChild<QAction *>(u"trayQuitAction"_s)->trigger();
    QCOMPARE(quit.count(), 1);
}

void TestTrayIcon::testIconsDiffer()
{
    // In grey too: no two may be told by their colour alone.
    QList<QImage> seen;
    for (const Health health :
         {Health::Off, Health::Changing, Health::Good, Health::Attention, Health::Bad}) {
        const QImage shape = ControlIcons::of(health, GuiTesting::lightPalette())
                                 .pixmap(16)
                                 .toImage()
                                 .convertToFormat(QImage::Format_Alpha8);
        const QImage grey = ControlIcons::of(health, GuiTesting::lightPalette())
                                .pixmap(16)
                                .toImage()
                                .convertToFormat(QImage::Format_Mono);
        QVERIFY(!seen.contains(grey) || !seen.contains(shape));
        seen << grey << shape;
    }
}

void TestTrayIcon::testPictures()
{
    QWidget sheet;
    auto *row = new QHBoxLayout(&sheet);
    QList<QLabel *> icons;
    for (const int size : {16, 32, 64}) {
        for (const Health health :
             {Health::Off, Health::Changing, Health::Good, Health::Attention, Health::Bad}) {
            auto *label = new QLabel(&sheet);
            label->setPixmap(ControlIcons::of(health, GuiTesting::lightPalette()).pixmap(size));
            row->addWidget(label);
        }
    }
    using enum ControlIcons::Glyph;
    for (const ControlIcons::Glyph glyph : {Start, Stop, Settings, Test, Database}) {
        auto *button = new QToolButton(&sheet);
        button->setIcon(ControlIcons::of(glyph));
        button->setIconSize(QSize(32, 32));
        button->setEnabled(glyph != Stop);
        row->addWidget(button);
    }
    QVERIFY(GuiTesting::savePictures(sheet, u"icons"_s) > 20);
}

QTEST_MAIN(TestTrayIcon)
#include "tst_trayicon.moc"
