#include "gui/control/databasedialog.h"

#include "fakes/predecessordatabase.h"
#include "fakes/testdatabase.h"
#include "gui/guitesting.h"
#include "storage/tables/schemasetup.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestDatabaseDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup();
    void testNoFile();
    void testMakesTheTables();
    void testNothingToDo();
    void testUpgrade();
    void testDropAfterAQuestion();
    void testStopAndGoOn();
    void testRefusesWhileRecording();
    void testBadAddress();
    void testProgressWords();
    void testPictures();

private:
    void openFor(const QString &url);
    QString text(const QString &name) const;
    QPushButton *button(const QString &name) const;
    void waitUntilDone();

    QTemporaryDir m_folder;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<DatabaseDialog> m_dialog;
    QString m_url;
};

void TestDatabaseDialog::init()
{
    m_database = TestDatabase::make(SqlDialect::Sqlite);
    m_url = u"sqlite:///"_s + m_database->url().filePath();
}

void TestDatabaseDialog::cleanup()
{
    m_dialog.reset();
    m_database.reset();
}

void TestDatabaseDialog::openFor(const QString &url)
{
    m_dialog = std::make_unique<DatabaseDialog>([url] {
        DatabaseWork::Settings settings;
        settings.databaseUrl = url;
        return settings;
    });
    m_dialog->show();
    m_dialog->look();
    waitUntilDone();
}

QString TestDatabaseDialog::text(const QString &name) const
{
    return m_dialog->findChild<QLabel *>(name)->text();
}

QPushButton *TestDatabaseDialog::button(const QString &name) const
{
    return m_dialog->findChild<QPushButton *>(name);
}

void TestDatabaseDialog::waitUntilDone()
{
    QTRY_VERIFY(!text(u"state"_s).startsWith(u"Looking"_s) && !m_dialog->isWorking());
    // What the thread has told last.
    QCoreApplication::processEvents();
}

void TestDatabaseDialog::testNoFile()
{
    const QString path = m_folder.filePath(u"new.db"_s);
    openFor(u"sqlite:///"_s + path);
    QCOMPARE(text(u"database"_s), u"sqlite:///"_s + path);
    QVERIFY(text(u"state"_s).startsWith(u"There are no tables yet"_s));
    QVERIFY(!QFile::exists(path));
}

void TestDatabaseDialog::testMakesTheTables()
{
    openFor(u"sqlite:///"_s + m_folder.filePath(u"made.db"_s));
    QSignalSpy working(m_dialog.get(), &DatabaseDialog::workingChanged);
    QCOMPARE(button(u"setUpButton"_s)->text(), u"&Make the tables"_s);
    button(u"setUpButton"_s)->click();
    QTRY_COMPARE(working.count(), 2);
    QCOMPARE(working.at(0).first().toBool(), true);
    QCOMPARE(working.at(1).first().toBool(), false);
    QVERIFY2(text(u"state"_s).contains(u"the newest"_s), qPrintable(text(u"state"_s)));
    QCOMPARE(text(u"outcome"_s), u"✓ Done."_s);
    QVERIFY(!button(u"setUpButton"_s)->isVisible());
}

