#include "binance/streamdecoder.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

const ReceiveTime Now{UtcMicroseconds(std::chrono::microseconds(1'790'000'000'123'456)),
                      std::chrono::nanoseconds(42)};

const QByteArray TradeFrame =
    R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790000000100,"a":3400000001,)"
    R"("s":"BTCUSDT","p":"65000.10","q":"1.500","nq":"1.250","f":8100000001,"l":8100000003,)"
    R"("T":1790000000050,"m":true,"st":1}})";

const QByteArray DepthFrame =
    R"({"stream":"ethusdt@depth5@100ms","data":{"e":"depthUpdate","E":1790000000100,)"
    R"("T":1790000000099,"s":"ETHUSDT","ps":"ETHUSDT","U":11500000000010,"u":11500000000200,)"
    R"("pu":11500000000007,"b":[["3000.10","5.000"],["3000.09","0.001"]],"a":[["3000.11","7.250"]],)"
    R"("st":1}})";

UtcMilliseconds at(std::int64_t milliseconds)
{
    return UtcMilliseconds(std::chrono::milliseconds(milliseconds));
}

Symbol symbol(const char *name)
{
    return *Symbol::parse(std::string_view(name));
}

Decimal decimal(const char *text)
{
    return *Decimal::parse(text);
}

AggTrade expectedTrade()
{
    AggTrade trade;
    trade.symbol = symbol("BTCUSDT");
    trade.aggTradeId = 3400000001;
    trade.firstTradeId = 8100000001;
    trade.lastTradeId = 8100000003;
    trade.price = decimal("65000.10");
    trade.quantity = decimal("1.500");
    trade.quantityExclRpi = decimal("1.250");
    trade.isBuyerMaker = true;
    trade.eventTime = at(1790000000100);
    trade.tradeTime = at(1790000000050);
    trade.receiveTime = Now;
    return trade;
}

DepthUpdate expectedDepth()
{
    DepthUpdate update;
    update.symbol = symbol("ETHUSDT");
    update.depthKind = "depth5@100ms";
    update.firstUpdateId = 11500000000010;
    update.finalUpdateId = 11500000000200;
    update.prevFinalUpdateId = 11500000000007;
    update.eventTime = at(1790000000100);
    update.transactionTime = at(1790000000099);
    update.receiveTime = Now;
    update.bids = {{decimal("3000.10"), decimal("5.000")}, {decimal("3000.09"), decimal("0.001")}};
    update.asks = {{decimal("3000.11"), decimal("7.250")}};
    return update;
}

/// The frame with one piece of its text replaced; the piece must be there.
QByteArray edited(QByteArray frame, const char *piece, const char *replacement)
{
    if (!frame.contains(piece))
        qFatal("'%s' is not in the frame", piece);
    return frame.replace(piece, replacement);
}

} // namespace

class TestStreamDecoder : public QObject
{
    Q_OBJECT

private slots:
    void testAggTrade_data();
    void testAggTrade();
    void testDepthUpdate_data();
    void testDepthUpdate();
    void testReply_data();
    void testReply();
    void testUnknown_data();
    void testUnknown();
    void testDecodeError_data();
    void testDecodeError();
    void testEveryCutIsAnError();
    void testAFaultLeavesNothingBehind();

private:
    StreamDecoder m_decoder;
};

