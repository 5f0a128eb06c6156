#include "fakes/fakeledger.h"
#include "gui/integrity/timelinelayout.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Noon{1'789'992'000s};
constexpr std::string_view Btc = "BTCUSDT";

/// A gap of a status, so many seconds after noon.
LedgerGap gapAt(GapStatus status, std::chrono::seconds from, std::chrono::seconds to,
                std::optional<std::int64_t> missing = 5)
{
    LedgerGap row = FakeLedger::gap(Btc, "aggTrade", 1, 1s);
    row.gap.status = status;
    row.gap.fromTime = Noon + from;
    row.gap.toTime = Noon + to;
    row.gap.missingEvents = missing;
    return row;
}

/// A hundred seconds from noon on, of which the stream has `first` to `last`.
LedgerSpan spanOf(std::vector<LedgerGap> gaps, std::chrono::seconds first = -1000s,
                  std::chrono::seconds last = 100s)
{
    LedgerSpan span;
    span.from = Noon;
    span.to = Noon + 100s;
    span.gaps = std::move(gaps);
    span.streams = {{{*Symbol::parse(Btc), "aggTrade"}, Noon + first, Noon + last}};
    return span;
}

/// Such as `captured 0-100, open 20-30`, in the order of painting.
QString textOf(const std::vector<TimelineBar> &bars)
{
    static const QStringList names{u"captured"_s, u"seamless"_s, u"filled"_s, u"unfillable"_s,
                                   u"open"_s};
    QStringList texts;
    for (const TimelineBar &bar : bars)
        texts << u"%1 %2-%3"_s.arg(names[int(bar.state)], QString::number(bar.x),
                                   QString::number(bar.x + bar.width));
    return texts.join(u", ");
}

} // namespace

Q_DECLARE_METATYPE(LedgerSpan)

class TestTimelineLayout : public QObject
{
    Q_OBJECT

private slots:
    void testBars_data();
    void testBars();
    void testZoomed();
    void testBarAt();
    void testRows();
    void testFilter_data();
    void testFilter();
    void testShare_data();
    void testShare();
};

void TestTimelineLayout::testBars_data()
{
    QTest::addColumn<LedgerSpan>("span");
    QTest::addColumn<QString>("bars");
    const auto open = GapStatus::Open;
    const auto filled = GapStatus::Filled;
    const auto unfillable = GapStatus::Unfillable;
    QTest::newRow("nothing missing") << spanOf({}) << u"captured 0-100"_s;
    QTest::newRow("recorded since a while") << spanOf({}, 60s) << u"captured 60-100"_s;
    QTest::newRow("recorded until a while ago") << spanOf({}, -9s, 40s) << u"captured 0-40"_s;
    QTest::newRow("not recorded any more") << spanOf({}, -90s, -40s) << QString();
    QTest::newRow("a gap") << spanOf({gapAt(open, 20s, 30s)}) << u"captured 0-100, open 20-30"_s;
    QTest::newRow("a short gap") << spanOf({gapAt(open, 50s, 50s)})
                                 << u"captured 0-100, open 48.5-51.5"_s;
    QTest::newRow("a short gap at the end")
        << spanOf({gapAt(open, 100s, 100s)}) << u"captured 0-100, open 97-100"_s;
    QTest::newRow("a short gap at the beginning")
        << spanOf({gapAt(open, 0s, 0s)}) << u"captured 0-100, open 0-3"_s;
    QTest::newRow("a gap that began before")
        << spanOf({gapAt(filled, -50s, 10s)}) << u"captured 0-100, filled 0-10"_s;
    QTest::newRow("a gap that ends after")
        << spanOf({gapAt(filled, 90s, 500s)}) << u"captured 0-100, filled 90-100"_s;
    QTest::newRow("a gap around all")
        << spanOf({gapAt(unfillable, -10s, 500s)}, -20s, 0s) << u"unfillable 0-100"_s;
    QTest::newRow("a gap before") << spanOf({gapAt(open, -50s, -10s)}) << u"captured 0-100"_s;
    QTest::newRow("a seamless reconnect is a tick where it was back")
        << spanOf({gapAt(filled, 20s, 30s, 0)}) << u"captured 0-100, seamless 29.25-30.75"_s;
    QTest::newRow("unknown size") << spanOf({gapAt(open, 20s, 30s, std::nullopt)})
                                  << u"captured 0-100, open 20-30"_s;
    QTest::newRow("open wins over unfillable over filled")
        << spanOf({gapAt(open, 20s, 30s), gapAt(filled, 20s, 30s), gapAt(unfillable, 20s, 30s)})
        << u"captured 0-100, filled 20-30, unfillable 20-30, open 20-30"_s;
    QTest::newRow("the shorter of one state is above")
        << spanOf({gapAt(open, 22s, 26s), gapAt(open, 20s, 30s)})
        << u"captured 0-100, open 20-30, open 22-26"_s;
    LedgerSpan noEvents = spanOf({gapAt(open, 20s, 30s)});
    noEvents.streams.clear();
    QTest::newRow("gaps of a stream without events") << noEvents << u"open 20-30"_s;
}

void TestTimelineLayout::testBars()
{
    QFETCH(LedgerSpan, span);
    const std::vector<TimelineRow> rows = timelineRows(span);
    QCOMPARE(rows.size(), std::size_t(1));
    const TimeAxis axis(span.from, span.to, 0, 100);
    QTEST(textOf(barsOf(rows[0], span, axis, 0, 100)), "bars");
}

