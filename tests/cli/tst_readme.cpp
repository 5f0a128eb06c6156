// The README says the truth about the program.

#include "exitcode.h"
#include "program.h"
#include "settings/settingdefinitions.h"

#include <QFile>
#include <QMap>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestReadme : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testSettings();
    void testCommands();
    void testExitCodes();
    void testFilesThatItNamesExist_data();
    void testFilesThatItNamesExist();

private:
    /// The rows below the table's header, first column to the others.
    QMap<QString, QStringList> table(const QString &header) const;

    QString m_text;
};

void TestReadme::initTestCase()
{
    QFile readme(QStringLiteral(ORDERFLOW_SOURCE_DIR "/README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    m_text = QString::fromUtf8(readme.readAll());
}

QMap<QString, QStringList> TestReadme::table(const QString &header) const
{
    QMap<QString, QStringList> rows;
    const qsizetype start = m_text.indexOf(header);
    if (start < 0)
        return rows;
    for (const QString &line : m_text.sliced(start).split(u'\n').sliced(2)) {
        if (!line.startsWith(u"| "))
            break;
        QStringList cells = line.sliced(2).chopped(2).split(u" | "_s);
        for (QString &cell : cells) {
            if (cell.startsWith(u'`') && cell.endsWith(u'`'))
                cell = cell.sliced(1).chopped(1);
        }
        rows.insert(cells.takeFirst(), cells);
    }
    return rows;
}

void TestReadme::testSettings()
{
    const QMap<QString, QStringList> rows = table(u"| setting | default |"_s);
    QCOMPARE(rows.size(), qsizetype(settingDefinitions().size()));
    for (const SettingDefinition &setting : settingDefinitions()) {
        QVERIFY2(rows.contains(setting.name), setting.name.data());
        QCOMPARE(rows[setting.name].first(), QString(setting.defaultValue));
    }
}

void TestReadme::testCommands()
{
    const QMap<QString, QStringList> rows = table(u"| command | what it does |"_s);
    const Program program = Program::make();
    QCOMPARE(rows.size(), qsizetype(program.commands().size()));
    for (const std::unique_ptr<Command> &command : program.commands())
        QVERIFY2(rows.contains(command->name()), qPrintable(command->name()));
}

void TestReadme::testExitCodes()
{
    QMap<QString, QStringList> rows = table(u"| exit code | meaning |"_s);
    QVERIFY(rows.remove(u"128 + signal"_s) == 1);
    QCOMPARE(rows.size(), qsizetype(exitCodeTexts().size()));
    for (const ExitCodeText &code : exitCodeTexts())
        QCOMPARE(rows.value(QString::number(int(code.code))).join(u'|'), code.text);
}

void TestReadme::testFilesThatItNamesExist_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file :
         {"scripts/run", "scripts/test", "docs/architecture.md", "docs/dashboard.md",
          "docs/database.md", "docs/operations.md", "docs/performance.md", "docs/status-server.md",
          "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"}) {
        QTest::newRow(file) << QString::fromLatin1(file);
    }
}

void TestReadme::testFilesThatItNamesExist()
{
    QFETCH(QString, file);
    QVERIFY(m_text.contains(file));
    QVERIFY(QFile::exists(QStringLiteral(ORDERFLOW_SOURCE_DIR "/") + file));
}

QTEST_APPLESS_MAIN(TestReadme)
#include "tst_readme.moc"
