#include "viewtesting.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace Orderflow::ViewTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ViewText::displayWidth;

class TestTerminalLayout : public QObject
{
    Q_OBJECT

private slots:
    void testSize_data();
    void testSize();
    void testTooSmall();
    void testColumnsGiveWayByPriority();
    void testSelection();
    void testManySymbolsScroll();
    void testFilter();
    void testSortIsMarked();
    void testManyConnectionsTakeFewLines();
    void testLogKeepsTheNewest();
    void testGapsAreShown_data();
    void testGapsAreShown();
    void testAlertsComeFirst();
    void testHelp();
    void testTones();
    void testLostConnection();
    void testAsciiOnly();
    void testControlCharacters();
    void testNothingYet();
};

void TestTerminalLayout::testSize_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("symbols");
    for (const int columns : {0, 1, 7, 40, 60, 80, 129, 130, 200, 400}) {
        for (const int rows : {0, 1, 3, 5, 15, 24, 29, 30, 60, 100}) {
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
    ViewState view = sized(columns, rows);
    view.choices.selected = symbolNamed(u"S299USDT"_s);
    for (int i = 0; i < 100; ++i)
        view.log.push_back(logLine(u"币安 a line of the log that is longer than that"_s));
    RecorderStatus status = FakeStatus::healthy(symbols, 20);
    for (int i = 0; i < 20; ++i)
        status.recentGaps.push_back(FakeStatus::gap("BTCUSDT", "aggTrade"));
    const QStringList lines = drawn(status, view);
    QCOMPARE(lines.size(), rows);
    for (const QString &line : lines)
        QVERIFY2(displayWidth(line) <= columns, qPrintable(line));
    // What matters most and the keys are on every screen that is large enough.
    if (columns >= MinViewColumns && rows >= MinViewRows) {
        QVERIFY2(lines.first().contains(u"Recording"_s), qPrintable(lines.first()));
        QVERIFY2(lines.last().startsWith(u"q quit"_s), qPrintable(lines.last()));
        if (symbols == 300)
            QVERIFY(lines.join(u'\n').contains(u"> S299USDT"_s));
    }
}

void TestTerminalLayout::testTooSmall()
{
    for (const auto &[columns, rows] : {std::pair{59, 24}, {80, 14}}) {
        const QStringList lines = drawn(FakeStatus::healthy(2), sized(columns, rows));
        QCOMPARE(lines.first(), u"%1x%2 is too small: 60x15 at least"_s.arg(columns).arg(rows));
        QCOMPARE(lines.join(QString()), lines.first());
    }
}

void TestTerminalLayout::testColumnsGiveWayByPriority()
{
    const RecorderStatus status = FakeStatus::healthy(1);
    const QStringList byPriority{u"SYMBOL"_s, u"BID"_s,      u"ASK"_s,     u"STATE"_s,
                                 u"LAST"_s,   u"EVENTS/S"_s, u"LAG P99"_s, u"GAPS"_s,
                                 u"ROWS/S"_s, u"SPREAD"_s,   u"AGE"_s};
    qsizetype shownBefore = 0;
    for (int columns = MinViewColumns; columns < 130; ++columns) {
        const QString heading = drawn(status, sized(columns, 24)).at(4);
        qsizetype shown = 0;
        while (shown < byPriority.size() && heading.contains(byPriority[shown]))
            ++shown;
        for (qsizetype i = shown; i < byPriority.size(); ++i)
            QVERIFY2(!heading.contains(byPriority[i]), qPrintable(heading));
        QVERIFY(shown >= shownBefore);
        shownBefore = shown;
    }
    QCOMPARE(shownBefore, byPriority.size());
}

void TestTerminalLayout::testSelection()
{
    const RecorderStatus status = FakeStatus::healthy(3);
    ViewState view = sized(80, 40);
    QVERIFY(whole(status, view).contains(u"Book of S0USDT"_s));
    view.choices.selected = symbolNamed(u"S1USDT"_s);
    QVERIFY(whole(status, view).contains(u"Book of S1USDT"_s));
    QVERIFY(whole(status, view).contains(u"> S1USDT"_s));
    QVERIFY(!whole(status, view).contains(u"> S0USDT"_s));
    // It is the symbol that stays, wherever the sorting puts it.
    view.choices.sort = {SymbolField::Symbol, true};
    const DrawnView drawnView = layoutView(status, view);
    QCOMPARE(drawnView.facts.symbols.front(), symbolNamed(u"S2USDT"_s));
    QVERIFY(whole(status, view).contains(u"> S1USDT"_s));
    view.choices.selected = symbolNamed(u"GONE"_s);
    QVERIFY(whole(status, view).contains(u"Book of S2USDT"_s));
}

void TestTerminalLayout::testManySymbolsScroll()
{
    const RecorderStatus status = FakeStatus::healthy(300);
    for (const auto &[columns, rows] : {std::pair{60, 15}, {80, 24}, {200, 60}}) {
        for (const int selected : {0, 5, 150, 299}) {
            ViewState view = sized(columns, rows);
            view.choices.selected = symbolNamed(u"S%1USDT"_s.arg(selected));
            const DrawnView drawnView = layoutView(status, view);
            const QString text = toText(drawnView.lines).join(u'\n');
            QVERIFY2(text.contains(u"> S%1USDT"_s.arg(selected)), qPrintable(text));
            QVERIFY2(text.contains(u"writer"_s), qPrintable(text));
            QCOMPARE(text.count(QRegularExpression(u"\n[> ] S[0-9]+USDT"_s)),
                     drawnView.facts.symbolRows);
            QCOMPARE(drawnView.facts.symbols.size(), std::size_t(300));
        }
    }
}

void TestTerminalLayout::testFilter()
{
    const RecorderStatus status = FakeStatus::healthy(30);
    ViewState view = sized(80, 24);
    view.choices.filter = u"s2"_s;
    view.choices.isTypingFilter = true;
    QStringList lines = drawn(status, view);
    QVERIFY2(lines.last().startsWith(u"/s2"_s), qPrintable(lines.last()));
    QVERIFY(lines.join(u'\n').contains(u"Book of S2USDT"_s));
    view.choices.isTypingFilter = false;
    lines = drawn(status, view);
    QVERIFY2(lines.last().startsWith(u"only names with \"s2\": 11 of 30"_s),
             qPrintable(lines.last()));
    view.choices.filter = u"doge"_s;
    const QString text = whole(status, view);
    QVERIFY2(text.contains(u"no symbol has that in its name"_s), qPrintable(text));
    QVERIFY(!text.contains(u"Book of"_s));
}

void TestTerminalLayout::testSortIsMarked()
{
    const RecorderStatus status = FakeStatus::healthy(3);
    ViewState view = sized(200, 24);
    view.choices.sort = {SymbolField::Age, true};
    QVERIFY(drawn(status, view).at(4).contains(u"AGE▼"_s));
    view.choices.sort.isDescending = false;
    QVERIFY(drawn(status, view).at(4).contains(u"AGE▲"_s));
    view.glyphs = Glyphs::Ascii;
    QVERIFY(drawn(status, view).at(4).contains(u"AGE+"_s));
}

void TestTerminalLayout::testManyConnectionsTakeFewLines()
{
    RecorderStatus status = FakeStatus::healthy(1);
    const FeedStatus open = status.feeds[0];
    status.sides.resize(2);
    status.feeds.clear();
    for (const int side : {1, 2}) {
        for (std::size_t shard = 1; shard <= 5; ++shard) {
            FeedStatus feed = open;
            feed.side = side;
            feed.shard = shard;
            if (side == 2)
                feed.state = FeedStatus::State::Connecting;
            status.feeds.push_back(feed);
        }
    }
    const QString text = whole(status, sized(120, 40));
    QVERIFY2(text.contains(u"public side 1  5 of 5 open"_s), qPrintable(text));
    QVERIFY2(text.contains(u"public side 2  0 of 5 open"_s), qPrintable(text));
    QCOMPARE(text.count(u"public side"_s), 2);
    QVERIFY2(text.contains(u"Recording over one side"_s), qPrintable(text));
}

void TestTerminalLayout::testLogKeepsTheNewest()
{
    ViewState view = sized(80, 24);
    for (int i = 0; i < 50; ++i)
        view.log.push_back(logLine(u"line %1."_s.arg(i)));
    view.log.push_back({UtcMilliseconds(14h + 5s), LogLevel::Warning, u"a.b"_s, u"last."_s});
    const QString text = whole(FakeStatus::healthy(1), view);
    QVERIFY(text.contains(u"\n00:00:00 line 49.\n14:00:05 WARNING last."_s));
    QVERIFY(!text.contains(u"line 0."_s));
}

void TestTerminalLayout::testGapsAreShown_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("hasLog");
    QTest::newRow("narrow, from elsewhere") << 80 << 24 << false;
    QTest::newRow("tall") << 100 << 40 << true;
    QTest::newRow("wide") << 200 << 60 << true;
}

