#include "replay/capturesource.h"

#include "core/replay/replaytesting.h"
#include "replay/booksnapshot.h"
#include "replay/jsonmembers.h"

#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestCaptureSource : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testFrames();
    void testSymbols();
    void testRoutes();
    void testBooks();
    void testClockSetBack();
    void testLoopSeams();
    void testLoopBook();
    void testRefused_data();
    void testRefused();
    void testRealFeedLoops();

private:
    std::unique_ptr<MarketSource> open(const QByteArrayList &lines, PlayMode mode = PlayMode::Once);
    QTemporaryDir m_dir;
};

namespace {

Symbol symbolOf(const char *name)
{
    return *Symbol::parse(std::string_view(name));
}

qint64 numberIn(const QByteArray &frame, const char *key)
{
    const std::string_view data = jsonMember(std::string_view(frame), "data");
    return jsonInteger(jsonMember(data, key)).value_or(-1);
}

QByteArray bookLine(int ms, qint64 id)
{
    return feedLine(ms, "rest",
                    R"(/fapi/v1/depth?symbol=BTCUSDT&limit=1000 {"lastUpdateId": )" +
                        QByteArray::number(id) +
                        R"(, "E": 5000, "T": 4990, "bids": [["84000.00", "1.500"]], "asks": []})");
}

} // namespace

void TestCaptureSource::initTestCase()
{
    QVERIFY(m_dir.isValid());
}

std::unique_ptr<MarketSource> TestCaptureSource::open(const QByteArrayList &lines, PlayMode mode)
{
    auto source = openCapture({writeLines(QDir(m_dir.path()), u"capture.txt"_s, lines)}, mode);
    if (!source)
        qFatal("%s", qPrintable(source.error()));
    return std::move(*source);
}

void TestCaptureSource::testFrames()
{
    const QDir dir(m_dir.path());
    const QString first =
        writeLines(dir, u"a.txt"_s,
                   {feedLine(0, "public", depthFrame("depth5@100ms", 5, 9, 1000)), bookLine(1, 7)});
    const QString second =
        writeGzip(dir, u"b.gz"_s, feedLine(1, "market", tradeFrame(7, 1001)) + '\n');
    const auto source = openCapture({first, second}, PlayMode::Once);
    QVERIFY(source);
    QCOMPARE((*source)->displayName(), first + u", "_s + second);
    QVERIFY((*source)->startTime() == ListMarket::Start);

    const auto depth = (*source)->next();
    QVERIFY(depth && *depth);
    QVERIFY((*depth)->route == Route::Public);
    QCOMPARE((*depth)->stream, "btcusdt@depth5@100ms"_ba);
    QCOMPARE((*depth)->text, depthFrame("depth5@100ms", 5, 9, 1000));
    QVERIFY((*depth)->dueTime == ListMarket::Start);
    const auto trade = (*source)->next();
    QVERIFY(trade && *trade);
    QVERIFY((*trade)->route == Route::Market);
    QCOMPARE((*trade)->text, tradeFrame(7, 1001));
    QVERIFY((*trade)->dueTime == ListMarket::Start + std::chrono::milliseconds(1));
    const auto end = (*source)->next();
    QVERIFY(end && !*end);
}

void TestCaptureSource::testSymbols()
{
    const auto source = open(
        {feedLine(0, "market", tradeFrame(1, 1000, "ETHUSDT")),
         feedLine(0, "public", depthFrame("depth", 5, 9, 1000)),
         feedLine(0, "market",
                  combined("x@aggTrade", R"({"e":"aggTrade","s":"XUSDC","p":"1.20","q":"30"})")),
         feedLine(0, "market",
                  combined("x@aggTrade", R"({"e":"aggTrade","s":"XUSDC","p":"1.50","q":"40"})")),
         feedLine(0, "market", combined("!ticker@arr", R"([{"s":"MANYUSDT"}])")),
         feedLine(0, "market", combined("y@markPrice", R"({"e":"markPriceUpdate","s":"YUSDT"})"))});
    const std::vector<MarketSymbol> expected{
        {symbolOf("BTCUSDT"), Decimal(10, 2), Decimal(4, 3)},
        {symbolOf("ETHUSDT"), Decimal(8'400'010, 2), Decimal(250, 3)},
        {symbolOf("XUSDC"), Decimal(30, 2), Decimal(10, 0)},
        {symbolOf("YUSDT"), std::nullopt, std::nullopt}};
    QVERIFY(source->symbols() == expected);
}

