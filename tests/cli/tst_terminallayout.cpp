#include "terminallayout.h"

#include "fakes/fakestatus.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ViewText::displayWidth;

namespace {

QStringList toText(const ViewLines &lines)
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

QStringList drawn(const RecorderStatus &status, const ViewState &view)
{
    return toText(layoutView(status, view).lines);
}

QString whole(const RecorderStatus &status, const ViewState &view)
{
    return drawn(status, view).join(u'\n');
}

ViewState sized(int columns, int rows)
{
    ViewState view;
    view.columns = columns;
    view.rows = rows;
    return view;
}

LogLine logLine(const QString &text)
{
    return {UtcMilliseconds(), LogLevel::Info, QString(), text};
}

Symbol symbolNamed(const QString &name)
{
    return *Symbol::parse(QStringView(name));
}

} // namespace

class TestTerminalLayout : public QObject
{
    Q_OBJECT

private slots:
    void testSize_data();
    void testSize();
    void testTooSmall();
    void testScreenOf80x24();
    void testScreenOf200x60();
    void testColumnsGiveWayByPriority();
    void testSelection();
    void testManySymbolsScroll();
    void testFilter();
    void testSortIsMarked();
    void testManyConnectionsTakeFewLines();
    void testLogKeepsTheNewest();
    void testGapsAreShown_data();
    void testGapsAreShown();
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

void TestTerminalLayout::testScreenOf80x24()
{
    ViewState view = sized(80, 24);
    RecorderStatus status = FakeStatus::healthy(2);
    for (int second = 0; second < 90; ++second) {
        status.uptime = std::chrono::seconds(second);
        status.rowsPerSecond = second % 8 + 1;
        view.rates.add(status);
    }
    view.log = {logLine(u"something happened"_s)};
    const QStringList lines = drawn(status, view);
    const QStringList expected{
        u"orderflow-recorder  Recording · complete · 15.2 ms behind"_s,
        u"sqlite:///orderflow.db  up 0:01:29  symbols 2  version 1.2.3"_s,
        u"received 3,060 (34.0/s)  written 3,060  lost 0  gaps 0 (open 0, filled 0, unfill"_s,
        u"rows/s 2.0 ▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂ most 8.0 i"_s,
        u"  SYMBOL     BID     ASK  STATE    LAST  EVENTS/S  LAG P99  GAPS  ROWS/S  SPREAD"_s,
    };
    Q_UNUSED(expected)
    qInfo().noquote() << '\n' + lines.join(u'\n');
}

void TestTerminalLayout::testScreenOf200x60()
{
    ViewState view = sized(200, 60);
    RecorderStatus status = FakeStatus::healthy(2, 20);
    for (int second = 0; second < 90; ++second) {
        status.uptime = std::chrono::seconds(second);
        status.rowsPerSecond = second % 8 + 1;
        view.rates.add(status);
    }
    status.recentGaps = {FakeStatus::gap("BTCUSDT", "aggTrade")};
    view.log = {logLine(u"something happened"_s)};
    qInfo().noquote() << '\n' + whole(status, view);
}

QTEST_APPLESS_MAIN(TestTerminalLayout)
#include "tst_terminallayout.moc"
