#include "replay/feedreader.h"

#include "core/replay/replaytesting.h"

#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestFeedReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testLines_data();
    void testLines();
    void testLongLine();
    void testSeveralFiles();
    void testRewind();
    void testBadLine_data();
    void testBadLine();
    void testBadFile_data();
    void testBadFile();
    void testTruncatedGzip_data();
    void testTruncatedGzip();
    void testRealFeed_data();
    void testRealFeed();

private:
    QTemporaryDir m_dir;
};

namespace {

struct Contents
{
    std::vector<FeedLine> lines;
    QString error;
};

Contents readAll(const QStringList &files)
{
    FeedReader reader(files);
    Contents contents;
    while (true) {
        tl::expected<std::optional<FeedLine>, QString> line = reader.next();
        if (!line) {
            contents.error = line.error();
            return contents;
        }
        if (!*line)
            return contents;
        contents.lines.push_back(std::move(**line));
    }
}

const QByteArray book = R"({"lastUpdateId": 7, "bids": [["1.0", "2"]], "asks": []})";

QByteArrayList threeLines()
{
    return {feedLine(0, "public", depthFrame("depth5@100ms", 5, 9, 1000)),
            feedLine(1, "rest", "/fapi/v1/depth?symbol=BTCUSDT " + book),
            feedLine(2, "market", tradeFrame(7, 1001))};
}

} // namespace

void TestFeedReader::initTestCase()
{
    QVERIFY(m_dir.isValid());
}

void TestFeedReader::testLines_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("gzip");
    const QByteArray lines = threeLines().join('\n');
    QTest::newRow("plain") << lines + '\n' << false;
    QTest::newRow("gzip") << lines + '\n' << true;
    QTest::newRow("no end of line at the end") << lines << false;
    QTest::newRow("line ends of Windows") << threeLines().join("\r\n") + "\r\n" << false;
}

void TestFeedReader::testLines()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, gzip);
    const QDir dir(m_dir.path());
    const QString file =
        gzip ? writeGzip(dir, u"lines.gz"_s, content) : writePlain(dir, u"lines.txt"_s, content);
    const Contents contents = readAll({file});
    QCOMPARE(contents.error, QString());
    const MarketTime start{std::chrono::milliseconds(1'789'000'000'000)};
    const std::vector<FeedLine> expected{
        {start, FeedLine::Kind::Public, "btcusdt@depth5@100ms",
         depthFrame("depth5@100ms", 5, 9, 1000)},
        {start + std::chrono::milliseconds(1), FeedLine::Kind::Rest,
         "/fapi/v1/depth?symbol=BTCUSDT", book},
        {start + std::chrono::milliseconds(2), FeedLine::Kind::Market, "btcusdt@aggTrade",
         tradeFrame(7, 1001)}};
    QVERIFY(contents.lines == expected);
}

