// Completions have every option of every command, and shells that are there take them.

#include "completions.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// As fish's `complete` takes an option.
QString fishOption(const QString &name)
{
    return name.startsWith("--"_L1) ? u" -l %1 "_s.arg(name.sliced(2))
                                    : u" -s %1 "_s.arg(name.sliced(1));
}

} // namespace

class TestCompletions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testEveryOptionIsThere_data();
    void testEveryOptionIsThere();
    void testBash_data();
    void testBash();
    void testBashOfProgramWithoutCommands();
    void testZsh();
    void testFish_data();
    void testFish();

private:
    QString write(const QString &name, const QByteArray &content);
    /// What the command prints, or a null string with a failed test.
    static QString outputOf(const QString &program, const QStringList &arguments);
    QStringList completedByBash(const ProgramWords &words, const QString &line);

    const ProgramWords m_words = ProgramWords::of(Program::make());
    QTemporaryDir m_folder;
};

void TestCompletions::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

QString TestCompletions::write(const QString &name, const QByteArray &content)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    return file.fileName();
}

QString TestCompletions::outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished() || process.exitCode() != 0) {
        QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
        return {};
    }
    return QString::fromUtf8(process.readAllStandardOutput());
}

QStringList TestCompletions::completedByBash(const ProgramWords &words, const QString &line)
{
    const QString file = write(words.name + u".bash"_s, Completions::bash(words));
    const QString script =
        uR"(set -eu; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
function_=$(complete -p "$1" | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function_"; printf '%s\n' "${COMPREPLY[@]}")"_s;
    const QString output =
        outputOf(u"bash"_s, QStringList{u"--norc"_s, u"-c"_s, script, u"bash"_s, file, words.name} +
                                line.split(u' '));
    return output.split(u'\n', Qt::SkipEmptyParts);
}

void TestCompletions::testEveryOptionIsThere_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("isFish");
    QTest::newRow("bash") << Completions::bash(m_words) << false;
    QTest::newRow("zsh") << Completions::zsh(m_words) << false;
    QTest::newRow("fish") << Completions::fish(m_words) << true;
}

void TestCompletions::testEveryOptionIsThere()
{
    QFETCH(QByteArray, script);
    QFETCH(bool, isFish);
    const QString text = QString::fromUtf8(script);
    for (const CommandWords &command : m_words.commands) {
        QVERIFY2(text.contains(command.name), qPrintable(command.name));
        for (const OptionWords &option : command.options) {
            for (const QString &name : option.names) {
                const QString shown = isFish ? fishOption(name) : name;
                QVERIFY2(text.contains(shown), qPrintable(command.name + u' ' + name));
            }
        }
    }
}

void TestCompletions::testBash_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("completed");
    const auto add = [](const char *line, const QStringList &completed) {
        QTest::newRow(line) << QString::fromLatin1(line) << completed;
    };
    add("init", {u"init-db"_s});
    add("--vers", {u"--version"_s});
    add("record --log-f", {u"--log-format"_s});
    add("record --log-level WA", {u"WARNING"_s});
    add("record --log-format ", {u"text"_s, u"json"_s});
    add("record --log-level = CR", {u"CRITICAL"_s});
    add("--log-level = CR", {u"CRITICAL"_s});
    add("record --duration 3", {});
    add("gaps --reas", {u"--reason"_s});
    add("gaps --against", {});
    add("spool ret", {u"retry"_s});
    add("help init", {u"init-db"_s});
    add("nothing --log-f", {});
}

void TestCompletions::testBash()
{
    if (QStandardPaths::findExecutable(u"bash"_s).isEmpty())
        QSKIP("bash is not installed");
    QFETCH(QString, line);
    QTEST(completedByBash(m_words, line), "completed");
}

void TestCompletions::testBashOfProgramWithoutCommands()
{
    if (QStandardPaths::findExecutable(u"bash"_s).isEmpty())
        QSKIP("bash is not installed");
    ProgramWords words{.name = u"shower"_s};
    words.options << OptionWords{{u"-h"_s, u"--help"_s}, {}, u"help"_s, {}}
                  << OptionWords{{u"--mode"_s}, u"VALUE"_s, u"mode"_s, {u"slow"_s, u"fast"_s}};
    QCOMPARE(completedByBash(words, u"--"_s), (QStringList{u"--help"_s, u"--mode"_s}));
    QCOMPARE(completedByBash(words, u"--mode f"_s), QStringList{u"fast"_s});
}

void TestCompletions::testZsh()
{
    if (QStandardPaths::findExecutable(u"zsh"_s).isEmpty())
        QSKIP("zsh is not installed");
    outputOf(u"zsh"_s, {u"-n"_s, write(u"_completion"_s, Completions::zsh(m_words))});
}

void TestCompletions::testFish_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("completed");
    const auto add = [](const char *line, const QStringList &completed) {
        QTest::newRow(line) << QString::fromLatin1(line) << completed;
    };
    add("init", {u"init-db"_s});
    add("record --log-f", {u"--log-format"_s});
    add("--log-level WA", {u"WARNING"_s});
    add("gaps --reas", {u"--reason"_s});
    add("gaps --against", {});
    add("spool ret", {u"retry"_s});
    add("help init", {u"init-db"_s});
}

void TestCompletions::testFish()
{
    if (QStandardPaths::findExecutable(u"fish"_s).isEmpty())
        QSKIP("fish is not installed");
    QFETCH(QString, line);
    const QString file = write(u"completion.fish"_s, Completions::fish(m_words));
    const QString output =
        outputOf(u"fish"_s, {u"--no-config"_s, u"-c"_s,
                             u"source %1; complete -C '%2 %3'"_s.arg(file, m_words.name, line)});
    QStringList completed;
    for (const QString &one : output.split(u'\n', Qt::SkipEmptyParts))
        completed << one.section(u'\t', 0, 0);
    QTEST(completed, "completed");
}

QTEST_GUILESS_MAIN(TestCompletions)
#include "tst_completions.moc"
