#include "replay/streamrewriter.h"

#include "core/replay/replaytesting.h"

#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestStreamRewriter : public QObject
{
    Q_OBJECT

private slots:
    void testShiftedFrame_data();
    void testShiftedFrame();
    void testChain_data();
    void testChain();
    void testTimes();
};

void TestStreamRewriter::testShiftedFrame_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QByteArray>("shifted");
    QTest::newRow("aggTrade")
        << combined("x@aggTrade",
                    R"({"e":"aggTrade","E":1000,"a":7,"p":"7","f":70,"l":73,"T":995})")
        << combined("x@aggTrade",
                    R"({"e":"aggTrade","E":1500,"a":17,"p":"7","f":90,"l":93,"T":1495})");
    QTest::newRow("depth: a and b are levels")
        << combined("x@depth", R"({"E":1000,"U":1,"u":3,"pu":0,"b":[["1","2"]],"a":[["7","3"]]})")
        << combined("x@depth",
                    R"({"E":1500,"U":301,"u":303,"pu":300,"b":[["1","2"]],"a":[["7","3"]]})");
    QTest::newRow("bookTicker: a is a price")
        << combined("x@bookTicker", R"({"u":3,"b":"1.10","a":"1.20","A":"7","E":1000})")
        << combined("x@bookTicker", R"({"u":303,"b":"1.10","a":"1.20","A":"7","E":1500})");
    QTest::newRow("space and digits grow")
        << QByteArray(R"({ "stream" : "x" , "data" : { "a" : 99 , "E":9999 } })")
        << QByteArray(R"({ "stream" : "x" , "data" : { "a" : 109 , "E":10499 } })");
    QTest::newRow("nested values stay")
        << combined("x@forceOrder", R"({"E":1000,"o":{"T":1000,"a":1}})")
        << combined("x@forceOrder", R"({"E":1500,"o":{"T":1000,"a":1}})");
    QTest::newRow("no integers")
        << combined("x@y", R"({"E":null,"a":1.5,"u":true,"l":"8","f":9223372036854775807})")
        << combined("x@y", R"({"E":null,"a":1.5,"u":true,"l":"8","f":9223372036854775807})");
    QTest::newRow("data is an array")
        << combined("!x@arr", R"([{"E":1}])") << combined("!x@arr", R"([{"E":1}])");
}

void TestStreamRewriter::testShiftedFrame()
{
    QFETCH(QByteArray, frame);
    QTEST(shiftedFrame(frame, {10, 20, 300, std::chrono::milliseconds(500)}), "shifted");
    QCOMPARE(shiftedFrame(frame, {}), frame);
}

void TestStreamRewriter::testChain_data()
{
    QTest::addColumn<QByteArrayList>("frames");
    QTest::addColumn<QByteArray>("next");
    QTest::newRow("aggTrade")
        << QByteArrayList{tradeFrame(5, 1000), tradeFrame(6, 1001), tradeFrame(9, 1002)}
        << combined("btcusdt@aggTrade",
                    R"({"e":"aggTrade","E":1000,"a":10,"s":"BTCUSDT","p":"84000.10","q":"0.250",)"
                    R"("nq":"0.200","f":94,"l":97,"T":995,"m":true,"st":1})");
    QTest::newRow("depth") << QByteArrayList{depthFrame("depth", 100, 110, 1000),
                                             depthFrame("depth", 110, 140, 1001)}
                           << depthFrame("depth", 140, 150, 1000);
    QTest::newRow("bookTicker") << QByteArrayList{combined("x@bookTicker", R"({"u":5,"a":"1.2"})"),
                                                  combined("x@bookTicker", R"({"u":8,"a":"1.2"})")}
                                << combined("x@bookTicker", R"({"u":9,"a":"1.2"})");
    QTest::newRow("no ids") << QByteArrayList{combined("x@y", R"({"p":"1"})")}
                            << combined("x@y", R"({"p":"1"})");
}

void TestStreamRewriter::testChain()
{
    QFETCH(QByteArrayList, frames);
    StreamChain chain;
    for (const QByteArray &frame : frames)
        chain.add(frame);
    QTEST(shiftedFrame(frames.first(), chain.shift()), "next");
}

void TestStreamRewriter::testTimes()
{
    StreamChain trades;
    trades.add(tradeFrame(1, 3000));
    trades.add(tradeFrame(2, 1000));
    QCOMPARE(trades.eventTimes().length(), 2000);
    QCOMPARE(trades.transactionTimes().length(), 2000);

    // There T is the time of the next funding.
    StreamChain marks;
    marks.add(combined("x@markPrice", R"({"E":1000,"T":90000})"));
    marks.add(combined("x@markPrice", R"({"E":1500,"T":190000})"));
    QCOMPARE(marks.eventTimes().length(), 500);
    QCOMPARE(marks.transactionTimes().length(), 0);
}

QTEST_APPLESS_MAIN(TestStreamRewriter)
#include "tst_streamrewriter.moc"