void TestDatabaseDialog::testNothingToDo()
{
    const auto connection = createConnection(m_database->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    QVERIFY(setUpSchema(*connection, {}));
    openFor(m_url);
    QVERIFY(text(u"state"_s).contains(u"nothing to do"_s));
    QVERIFY(!button(u"setUpButton"_s)->isVisible());
    QVERIFY(!button(u"dropButton"_s)->isVisible());
}

void TestDatabaseDialog::testUpgrade()
{
    Predecessor::make(*m_database, 400);
    openFor(m_url);
    QVERIFY(text(u"state"_s).contains(u"tables of the Python recorder"_s));
    auto *kind = m_dialog->findChild<QComboBox *>(u"depthKind"_s);
    QVERIFY(kind->isVisible());
    QCOMPARE(kind->currentText(), LegacyUpgrade::defaultDepthKind());
    kind->setCurrentText(u"depth10@500ms"_s);
    QSignalSpy working(m_dialog.get(), &DatabaseDialog::workingChanged);
    button(u"setUpButton"_s)->click();
    QVERIFY(m_dialog->findChild<QProgressBar *>(u"bar"_s)->isVisible());
    QTRY_COMPARE(working.count(), 2);
    QVERIFY2(text(u"state"_s).contains(u"futures_trades: "_s), qPrintable(text(u"state"_s)));
    QVERIFY(!m_dialog->findChild<QProgressBar *>(u"bar"_s)->isVisible());
    QVERIFY(button(u"dropButton"_s)->isVisible());
    Predecessor::verifyTrades(*m_database);
    Predecessor::verifyDepthUpdates(*m_database, u"depth10@500ms"_s);
}

void TestDatabaseDialog::testDropAfterAQuestion()
{
    Predecessor::make(*m_database, 20);
    {
        const auto connection = createConnection(m_database->url(), SqlAccess::Write);
        QVERIFY(connection->open());
        QVERIFY(setUpDatabase(*connection, {}));
    }
    openFor(m_url);
    QSignalSpy working(m_dialog.get(), &DatabaseDialog::workingChanged);
    button(u"dropButton"_s)->click();
    auto *question = m_dialog->findChild<QMessageBox *>(u"dropQuestion"_s);
    QVERIFY(question);
    QCOMPARE(working.count(), 0);
    question->findChild<QPushButton *>(u"removeButton"_s)->click();
    QTRY_COMPARE(working.count(), 2);
    QVERIFY2(text(u"state"_s).contains(u"nothing to do"_s), qPrintable(text(u"state"_s)));
    QVERIFY(!button(u"dropButton"_s)->isVisible());
}

void TestDatabaseDialog::testStopAndGoOn()
{
    Predecessor::make(*m_database, 100);
    {
        // An upgrade that was cut off after its beginning.
        const auto connection = createConnection(m_database->url(), SqlAccess::Write);
        QVERIFY(connection->open());
        DatabaseSetupOptions options;
        options.goOn = [](const std::vector<LegacyTableProgress> &) {
            return false;
        };
        const auto state = setUpDatabase(*connection, options);
        QVERIFY(state && state->isUpgradePending());
    }
    DatabaseWork work(DatabaseWork::Task::SetUp, {m_url, {}, {}});
    QSignalSpy progressed(&work, &DatabaseWork::progressed);
    connect(&work, &DatabaseWork::progressed, &work, &DatabaseWork::stop, Qt::DirectConnection);
    work.start();
    QTRY_VERIFY(work.status().isDone);
    QVERIFY(work.status().wasStopped);
    QCOMPARE(work.status().error, QString());

    openFor(m_url);
    QCOMPARE(button(u"setUpButton"_s)->text(), u"&Go on"_s);
    QVERIFY(text(u"state"_s).contains(u"rows are copied"_s));

    QSignalSpy working(m_dialog.get(), &DatabaseDialog::workingChanged);
    button(u"setUpButton"_s)->click();
    QTRY_COMPARE(working.count(), 2);
    QVERIFY(button(u"dropButton"_s)->isVisible());
}

void TestDatabaseDialog::testRefusesWhileRecording()
{
    Predecessor::make(*m_database, 20);
    openFor(m_url);
    QVERIFY(button(u"setUpButton"_s)->isEnabled());
    m_dialog->setRecording(true);
    QVERIFY(!button(u"setUpButton"_s)->isEnabled());
    QVERIFY(text(u"outcome"_s).contains(u"Stop it first"_s));
    m_dialog->setRecording(false);
    QVERIFY(button(u"setUpButton"_s)->isEnabled());
    QCOMPARE(text(u"outcome"_s), QString());
}

void TestDatabaseDialog::testBadAddress()
{
    openFor(u"sqlite:///"_s + m_folder.path());
    QVERIFY(text(u"state"_s).startsWith(u"It cannot be looked at"_s));
    QVERIFY2(text(u"outcome"_s).contains(u"is a folder"_s), qPrintable(text(u"outcome"_s)));
    QVERIFY(!button(u"setUpButton"_s)->isEnabled());
}

void TestDatabaseDialog::testProgressWords()
{
    UpgradeProgress progress{1'250'000, 4'000'000, 0, 0ms};
    QCOMPARE(wordsOf(progress), u"1250000 of 4000000 rows copied"_s);
    progress.rowsOfRun = 1'250'000;
    progress.elapsed = 12'500ms;
    QCOMPARE(wordsOf(progress), u"1250000 of 4000000 rows copied; 100000 rows/s, 27 s left"_s);
}

void TestDatabaseDialog::testPictures()
{
    Predecessor::make(*m_database, 400);
    openFor(m_url);
    QVERIFY(GuiTesting::savePictures(*m_dialog, u"database-old"_s) > 20);
    QSignalSpy working(m_dialog.get(), &DatabaseDialog::workingChanged);
    button(u"setUpButton"_s)->click();
    QTRY_COMPARE(working.count(), 2);
    QVERIFY(GuiTesting::savePictures(*m_dialog, u"database-upgraded"_s) > 20);
    // In the middle of the work, as it looks on a large database.
    auto *bar = m_dialog->findChild<QProgressBar *>(u"bar"_s);
    bar->show();
    bar->setRange(0, 100);
    bar->setValue(31);
    auto *words = m_dialog->findChild<QLabel *>(u"progress"_s);
    words->show();
    words->setText(wordsOf(UpgradeProgress{1'250'000, 4'000'000, 1'250'000, 12'500ms}));
    QVERIFY(GuiTesting::savePictures(*m_dialog, u"database-work"_s) > 20);
}

QTEST_MAIN(TestDatabaseDialog)
#include "tst_databasedialog.moc"
