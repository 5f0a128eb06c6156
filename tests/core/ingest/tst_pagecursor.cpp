#include "ingest/pagecursor.h"

#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

const QString TooOld = u"too old (code -4166)"_s;

/// What an exchange has, and how it answers.
struct Exchange
{
    QList<IdRange> has;
    /// Older ones are out of reach.
    qint64 oldest = 0;
    /// Of an answer.
    int mostRows = 1000;

    std::vector<AggTrade> rows(const IdRange &window) const
    {
        std::vector<AggTrade> rows;
        for (const IdRange &range : has) {
            for (qint64 id = std::max(range.first, window.first); id <= range.last; ++id) {
                if (std::ssize(rows) == std::min<qint64>(window.size(), mostRows))
                    return rows;
                rows.emplace_back().aggTradeId = id;
            }
        }
        return rows;
    }
};

/// How a repair goes.
struct Course
{
    /// `701+250`: the first id and the number of ids; with an x where the answer was a refusal, and
    /// a dash where it has to be asked again.
    QStringList asked;
    qint64 fetched = 0;
    GapStatus verdict = GapStatus::Open;
    QString note;
};

Course courseOf(PageCursor cursor, const Exchange &exchange)
{
    Course course;
    while (const std::optional<IdRange> window = cursor.window()) {
        QString step = u"%1+%2"_s.arg(window->first).arg(window->size());
        if (window->first < exchange.oldest) {
            cursor.refuseTooOld(TooOld);
            step += u'x';
        } else {
            std::vector<AggTrade> page = exchange.rows(*window);
            if (!cursor.take(page))
                step += u'-';
            course.fetched += std::ssize(page);
        }
        course.asked << step;
        // None of the cases takes as many.
        if (course.asked.size() > 100)
            break;
    }
    course.verdict = cursor.verdict();
    course.note = cursor.note();
    return course;
}

} // namespace

Q_DECLARE_METATYPE(IdRange)
Q_DECLARE_METATYPE(Exchange)
Q_DECLARE_METATYPE(Course)

class TestPageCursor : public QObject
{
    Q_OBJECT

private slots:
    void testRepairable_data();
    void testRepairable();
    void testCourse_data();
    void testCourse();
    void testRowsOutsideAreDropped();
    void testRefusalThatDoesNotHold();
    void testProgress();
    void testNoteNamesAFew();
};

void TestPageCursor::testRepairable_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRepairable");
    const auto row = [](const char *name, const QString &stream, qint64 first, qint64 last,
                        GapStatus status, bool isRepairable) {
        QTest::newRow(name) << stream << first << last << int(status) << isRepairable;
    };
    constexpr qint64 None = -9;
    constexpr qint64 Most = std::numeric_limits<qint64>::max();
    row("trades", u"aggTrade"_s, 5, 9, GapStatus::Open, true);
    row("one trade", u"aggTrade"_s, 5, 5, GapStatus::Open, true);
    row("the first trade", u"aggTrade"_s, 0, 5, GapStatus::Open, true);
    row("depth", u"depth5@100ms"_s, 5, 9, GapStatus::Open, false);
    row("filled", u"aggTrade"_s, 5, 9, GapStatus::Filled, false);
    row("unfillable", u"aggTrade"_s, 5, 9, GapStatus::Unfillable, false);
    row("no first id", u"aggTrade"_s, None, 9, GapStatus::Open, false);
    row("no last id", u"aggTrade"_s, 5, None, GapStatus::Open, false);
    row("nothing in it", u"aggTrade"_s, 5, 4, GapStatus::Open, false);
    row("negative", u"aggTrade"_s, -1, 4, GapStatus::Open, false);
    row("beyond all numbers", u"aggTrade"_s, 0, Most, GapStatus::Open, false);
}

void TestPageCursor::testRepairable()
{
    QFETCH(QString, stream);
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    QFETCH(int, status);
    QFETCH(bool, isRepairable);
    CaptureGap gap;
    gap.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    gap.stream = stream.toStdString();
    gap.status = GapStatus(status);
    if (first != -9)
        gap.firstMissingId = first;
    if (last != -9)
        gap.lastMissingId = last;
    QCOMPARE(repairableIds(gap).has_value(), isRepairable);
    QVERIFY(!isRepairable || *repairableIds(gap) == (IdRange{first, last}));
}

