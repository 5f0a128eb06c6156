#include "clirunner.h"

#include <QTcpServer>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestReplayCommand : public QObject
{
    Q_OBJECT

private slots:
    void testServesUntilStopped();
    void testPrintedCommandWorks();
    void testMissingCapture();
    void testPortInUse();

private:
    void serve(const QStringList &arguments);

    CliRunner m_cli;
};

/// Runs the command until it has printed all of its introduction.
void TestReplayCommand::serve(const QStringList &arguments)
{
    StopRequests stopRequests;
    m_cli.stopRequests = &stopRequests;
    QTimer poll;
    connect(&poll, &QTimer::timeout, &stopRequests, [&] {
        if (m_cli.out.contains(u"--symbols-futures"_s))
            emit stopRequests.stopRequested();
    });
    poll.start(10);
    QCOMPARE(m_cli.run(arguments), ExitCode::Success);
    m_cli.stopRequests = nullptr;
}

void TestReplayCommand::testServesUntilStopped()
{
    serve({u"replay"_s, u"--synthetic"_s, u"--speed=2"_s, u"--start-at-once"_s});
    static const QRegularExpression streams(u"\\nstreams ws://127\\.0\\.0\\.1:(\\d+)\\n"_s);
    static const QRegularExpression rest(u"\\nrest    http://127\\.0\\.0\\.1:(\\d+)\\n"_s);
    const QString port = streams.match(m_cli.out).captured(1);
    QVERIFY2(port.toInt() > 0, qPrintable(m_cli.out));
    QCOMPARE(rest.match(m_cli.out).captured(1), port);
    QVERIFY2(m_cli.out.endsWith(u" frames sent\n"_s), qPrintable(m_cli.out));
    QVERIFY(!m_cli.out.contains(u'\x1b'));
    QCOMPARE(m_cli.err, QString());
}

void TestReplayCommand::testPrintedCommandWorks()
{
    serve({u"replay"_s, u"--synthetic"_s});
    const QString start = u"  orderflow-recorder-cli record "_s;
    const qsizetype from = m_cli.out.indexOf(start);
    QVERIFY2(from > 0, qPrintable(m_cli.out));
    QString options = m_cli.out.sliced(from + start.size());
    options.replace(u"\\\n"_s, u" "_s);
    options.truncate(options.indexOf(u'\n'));

    QStringList arguments = options.simplified().split(u' ');
    arguments.prepend(u"config"_s);
    QCOMPARE(m_cli.run(arguments), ExitCode::Success);
    QVERIFY(m_cli.out.contains(u"sqlite:///replay.db"_s));
    QVERIFY(m_cli.out.contains(u"btcusdt,ethusdt"_s));
    QCOMPARE(m_cli.out.count(u"://127.0.0.1:"_s), 2);
}

void TestReplayCommand::testMissingCapture()
{
    QCOMPARE(m_cli.run({u"replay"_s, u"no-such-file.gz"_s}), ExitCode::Failure);
    QVERIFY2(m_cli.err.contains(u"no-such-file.gz"_s), qPrintable(m_cli.err));
    QCOMPARE(m_cli.out, QString());
}

void TestReplayCommand::testPortInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString port = QString::number(other.serverPort());
    QCOMPARE(m_cli.run({u"replay"_s, u"--synthetic"_s, u"--port"_s, port}), ExitCode::Failure);
    QVERIFY2(m_cli.err.contains(port), qPrintable(m_cli.err));
}

QTEST_GUILESS_MAIN(TestReplayCommand)
#include "tst_replaycommand.moc"
