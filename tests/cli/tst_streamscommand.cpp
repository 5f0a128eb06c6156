#include "clirunner.h"
#include "fakes/scriptedrest.h"

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
    void testAllContracts();
    void testJson();
    void testBadSetting();
    void testPattern();
    void testPatternFails_data();
    void testPatternFails();
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
                      "  ethusdt@aggTrade\n"
                      "streams: 4, connections: 2\n"_s);
}

void TestStreamsCommand::testAllContracts()
{
    QByteArrayList contracts;
    for (int i = 0; i < 800; ++i) {
        contracts << "{\"symbol\":\"S" + QByteArray::number(i) +
                         "USDT\",\"contractType\":\"PERPETUAL\",\"status\":\"TRADING\","
                         "\"quoteAsset\":\"USDT\"}";
    }
    ScriptedRest rest;
    rest.answer(u"/fapi/v1/exchangeInfo"_s,
                {.body = "{\"symbols\":[" + contracts.join(',') + "]}"});
    CliRunner cli;
    QCOMPARE(cli.run({u"streams"_s, u"--symbols-futures"_s, u"all"_s, u"--feed-redundancy"_s,
                      u"2"_s, u"--binance-rest-futures-base-url"_s, rest.url().toString()}),
             ExitCode::Success);
    QCOMPARE(cli.out.count(u", 160 streams, 2 SUBSCRIBE requests\n"_s), 10);
    QVERIFY2(cli.out.endsWith(u"\nstreams: 1600, connections: 10, each made 2 times\n"_s),
             qPrintable(cli.out.last(100)));
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

void TestStreamsCommand::testPattern()
{
    ScriptedRest rest;
    rest.answer(u"/fapi/v1/exchangeInfo"_s,
                {.body = R"({"symbols":[)"
                         R"({"symbol":"ETHUSDT","contractType":"PERPETUAL","status":"TRADING",)"
                         R"("quoteAsset":"USDT"},)"
                         R"({"symbol":"BTCUSDT","contractType":"PERPETUAL","status":"TRADING",)"
                         R"("quoteAsset":"USDT"},)"
                         R"({"symbol":"OLDUSDT","contractType":"PERPETUAL","status":"SETTLING",)"
                         R"("quoteAsset":"USDT"}]})"});
    CliRunner cli;
    cli.environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, rest.url().toString());
    QCOMPARE(cli.run({u"streams"_s, u"--symbols-futures"_s, u"*usdt"_s,
                      u"--futures-streams-depth"_s, QString()}),
             ExitCode::Success);
    QCOMPARE(cli.out, u"connection 1: wss://fstream.binance.com/market/stream, 2 streams, "
                      "1 SUBSCRIBE requests\n"
                      "  btcusdt@aggTrade\n"
                      "  ethusdt@aggTrade\n"
                      "streams: 2, connections: 1\n"_s);
    QCOMPARE(rest.paths().size(), 1);
}

void TestStreamsCommand::testPatternFails_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("caFile");
    QTest::addColumn<ExitCode>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("restricted location")
        << 451 << QString() << ExitCode::ExchangeError << u"restricted location"_s;
    QTest::newRow("rate limit") << 429 << QString() << ExitCode::ExchangeError
                                << u"too many requests"_s;
    QTest::newRow("nothing fits") << 200 << QString() << ExitCode::ExchangeError
                                  << u"SYMBOLS_FUTURES: none of the 0 contracts"_s;
    QTest::newRow("no certificates")
        << 200 << u"/none.pem"_s << ExitCode::BadSetting << u"TLS_CA_FILE: the file /none.pem"_s;
}

void TestStreamsCommand::testPatternFails()
{
    QFETCH(int, status);
    QFETCH(QString, caFile);
    QFETCH(ExitCode, code);
    QFETCH(QString, reason);
    ScriptedRest rest;
    rest.answer(u"/fapi/v1/exchangeInfo"_s, {.status = status, .body = R"({"symbols":[]})"});
    CliRunner cli;
    cli.environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, rest.url().toString());
    cli.environment.insert(u"TLS_CA_FILE"_s, caFile);
    QCOMPARE(cli.run({u"streams"_s, u"--symbols-futures"_s, u"all"_s}), code);
    QVERIFY2(cli.err.contains(reason), qPrintable(cli.err));
    QVERIFY(cli.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestStreamsCommand)
#include "tst_streamscommand.moc"
