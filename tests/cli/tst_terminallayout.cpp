#include "terminallayout.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

SymbolStatus makeSymbol(const QString &name, int levels)
{
    SymbolStatus symbol;
    symbol.intake.symbol = *Symbol::parse(QStringView(name));
    for (int i = 0; i < levels; ++i) {
        symbol.intake.bids.push_back({Decimal(65000 - i, 1), Decimal(100 + i, 3)});
        symbol.intake.asks.push_back({Decimal(65001 + i, 1), Decimal(200 + i, 3)});
    }
    symbol.tradesPerSecond = 7;
    symbol.depthUpdatesPerSecond = 10;
    return symbol;
}

RecorderStatus makeStatus(int symbolCount)
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.database = u"sqlite:///orderflow.db"_s;
    for (int i = 0; i < symbolCount; ++i)
        status.symbols.push_back(makeSymbol(u"S%1USDT"_s.arg(i), 5));
    FeedStatus feed;
    feed.route = Route::Public;
    feed.state = FeedStatus::State::Open;
    status.feeds.push_back(feed);
    status.writer.state = WriterStatus::State::Ready;
    return status;
}

QStringList toText(const std::vector<ViewLine> &lines)
{
    QStringList texts;
    for (const ViewLine &line : lines) {
        QString text;
        for (const ViewSegment &segment : line)
            text += segment.text;
        texts << text;
    }
    return texts;
}

QString whole(const RecorderStatus &status, const ViewState &view)
{
    return toText(layoutView(status, view)).join(u'\n');
}

LogLine makeLogLine(const QString &text)
{
    return {UtcMilliseconds(), LogLevel::Info, QString(), text};
}

} // namespace

class TestTerminalLayout : public QObject
{
    Q_OBJECT

private slots:
    void testSize_data();
    void testSize();
    void testShowsEverything();
    void testColumnsGiveWayByPriority();
    void testBestLevelsMeetInTheMiddle();
    void testSelection();
    void testManySymbolsScroll();
    void testManyConnectionsTakeFewLines();
    void testLogKeepsTheNewest();
    void testTones();
    void testControlCharacters();
    void testDisplayWidth();
    void testFitted();
};

void TestTerminalLayout::testSize_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("symbols");
    for (const int columns : {0, 1, 7, 40, 80, 200}) {
        for (const int rows : {0, 1, 3, 5, 10, 24, 60}) {
            for (const int symbols : {0, 1, 2, 300}) {
                QTest::addRow("%d x %d, %d symbols", columns, rows, symbols)
                    << columns << rows << symbols;
            }
        }
    }
}

void TestTerminalLayout::testSize()
{
    QFETCH(int, columns);
    QFETCH(int, rows);
    QFETCH(int, symbols);
    ViewState view{columns, rows, 299, {}};
    for (int i = 0; i < 100; ++i)
        view.log.push_back(makeLogLine(u"币安 a line of the log that is longer than that"_s));
    const QStringList lines = toText(layoutView(makeStatus(symbols), view));
    QCOMPARE(lines.size(), rows);
    for (const QString &line : lines)
        QVERIFY2(displayWidth(line) <= columns, qPrintable(line));
}

