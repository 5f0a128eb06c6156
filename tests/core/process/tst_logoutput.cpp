#include "process/logoutput.h"

#include <QTemporaryFile>
#include <QTest>

#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestLogOutput : public QObject
{
    Q_OBJECT

private slots:
    void testJournalStream_data();
    void testJournalStream();
    void testFile();
    void testTerminal_data();
    void testTerminal();
    void testClosed();
};

void TestLogOutput::testJournalStream_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<bool>("isIt");
    QTest::newRow("it") << u"12:345"_s << true;
    QTest::newRow("another device") << u"13:345"_s << false;
    QTest::newRow("another inode") << u"12:346"_s << false;
    QTest::newRow("none") << QString() << false;
    QTest::newRow("half") << u"12"_s << false;
    QTest::newRow("no numbers") << u"a:b"_s << false;
    QTest::newRow("more") << u"12:345:6"_s << false;
}

void TestLogOutput::testJournalStream()
{
    QFETCH(QString, stream);
    QTEST(isJournalStream(stream, 12, 345), "isIt");
}

void TestLogOutput::testFile()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    struct stat status = {};
    QCOMPARE(fstat(file.handle(), &status), 0);
    QProcessEnvironment environment;
    QCOMPARE(logOutputOf(file.handle(), environment), LogOutput::Plain);
    environment.insert(u"JOURNAL_STREAM"_s, u"%1:%2"_s.arg(status.st_dev).arg(status.st_ino));
    QCOMPARE(logOutputOf(file.handle(), environment), LogOutput::Journal);
}

void TestLogOutput::testTerminal_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<LogOutput>("output");
    QTest::newRow("a terminal") << u"TERM"_s << u"xterm"_s << LogOutput::Coloured;
    QTest::newRow("without colours") << u"TERM"_s << u"dumb"_s << LogOutput::Plain;
    QTest::newRow("none wanted") << u"NO_COLOR"_s << u"1"_s << LogOutput::Plain;
    QTest::newRow("an empty NO_COLOR") << u"NO_COLOR"_s << QString() << LogOutput::Coloured;
}

void TestLogOutput::testTerminal()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0)
        QSKIP("there are no pseudo-terminals here");
    QProcessEnvironment environment;
    environment.insert(variable, value);
    const LogOutput output = logOutputOf(terminal, environment);
    close(terminal);
    QTEST(output, "output");
}

void TestLogOutput::testClosed()
{
    QProcessEnvironment environment;
    environment.insert(u"JOURNAL_STREAM"_s, u"0:0"_s);
    QCOMPARE(logOutputOf(-1, environment), LogOutput::Plain);
}

QTEST_APPLESS_MAIN(TestLogOutput)
#include "tst_logoutput.moc"
