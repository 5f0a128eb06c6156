// The systemd units: hardened, alike, and with options that the program has.

#include "program.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestUnits : public QObject
{
    Q_OBJECT

private slots:
    void testCommandLine_data() { addUnits(); }
    void testCommandLine();
    void testExposure_data() { addUnits(); }
    void testExposure();
    void testVerified_data() { addUnits(); }
    void testVerified();
    void testUnitsAreHardenedAlike();

private:
    static void addUnits();
    static QString textOf(const QString &unit);
};

void TestUnits::addUnits()
{
    QTest::addColumn<QString>("unit");
    QTest::newRow("service") << u"orderflow-recorder.service"_s;
    QTest::newRow("shard") << u"orderflow-recorder@.service"_s;
}

QString TestUnits::textOf(const QString &unit)
{
    QFile file(QStringLiteral(ORDERFLOW_UNITS "/") + unit);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file.fileName()));
    return QString::fromUtf8(file.readAll());
}

void TestUnits::testCommandLine()
{
    QFETCH(QString, unit);
    static const QRegularExpression start(u"^ExecStart=(\\S+) (\\S+) (.*)$"_s,
                                          QRegularExpression::MultilineOption);
    const auto match = start.match(textOf(unit));
    QVERIFY(match.hasMatch());
    QVERIFY(match.captured(1).endsWith(u'/' + programName()));
    const Program program = Program::make();
    const Command &command = *program.commands().front();
    QCOMPARE(match.captured(2), command.name());
    QCommandLineParser parser;
    QVERIFY(parser.addOptions(command.allOptions()));
    QVERIFY2(parser.parse(QStringList(command.name()) + match.captured(3).split(u' ')),
             qPrintable(parser.errorText()));
    QVERIFY(parser.positionalArguments().isEmpty());
}

void TestUnits::testExposure()
{
    if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
        QSKIP("systemd-analyze is not installed");
    QFETCH(QString, unit);
    QTemporaryDir folder;
    const QString file = folder.filePath(unit);
    QVERIFY(QFile::copy(QStringLiteral(ORDERFLOW_UNITS "/") + unit, file));
    QProcess analyze;
    analyze.setProcessChannelMode(QProcess::MergedChannels);
    // The threshold is in tenths.
    analyze.start(u"systemd-analyze"_s,
                  {u"security"_s, u"--no-pager"_s, u"--offline=true"_s, u"--threshold=20"_s, file});
    QVERIFY(analyze.waitForFinished());
    QVERIFY2(analyze.exitCode() == 0, analyze.readAll().right(2000).constData());
}

void TestUnits::testVerified()
{
    if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
        QSKIP("systemd-analyze is not installed");
    QFETCH(QString, unit);
    // The program is not installed, and has to be where a unit says.
    static const QRegularExpression program(u"^ExecStart=\\S+"_s,
                                            QRegularExpression::MultilineOption);
    QTemporaryDir folder;
    QFile file(folder.filePath(unit));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(textOf(unit).replace(program, u"ExecStart=/bin/true"_s).toUtf8()) > 0);
    file.close();
    QProcess analyze;
    analyze.setProcessChannelMode(QProcess::MergedChannels);
    analyze.start(u"systemd-analyze"_s, {u"verify"_s, u"--man=no"_s, u"--recursive-errors=no"_s,
                                         folder.filePath(unit.replace(u"@."_s, u"@1-2."_s))});
    QVERIFY(analyze.waitForFinished());
    const QByteArray said = analyze.readAll();
    QVERIFY2(analyze.exitCode() == 0, said.constData());
    // What it does not understand is a warning, and then ignored.
    QVERIFY2(!said.contains("orderflow-recorder"), said.constData());
}

void TestUnits::testUnitsAreHardenedAlike()
{
    const auto hardening = [](const QString &unit) {
        const QString text = textOf(unit);
        return text.sliced(text.indexOf("\nWatchdogSec="_L1));
    };
    QCOMPARE(hardening(u"orderflow-recorder@.service"_s),
             hardening(u"orderflow-recorder.service"_s));
}

QTEST_GUILESS_MAIN(TestUnits)
#include "tst_units.moc"