void TestTimelineLayout::testZoomed()
{
    const LedgerSpan span = spanOf({gapAt(GapStatus::Open, 20s, 30s)});
    const TimelineRow row = timelineRows(span).front();
    // From 25 s on, ten pixels a second, behind 40 pixels of title.
    const TimeAxis axis(Noon + 25s, Noon + 35s, 40, 100);
    QCOMPARE(textOf(barsOf(row, span, axis, 40, 140)), u"captured 40-140, open 40-90"_s);
    QVERIFY(barsOf(row, span, axis, 40, 41).empty());
}

void TestTimelineLayout::testBarAt()
{
    const LedgerSpan span =
        spanOf({gapAt(GapStatus::Filled, 10s, 50s), gapAt(GapStatus::Open, 20s, 30s),
                gapAt(GapStatus::Filled, 80s, 80s, 0)});
    const auto bars =
        barsOf(timelineRows(span).front(), span, TimeAxis(Noon, Noon + 100s, 0, 100), 0, 100);
    QCOMPARE(barAt(bars, 5)->state, TimelineState::Captured);
    QCOMPARE(barAt(bars, 15)->gap, std::size_t(0));
    QCOMPARE(barAt(bars, 25)->gap, std::size_t(1));
    // A tick of a pixel and a half can be hit.
    QCOMPARE(barAt(bars, 78)->gap, std::size_t(2));
    QVERIFY(!barAt(bars, 120));
}

void TestTimelineLayout::testRows()
{
    LedgerSpan span = FakeLedger::day(3);
    LedgerGap unknown = FakeLedger::gap("X", "aggTrade", 5, 1s);
    unknown.gap.symbol = Symbol();
    unknown.gap.stream.clear();
    span.gaps.push_back(unknown);
    span.gaps.push_back(FakeLedger::gap("ZUSDT", "aggTrade", 4, 1s));
    const std::vector<TimelineRow> rows = timelineRows(span);
    QStringList titles;
    for (const TimelineRow &row : rows)
        titles << row.title();
    QCOMPARE(titles,
             (QStringList{u"S0USDT aggTrade"_s, u"S0USDT depth5@100ms"_s, u"S1USDT aggTrade"_s,
                          u"S1USDT depth5@100ms"_s, u"S2USDT aggTrade"_s, u"S2USDT depth5@100ms"_s,
                          u"ZUSDT aggTrade"_s, u"a stream that is not known"_s}));
    QCOMPARE(rows[0].worst, TimelineState::Open);
    QCOMPARE(rows[1].worst, TimelineState::Unfillable);
    QCOMPARE(rows[4].worst, TimelineState::Captured);
    QVERIFY(!rows[6].recorded);
    std::size_t gaps = 0;
    for (const TimelineRow &row : rows) {
        QVERIFY(std::ranges::is_sorted(row.gaps));
        gaps += row.gaps.size();
    }
    QCOMPARE(gaps, span.gaps.size());
}

void TestTimelineLayout::testFilter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("rows");
    const int all = int(TimelineFilter::Which::All);
    QTest::newRow("all") << QString() << all << 6;
    QTest::newRow("a symbol in lower case") << u"s1usdt"_s << all << 2;
    QTest::newRow("a stream") << u"depth"_s << all << 3;
    QTest::newRow("two words") << u"depth s0"_s << all << 1;
    QTest::newRow("blanks") << u"  "_s << all << 6;
    QTest::newRow("none") << u"doge"_s << all << 0;
    QTest::newRow("with gaps") << QString() << int(TimelineFilter::Which::WithGaps) << 4;
    QTest::newRow("with open gaps") << QString() << int(TimelineFilter::Which::WithOpenGaps) << 2;
    QTest::newRow("both") << u"s1"_s << int(TimelineFilter::Which::WithOpenGaps) << 1;
}

void TestTimelineLayout::testFilter()
{
    QFETCH(QString, text);
    QFETCH(int, which);
    const TimelineFilter filter{text, TimelineFilter::Which(which)};
    const auto rows = timelineRows(FakeLedger::day(3));
    QTEST(int(std::ranges::count_if(rows, [&](const auto &row) { return filter.matches(row); })),
          "rows");
}

void TestTimelineLayout::testShare_data()
{
    QTest::addColumn<LedgerSpan>("span");
    QTest::addColumn<double>("share");
    const auto open = GapStatus::Open;
    QTest::newRow("all") << spanOf({}) << 1.0;
    QTest::newRow("a gap") << spanOf({gapAt(open, 20s, 30s)}) << 0.9;
    QTest::newRow("filled") << spanOf({gapAt(GapStatus::Filled, 20s, 30s)}) << 1.0;
    QTest::newRow("seamless") << spanOf({gapAt(open, 20s, 30s, 0)}) << 1.0;
    QTest::newRow("overlapping gaps count once")
        << spanOf({gapAt(open, 20s, 30s), gapAt(open, 25s, 40s), gapAt(open, 26s, 27s)}) << 0.8;
    QTest::newRow("of what was recorded") << spanOf({gapAt(open, 60s, 70s)}, 50s) << 0.8;
    QTest::newRow("a gap behind the last event")
        << spanOf({gapAt(open, 60s, 70s)}, -9s, 50s) << 0.9999;
    QTest::newRow("a gap of another time") << spanOf({gapAt(open, -60s, -50s)}) << 1.0;
    QTest::newRow("not recorded then") << spanOf({}, -90s, -40s) << -1.0;
}

void TestTimelineLayout::testShare()
{
    QFETCH(LedgerSpan, span);
    const auto share = capturedShare(timelineRows(span).front(), span, span.from, span.to);
    QTEST(share.value_or(-1), "share");
}

QTEST_APPLESS_MAIN(TestTimelineLayout)
#include "tst_timelinelayout.moc"
