#include "clirunner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestStreamsCommand : public QObject
{
    Q_OBJECT

private slots:
    void testText();
    void testJson();
    void testBadSetting();
};

void TestStreamsCommand::testText()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"streams"_s}), ExitCode::Success);
    QCOMPARE(cli.out, u"connection 1: wss://fstream.binance.com/public/stream, 2 streams, "
                      "1 SUBSCRIBE requests\n"
                      "  btcusdt@depth5@100ms\n"
                      "  ethusdt@depth5@100ms\n"
                      "connection 2: wss://fstream.binance.com/market/stream, 2 streams, "
                      "1 SUBSCRIBE requests\n"
                      "  btcusdt@aggTrade\n"
                      "  ethusdt@aggTrade\n"_s);
}

void TestStreamsCommand::testJson()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"streams"_s, u"--json"_s, u"--streams-per-connection"_s, u"1"_s}),
             ExitCode::Success);
    const QJsonArray plans = QJsonDocument::fromJson(cli.out.toUtf8()).array();
    QCOMPARE(plans.size(), 4);
    QCOMPARE(plans[3][u"route"_s].toString(), u"market"_s);
    QCOMPARE(plans[3][u"streams"_s].toArray(), QJsonArray{u"ethusdt@aggTrade"_s});
}

void TestStreamsCommand::testBadSetting()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"streams"_s, u"--streams-per-connection"_s, u"1025"_s}),
             ExitCode::BadSetting);
    QVERIFY(cli.err.contains(u"STREAMS_PER_CONNECTION (command line): \"1025\""_s));
    QVERIFY(cli.err.contains(u"1 to 1024"_s));
}

QTEST_GUILESS_MAIN(TestStreamsCommand)
#include "tst_streamscommand.moc"