void TestPageCursor::testCourse_data()
{
    QTest::addColumn<IdRange>("gap");
    QTest::addColumn<qint64>("filledRows");
    QTest::addColumn<Exchange>("exchange");
    QTest::addColumn<Course>("expected");
    const auto row = [](const char *name, const IdRange &gap, qint64 filledRows,
                        const Exchange &exchange, const Course &expected) {
        QTest::newRow(name) << gap << filledRows << exchange << expected;
    };
    const Exchange all{{{0, 9999}}};
    constexpr auto Open = GapStatus::Open;
    constexpr auto Unfillable = GapStatus::Unfillable;

    row("one trade", {7, 7}, 0, all, {{u"7+1"_s}, 1, Open, {}});
    row("the very first", {0, 2}, 0, all, {{u"0+3"_s}, 3, Open, {}});
    row("a page", {1, 1000}, 0, all, {{u"1+1000"_s}, 1000, Open, {}});
    row("a page and one", {1, 1001}, 0, all, {{u"2+1000"_s, u"1+1"_s}, 1001, Open, {}});
    row("three pages", {101, 2600}, 0, all,
        {{u"1601+1000"_s, u"601+1000"_s, u"101+500"_s}, 2500, Open, {}});
    row("beyond 32 bits", {9'007'199'254'740'990, 9'007'199'254'740'993}, 0,
        {{{9'007'199'254'740'000, 9'007'199'254'741'000}}},
        {{u"9007199254740990+4"_s}, 4, Open, {}});

    row("resumed", {101, 2600}, 1000, all, {{u"601+1000"_s, u"101+500"_s}, 1500, Open, {}});
    row("resumed at its end", {1, 50}, 50, all, {{}, 0, Open, {}});
    row("more filled than missing", {1, 50}, 60, all, {{}, 0, Open, {}});
    row("resumed, and the rest is gone", {1, 1000}, 999, {all.has, 500},
        {{u"1+1x"_s}, 0, Open, u"The exchange no longer gives id 1: too old (code -4166)."_s});

    row("short pages", {1, 1000}, 0, {all.has, 0, 400},
        {{u"1+1000"_s, u"401+600"_s, u"801+200"_s}, 1000, Open, {}});
    row("holes inside", {1, 20}, 0, {{{1, 4}, {8, 12}, {14, 30}}},
        {{u"1+20"_s}, 16, Unfillable, u"The exchange has no trades with ids 5 to 7, 13."_s});
    row("hole at the start", {1, 20}, 0, {{{3, 30}}},
        {{u"1+20"_s}, 18, Unfillable, u"The exchange has no trades with ids 1 to 2."_s});
    row("hole at the end, with trades behind it", {1, 20}, 0, {{{1, 18}, {21, 30}}},
        {{u"1+20"_s}, 18, Unfillable, u"The exchange has no trades with ids 19 to 20."_s});
    row("hole across two pages", {1, 1500}, 0, {{{1, 490}, {511, 1500}}},
        {{u"501+1000"_s, u"1+500"_s},
         1480,
         Unfillable,
         u"The exchange has no trades with ids 491 to 510."_s});

    row("no trades any more", {1, 1200}, 0, {},
        {{u"201+1000-"_s, u"201+1000-"_s, u"201+1000"_s, u"1+200-"_s, u"1+200-"_s, u"1+200"_s},
         0,
         Unfillable,
         u"The exchange has no trades with ids 1 to 1200."_s});
    row("none of the last", {1, 20}, 0, {{{1, 15}}},
        {{u"1+20"_s, u"16+5-"_s, u"16+5-"_s, u"16+5"_s},
         15,
         Unfillable,
         u"The exchange has no trades with ids 16 to 20."_s});
    row("later ones only", {1, 20}, 0, {{{21, 90}}},
        {{u"1+20-"_s, u"1+20-"_s, u"1+20"_s},
         0,
         Unfillable,
         u"The exchange has no trades with ids 1 to 20."_s});
    row("one is not there", {1, 3}, 0, {{{1, 1}, {3, 3}}},
        {{u"1+3"_s}, 2, Unfillable, u"The exchange has no trades with id 2."_s});

    row("too old", {1, 3000}, 0, {all.has, 5000},
        {{u"2001+1000x"_s, u"2751+250x"_s, u"2939+62x"_s, u"2986+15x"_s, u"2998+3x"_s,
          u"3000+1x"_s},
         0,
         Unfillable,
         u"The exchange no longer gives ids 1 to 3000: too old (code -4166)."_s});
    row("too old in the middle of a page", {1, 2000}, 0, {all.has, 701},
        {{u"1001+1000"_s, u"1+1000x"_s, u"751+250"_s, u"501+250x"_s, u"689+62x"_s, u"736+15"_s,
          u"721+15"_s, u"706+15"_s, u"691+15x"_s, u"703+3"_s, u"700+3x"_s, u"702+1"_s, u"701+1"_s,
          u"700+1x"_s},
         1300,
         Unfillable,
         u"The exchange no longer gives ids 1 to 700: too old (code -4166)."_s});
    row("the oldest of a page is too old", {1, 1000}, 0, {all.has, 2},
        {{u"1+1000x"_s, u"751+250"_s, u"501+250"_s, u"251+250"_s, u"1+250x"_s, u"189+62"_s,
          u"127+62"_s, u"65+62"_s, u"3+62"_s, u"1+2x"_s, u"2+1"_s, u"1+1x"_s},
         999,
         Unfillable,
         u"The exchange no longer gives id 1: too old (code -4166)."_s});
    row("too old behind a hole", {1, 10}, 0, {{{7, 8}, {10, 20}}, 7},
        {{u"1+10x"_s, u"9+2"_s, u"7+2"_s, u"5+2x"_s, u"6+1x"_s},
         3,
         Unfillable,
         u"The exchange has no trades with id 9. The exchange no longer gives ids 1 to 6: too old "
         u"(code -4166)."_s});
}