void TestCaptureSource::testRoutes()
{
    const auto trades = open({feedLine(0, "market", tradeFrame(1, 1000))});
    QVERIFY(trades->hasRoute(Route::Market));
    QVERIFY(!trades->hasRoute(Route::Public));
}

void TestCaptureSource::testBooks()
{
    const auto source = open({feedLine(0, "market", tradeFrame(1, 1000)), bookLine(1, 70),
                              feedLine(2, "market", tradeFrame(2, 1001)), bookLine(3, 80),
                              feedLine(4, "market", tradeFrame(3, 1002))});
    const Symbol symbol = symbolOf("BTCUSDT");
    QVERIFY(!source->bookSnapshot(symbolOf("ETHUSDT")));
    // Before the first one is due, it is the best there is.
    for (const qint64 id : {70, 70, 70, 80}) {
        const auto book = source->bookSnapshot(symbol);
        QVERIFY(book);
        QCOMPARE(book->lastUpdateId, id);
        QVERIFY(source->next());
    }
    const QByteArray json =
        R"({"lastUpdateId":80,"E":5000,"T":4990,"bids":[["84000.00","1.500"]],"asks":[]})";
    QCOMPARE(toJson(*source->bookSnapshot(symbol), 10), json);
}

void TestCaptureSource::testClockSetBack()
{
    const auto source = open({feedLine(10, "market", tradeFrame(1, 1000)),
                              feedLine(4, "market", tradeFrame(2, 1001)),
                              feedLine(12, "market", tradeFrame(3, 1002))});
    for (const int ms : {10, 10, 12}) {
        const auto frame = source->next();
        QVERIFY(frame && *frame);
        QVERIFY((*frame)->dueTime == ListMarket::Start + std::chrono::milliseconds(ms));
    }
}

void TestCaptureSource::testLoopSeams()
{
    const auto source = open({feedLine(0, "public", depthFrame("depth5@100ms", 100, 110, 1000)),
                              feedLine(1, "market", tradeFrame(50, 1010)),
                              feedLine(5, "public", depthFrame("depth5@100ms", 110, 150, 1100)),
                              feedLine(9, "public", depthFrame("depth", 90, 140, 1120)),
                              feedLine(10, "market", tradeFrame(51, 1130)),
                              feedLine(11, "market", tradeFrame(52, 1135))},
                             PlayMode::Loop);
    QMap<QByteArray, QByteArray> last;
    MarketTime due{};
    for (int i = 0; i < 6 * 100; ++i) {
        const auto next = source->next();
        QVERIFY(next && *next);
        const MarketFrame &frame = **next;
        QVERIFY(frame.dueTime >= due);
        due = frame.dueTime;
        const QByteArray before = std::exchange(last[frame.stream], frame.text);
        if (before.isEmpty())
            continue;
        QVERIFY(numberIn(frame.text, "E") > numberIn(before, "E"));
        QVERIFY(numberIn(frame.text, "T") > numberIn(before, "T"));
        if (frame.stream.endsWith("aggTrade")) {
            QCOMPARE(numberIn(frame.text, "a"), numberIn(before, "a") + 1);
            QVERIFY(numberIn(frame.text, "f") > numberIn(before, "l"));
        } else {
            QCOMPARE(numberIn(frame.text, "pu"), numberIn(before, "u"));
        }
    }
    // 135 ms of events, and 100 ms between two passes.
    const QByteArray lastTrade = last.value("btcusdt@aggTrade");
    QCOMPARE(numberIn(lastTrade, "E"), 1135 + 99 * 235);
    QCOMPARE(numberIn(lastTrade, "T"), 1130 + 99 * 235);
    QCOMPARE(numberIn(lastTrade, "a"), 52 + 99 * 3);
    QCOMPARE(numberIn(lastTrade, "l"), 523 + 99 * 24);
}