void TestStreamDecoder::testAggTrade_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<AggTrade>("expected");
    QTest::newRow("as of 2026") << TradeFrame << expectedTrade();

    AggTrade without = expectedTrade();
    without.quantityExclRpi.reset();
    QTest::newRow("before nq and st came")
        << edited(edited(TradeFrame, R"("nq":"1.250",)", ""), R"(,"st":1)", "") << without;
    QTest::newRow("unknown keys") << edited(TradeFrame, R"("m":true)",
                                            R"("m":true,"x":{"p":[1,"2"]},"new":null,"z":1.5)")
                                  << expectedTrade();
    QTest::newRow("another order of keys")
        << QByteArray(R"({"data":{"m":true,"T":1790000000050,"st":1,"l":8100000003,)"
                      R"("f":8100000001,"nq":"1.250","q":"1.500","p":"65000.10","s":"BTCUSDT",)"
                      R"("a":3400000001,"E":1790000000100,"e":"aggTrade"},)"
                      R"("stream":"btcusdt@aggTrade"})")
        << expectedTrade();
    QTest::newRow("blanks") << edited(edited(TradeFrame, ",", " ,\n "), ":", " : ")
                            << expectedTrade();
    QTest::newRow("a key with an escape")
        << edited(TradeFrame, R"("q":)", R"("\u0071":)") << expectedTrade();
    QTest::newRow("texts with escapes")
        << edited(edited(TradeFrame, R"("aggTrade")", R"("agg\u0054rade")"), "BTCUSDT",
                  R"(\u0042TCUSDT)")
        << expectedTrade();

    AggTrade chinese = expectedTrade();
    chinese.symbol = symbol("币安人生USDT");
    QTest::newRow("Chinese symbol")
        << edited(edited(TradeFrame, "btcusdt", "币安人生usdt"), "BTCUSDT", "币安人生USDT")
        << chinese;

    AggTrade delivery = expectedTrade();
    delivery.symbol = symbol("BTCUSDT_261225");
    QTest::newRow("delivery contract")
        << edited(edited(TradeFrame, "btcusdt", "btcusdt_261225"), "BTCUSDT", "BTCUSDT_261225")
        << delivery;

    AggTrade big = expectedTrade();
    big.aggTradeId = std::numeric_limits<std::int64_t>::max();
    QTest::newRow("largest id") << edited(TradeFrame, "3400000001", "9223372036854775807") << big;
}

void TestStreamDecoder::testAggTrade()
{
    QFETCH(QByteArray, frame);
    QFETCH(AggTrade, expected);
    const DecodedFrame decoded = m_decoder.decode(frame, Now);
    QVERIFY2(std::holds_alternative<AggTrade>(decoded),
             std::holds_alternative<DecodeError>(decoded)
                 ? std::get<DecodeError>(decoded).reason.c_str()
                 : "not a trade");
    QVERIFY(std::get<AggTrade>(decoded) == expected);
}

void TestStreamDecoder::testDepthUpdate_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<DepthUpdate>("expected");
    QTest::newRow("partial book") << DepthFrame << expectedDepth();

    DepthUpdate diff = expectedDepth();
    diff.depthKind = "depth@100ms";
    QTest::newRow("the stream's name tells a diff")
        << edited(DepthFrame, "@depth5@100ms", "@depth@100ms") << diff;

    DepthUpdate first = expectedDepth();
    first.prevFinalUpdateId = -1;
    QTest::newRow("first update of a contract")
        << edited(DepthFrame, R"("pu":11500000000007)", R"("pu":-1)") << first;

    DepthUpdate oneSided = expectedDepth();
    oneSided.bids.clear();
    QTest::newRow("no bids") << edited(DepthFrame, R"([["3000.10","5.000"],["3000.09","0.001"]])",
                                       "[]")
                             << oneSided;

    DepthUpdate removal = expectedDepth();
    removal.asks = {{decimal("3000.11"), decimal("0.000")}};
    QTest::newRow("zero keeps its digits") << edited(DepthFrame, "7.250", "0.000") << removal;
}

void TestStreamDecoder::testDepthUpdate()
{
    QFETCH(QByteArray, frame);
    QFETCH(DepthUpdate, expected);
    const DecodedFrame decoded = m_decoder.decode(frame, Now);
    QVERIFY(std::holds_alternative<DepthUpdate>(decoded));
    QVERIFY(std::get<DepthUpdate>(decoded) == expected);
}

void TestStreamDecoder::testReply_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<qint64>("id");
    QTest::addColumn<qint64>("code");
    QTest::addColumn<QString>("message");
    QTest::newRow("accepted") << QByteArray(R"({"result":null,"id":7})") << qint64(7) << qint64(0)
                              << QString();
    QTest::newRow("list") << QByteArray(R"({"result":["a@b"],"id":3})") << qint64(3) << qint64(0)
                          << QString();
    QTest::newRow("refused") << QByteArray(
                                    R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":1})")
                             << qint64(1) << qint64(4) << u"Too many subscriptions"_s;
    QTest::newRow("refused without an id")
        << QByteArray(R"({"error":{"msg":"Invalid JSON","code":3},"id":null})") << qint64(0)
        << qint64(3) << u"Invalid JSON"_s;
}

