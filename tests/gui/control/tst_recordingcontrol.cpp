#include "gui/control/recordingcontrol.h"

#include "fakes/scriptedexchange.h"
#include "gui/control/databasedialog.h"
#include "gui/control/settingsdialog.h"
#include "gui/guitesting.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QCloseEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// A window as the real one closes.
class ControlledWindow final : public QWidget
{
public:
    RecordingControl *control = nullptr;

protected:
    void closeEvent(QCloseEvent *event) override { event->setAccepted(control->mayClose()); }
};

} // namespace

class TestRecordingControl : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testStartAndStop();
    void testClosingIdle();
    void testClosingAsks();
    void testClosingToTheTray();
    void testClosingWithoutATray();
    void testStopAndQuit();
    void testAnswerIsRemembered();
    void testSignalStopsWithoutAQuestion();
    void testSessionEnd();
    void testQuitOfTheTrayAsks();
    void testSettingsWhileIdle();
    void testSettingsWhileRecording();
    void testNoStartWhileTheDatabaseIsWorkedOn();
    void testEveryActionByKeyboard();
    void testFailureOffersHelp();
    void testFailureIsShown();

private:
    OwnRecorderSettings settings() const;
    static RecorderOptions options();
    /// A window with a control and a recorder that records.
    void record();
    template <typename T>
    T *find(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    QMessageBox *question() const { return find<QMessageBox>(u"closeQuestion"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
    std::unique_ptr<QSettings> m_kept;
    std::unique_ptr<OwnRecorder> m_recorder;
    std::unique_ptr<ControlledWindow> m_window;
    std::unique_ptr<RecordingControl> m_control;
};

void TestRecordingControl::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_exchange = std::make_unique<ScriptedExchange>();
    m_kept = std::make_unique<QSettings>(m_folder->filePath(u"kept.ini"_s), QSettings::IniFormat);
    m_recorder = std::make_unique<OwnRecorder>(settings(), options());
    m_window = std::make_unique<ControlledWindow>();
    RecordingControlSetup setup;
    setup.settingsFile = m_folder->filePath(u"settings.env"_s);
    setup.kept = m_kept.get();
    m_control = std::make_unique<RecordingControl>(*m_recorder, *m_window, setup);
    m_window->control = m_control.get();
    m_window->show();
}

void TestRecordingControl::cleanup()
{
    QApplication::setQuitOnLastWindowClosed(true);
    m_control.reset();
    m_window.reset();
    m_recorder.reset();
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

void TestRecordingControl::record()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    m_recorder->start();
    QTRY_COMPARE(subscribed.count(), 1);
}

void TestRecordingControl::testStartAndStop()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    QAction *start = m_control->startAction();
    QAction *stop = m_control->stopAction();
    QVERIFY(start->isEnabled() && !stop->isEnabled());
    start->trigger();
    QVERIFY(!start->isEnabled() && stop->isEnabled());
    QTRY_COMPARE(subscribed.count(), 1);
    stop->trigger();
    QTRY_VERIFY(start->isEnabled() && !stop->isEnabled());
    QCOMPARE(m_recorder->shown().status.state, RecorderState::Stopped);
}

void TestRecordingControl::testClosingIdle()
{
    m_window->close();
    QVERIFY(!m_window->isVisible());
    QVERIFY(!question());
}

void TestRecordingControl::testClosingAsks()
{
    record();
    m_window->close();
    m_window->close();
    QCOMPARE(m_window->findChildren<QMessageBox *>().size(), 1);
    QVERIFY(m_window->isVisible());
    question()->reject();
    QTRY_VERIFY(!question());
    QVERIFY(m_window->isVisible());
    QVERIFY(m_recorder->isRunning());
}

void TestRecordingControl::testClosingToTheTray()
{
    m_control->setHasTray(true);
    record();
    m_window->close();
    find<QPushButton>(u"goOnButton"_s)->click();
    QVERIFY(!m_window->isVisible());
    QVERIFY(m_recorder->isRunning());
    QVERIFY(!QApplication::quitOnLastWindowClosed());
    QVERIFY(!m_kept->contains(u"closing"_s));
}

void TestRecordingControl::testClosingWithoutATray()
{
    record();
    m_window->close();
    QCOMPARE(find<QPushButton>(u"goOnButton"_s)->text(), u"&Minimise"_s);
    find<QPushButton>(u"goOnButton"_s)->click();
    QVERIFY(m_window->isMinimized());
    QVERIFY(m_recorder->isRunning());
}

void TestRecordingControl::testStopAndQuit()
{
    QSignalSpy quit(m_control.get(), &RecordingControl::quitRequested);
    record();
    m_window->close();
    find<QPushButton>(u"stopButton"_s)->click();
    QTRY_COMPARE(quit.count(), 1);
    QVERIFY(!m_window->isVisible());
    QCOMPARE(m_recorder->shown().status.state, RecorderState::Stopped);
}

void TestRecordingControl::testAnswerIsRemembered()
{
    m_control->setHasTray(true);
    record();
    QAction *askAgain = m_control->askAgainAction();
    QVERIFY(!askAgain->isVisible());
    m_window->close();
    question()->checkBox()->setChecked(true);
    find<QPushButton>(u"goOnButton"_s)->click();
    QTRY_VERIFY(!question());
    m_window->show();
    m_window->close();
    QVERIFY(!question());
    QVERIFY(!m_window->isVisible());
    QVERIFY(m_recorder->isRunning());
    QVERIFY(askAgain->isVisible());
    askAgain->trigger();
    QVERIFY(!askAgain->isVisible());
    m_window->show();
    m_window->close();
    QVERIFY(question());
}