void TestFeedReader::testLongLine()
{
    // Longer than what is read at a time, and not at the start of it.
    QByteArray levels;
    for (int i = 0; i < 40'000; ++i)
        levels +=
            QByteArray(i == 0 ? "" : ",") + R"(["84000.)" + QByteArray::number(i) + R"(","1"])";
    const QByteArray json = R"({"lastUpdateId":1,"bids":[)" + levels + R"(],"asks":[]})";
    QVERIFY(json.size() > 600'000);
    const QByteArrayList lines{feedLine(0, "market", tradeFrame(1, 1000)),
                               feedLine(1, "rest", "/fapi/v1/depth?symbol=BTCUSDT " + json),
                               feedLine(2, "market", tradeFrame(2, 1001))};
    const Contents contents = readAll({writeLines(QDir(m_dir.path()), u"long.txt"_s, lines)});
    QCOMPARE(contents.error, QString());
    QCOMPARE(contents.lines.size(), 3U);
    QCOMPARE(contents.lines[1].text, json);
    QCOMPARE(contents.lines[2].text, tradeFrame(2, 1001));
}

void TestFeedReader::testSeveralFiles()
{
    const QDir dir(m_dir.path());
    const QString first =
        writeLines(dir, u"first.txt"_s, {feedLine(0, "market", tradeFrame(1, 1000))});
    const QString empty = writePlain(dir, u"empty.txt"_s, {});
    const QString last =
        writeGzip(dir, u"last.gz"_s, feedLine(5, "market", tradeFrame(2, 1005)) + '\n');
    FeedReader reader({first, empty, last});
    for (const auto &[index, position] :
         {std::pair(0, first + u":1"_s), std::pair(2, last + u":1"_s)}) {
        const auto line = reader.next();
        QVERIFY(line && *line);
        QCOMPARE(reader.fileIndex(), index);
        QCOMPARE(reader.position(), position);
    }
    const auto end = reader.next();
    QVERIFY(end && !*end);
}

void TestFeedReader::testRewind()
{
    FeedReader reader({writeLines(QDir(m_dir.path()), u"rewind.txt"_s, threeLines())});
    const auto first = reader.next();
    QVERIFY(first && *first);
    QVERIFY(reader.next());
    reader.rewind();
    const auto again = reader.next();
    QVERIFY(again && *again);
    QVERIFY(**first == **again);
}

void TestFeedReader::testBadLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("message");
    const QByteArray trade = tradeFrame(1, 1000);
    QTest::newRow("empty") << QByteArray() << u"empty; expected <receive ns> <route> <frame>"_s;
    QTest::newRow("no time") << QByteArray("x public {}") << u"\"x\" is no receive time"_s;
    QTest::newRow("microseconds") << "1789000000000000 market " + trade
                                  << u"nanoseconds since 1970, 19 digits"_s;
    QTest::newRow("too great a time")
        << "99999999999999999999 market " + trade << u"is no receive time"_s;
    QTest::newRow("negative time")
        << "-1789000000000000000 market " + trade << u"is no receive time"_s;
    QTest::newRow("another route") << feedLine(0, "private", trade)
                                   << u"\"private\" is no route; expected public, market or rest"_s;
    QTest::newRow("no route") << QByteArray("1789000000000000000")
                              << u"\"\" is no route; expected public, market or rest"_s;
    QTest::newRow("no path") << feedLine(0, "rest", book) << u"expected rest /<path> <JSON>"_s;
    QTest::newRow("no response") << feedLine(0, "rest", "/fapi/v1/depth") << u"no valid JSON"_s;
    QTest::newRow("no frame") << feedLine(0, "market", {}) << u"no valid JSON"_s;
    QTest::newRow("cut frame") << feedLine(0, "market", trade.chopped(1)) << u"no valid JSON"_s;
    QTest::newRow("two frames") << feedLine(0, "market", trade + trade) << u"no valid JSON"_s;
    QTest::newRow("broken UTF-8") << feedLine(0, "market", combined("x@y", "\"\xff\""))
                                  << u"no valid JSON"_s;
    QTest::newRow("acknowledgement") << feedLine(0, "market", R"({"result":null,"id":1})")
                                     << u"no combined frame; expected {\"stream\":"_s;
    QTest::newRow("bare frame") << feedLine(0, "market", R"({"e":"aggTrade"})")
                                << u"no combined frame"_s;
    QTest::newRow("stream is no name")
        << feedLine(0, "market", R"({"stream":1,"data":{}})") << u"no combined frame"_s;
    QTest::newRow("array") << feedLine(0, "market", "[1]") << u"no combined frame"_s;
    QTest::newRow("too long") << feedLine(0, "market",
                                          '"' + QByteArray(FeedReader::MaxLineBytes, 'x') + '"')
                              << u"longer than 16777216 bytes"_s;
}

void TestFeedReader::testBadLine()
{
    QFETCH(QByteArray, line);
    const QString file = writeLines(QDir(m_dir.path()), u"bad.txt"_s,
                                    {feedLine(0, "market", tradeFrame(1, 1000)), line,
                                     feedLine(2, "market", tradeFrame(2, 1000))});
    const Contents contents = readAll({file});
    QCOMPARE(contents.lines.size(), 1U);
    QFETCH(QString, message);
    QVERIFY2(contents.error.startsWith(file + u", line 2: "_s), qPrintable(contents.error));
    QVERIFY2(contents.error.contains(message), qPrintable(contents.error));
    QVERIFY(contents.error.size() < file.size() + 300);
}

void TestFeedReader::testBadFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message");
    QTest::newRow("missing") << u"missing.gz"_s << u"no such file"_s;
    QTest::newRow("directory") << u"."_s << u"is a directory"_s;
}