void TestStreamDecoder::testReply()
{
    QFETCH(QByteArray, frame);
    const DecodedFrame decoded = m_decoder.decode(frame, Now);
    QVERIFY(std::holds_alternative<ControlReply>(decoded));
    const auto &reply = std::get<ControlReply>(decoded);
    QTEST(qint64(reply.id), "id");
    QTEST(qint64(reply.errorCode), "code");
    QTEST(QString::fromStdString(reply.errorMessage), "message");
    QCOMPARE(reply.isError(), reply.errorCode != 0);
}

void TestStreamDecoder::testUnknown_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QString>("reason");
    QTest::newRow("another stream")
        << QByteArray(R"({"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":1}})")
        << u"not recorded"_s;
    QTest::newRow("a list of all symbols")
        << QByteArray(R"({"stream":"!markPrice@arr@1s","data":[{"e":"markPriceUpdate"}]})")
        << u"not recorded"_s;
    QTest::newRow("an event without a stream")
        << QByteArray(R"({"e":"aggTrade","E":1,"s":"BTCUSDT"})") << u"neither"_s;
    QTest::newRow("nothing in it") << QByteArray("{}") << u"neither"_s;
    QTest::newRow("COIN-M by st") << edited(TradeFrame, R"("st":1)", R"("st":2)")
                                  << u"'st': not USD"_s;
    QTest::newRow("COIN-M by name, before st")
        << edited(edited(edited(TradeFrame, "btcusdt", "btcusd_perp"), "BTCUSDT", "BTCUSD_PERP"),
                  R"(,"st":1)", "")
        << u"'BTCUSD_PERP' is not USD"_s;
    QTest::newRow("spot trade") << edited(TradeFrame, R"("st":1)", R"("M":true)")
                                << u"spot market"_s;
}

void TestStreamDecoder::testUnknown()
{
    QFETCH(QByteArray, frame);
    QFETCH(QString, reason);
    const DecodedFrame decoded = m_decoder.decode(frame, Now);
    QVERIFY(std::holds_alternative<UnknownFrame>(decoded));
    const QString actual = QString::fromStdString(std::get<UnknownFrame>(decoded).reason);
    QVERIFY2(actual.contains(reason), qPrintable(actual));
}

