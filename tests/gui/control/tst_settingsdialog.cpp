#include "gui/control/settingsdialog.h"

#include "gui/guitesting.h"
#include "settings/envfileeditor.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testNoSettingIsForgotten();
    void testProblemsAreBesideTheirField();
    void testProblemOfAnotherField();
    void testNextProblem();
    void testSave();
    void testSaveThatFails();
    void testReset();
    void testOverriddenAreReadOnly();
    void testSecretsAreMasked();
    void testPasswordOfAnAddressIsMasked();
    void testOtherSpellingOfAChoice();
    void testWarningsAreShown();
    void testBrokenFile();
    void testPictures();

private:
    std::unique_ptr<SettingsDialog> dialog(const QByteArray &content,
                                           SettingsSources sources = {}) const;
    QByteArray saved() const;
    static void type(SettingsDialog &dialog, const QString &name, const QString &text);
    static QLabel *problem(const SettingsDialog &dialog, const QString &name);
    static QPushButton *saveButton(const SettingsDialog &dialog);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSettingsDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"settings.env"_s);
}

std::unique_ptr<SettingsDialog> TestSettingsDialog::dialog(const QByteArray &content,
                                                           SettingsSources sources) const
{
    if (!saveEnvFile(m_path, content))
        qFatal("the file cannot be written");
    sources.envFile = EnvFile{m_path, content};
    auto result = std::make_unique<SettingsDialog>(SettingsDraft(std::move(sources), m_path));
    result->show();
    return result;
}

QByteArray TestSettingsDialog::saved() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSettingsDialog::type(SettingsDialog &dialog, const QString &name, const QString &text)
{
    dialog.openSetting(name);
    auto *line = dialog.findChild<QLineEdit *>(name);
    line->selectAll();
    if (text.isEmpty())
        QTest::keyClick(line, Qt::Key_Delete);
    else
        QTest::keyClicks(line, text);
}

QLabel *TestSettingsDialog::problem(const SettingsDialog &dialog, const QString &name)
{
    return dialog.findChild<QLabel *>(name + u".problem"_s);
}

QPushButton *TestSettingsDialog::saveButton(const SettingsDialog &dialog)
{
    return dialog.findChild<QDialogButtonBox *>(u"buttons"_s)->button(QDialogButtonBox::Save);
}

void TestSettingsDialog::testNoSettingIsForgotten()
{
    const auto shown = dialog("");
    for (const SettingDefinition &definition : settingDefinitions()) {
        const QString name = definition.name;
        const auto *editor = shown->findChild<QWidget *>(name);
        QVERIFY2(editor, definition.name.data());
        QCOMPARE(editor->accessibleName(), name);
        QVERIFY(editor->accessibleDescription().contains(definition.allowed));
        if (const auto *line = qobject_cast<const QLineEdit *>(editor))
            QCOMPARE(line->text(), definition.defaultValue);
        else
            QCOMPARE(qobject_cast<const QComboBox *>(editor)->currentText(),
                     definition.defaultValue);
        QVERIFY2(!problem(*shown, name)->isVisibleTo(shown.get()), definition.name.data());
    }
    QVERIFY(!saveButton(*shown)->isEnabled());
}

void TestSettingsDialog::testProblemsAreBesideTheirField()
{
    const auto shown = dialog("");
    const QString name = u"BATCH_MAX_EVENTS"_s;
    type(*shown, name, u"0"_s);
    QVERIFY(problem(*shown, name)->isVisible());
    QVERIFY(problem(*shown, name)->text().contains(u"1 to 1000000"_s));
    QVERIFY(!saveButton(*shown)->isEnabled());
    QVERIFY(shown->findChild<QListView *>(u"groups"_s)
                ->currentIndex()
                .data()
                .toString()
                .contains(u"✗"_s));
    type(*shown, name, u"100"_s);
    QVERIFY(!problem(*shown, name)->isVisible());
    QVERIFY(saveButton(*shown)->isEnabled());
}

void TestSettingsDialog::testProblemOfAnotherField()
{
    const auto shown = dialog("");
    type(*shown, u"BATCH_MAX_BYTES"_s, u"1GiB"_s);
    QVERIFY(problem(*shown, u"QUEUE_MAX_BYTES"_s)->isVisible());
    QVERIFY(!saveButton(*shown)->isEnabled());
}

void TestSettingsDialog::testNextProblem()
{
    const auto shown = dialog("");
    type(*shown, u"ALERT_LAG_MS"_s, u"x"_s);
    type(*shown, u"DB_URL"_s, u"x"_s);
    auto *next = shown->findChild<QPushButton *>(u"nextProblem"_s);
    next->click();
    QCOMPARE(shown->focusWidget()->objectName(), u"ALERT_LAG_MS"_s);
    next->click();
    QCOMPARE(shown->focusWidget()->objectName(), u"DB_URL"_s);
}

void TestSettingsDialog::testSave()
{
    const auto shown = dialog("# mine\nLOG_LEVEL='DEBUG'\n");
    QSignalSpy spy(shown.get(), &SettingsDialog::saved);
    type(*shown, u"BATCH_MAX_EVENTS"_s, u"100"_s);
    type(*shown, u"SYMBOLS_FUTURES"_s, u"btcusdt, ethusdt"_s);
    saveButton(*shown)->click();
    QCOMPARE(spy.count(), 1);
    const auto settings = spy.first().first().value<LoadedSettings>();
    QCOMPARE(settings.recorder.batch.maxEvents, std::size_t(100));
    QCOMPARE(saved(),
             "# mine\nLOG_LEVEL='DEBUG'\nBATCH_MAX_EVENTS=100\nSYMBOLS_FUTURES=btcusdt, ethusdt\n");
    QCOMPARE(shown->result(), int(QDialog::Accepted));
}

