#include "settings/envfileeditor.h"

#include "settings/settingsources.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestEnvFileEditor : public QObject
{
    Q_OBJECT

private slots:
    void testRoundTrip_data();
    void testRoundTrip();
    void testChanges_data();
    void testChanges();
    void testRemovals_data();
    void testRemovals();
    void testWhatCannotBeEdited_data();
    void testWhatCannotBeEdited();
    void testNewFileIsPrivate();
    void testExistingFileKeepsItsMode();
    void testUnwritableFolder();

private:
    static QString readBack(const QByteArray &content);
};

QString TestEnvFileEditor::readBack(const QByteArray &content)
{
    SettingsSources sources;
    sources.envFile = EnvFile{u".env"_s, content};
    sources.environment.insert(u"HOME"_s, u"/home/somebody"_s);
    for (const SettingValue &value : collectSettings(sources).values) {
        if (value.definition->name == "DB_URL"_L1)
            return value.text;
    }
    return {};
}

void TestEnvFileEditor::testRoundTrip_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("plain") << u"postgresql://me@host/db"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("blanks around") << u"  a b "_s;
    QTest::newRow("hash") << u"a#b"_s;
    QTest::newRow("hash first") << u"#a"_s;
    QTest::newRow("hash after a blank") << u"a # b"_s;
    QTest::newRow("equals signs") << u"a=b==c="_s;
    QTest::newRow("single quote") << u"it's"_s;
    QTest::newRow("single quote first") << u"'a' b"_s;
    QTest::newRow("double quote first") << u"\"a"_s;
    QTest::newRow("both quotes and a hash") << u"'a\" # b"_s;
    QTest::newRow("backslash") << u"C:\\new\\table"_s;
    QTest::newRow("backslash at the end, quoted") << u" a\\"_s;
    QTest::newRow("dollar") << u"a$b $HOME"_s;
    QTest::newRow("like a variable") << u"a${HOME}b"_s;
    QTest::newRow("like a variable with a default") << u"${NOWHERE:-x}"_s;
    QTest::newRow("like a variable, open") << u"${HOME"_s;
    QTest::newRow("JSON") << u"[\"btcusdt\", \"ethusdt\"]"_s;
    QTest::newRow("line ends") << u"a\r\nb\nc"_s;
    QTest::newRow("tab") << u"\ta\tb"_s;
    QTest::newRow("non-ASCII") << u"币安人生usdt, Zürich 🙂"_s;
}

void TestEnvFileEditor::testRoundTrip()
{
    QFETCH(QString, value);
    // Each where a line is new, and where one has a form of its own.
    for (const char *before :
         {"", "# c\nDB_URL=x", "DB_URL=x # c\nLOG_LEVEL=INFO\n", "export DB_URL = 'x'# c\n",
          "DB_URL=\"x\ny\"\r\n", "DB_URL=\n", "DB_URL= # c\n", "DB_URL=first\nDB_URL=second\n"}) {
        EnvFileEditor editor(before);
        editor.set(u"DB_URL"_s, value);
        const QByteArray content = editor.content();
        QVERIFY2(DotEnv::parse(content).brokenLines.isEmpty(), content.constData());
        QVERIFY2(readBack(content) == value, content.constData());
        QCOMPARE(content.count("# c"), QByteArray(before).count("# c") + value.count(u"# c"_s));
    }
}

void TestEnvFileEditor::testChanges_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *title, const char *before, const char *after) {
        QTest::newRow(title) << QByteArray(before) << QByteArray(after);
    };
    row("no file", "", "DB_URL=new\n");
    row("others stay", "# head\n\nA=1\n  B = 'x'  \n", "# head\n\nA=1\n  B = 'x'  \nDB_URL=new\n");
    row("in its place", "A=1\nDB_URL=old\nB=2\n", "A=1\nDB_URL=new\nB=2\n");
    row("with its comment", "DB_URL=old  # why\n", "DB_URL=new  # why\n");
    row("with its quotes", "DB_URL='old'\n", "DB_URL='new'\n");
    row("with its export", "export DB_URL=\"old\" # why\n", "export DB_URL=\"new\" # why\n");
    row("the last one counts", "DB_URL=1\nDB_URL=2\n", "DB_URL=1\nDB_URL=new\n");
    row("one that is commented out", "# DB_URL=old\n", "# DB_URL=old\nDB_URL=new\n");
    row("carriage returns", "A=1\r\nDB_URL=old\r\n", "A=1\r\nDB_URL=new\r\n");
    row("carriage returns at the end", "A=1\r\n", "A=1\r\nDB_URL=new\r\n");
    row("no line end", "A=1", "A=1\nDB_URL=new\n");
    row("no line end after it", "DB_URL=old", "DB_URL=new");
    row("byte order mark",
        "\xef\xbb\xbf"
        "DB_URL=old\n",
        "\xef\xbb\xbf"
        "DB_URL=new\n");
    row("over lines", "DB_URL='a\nb' # c\nA=1\n", "DB_URL='new' # c\nA=1\n");
    row("variables elsewhere", "A=${HOME}\nDB_URL=${A}\n", "A=${HOME}\nDB_URL=new\n");
}