void TestRecordingControl::testSignalStopsWithoutAQuestion()
{
    QSignalSpy quit(m_control.get(), &RecordingControl::quitRequested);
    record();
    // It comes while the question is open.
    m_window->close();
    m_control->quit();
    QTRY_COMPARE(quit.count(), 1);
    QVERIFY(!question());
    QVERIFY(!m_window->isVisible());
    QVERIFY(!m_recorder->isRunning());
}

void TestRecordingControl::testSessionEnd()
{
    record();
    m_control->endWithSession();
    m_window->close();
    QVERIFY(!question());
    QVERIFY(!m_window->isVisible());
    m_recorder.reset();
}

void TestRecordingControl::testQuitOfTheTrayAsks()
{
    QSignalSpy quit(m_control.get(), &RecordingControl::quitRequested);
    record();
    m_control->askToQuit();
    QVERIFY(find<QMessageBox>(u"quitQuestion"_s));
    QVERIFY(m_recorder->isRunning());
    find<QPushButton>(u"stopButton"_s)->click();
    QTRY_COMPARE(quit.count(), 1);
}

void TestRecordingControl::testSettingsWhileIdle()
{
    QSignalSpy changed(m_control.get(), &RecordingControl::settingsChanged);
    m_control->openSettings();
    auto *dialog = find<SettingsDialog>(u"settingsDialog"_s);
    dialog->openSetting(u"BATCH_MAX_EVENTS"_s);
    dialog->findChild<QLineEdit *>(u"BATCH_MAX_EVENTS"_s)->selectAll();
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"BATCH_MAX_EVENTS"_s), u"77"_s);
    dialog->accept();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_recorder->settings().recorder.batch.maxEvents, std::size_t(77));
    QVERIFY(!find<QMessageBox>(u"restartQuestion"_s));
}

void TestRecordingControl::testSettingsWhileRecording()
{
    record();
    m_control->openSettings();
    auto *dialog = find<SettingsDialog>(u"settingsDialog"_s);
    const auto set = [dialog](const QString &name, const QString &value) {
        dialog->openSetting(name);
        dialog->findChild<QLineEdit *>(name)->selectAll();
        QTest::keyClicks(dialog->findChild<QLineEdit *>(name), value);
    };
    set(u"DB_URL"_s, u"sqlite:///"_s + m_folder->filePath(u"other.db"_s));
    set(u"BINANCE_WS_FUTURES_BASE_URL"_s, m_exchange->url().toString());
    set(u"SYMBOLS_FUTURES"_s, u"ethusdt"_s);
    set(u"STATUS_LISTEN"_s, u"off"_s);
    set(u"SPOOL_FILE"_s, m_folder->filePath(u"spool.db"_s));
    dialog->accept();
    auto *restart = find<QPushButton>(u"restartButton"_s);
    QVERIFY(restart);
    QCOMPARE(m_recorder->settings().recorder.symbols.front(), GuiTesting::symbol("BTCUSDT"));
    QSignalSpy running(m_recorder.get(), &OwnRecorder::runningChanged);
    restart->click();
    QTRY_COMPARE(running.count(), 2);
    QVERIFY(m_recorder->isRunning());
    QCOMPARE(m_recorder->settings().recorder.symbols.front(), GuiTesting::symbol("ETHUSDT"));
}

void TestRecordingControl::testNoStartWhileTheDatabaseIsWorkedOn()
{
    m_control->openDatabase();
    auto *dialog = find<DatabaseDialog>(u"databaseDialog"_s);
    auto *setUp = dialog->findChild<QPushButton *>(u"setUpButton"_s);
    QTRY_VERIFY(setUp->isEnabled());
    QSignalSpy working(dialog, &DatabaseDialog::workingChanged);
    setUp->click();
    QVERIFY(!m_control->startAction()->isEnabled());
    QTRY_COMPARE(working.count(), 2);
    QVERIFY(m_control->startAction()->isEnabled());
    record();
    QVERIFY(dialog->findChild<QLabel *>(u"outcome"_s)->text().contains(u"Stop it first"_s));
}

void TestRecordingControl::testEveryActionByKeyboard()
{
    QSet<QKeySequence> seen;
    for (const QAction *action : m_control->actions()) {
        if (action->isSeparator())
            continue;
        QVERIFY(!action->shortcut().isEmpty());
        QVERIFY2(!seen.contains(action->shortcut()), qPrintable(action->objectName()));
        seen.insert(action->shortcut());
        QVERIFY(action->toolTip().contains(action->shortcut().toString()));
        QVERIFY(!action->icon().isNull());
    }
    QCOMPARE(seen.size(), 5);
}

void TestRecordingControl::testFailureOffersHelp()
{
    OwnRecorderSettings bad = settings();
    bad.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    m_recorder->setSettings(bad);
    m_recorder->start();
    QTRY_VERIFY(find<QMessageBox>(u"failure"_s));
    find<QMessageBox>(u"failure"_s)->findChild<QPushButton *>(u"settingsAction"_s)->click();
    QVERIFY(find<SettingsDialog>(u"settingsDialog"_s));
}

void TestRecordingControl::testFailureIsShown()
{
    OwnRecorderSettings bad = settings();
    bad.recorder.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    m_recorder->setSettings(bad);
    m_recorder->start();
    QTRY_VERIFY(find<QMessageBox>(u"failure"_s));
    QVERIFY(find<QMessageBox>(u"failure"_s)->informativeText().contains(u"no/such/folder"_s));
    QVERIFY(m_control->startAction()->isEnabled());
}

QTEST_MAIN(TestRecordingControl)
#include "tst_recordingcontrol.moc"
