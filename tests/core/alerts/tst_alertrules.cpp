#include "alerts/alertrules.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t GiB = std::int64_t(1) << 30;

const AlertRule &ruleOf(const QString &name)
{
    const auto rule =
        std::ranges::find_if(alertRules(), [&](const AlertRule &one) { return one.name == name; });
    if (rule == alertRules().end())
        qFatal("there is no rule %s", qPrintable(name));
    return *rule;
}

/// A recorder that has nothing to complain of.
RecorderStatus healthy()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.takenAt.monotonic = 100s;
    status.writer.state = WriterStatus::State::Ready;
    status.writer.spool.filePath = u"spool.db"_s;
    status.process.diskFreeBytes = 100 * GiB;
    status.process.diskFolder = u"/data"_s;
    FeedStatus feed;
    feed.state = FeedStatus::State::Open;
    feed.streams = 4;
    feed.lastData = ReceiveTime{{}, 99s};
    status.feeds = {feed};
    return status;
}

using Change = void (*)(RecorderStatus &status, AlertLimits &limits);

} // namespace

class TestAlertRules : public QObject
{
    Q_OBJECT

private slots:
    void testNames();
    void testHealthyIsGood();
    void testCondition_data();
    void testCondition();
    void testMessage_data();
    void testMessage();
};

void TestAlertRules::testNames()
{
    QSet<QString> names;
    for (const AlertRule &rule : alertRules()) {
        names.insert(rule.name);
        QVERIFY(rule.raiseAfter >= 10s);
        QVERIFY(rule.clearAfter >= 10s);
    }
    QCOMPARE(names,
             (QSet<QString>{u"database_away"_s, u"spool_in_use"_s, u"silent_streams"_s,
                            u"open_gaps"_s, u"growing_lag"_s, u"low_disk"_s, u"clock_off"_s}));
}

void TestAlertRules::testHealthyIsGood()
{
    for (const AlertRule &rule : alertRules()) {
        QVERIFY2(rule.condition(healthy(), {}) == AlertCondition::Good, rule.name.data());
        // A status with nothing in it, as right after the start.
        QVERIFY2(rule.condition({}, {}) == AlertCondition::Good, rule.name.data());
    }
}

