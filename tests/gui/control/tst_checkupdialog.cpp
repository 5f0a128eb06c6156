#include "gui/control/checkupdialog.h"

#include "gui/control/checkmodel.h"
#include "gui/guitesting.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Outcome = CheckResult::Outcome;

namespace {

/// Behind those of the database and of the spool.
constexpr int ExchangeRow = 11;

} // namespace

class TestCheckupDialog : public QObject
{
    Q_OBJECT

private slots:
    void testModel();
    void testRun();
    void testAgain();
    void testClosingStops();
    void testPictures();

private:
    static CheckupProgress someProgress();
    std::unique_ptr<Checkup> checkup();
    static QString cell(const QWidget &dialog, int row, CheckModel::Column column);

    QTemporaryDir m_folder;
    int m_made = 0;
};

CheckupProgress TestCheckupDialog::someProgress()
{
    CheckupProgress progress;
    progress.names = {u"Database address"_s, u"Database connection"_s, u"Spool"_s, u"Clock"_s,
                      u"Route /public"_s,    u"Route /market"_s};
    progress.results = {
        {progress.names[0], Outcome::Pass, u"postgresql://me:***@db.example.com/orderflow"_s},
        {progress.names[1], Outcome::Fail,
         u"cannot connect: connection to server at \"db.example.com\", port 5432 failed: "
         u"Connection "
         u"refused"_s,
         u"Start the server, or correct host and port in DB_URL; where a firewall is in between, "
         u"open it."_s},
        {progress.names[2], Outcome::Skipped, u"The spool is turned off"_s},
        {progress.names[3], Outcome::Warn,
         u"This machine's clock is 812 ms behind the exchange's"_s,
         u"Let the system keep its clock by NTP."_s}};
    return progress;
}

std::unique_ptr<Checkup> TestCheckupDialog::checkup()
{
    // An address that is refused at once, and an exchange that is not asked.
    ++m_made;
    RecorderSettings settings;
    settings.databaseUrl = u"sqlite:///"_s + m_folder.filePath(u"test.db"_s);
    settings.tlsCaFile = m_folder.filePath(u"none.pem"_s);
    return std::make_unique<Checkup>(settings, CheckupOptions());
}

QString TestCheckupDialog::cell(const QWidget &dialog, int row, CheckModel::Column column)
{
    const auto *view = dialog.findChild<QTableView *>(u"checks"_s);
    return view->model()->index(row, column).data().toString();
}

void TestCheckupDialog::testModel()
{
    CheckModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    CheckupProgress progress = someProgress();
    const std::vector<CheckResult> results = progress.results;
    progress.results.clear();
    model.show(progress, true);
    QCOMPARE(model.rowCount(), 6);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    progress.results = results;
    model.show(progress, true);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(reset.count(), 0);
    QStringList states;
    for (int row = 0; row < model.rowCount(); ++row)
        states.append(model.index(row, CheckModel::StateColumn).data().toString());
    QCOMPARE(states.join(u'|'), u"✓ Good|✗ Fails|– Skipped|! Look|◌ Running|… Waits"_s);
    QCOMPARE(model.text().section(u'\n', 0, 0),
             u"✓ Good: Database address: postgresql://me:***@db.example.com/orderflow"_s);
    QVERIFY(model.text().contains(u"→ Start the server"_s));
}

void TestCheckupDialog::testRun()
{
    CheckupDialog dialog([this] { return checkup(); });
    dialog.show();
    dialog.run();
    auto *again = dialog.findChild<QPushButton *>(u"againButton"_s);
    QTRY_VERIFY(again->isEnabled());
    QCOMPARE(cell(dialog, 0, CheckModel::StateColumn), u"✓ Good"_s);
    QCOMPARE(cell(dialog, ExchangeRow, CheckModel::NameColumn), u"Exchange"_s);
    QCOMPARE(cell(dialog, ExchangeRow, CheckModel::StateColumn), u"✗ Fails"_s);
    QVERIFY(dialog.findChild<QLabel *>(u"summary"_s)->text().startsWith(u"✗ 1"_s));
    dialog.findChild<QPushButton *>(u"copyButton"_s)->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"TLS_CA_FILE"_s));
}

void TestCheckupDialog::testAgain()
{
    m_made = 0;
    CheckupDialog dialog([this] { return checkup(); });
    dialog.show();
    dialog.run();
    auto *again = dialog.findChild<QPushButton *>(u"againButton"_s);
    QTRY_VERIFY(again->isEnabled());
    again->click();
    QCOMPARE(m_made, 2);
    QTRY_VERIFY(again->isEnabled());
    QCOMPARE(cell(dialog, ExchangeRow, CheckModel::StateColumn), u"✗ Fails"_s);
}

void TestCheckupDialog::testClosingStops()
{
    CheckupDialog dialog([this] {
        RecorderSettings settings;
        settings.databaseUrl = u"sqlite:///"_s + m_folder.filePath(u"test.db"_s);
        // Of the block for documentation: nobody answers, or it is unreachable at once.
        settings.webSocketBaseUrl = QUrl(u"ws://192.0.2.1:9"_s);
        settings.restBaseUrl = QUrl(u"http://192.0.2.1:9"_s);
        settings.depthStreams = {"depth5@100ms"};
        return std::make_unique<Checkup>(settings, CheckupOptions());
    });
    dialog.show();
    dialog.run();
    dialog.close();
    auto *again = dialog.findChild<QPushButton *>(u"againButton"_s);
    QTRY_VERIFY(again->isEnabled());
    QCOMPARE(dialog.findChild<QLabel *>(u"summary"_s)->text(),
             u"Stopped before everything was looked at."_s);
}

void TestCheckupDialog::testPictures()
{
    CheckupDialog dialog([this] { return checkup(); });
    auto *view = dialog.findChild<QTableView *>(u"checks"_s);
    qobject_cast<CheckModel *>(view->model())->show(someProgress(), true);
    dialog.show();
    QVERIFY(GuiTesting::savePictures(dialog, u"checkup"_s) > 20);
}

QTEST_MAIN(TestCheckupDialog)
#include "tst_checkupdialog.moc"
