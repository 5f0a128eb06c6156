#include "gui/control/recordingcontrol.h"

#include "fakes/scriptedexchange.h"
#include "gui/guitesting.h"
#include "gui/mainwindow.h"

#include <QAction>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestRecordingControl : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testStartAndStop();
    void testClosingStopsInOrder();
    void testFailureIsShown();

private:
    OwnRecorderSettings settings() const;
    static RecorderOptions options();
    std::unique_ptr<MainWindow> windowFor(OwnRecorder &recorder) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestRecordingControl::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_exchange = std::make_unique<ScriptedExchange>();
}

OwnRecorderSettings TestRecordingControl::settings() const
{
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"test.db"_s);
    settings.recorder.webSocketBaseUrl = m_exchange->url();
    settings.recorder.symbols = {GuiTesting::symbol("BTCUSDT")};
    settings.recorder.depthStreams = {"depth5@100ms"};
    settings.statusServer.listen.reset();
    return settings;
}

RecorderOptions TestRecordingControl::options()
{
    RecorderOptions options;
    options.askExchange = false;
    return options;
}

std::unique_ptr<MainWindow> TestRecordingControl::windowFor(OwnRecorder &recorder) const
{
    auto window = std::make_unique<MainWindow>(
        recorder,
        std::make_unique<QSettings>(m_folder->filePath(u"dashboard.ini"_s), QSettings::IniFormat));
    window->addControl(recorder);
    window->show();
    return window;
}

void TestRecordingControl::testStartAndStop()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    OwnRecorder recorder(settings(), options());
    const auto window = windowFor(recorder);
    auto *start = window->findChild<QAction *>(u"startAction"_s);
    auto *stop = window->findChild<QAction *>(u"stopAction"_s);
    QVERIFY(start->isEnabled() && !stop->isEnabled());
    start->trigger();
    QVERIFY(!start->isEnabled() && stop->isEnabled());
    QTRY_COMPARE(subscribed.count(), 1);
    QTRY_COMPARE(window->windowTitle().section(u' ', 0, 1), u"✓ Recording"_s);
    stop->trigger();
    QTRY_VERIFY(start->isEnabled() && !stop->isEnabled());
    QCOMPARE(window->windowTitle().section(u' ', 0, 1), u"○ Stopped"_s);
}

void TestRecordingControl::testClosingStopsInOrder()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    OwnRecorder recorder(settings(), options());
    const auto window = windowFor(recorder);
    recorder.start();
    QTRY_COMPARE(subscribed.count(), 1);
    window->close();
    QVERIFY(window->isVisible());
    QTRY_VERIFY(!window->isVisible());
    QVERIFY(recorder.shown().status.state == RecorderState::Stopped);
}

void TestRecordingControl::testFailureIsShown()
{
    OwnRecorderSettings bad = settings();
    bad.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    OwnRecorder recorder(bad, options());
    const auto window = windowFor(recorder);
    recorder.start();
    QTRY_VERIFY(window->findChild<QMessageBox *>());
    QVERIFY(window->findChild<QMessageBox *>()->informativeText().contains(u"no/such/folder"_s));
    QVERIFY(window->findChild<QAction *>(u"startAction"_s)->isEnabled());
}

QTEST_MAIN(TestRecordingControl)
#include "tst_recordingcontrol.moc"