void TestSettingsDialog::testSaveThatFails()
{
    // A file where a folder is wanted refuses everybody, root too.
    const QString path = m_folder->filePath(u"settings.env/settings.env"_s);
    QVERIFY(saveEnvFile(m_path, ""));
    SettingsDialog shown(SettingsDraft(SettingsSources(), path));
    shown.show();
    type(shown, u"BATCH_MAX_EVENTS"_s, u"100"_s);
    saveButton(shown)->click();
    const auto *box = shown.findChild<QMessageBox *>(u"saveFailure"_s);
    QVERIFY(box);
    QVERIFY(box->informativeText().contains(m_path));
    QVERIFY(shown.isVisible());
    QVERIFY(shown.draft().isChanged());
}

void TestSettingsDialog::testReset()
{
    const auto shown = dialog("SHARD=2/4\nLOG_LEVEL=DEBUG\n");
    shown->findChild<QToolButton *>(u"SHARD.reset"_s)->click();
    shown->findChild<QToolButton *>(u"LOG_LEVEL.reset"_s)->click();
    QCOMPARE(shown->findChild<QLineEdit *>(u"SHARD"_s)->text(), u"1/1"_s);
    QCOMPARE(shown->findChild<QComboBox *>(u"LOG_LEVEL"_s)->currentText(), u"INFO"_s);
    saveButton(*shown)->click();
    QCOMPARE(saved(), "");
}

void TestSettingsDialog::testOverriddenAreReadOnly()
{
    SettingsSources sources;
    sources.environment.insert(u"DB_URL"_s, u"postgresql://me:secret@host/db"_s);
    sources.commandLine.insert(u"LOG_LEVEL"_s, u"ERROR"_s);
    const auto shown = dialog("", sources);
    const auto *url = shown->findChild<QLineEdit *>(u"DB_URL"_s);
    QVERIFY(url->isReadOnly());
    QCOMPARE(url->text(), u"postgresql://me:***@host/db"_s);
    QVERIFY(shown->findChild<QLabel *>(u"DB_URL.origin"_s)->text().contains(u"environment"_s));
    QVERIFY(!shown->findChild<QComboBox *>(u"LOG_LEVEL"_s)->isEnabled());
    QVERIFY(shown->findChild<QLabel *>(u"LOG_LEVEL.origin"_s)->text().contains(u"--log-level"_s));
}

void TestSettingsDialog::testSecretsAreMasked()
{
    const auto shown = dialog("STATUS_TOKEN=0123456789abcdef\n");
    const auto *token = shown->findChild<QLineEdit *>(u"STATUS_TOKEN"_s);
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    auto *reveal = shown->findChild<QToolButton *>(u"STATUS_TOKEN.show"_s);
    reveal->click();
    QCOMPARE(token->echoMode(), QLineEdit::Normal);
    reveal->click();
    QCOMPARE(token->echoMode(), QLineEdit::Password);
}

void TestSettingsDialog::testPasswordOfAnAddressIsMasked()
{
    const auto with = dialog("DB_URL=postgresql://me:secret@host/db\n");
    QCOMPARE(with->findChild<QLineEdit *>(u"DB_URL"_s)->echoMode(), QLineEdit::Password);
    const auto without = dialog("DB_URL=postgresql://me@host/db\n");
    QCOMPARE(without->findChild<QLineEdit *>(u"DB_URL"_s)->echoMode(), QLineEdit::Normal);
}

void TestSettingsDialog::testOtherSpellingOfAChoice()
{
    const auto shown = dialog("REPAIR_GAPS=True\n");
    QCOMPARE(shown->findChild<QComboBox *>(u"REPAIR_GAPS"_s)->currentText(), u"True"_s);
    QVERIFY(!shown->draft().isChanged());
}

void TestSettingsDialog::testWarningsAreShown()
{
    const auto shown = dialog("LOG_LEVL=DEBUG\n");
    const auto *summary = shown->findChild<QLabel *>(u"summary"_s);
    QVERIFY(summary->isVisible());
    QVERIFY(summary->text().contains(u"LOG_LEVEL"_s));
}

void TestSettingsDialog::testBrokenFile()
{
    const auto shown = dialog("A='open\n");
    QVERIFY(shown->findChild<QLabel *>(u"summary"_s)->text().contains(u"line 1"_s));
    type(*shown, u"SHARD"_s, u"1/2"_s);
    QVERIFY(!saveButton(*shown)->isEnabled());
}

void TestSettingsDialog::testPictures()
{
    SettingsSources sources;
    sources.environment.insert(u"STORAGE_CITUS"_s, u"off"_s);
    const auto shown = dialog("DB_URL=postgresql://me:secret@host/db\nLOG_LEVL=DEBUG\n", sources);
    type(*shown, u"RETENTION_DAYS"_s, u"-1"_s);
    shown->openSetting(u"DB_URL"_s);
    QVERIFY(GuiTesting::savePictures(*shown, u"settings-database"_s) > 20);
    shown->openSetting(u"STATUS_TOKEN"_s);
    QVERIFY(GuiTesting::savePictures(*shown, u"settings-server"_s) > 20);
}

QTEST_MAIN(TestSettingsDialog)
#include "tst_settingsdialog.moc"