void TestStreamDecoder::testDecodeError_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QString>("stream");
    QTest::addColumn<QString>("reason");
    const auto trade = [](const char *name, const char *piece, const char *replacement,
                          const char *reason) {
        QTest::newRow(name) << edited(TradeFrame, piece, replacement) << u"btcusdt@aggTrade"_s
                            << QString::fromUtf8(reason);
    };
    const auto depth = [](const char *name, const char *piece, const char *replacement,
                          const char *reason) {
        QTest::newRow(name) << edited(DepthFrame, piece, replacement) << u"ethusdt@depth5@100ms"_s
                            << QString::fromUtf8(reason);
    };
    trade("price missing", R"("p":"65000.10",)", "", "missing 'p'");
    trade("two keys missing", R"("a":3400000001,"s":"BTCUSDT",)", "", "missing 's', 'a'");
    trade("price as a number", R"("65000.10")", "65000.10", "key 'p': not a string");
    trade("price with an exponent", "65000.10", "6.5e4", "key 'p': not a decimal");
    trade("price that would be rounded", "65000.10", "65000.1000000000000000001",
          "key 'p': not a decimal that fits");
    trade("price with an escape", "65000.10", R"(65000.1\u0030)",
          R"(key 'p': not a decimal that fits: '65000.1\u0030')");
    trade("price with a quote in it", "65000.10", R"(65000.10\"1)",
          R"(key 'p': not a decimal that fits: '65000.10\"1')");
    trade("price with a blank behind it", R"("65000.10")", R"("65000.10 ")",
          "key 'p': not a decimal that fits: '65000.10 '");
    trade("quantity that is empty", R"("q":"1.500")", R"("q":"")", "key 'q': not a decimal");
    trade("nq of a wrong type", R"("nq":"1.250")", R"("nq":1.25)", "key 'nq': not a string");
    trade("id as text", "3400000001", R"("3400000001")", "key 'a': not an integer");
    trade("id with a fraction", "3400000001", "3400000001.5", "key 'a': not an integer");
    trade("id beyond 64 bits", "3400000001", "9223372036854775808", "key 'a': not an integer");
    trade("negative id", "3400000001", "-1", "key 'a': a negative id");
    trade("time zero", R"("T":1790000000050)", R"("T":0)", "key 'T': not a time");
    trade("time in microseconds", R"("T":1790000000050)", R"("T":1790000000050123)",
          "key 'T': not a time in milliseconds: 1790000000050123");
    trade("side as a number", R"("m":true)", R"("m":1)", "key 'm': not true or false");
    trade("another event", R"("e":"aggTrade")", R"("e":"trade")", "'trade' where 'aggTrade'");
    trade("event as a number", R"("e":"aggTrade")", R"("e":1)", "key 'e': not a string");
    trade("a key of one quote", R"("q":)", R"("\"":)", "missing 'q'");
    trade("another symbol", "BTCUSDT", "ETHUSDT", "'ETHUSDT' where 'BTCUSDT'");
    trade("payload is a list", R"("data":{)", R"("data":[{)", "");
    trade("broken UTF-8", "BTCUSDT", "BTC\xff\xfeT", "");
    depth("pu missing", R"("pu":11500000000007,)", "", "missing 'pu'");
    depth("pu below -1", R"("pu":11500000000007)", R"("pu":-2)", "key 'pu': a negative id");
    depth("bids missing", R"("b":[["3000.10","5.000"],["3000.09","0.001"]],)", "", "missing 'b'");
    depth("bids of a wrong type", R"([["3000.11","7.250"]])", R"({"3000.11":"7.250"})",
          "key 'a': not a list of levels");
    depth("level of one part", R"(["3000.11","7.250"])", R"(["3000.11"])",
          "key 'a': a level has 1 parts");
    depth("level of three parts", R"(["3000.11","7.250"])", R"(["3000.11","7.250","1"])",
          "key 'a': a level has 3 parts");
    depth("level that is no list", R"(["3000.11","7.250"])", R"("3000.11")",
          "key 'a': a level is not a list");
    depth("level with a number", R"("7.250")", "7.250", "key 'a': not a string");

    // The whole frame is broken: no stream can be named.
    const auto broken = [](const char *name, const QByteArray &frame) {
        QTest::newRow(name) << frame << QString() << QString();
    };
    broken("empty", "");
    broken("text", "hello");
    broken("a number", "42");
    broken("a list", "[1,2]");
    broken("stream of a wrong type", R"({"stream":5,"data":{}})");
    broken("error of a wrong type", R"({"error":"no","id":1})");
}

void TestStreamDecoder::testDecodeError()
{
    QFETCH(QByteArray, frame);
    QFETCH(QString, stream);
    QFETCH(QString, reason);
    const DecodedFrame decoded = m_decoder.decode(frame, Now);
    QVERIFY(std::holds_alternative<DecodeError>(decoded));
    const auto &error = std::get<DecodeError>(decoded);
    const QString actual = QString::fromStdString(error.reason);
    QVERIFY2(actual.contains(reason), qPrintable(actual));
    QVERIFY(!actual.isEmpty());
    if (std::string_view(QTest::currentDataTag()) != "broken UTF-8")
        QCOMPARE(QString::fromStdString(error.stream), stream);
}

void TestStreamDecoder::testEveryCutIsAnError()
{
    for (const QByteArray &frame : {TradeFrame, DepthFrame}) {
        // The last brace is the envelope's; the payload inside is whole without it.
        for (qsizetype length = 0; length < frame.size() - 1; ++length) {
            const DecodedFrame decoded = m_decoder.decode(frame.first(length), Now);
            QVERIFY2(std::holds_alternative<DecodeError>(decoded),
                     qPrintable(QString::number(length)));
        }
    }
}

void TestStreamDecoder::testAFaultLeavesNothingBehind()
{
    m_decoder.decode(DepthFrame.first(150), Now);
    const DecodedFrame decoded = m_decoder.decode(TradeFrame, Now);
    QVERIFY(std::holds_alternative<AggTrade>(decoded));
    QVERIFY(std::get<AggTrade>(decoded) == expectedTrade());
}

QTEST_APPLESS_MAIN(TestStreamDecoder)
#include "tst_streamdecoder.moc"
