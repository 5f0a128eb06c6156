#include "gapstext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::sys_days Day{std::chrono::year(2026) / 11 / 20};

LedgerGap gapOf(std::int64_t id, const char *stream, GapReason reason, GapStatus status)
{
    LedgerGap row;
    row.id = id;
    row.sessionId = 3;
    row.gap.symbol = *Symbol::parse(u"BTCUSDT");
    row.gap.stream = stream;
    row.gap.reason = reason;
    row.gap.status = status;
    row.gap.fromTime = Day + std::chrono::hours(13) + std::chrono::microseconds(1'234'567);
    row.gap.toTime = row.gap.fromTime + std::chrono::seconds(2);
    return row;
}

GapsReport reportOf()
{
    GapsReport report;
    LedgerGap open = gapOf(7, "aggTrade", GapReason::Disconnect, GapStatus::Open);
    open.gap.firstMissingId = 179565900629;
    open.gap.lastMissingId = 179565900633;
    open.gap.missingEvents = 5;
    open.gap.filledRows = 2;
    report.gaps.push_back(open);
    LedgerGap filled = gapOf(8, "aggTrade", GapReason::Sequence, GapStatus::Filled);
    filled.gap.firstMissingId = filled.gap.lastMissingId = 9;
    filled.gap.missingEvents = filled.gap.filledRows = 1;
    report.gaps.push_back(filled);
    LedgerGap depth = gapOf(9, "depth5@100ms", GapReason::Shutdown, GapStatus::Unfillable);
    depth.gap.firstMissingId = 100;
    depth.gap.toTime += std::chrono::hours(24);
    depth.gap.note = u"The exchange keeps no history of its order books, and says so at length."_s;
    report.gaps.push_back(depth);
    CoverageDay day;
    day.stream = {*Symbol::parse(u"BTCUSDT"), "aggTrade"};
    day.day = Day;
    day.recordedSeconds = 86'398.5;
    day.gapSeconds = 2;
    day.missingEvents = 3;
    day.coveragePercent = 99.9956;
    report.coverage.push_back(day);
    return report;
}

} // namespace

class TestGapsText : public QObject
{
    Q_OBJECT

private slots:
    void testText();
    void testTextOfNothing();
    void testJson();
    void testJsonOfNothing();
};

void TestGapsText::testText()
{
    const QString text = gapsText(reportOf());
    const QString expected =
        u"from                     to                       symbol   stream        reason      "
        "status      missing  filled  ids                        note\n"
        "2026-11-20 13:00:01.234  13:00:03.234             BTCUSDT  aggTrade      disconnect  "
        "open              5       2  179565900629-179565900633\n"
        "2026-11-20 13:00:01.234  13:00:03.234             BTCUSDT  aggTrade      sequence    "
        "filled            1       1  9\n"
        "2026-11-20 13:00:01.234  2026-11-21 13:00:03.234  BTCUSDT  depth5@100ms  shutdown    "
        "unfillable        ?       0  100-?                      The exchange keeps no history of "
        "its order books, and says …\n"
        "\n"
        "gaps: 3 (open 1, filled 1, unfillable 1) · missing events: 3, and what 1 of unknown size "
        "hold\n"
        "\n"
        "Coverage of each UTC day:\n"
        "day         symbol   stream     covered  recorded s  in gaps s  missing\n"
        "2026-11-20  BTCUSDT  aggTrade  99.9956%     86398.5        2.0        3\n"_s;
    QCOMPARE(text.split(u'\n'), expected.split(u'\n'));
}

void TestGapsText::testTextOfNothing()
{
    QCOMPARE(gapsText({}), u"gaps: 0 (open 0, filled 0, unfillable 0) · missing events: 0\n"_s);
}

void TestGapsText::testJson()
{
    const QJsonObject json = gapsJson(reportOf());
    const QJsonArray gaps = json[u"gaps"_s].toArray();
    QCOMPARE(gaps.size(), 3);
    const QJsonObject open = gaps[0].toObject();
    const QJsonObject expected{{u"id"_s, 7},
                               {u"session_id"_s, 3},
                               {u"symbol"_s, u"BTCUSDT"_s},
                               {u"stream"_s, u"aggTrade"_s},
                               {u"reason"_s, u"disconnect"_s},
                               {u"status"_s, u"open"_s},
                               {u"first_missing_id"_s, qint64(179565900629)},
                               {u"last_missing_id"_s, qint64(179565900633)},
                               {u"missing_events"_s, 5},
                               {u"filled_rows"_s, 2},
                               {u"from_time"_s, u"2026-11-20T13:00:01.234567Z"_s},
                               {u"to_time"_s, u"2026-11-20T13:00:03.234567Z"_s},
                               {u"note"_s, QJsonValue()}};
    QCOMPARE(open, expected);
    QVERIFY(gaps[2][u"last_missing_id"_s].isNull());
    QVERIFY(gaps[2][u"missing_events"_s].isNull());
    QVERIFY(gaps[2][u"note"_s].toString().endsWith(u"at length."_s));

    const QJsonArray coverage = json[u"coverage"_s].toArray();
    QCOMPARE(coverage.size(), 1);
    QCOMPARE(coverage[0].toObject(), (QJsonObject{{u"day"_s, u"2026-11-20"_s},
                                                  {u"symbol"_s, u"BTCUSDT"_s},
                                                  {u"stream"_s, u"aggTrade"_s},
                                                  {u"coverage_percent"_s, 99.9956},
                                                  {u"recorded_seconds"_s, 86'398.5},
                                                  {u"gap_seconds"_s, 2},
                                                  {u"missing_events"_s, 3}}));
    QCOMPARE(json[u"summary"_s].toObject(), (QJsonObject{{u"gaps"_s, 3},
                                                         {u"open"_s, 1},
                                                         {u"filled"_s, 1},
                                                         {u"unfillable"_s, 1},
                                                         {u"missing_events"_s, 3},
                                                         {u"of_unknown_size"_s, 1}}));
}

void TestGapsText::testJsonOfNothing()
{
    const QJsonObject json = gapsJson({});
    QVERIFY(json[u"gaps"_s].isArray() && json[u"gaps"_s].toArray().isEmpty());
    QVERIFY(json[u"coverage"_s].isArray() && json[u"coverage"_s].toArray().isEmpty());
    QCOMPARE(json[u"summary"_s][u"gaps"_s].toInt(-1), 0);
}

QTEST_APPLESS_MAIN(TestGapsText)
#include "tst_gapstext.moc"
