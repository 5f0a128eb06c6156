// Whole screens of the live view.

#include "viewtesting.h"

#include <QRegularExpression>
#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ViewTesting;

class TestRenderedScreens : public QObject
{
    Q_OBJECT

private slots:
    void testScreenOf80x24();
    void testScreenOf200x60();
};

void TestRenderedScreens::testScreenOf80x24()
{
    const QStringList expected{
        u"orderflow-recorder  Recording · complete · 15.3 ms behind"_s,
        u"sqlite:///orderflow.db  up 0:01:30  symbols 2  version 1.2.3"_s,
        u"received 3,060  written 3,060  lost 0  today 100 %  gaps 0  open 0"_s,
        u"events/s 34.0  rows/s 34.0 ▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂ most 8.0"_s,
        u"  SYMBOL    LAST     BID     ASK  SPREAD  EVENTS/S  ROWS/S  LAG P99  GAPS  STATE"_s,
        u"> S0USDT  6500.1  6500.0  6500.1     0.1      17.0    17.0  15.3 ms     0  ok   "_s,
        u"  S1USDT  6500.1  6500.0  6500.1     0.1      17.0    17.0  15.3 ms     0  ok   "_s,
        u"  Book of S0USDT  last 6500.1* × 0.250 bought  rows/s 17.0 ▇▇█▄▅▅▆▆▇▇█▄▅▅▆▆▇▇█▄▅"_s,
        u"             ███████████ 0.100  6500.0 | 6500.1* 0.200 ██████████████████████"_s,
        u"             ███████████ 0.101  6499.9 | 6500.2  0.201 ██████████████████████"_s,
        u"             ███████████ 0.102  6499.8 | 6500.3  0.202 ██████████████████████"_s,
        u"             ███████████ 0.103  6499.7 | 6500.4  0.203 ██████████████████████"_s,
        u"             ███████████ 0.104  6499.6 | 6500.5  0.204 ██████████████████████"_s,
        u"public  open  2 streams  12,345 frames  0 reconnects"_s,
        u"market  open  2 streams  12,345 frames  0 reconnects"_s,
        u"writer  queue 0 (0 bytes)  batch 0  commit 0.0 ms"_s,
        u"process  CPU 25 %  memory 60 MiB  disk free 120.0 GiB (/var/lib/orderflow)"_s,
        u""_s,
        u""_s,
        u""_s,
        u""_s,
        u""_s,
        u""_s,
        u"q quit   ? help   up/down select   </> sort   r reverse   / filter"_s};
    const QStringList lines = drawn(FakeStatus::healthy(2), sawtooth(80, 24));
    QCOMPARE(lines.join(u'\n'), expected.join(u'\n'));
}

void TestRenderedScreens::testScreenOf200x60()
{
    RecorderStatus status = FakeStatus::healthy(2, 20);
    status.recentGaps = {FakeStatus::gap("BTCUSDT", "aggTrade")};
    ViewState view = sawtooth(200, 60);
    view.log = {logLine(u"something happened"_s)};
    const QStringList lines = drawn(status, view);
    const auto cell = [&lines](int row, int column) {
        return lines.at(row).mid(column).trimmed();
    };
    constexpr int Side = 134;
    QCOMPARE(lines.first(), u"orderflow-recorder  Recording · complete · 15.3 ms behind"_s);
    QVERIFY(cell(5, 0).startsWith(u"SYMBOL    LAST     BID     ASK  SPREAD  EVENTS/S  ROWS/S"_s));
    QCOMPARE(cell(5, Side), u"Book of S0USDT"_s);
    QVERIFY2(cell(6, 0).startsWith(u"> S0USDT  6500.1  6500.0  6500.1     0.1      17.0"_s),
             qPrintable(lines[6]));
    // All levels of the book, the best ones next to the last trade.
    const qsizetype middle = lines.indexOf(QRegularExpression(u".*spread 0\\.1   last 6500.*"_s));
    QVERIFY(middle > 0);
    QCOMPARE(cell(int(middle) - 1, Side).section(u' ', 0, 1), u"ask 6500.1*"_s);
    QCOMPARE(cell(int(middle) + 1, Side).section(u' ', 0, 1), u"bid 6500.0"_s);
    const QString text = lines.join(u'\n');
    QCOMPARE(text.count(u"  ask "_s), text.count(u"  bid "_s));
    QVERIFY(text.count(u"  ask "_s) > 5);
    for (const QString &part : {u"Rows a second, all symbols  most 8.0 in the last minute"_s,
                                u"Rows a second, S0USDT  most 14.0"_s, u"████  ████"_s,
                                u"depth5@100ms  10.0 events/s  10.0 rows/s  80 ms ago"_s,
                                u"p50/p99 received 4.1 ms/12.3 ms, committed 5.1 ms/15.3 ms"_s,
                                u"  Alerts and newest gaps "_s, u"BTCUSDT aggTrade  12 missing"_s,
                                u"something happened"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
}

QTEST_APPLESS_MAIN(TestRenderedScreens)
#include "tst_renderedscreens.moc"