void TestTerminalLayout::testShowsEverything()
{
    RecorderStatus status = makeStatus(2);
    status.eventsLost = 3;
    status.writer.queue = {2, 4096};
    status.eventsWritten = 12345;
    AggTrade trade;
    trade.price = Decimal(123456, 2);
    status.symbols[0].intake.lastTrade = trade;
    status.symbols[0].intake.lastEvent = ReceiveTime();
    status.symbols[0].intake.lag = std::chrono::milliseconds(37);
    const QString text = whole(status, {120, 40, 0, {makeLogLine(u"something happened"_s)}});
    for (const QString &part :
         {u"Recording, 3 events lost"_s, u"sqlite:///orderflow.db"_s, u"lost 3"_s, u"S0USDT"_s,
          u"S1USDT"_s, u"1234.56"_s, u"6500.0"_s, u"6500.1"_s, u"17.0"_s, u"37"_s,
          u"Book of S0USDT"_s, u"public  open"_s, u"rows 12,345"_s, u"queue 2 (4 KiB)"_s,
          u"something happened"_s, u"q quit"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
}

void TestTerminalLayout::testColumnsGiveWayByPriority()
{
    const RecorderStatus status = makeStatus(1);
    const QStringList titles = {u"SYMBOL"_s, u"BID"_s,  u"ASK"_s,      u"LAST"_s,   u"EVENTS/S"_s,
                                u"LAG MS"_s, u"GAPS"_s, u"TRADES/S"_s, u"DEPTH/S"_s};
    qsizetype shownBefore = 0;
    for (int columns = 10; columns <= 120; ++columns) {
        const QString heading = toText(layoutView(status, {columns, 24, 0, {}})).at(3);
        qsizetype shown = 0;
        while (shown < titles.size() && heading.contains(titles[shown]))
            ++shown;
        for (qsizetype i = shown; i < titles.size(); ++i)
            QVERIFY2(!heading.contains(titles[i]), qPrintable(heading));
        QVERIFY(shown >= shownBefore);
        shownBefore = shown;
    }
    QCOMPARE(shownBefore, titles.size());
}

void TestTerminalLayout::testBestLevelsMeetInTheMiddle()
{
    const QStringList lines = toText(layoutView(makeStatus(1), {80, 40, 0, {}}));
    const qsizetype top = lines.indexOf(u"  Book of S0USDT"_s);
    QVERIFY(top > 0);
    const QStringList prices{u"6500.5"_s, u"6500.4"_s, u"6500.3"_s, u"6500.2"_s, u"6500.1"_s,
                             u"6500.0"_s, u"6499.9"_s, u"6499.8"_s, u"6499.7"_s, u"6499.6"_s};
    for (qsizetype i = 0; i < prices.size(); ++i)
        QCOMPARE(lines[top + 1 + i].simplified().section(u' ', 0, 0), prices[i]);
}

void TestTerminalLayout::testSelection()
{
    const RecorderStatus status = makeStatus(3);
    QVERIFY(whole(status, {80, 40, 1, {}}).contains(u"Book of S1USDT"_s));
    QVERIFY(whole(status, {80, 40, 1, {}}).contains(u"> S1USDT"_s));
    QVERIFY(whole(status, {80, 40, 99, {}}).contains(u"Book of S2USDT"_s));
    QVERIFY(whole(status, {80, 40, -1, {}}).contains(u"Book of S0USDT"_s));
}

void TestTerminalLayout::testManySymbolsScroll()
{
    const RecorderStatus status = makeStatus(300);
    for (const int selected : {0, 5, 150, 299}) {
        const QString text = whole(status, {80, 24, selected, {}});
        const QString name = u"S%1USDT"_s.arg(selected);
        QVERIFY2(text.contains(u"> "_s + name), qPrintable(text));
        QVERIFY2(text.contains(u"writer"_s), qPrintable(text));
    }
}

void TestTerminalLayout::testManyConnectionsTakeFewLines()
{
    RecorderStatus status = makeStatus(1);
    status.sides.resize(2);
    status.feeds.clear();
    for (const int side : {1, 2}) {
        for (std::size_t shard = 1; shard <= 5; ++shard) {
            FeedStatus feed;
            feed.side = side;
            feed.shard = shard;
            feed.state = side == 1 ? FeedStatus::State::Open : FeedStatus::State::Connecting;
            status.feeds.push_back(feed);
        }
    }
    const QString text = whole(status, {120, 40, 0, {}});
    QVERIFY2(text.contains(u"public side 1  5 of 5 open"_s), qPrintable(text));
    QVERIFY2(text.contains(u"public side 2  0 of 5 open"_s), qPrintable(text));
    QCOMPARE(text.count(u"public side"_s), 2);
    QVERIFY2(text.contains(u"Recording over one side"_s), qPrintable(text));
}

void TestTerminalLayout::testLogKeepsTheNewest()
{
    ViewState view{80, 24, 0, {}};
    for (int i = 0; i < 50; ++i)
        view.log.push_back(makeLogLine(u"line %1."_s.arg(i)));
    const QString text = whole(makeStatus(1), view);
    QVERIFY(text.contains(u"line 49."_s));
    QVERIFY(!text.contains(u"line 0."_s));
}

void TestTerminalLayout::testTones()
{
    RecorderStatus status = makeStatus(1);
    QVERIFY(layoutView(status, {}).at(0).at(1).tone == Tone::Good);
    status.feeds[0].state = FeedStatus::State::Waiting;
    status.feeds[0].lastProblem = u"refused"_s;
    QVERIFY(layoutView(status, {}).at(0).at(1).tone == Tone::Bad);
    QVERIFY(whole(status, {}).contains(u"public  not open: refused"_s));
}

void TestTerminalLayout::testControlCharacters()
{
    RecorderStatus status = makeStatus(1);
    status.database = u"a\nb\x1b[31mc"_s;
    const QString line = toText(layoutView(status, {})).at(1);
    QVERIFY2(line.startsWith(u"a b [31mc"_s), qPrintable(line));
}

void TestTerminalLayout::testDisplayWidth()
{
    QCOMPARE(displayWidth(u"abc"), 3);
    QCOMPARE(displayWidth(u"币安人生USDT"), 12);
    QCOMPARE(displayWidth(u"e\u0301"), 1);
    QCOMPARE(displayWidth(u"\U0001F600"), 2);
    QCOMPARE(displayWidth(u""), 0);
}

void TestTerminalLayout::testFitted()
{
    QCOMPARE(fitted(u"abc"_s, 5), u"abc  "_s);
    QCOMPARE(fitted(u"abcdef"_s, 3), u"abc"_s);
    QCOMPARE(fitted(u"币安"_s, 3), u"币 "_s);
    QCOMPARE(fitted(u"a"_s, 0), QString());
}

QTEST_APPLESS_MAIN(TestTerminalLayout)
#include "tst_terminallayout.moc"