void TestFeedReader::testBadFile()
{
    QFETCH(QString, name);
    QFETCH(QString, message);
    const QString path = m_dir.filePath(name);
    const Contents contents = readAll({path});
    QVERIFY(contents.lines.empty());
    QVERIFY2(contents.error.startsWith(path) && contents.error.contains(message),
             qPrintable(contents.error));
}

void TestFeedReader::testTruncatedGzip_data()
{
    QTest::addColumn<int>("cut");
    QTest::newRow("last byte") << 1;
    QTest::newRow("checksum") << 8;
    QTest::newRow("data") << 400;
}

void TestFeedReader::testTruncatedGzip()
{
    QByteArray content;
    for (int i = 0; i < 20'000; ++i)
        content += feedLine(i, "market", tradeFrame(i, 1000 + i * 7919 % 977)) + '\n';
    const QString whole = writeGzip(QDir(m_dir.path()), u"whole.gz"_s, content);
    QCOMPARE(readAll({whole}).lines.size(), 20'000U);

    QFETCH(int, cut);
    QFile file(whole);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString part = writePlain(QDir(m_dir.path()), u"part.gz"_s, file.readAll().chopped(cut));
    const Contents contents = readAll({part});
    QVERIFY2(contents.error.contains(u"gzip data ends in the middle"_s),
             qPrintable(contents.error));
    QVERIFY2(contents.error.startsWith(u"%1, line %2: "_s.arg(part).arg(contents.lines.size() + 1)),
             qPrintable(contents.error));
    QVERIFY(contents.lines.size() > 10'000U);
}

void TestFeedReader::testRealFeed_data()
{
    using Counts = QMap<QString, int>;
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("lines");
    QTest::addColumn<Counts>("counts");
    // The README of the data counts the streams of both symbols together.
    QTest::newRow("2023") << u"btcusdt_20230404.gz"_s << 60'148
                          << Counts{{u"public bookTicker"_s, 44'205},
                                    {u"market aggTrade"_s, 5'252},
                                    {u"public depth@100ms"_s, 5'088},
                                    {u"public depth5@100ms"_s, 5'088},
                                    {u"market markPrice@1s"_s, 514},
                                    {u"rest"_s, 1}};
    QTest::newRow("2024") << u"btcusdt_ethusdt_20240718.gz"_s << 129'777
                          << Counts{{u"public bookTicker"_s, 99'588},
                                    {u"market aggTrade"_s, 11'113},
                                    {u"public depth@100ms"_s, 9'540},
                                    {u"public depth5@100ms"_s, 9'534},
                                    {u"rest"_s, 2}};
}

void TestFeedReader::testRealFeed()
{
    const QString folder = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (folder.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real feed is read");
    QFETCH(QString, name);
    FeedReader reader({folder + u"/feeds/"_s + name});
    QMap<QString, int> counts;
    int lines = 0;
    while (true) {
        const auto line = reader.next();
        QVERIFY2(line, qPrintable(line ? QString() : line.error()));
        if (!*line)
            break;
        ++lines;
        const QString type = QString::fromUtf8((*line)->subject).section(u'@', 1);
        switch ((*line)->kind) {
        case FeedLine::Kind::Public:
            ++counts[u"public "_s + type];
            break;
        case FeedLine::Kind::Market:
            ++counts[u"market "_s + type];
            break;
        case FeedLine::Kind::Rest:
            ++counts[u"rest"_s];
            break;
        }
    }
    QTEST(lines, "lines");
    QTEST(counts, "counts");
}

QTEST_GUILESS_MAIN(TestFeedReader)
#include "tst_feedreader.moc"