void TestCaptureSource::testLoopBook()
{
    const auto source =
        open({feedLine(0, "public", depthFrame("depth5@100ms", 10, 20, 1000)),
              feedLine(1, "public", depthFrame("depth@100ms", 100, 110, 1000)), bookLine(2, 105),
              feedLine(3, "public", depthFrame("depth@100ms", 110, 150, 1200))},
             PlayMode::Loop);
    for (int i = 0; i < 6; ++i)
        QVERIFY(source->next());
    const auto book = source->bookSnapshot(symbolOf("BTCUSDT"));
    QVERIFY(book);
    // As far as the diff depth stream has moved on, so that it still joins its second frame.
    QCOMPARE(book->lastUpdateId, 155);
    QCOMPARE(book->eventTime.time_since_epoch().count(), 5300);
    QCOMPARE(book->transactionTime.time_since_epoch().count(), 5290);
}

void TestCaptureSource::testRefused_data()
{
    QTest::addColumn<QByteArrayList>("files");
    QTest::addColumn<QString>("message");
    const QByteArray trade = feedLine(5, "market", tradeFrame(1, 1000)) + '\n';
    QTest::newRow("no file") << QByteArrayList() << u"No capture file is named"_s;
    QTest::newRow("empty file") << QByteArrayList{""} << u"there are no frames"_s;
    QTest::newRow("responses only") << QByteArrayList{bookLine(0, 1)} << u"there are no frames"_s;
    QTest::newRow("bad line") << QByteArrayList{trade, trade + "x\n"}
                              << u"1.txt, line 2: \"x\" is no receive time"_s;
    QTest::newRow("wrong order") << QByteArrayList{trade,
                                                   feedLine(4, "market", tradeFrame(0, 900)) + '\n'}
                                 << u"1.txt begins before"_s;
}

void TestCaptureSource::testRefused()
{
    QFETCH(QByteArrayList, files);
    QStringList names;
    for (const QByteArray &content : files) {
        names.append(writePlain(QDir(m_dir.path()), u"%1.txt"_s.arg(names.size()), content));
    }
    const auto source = openCapture(names, PlayMode::Once);
    QVERIFY(!source);
    QFETCH(QString, message);
    QVERIFY2(source.error().contains(message), qPrintable(source.error()));
}

void TestCaptureSource::testRealFeedLoops()
{
    const QString folder = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (folder.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real feed is looped");
    const auto source =
        openCapture({folder + u"/feeds/btcusdt_ethusdt_20240718.gz"_s}, PlayMode::Loop);
    QVERIFY2(source, qPrintable(source ? QString() : source.error()));
    const std::vector<MarketSymbol> expected{{symbolOf("BTCUSDT"), Decimal(10, 2), Decimal(1, 3)},
                                             {symbolOf("ETHUSDT"), Decimal(1, 2), Decimal(1, 3)}};
    QVERIFY((*source)->symbols() == expected);

    QMap<QByteArray, QByteArray> last;
    MarketTime due{};
    // Two passes, and the start of a third.
    for (int i = 0; i < 2 * 129'775 + 1000; ++i) {
        const auto next = (*source)->next();
        QVERIFY(next && *next);
        const MarketFrame &frame = **next;
        QVERIFY(frame.dueTime >= due);
        due = frame.dueTime;
        const QByteArray before = std::exchange(last[frame.stream], frame.text);
        if (before.isEmpty())
            continue;
        if (frame.stream.endsWith("aggTrade"))
            QCOMPARE(numberIn(frame.text, "a"), numberIn(before, "a") + 1);
        else if (frame.stream.contains("@depth"))
            QCOMPARE(numberIn(frame.text, "pu"), numberIn(before, "u"));
        else
            QVERIFY(numberIn(frame.text, "u") > numberIn(before, "u"));
        QVERIFY(numberIn(frame.text, "E") >= numberIn(before, "E"));
    }
    QCOMPARE(last.size(), 8);
}

QTEST_GUILESS_MAIN(TestCaptureSource)
#include "tst_capturesource.moc"