void TestTerminalLayout::testGapsAreShown()
{
    QFETCH(int, columns);
    QFETCH(int, rows);
    QFETCH(bool, hasLog);
    RecorderStatus status = FakeStatus::healthy(1);
    status.recentGaps = {FakeStatus::gap("BTCUSDT", "aggTrade"),
                         FakeStatus::gap("ETHUSDT", "depth5@100ms")};
    status.recentGaps[1].missingEvents.reset();
    status.recentGaps[1].filledRows = 0;
    status.recentGaps[1].status = GapStatus::Unfillable;
    ViewState view = sized(columns, rows);
    if (hasLog)
        view.log = std::vector<LogLine>(30, logLine(u"something"_s));
    const QString text = whole(status, view);
    QVERIFY2(
        text.contains(u"BTCUSDT aggTrade  12 missing in 1500 ms, disconnect, filled 3, open"_s),
        qPrintable(text));
    QVERIFY2(
        text.contains(u"ETHUSDT depth5@100ms  events missing in 1500 ms, disconnect, unfill"_s),
        qPrintable(text));
}

void TestTerminalLayout::testAlertsComeFirst()
{
    RecorderStatus status = FakeStatus::healthy(1);
    status.recentGaps.assign(20, FakeStatus::gap("BTCUSDT", "aggTrade"));
    status.alerts = {{u"disk_low"_s, true, UtcMicroseconds(3'723s), u"4 GiB are free"_s},
                     {u"clock_off"_s, false, UtcMicroseconds(9s), u"the clock is right again"_s}};
    for (const auto &[columns, rows] : {std::pair{80, 24}, {200, 60}}) {
        const QString text = whole(status, sized(columns, rows));
        const qsizetype alert = text.indexOf(u"01:02:03 alert disk_low: 4 GiB are free"_s);
        QVERIFY2(alert >= 0 && alert < text.indexOf(u"12 missing"_s), qPrintable(text));
        QVERIFY(!text.contains(u"clock_off"_s));
    }
}

void TestTerminalLayout::testHelp()
{
    ViewState view = sized(MinViewColumns, MinViewRows);
    view.choices.showsHelp = true;
    const QStringList lines = drawn(FakeStatus::healthy(1), view);
    QCOMPARE(lines.first(), u"Keys"_s);
    QCOMPARE(lines.last(), u"Any key goes back."_s);
    for (const QString &line : lines) {
        QVERIFY2(!line.endsWith(u' '), qPrintable(line));
        QVERIFY2(displayWidth(line) <= MinViewColumns, qPrintable(line));
    }
    view.columns = 200;
    QCOMPARE(drawn(FakeStatus::healthy(1), view), lines);
}

void TestTerminalLayout::testTones()
{
    RecorderStatus status = FakeStatus::healthy(1);
    QVERIFY(layoutView(status, {}).lines.at(0).at(1).tone == Tone::Good);
    status.feeds[0].state = FeedStatus::State::Waiting;
    status.feeds[0].lastProblem = u"refused"_s;
    QVERIFY(layoutView(status, {}).lines.at(0).at(1).tone == Tone::Bad);
    const QString text = whole(status, {});
    QVERIFY2(text.contains(u"public  not open: refused"_s), qPrintable(text));
    status.state = RecorderState::Stopping;
    QVERIFY(layoutView(status, {}).lines.at(0).at(1).tone == Tone::Plain);
}

void TestTerminalLayout::testLostConnection()
{
    const RecorderStatus status = FakeStatus::healthy(2);
    ViewState view = sized(80, 24);
    const QStringList before = drawn(status, view);
    view.link = LinkTrouble{u"host:9464"_s, 12s, u"connection refused"_s};
    const DrawnView lost = layoutView(status, view);
    QStringList lines = toText(lost.lines);
    QCOMPARE(lines.first(),
             u"orderflow-recorder  no answer from host:9464 since 12 s: connection refused"_s);
    // What was known stays, and looks it.
    QCOMPARE(lines.sliced(1), before.sliced(1));
    for (std::size_t i = 1; i < lost.lines.size(); ++i) {
        for (const ViewSegment &segment : lost.lines[i])
            QVERIFY2(segment.tone == Tone::Dim, qPrintable(segment.text));
    }
}

void TestTerminalLayout::testAsciiOnly()
{
    RecorderStatus status = FakeStatus::healthy(2, 20);
    status.symbols[0].intake.symbol = symbolNamed(u"币安人生USDT"_s);
    status.recentGaps = {FakeStatus::gap("BTCUSDT", "aggTrade")};
    for (const auto &[columns, rows] : {std::pair{80, 24}, {200, 60}}) {
        ViewState view = sawtooth(columns, rows);
        view.glyphs = Glyphs::Ascii;
        view.choices.sort = {SymbolField::Gaps, true};
        view.log = {logLine(u"币安 · ×"_s)};
        const QString text = whole(status, view);
        QVERIFY2(std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; }),
                 qPrintable(text));
        QVERIFY2(text.contains(u"> ????????USDT"_s), qPrintable(text));
    }
}

void TestTerminalLayout::testControlCharacters()
{
    RecorderStatus status = FakeStatus::healthy(1);
    status.database = u"a\nb\x1b[31mc"_s;
    const QString line = drawn(status, {}).at(1);
    QVERIFY2(line.startsWith(u"a b [31mc"_s), qPrintable(line));
}

void TestTerminalLayout::testNothingYet()
{
    for (const auto &[columns, rows] : {std::pair{80, 24}, {200, 60}}) {
        const QStringList lines = drawn(RecorderStatus(), sized(columns, rows));
        QCOMPARE(lines.size(), rows);
        QCOMPARE(lines.first(), u"orderflow-recorder  Not started"_s);
    }
}

QTEST_APPLESS_MAIN(TestTerminalLayout)
#include "tst_terminallayout.moc"