void TestEnvFileEditor::testChanges()
{
    QFETCH(QByteArray, before);
    EnvFileEditor editor(before);
    editor.set(u"DB_URL"_s, u"new"_s);
    QTEST(editor.content(), "after");
}

void TestEnvFileEditor::testRemovals_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *title, const char *before, const char *after) {
        QTest::newRow(title) << QByteArray(before) << QByteArray(after);
    };
    row("not there", "# a\nA=1\n", "# a\nA=1\n");
    row("the only line", "DB_URL=x\n", "");
    row("without a line end", "A=1\nDB_URL=x", "A=1\n");
    row("all of them", "DB_URL=1\nA=1\n  DB_URL=2\n", "A=1\n");
    row("its comment stays", "A=1\n  DB_URL=x # why\nB=2\n", "A=1\n  # why\nB=2\n");
    row("carriage returns", "A=1\r\nDB_URL=x\r\nB=2\r\n", "A=1\r\nB=2\r\n");
    row("over lines", "DB_URL='a\nb'\nA=1\n", "A=1\n");
    row("a name that begins alike", "DB_URL_OLD=x\nDB_URL=y\n", "DB_URL_OLD=x\n");
}

void TestEnvFileEditor::testRemovals()
{
    QFETCH(QByteArray, before);
    EnvFileEditor editor(before);
    editor.remove(u"DB_URL"_s);
    QTEST(editor.content(), "after");
}

void TestEnvFileEditor::testWhatCannotBeEdited_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no UTF-8") << QByteArray("A=\xff\n");
    QTest::newRow("broken line") << QByteArray("A=1\nnonsense\n");
    QTest::newRow("open quote") << QByteArray("A='1\n");
}

void TestEnvFileEditor::testWhatCannotBeEdited()
{
    QFETCH(QByteArray, content);
    EnvFileEditor editor(content);
    editor.set(u"A"_s, u"2"_s);
    editor.set(u"B"_s, u"2"_s);
    editor.remove(u"A"_s);
    QCOMPARE(editor.content(), content);
}

void TestEnvFileEditor::testNewFileIsPrivate()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"new/folder/settings.env"_s);
    QVERIFY(saveEnvFile(path, "A=1\n"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "A=1\n");
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(file.permissions() & others));
}

void TestEnvFileEditor::testExistingFileKeepsItsMode()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u".env"_s);
    QVERIFY(saveEnvFile(path, "A=1\n"));
    const QFile::Permissions mode = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup;
    QVERIFY(QFile::setPermissions(path, mode));
    QVERIFY(saveEnvFile(path, "A=2\n"));
    QVERIFY(QFile::permissions(path).testFlag(QFile::ReadGroup));
    QVERIFY(!QFile::permissions(path).testFlag(QFile::ReadOther));
}

void TestEnvFileEditor::testUnwritableFolder()
{
    // A file where a folder is wanted refuses everybody, root too.
    const QTemporaryDir folder;
    QVERIFY(saveEnvFile(folder.filePath(u"file"_s), "x"));
    const auto saved = saveEnvFile(folder.filePath(u"file/settings.env"_s), "A=1\n");
    QVERIFY(!saved);
    QVERIFY(saved.error().contains(folder.filePath(u"file"_s)));
}

QTEST_APPLESS_MAIN(TestEnvFileEditor)
#include "tst_envfileeditor.moc"