void TestAlertRules::testCondition_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<Change>("change");
    QTest::addColumn<AlertCondition>("condition");
    const auto row = [](const char *title, const QString &name, Change change,
                        AlertCondition condition) {
        QTest::newRow(title) << name << change << condition;
    };
    using enum AlertCondition;
    row(
        "database away", u"database_away"_s,
        [](auto &s, auto &) { s.writer.state = WriterStatus::State::Retrying; }, Bad);
    row(
        "batches on disk", u"spool_in_use"_s,
        [](auto &s, auto &) { s.writer.spool.totals.batches = 1; }, Bad);
    row(
        "spool broken", u"spool_in_use"_s, [](auto &s, auto &) { s.writer.spool.problem = u"x"_s; },
        Bad);
    row(
        "dead letters alone", u"spool_in_use"_s,
        [](auto &s, auto &) { s.writer.spool.totals.deadLetters = 1; }, Good);
    row(
        "a mute stream", u"silent_streams"_s, [](auto &s, auto &) { s.feeds[0].muteStreams = 1; },
        Bad);
    row(
        "fewer than the limit", u"silent_streams"_s,
        [](auto &s, auto &l) {
            s.feeds[0].muteStreams = 1;
            l.silentStreams = 2;
        },
        Between);
    row(
        "silent ones turned off", u"silent_streams"_s,
        [](auto &s, auto &l) {
            s.feeds[0].muteStreams = 4;
            l.silentStreams = 0;
        },
        Good);
    row(
        "a connection that is gone", u"silent_streams"_s,
        [](auto &s, auto &) { s.feeds[0].state = FeedStatus::State::Waiting; }, Bad);
    row(
        "a connection without data", u"silent_streams"_s,
        [](auto &s, auto &) { s.feeds[0].lastData->monotonic = 60s; }, Bad);
    row(
        "the other side delivers", u"silent_streams"_s,
        [](auto &s, auto &) {
            s.feeds.push_back(s.feeds[0]);
            s.feeds[1].side = 2;
            s.feeds[0].state = FeedStatus::State::Waiting;
        },
        Good);
    row(
        "an open gap", u"open_gaps"_s,
        [](auto &s, auto &) { s.writer.ledger = LedgerCounts{.open = 1}; }, Bad);
    row(
        "gaps that nobody can fill", u"open_gaps"_s,
        [](auto &s, auto &) { s.writer.ledger = LedgerCounts{.filled = 3, .unfillable = 5}; },
        Good);
    row(
        "slow", u"growing_lag"_s, [](auto &s, auto &) { s.latencies.receiveToCommit.p99 = 5s; },
        Bad);
    row(
        "rather slow", u"growing_lag"_s,
        [](auto &s, auto &) { s.latencies.receiveToCommit.p99 = 2'501ms; }, Between);
    row(
        "fast enough", u"growing_lag"_s,
        [](auto &s, auto &) { s.latencies.receiveToCommit.p99 = 2'500ms; }, Good);
    row(
        "lag turned off", u"growing_lag"_s,
        [](auto &s, auto &l) {
            s.latencies.receiveToCommit.p99 = 100s;
            l.lag = 0ms;
        },
        Good);
    row(
        "little room", u"low_disk"_s,
        [](auto &s, auto &) { s.process.diskFreeBytes = 5 * GiB - 1; }, Bad);
    row(
        "hardly more", u"low_disk"_s,
        [](auto &s, auto &) { s.process.diskFreeBytes = 6 * GiB - 1; }, Between);
    row(
        "enough", u"low_disk"_s, [](auto &s, auto &) { s.process.diskFreeBytes = 6 * GiB; }, Good);
    row(
        "unknown room", u"low_disk"_s, [](auto &s, auto &) { s.process.diskFreeBytes.reset(); },
        Good);
    row(
        "room turned off", u"low_disk"_s,
        [](auto &s, auto &l) {
            s.process.diskFreeBytes = 0;
            l.diskFree = 0;
        },
        Good);
    row(
        "clock behind", u"clock_off"_s,
        [](auto &s, auto &) {
            s.clock = ClockSample{{}, 600ms, 100ms};
        },
        Bad);
    row(
        "clock ahead", u"clock_off"_s,
        [](auto &s, auto &) {
            s.clock = ClockSample{{}, -600ms, 100ms};
        },
        Bad);
    row(
        "perhaps off", u"clock_off"_s,
        [](auto &s, auto &) {
            s.clock = ClockSample{{}, 600ms, 400ms};
        },
        Between);
    row(
        "as good as right", u"clock_off"_s,
        [](auto &s, auto &) {
            s.clock = ClockSample{{}, 250ms, 0ms};
        },
        Good);
    row(
        "measured badly", u"clock_off"_s,
        [](auto &s, auto &) {
            s.clock = ClockSample{{}, 2s, 5s};
        },
        Good);
}

void TestAlertRules::testCondition()
{
    QFETCH(QString, name);
    QFETCH(Change, change);
    QFETCH(AlertCondition, condition);
    RecorderStatus status = healthy();
    AlertLimits limits;
    change(status, limits);
    QCOMPARE(int(ruleOf(name).condition(status, limits)), int(condition));
}

void TestAlertRules::testMessage_data()
{
    // What the message has to say: the figures, and what to turn to.
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("away") << u"database_away"_s
                          << QStringList{u"in the spool"_s, u"DB_URL"_s, u"refused it"_s};
    QTest::newRow("spool") << u"spool_in_use"_s
                           << QStringList{u"17 events"_s, u"spool.db"_s, u"SPOOL_MAX_BYTES"_s};
    QTest::newRow("silent") << u"silent_streams"_s
                            << QStringList{u"2 streams"_s, u"HTTPS_PROXY"_s, u"orderflow.feed"_s};
    QTest::newRow("gaps") << u"open_gaps"_s
                          << QStringList{u"3 gaps"_s, u"REPAIR_GAPS"_s, u"backfill"_s};
    QTest::newRow("lag") << u"growing_lag"_s << QStringList{u"7.5 s"_s, u"docs/performance.md"_s};
    QTest::newRow("disk") << u"low_disk"_s
                          << QStringList{u"1.5 GiB"_s, u"/data"_s, u"RETENTION_DAYS"_s};
    QTest::newRow("clock") << u"clock_off"_s << QStringList{u"0.9 s"_s, u"chrony"_s};
}

void TestAlertRules::testMessage()
{
    QFETCH(QString, name);
    QFETCH(QStringList, parts);
    RecorderStatus status = healthy();
    status.writer.lastError = StoreError{StoreError::Kind::Unavailable, u"refused it"_s, {}};
    status.writer.spool.totals.events = 17;
    status.feeds[0].muteStreams = 2;
    status.writer.ledger = LedgerCounts{.open = 3};
    status.latencies.receiveToCommit.p99 = 7'500ms;
    status.process.diskFreeBytes = GiB * 3 / 2;
    status.clock = ClockSample{{}, 1s, 200ms};
    const QString message = ruleOf(name).message(status);
    for (const QString &part : parts)
        QVERIFY2(message.contains(part), qPrintable(message));
}

QTEST_APPLESS_MAIN(TestAlertRules)
#include "tst_alertrules.moc"