void TestPageCursor::testCourse()
{
    QFETCH(IdRange, gap);
    QFETCH(qint64, filledRows);
    QFETCH(Exchange, exchange);
    QFETCH(Course, expected);
    const PageCursor cursor(gap, filledRows);
    QCOMPARE(cursor.isWhole(), filledRows == 0);
    const Course course = courseOf(cursor, exchange);
    QCOMPARE(course.asked, expected.asked);
    QCOMPARE(course.fetched, expected.fetched);
    QCOMPARE(course.note, expected.note);
    QCOMPARE(course.verdict, expected.verdict);
}

void TestPageCursor::testRowsOutsideAreDropped()
{
    PageCursor cursor({10, 12});
    std::vector<AggTrade> page(5);
    for (std::size_t i = 0; i < page.size(); ++i)
        page[i].aggTradeId = std::int64_t(9 + i);
    QVERIFY(cursor.take(page));
    QCOMPARE(page.size(), std::size_t(3));
    QCOMPARE(page.front().aggTradeId, 10);
    QCOMPARE(page.back().aggTradeId, 12);
    QVERIFY(!cursor.window());
    QCOMPARE(cursor.verdict(), GapStatus::Open);
}

void TestPageCursor::testRefusalThatDoesNotHold()
{
    // One of the exchange's machines refuses what the others give.
    PageCursor cursor({1, 5000});
    const Exchange exchange{{{1, 9000}}};
    cursor.refuseTooOld(TooOld);
    const Course course = courseOf(cursor, exchange);
    QCOMPARE(course.asked,
             (QStringList{u"4751+250"_s, u"4501+250"_s, u"4251+250"_s, u"4001+250"_s,
                          u"3001+1000"_s, u"2001+1000"_s, u"1001+1000"_s, u"1+1000"_s}));
    QCOMPARE(course.fetched, 5000);
    QCOMPARE(course.verdict, GapStatus::Open);
}

void TestPageCursor::testProgress()
{
    PageCursor cursor({1, 1500});
    const Exchange exchange{{{1, 9000}}, 0, 600};
    QList<qint64> remaining{cursor.remaining()};
    while (const auto window = cursor.window()) {
        std::vector<AggTrade> page = exchange.rows(*window);
        QVERIFY(cursor.take(page));
        remaining << cursor.remaining();
    }
    QCOMPARE(remaining, (QList<qint64>{1500, 900, 500, 0}));
    QCOMPARE(cursor.fetched(), 1500);
}

void TestPageCursor::testNoteNamesAFew()
{
    // Every second one is there.
    Exchange exchange;
    for (qint64 id = 2; id < 100; id += 2)
        exchange.has << IdRange{id, id};
    const Course course = courseOf(PageCursor({1, 20}), exchange);
    QCOMPARE(course.note, u"The exchange has no trades with ids 1, 3, 5, 7 and 6 others."_s);
}

QTEST_APPLESS_MAIN(TestPageCursor)
#include "tst_pagecursor.moc"
