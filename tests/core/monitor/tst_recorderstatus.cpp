#include "monitor/recorderstatus.h"

#include <QTest>

#include <functional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RecorderStatus recording()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.takenAt.monotonic = 1h;
    status.writer.state = WriterStatus::State::Ready;
    FeedStatus feed;
    feed.route = Route::Market;
    feed.state = FeedStatus::State::Open;
    feed.lastData = ReceiveTime{{}, 1h - 1s};
    status.feeds.push_back(feed);
    return status;
}

void addSecondSide(RecorderStatus &status)
{
    status.sides.resize(2);
    status.feeds.push_back(status.feeds[0]);
    status.feeds[1].side = 2;
}

} // namespace

class TestRecorderStatus : public QObject
{
    Q_OBJECT

private slots:
    void testVerdict_data();
    void testVerdict();
};

void TestRecorderStatus::testVerdict_data()
{
    QTest::addColumn<RecorderStatus>("status");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("healthy");

    const auto row = [](const char *name, const std::function<void(RecorderStatus &)> &change,
                        const char *words, bool healthy) {
        RecorderStatus status = recording();
        change(status);
        QTest::newRow(name) << status << QString::fromUtf8(words) << healthy;
    };
    row(
        "all well", [](RecorderStatus &) {}, "Recording", true);
    row(
        "a thread hangs", [](RecorderStatus &s) { s.hungThread = u"storage"_s; },
        "Hung: the storage thread gives no sign of life", false);
    row(
        "not started", [](RecorderStatus &s) { s.state = RecorderState::Idle; }, "Not started",
        false);
    row(
        "starting", [](RecorderStatus &s) { s.state = RecorderState::Starting; },
        "Opening the database", false);
    row(
        "stopped", [](RecorderStatus &s) { s.state = RecorderState::Stopped; }, "Stopped", false);
    row(
        "database away",
        [](RecorderStatus &s) {
            s.writer.state = WriterStatus::State::Retrying;
            s.writer.lastError =
                StoreError{StoreError::Kind::Unavailable, u"connection refused"_s, {}};
        },
        "Database away: connection refused", false);
    row(
        "connecting", [](RecorderStatus &s) { s.feeds[0].state = FeedStatus::State::Connecting; },
        "Connecting to the market route", false);
    row(
        "no connection",
        [](RecorderStatus &s) {
            s.feeds[0].state = FeedStatus::State::Waiting;
            s.feeds[0].lastProblem = u"host not found"_s;
        },
        "No market connection: host not found", false);
    row(
        "silent", [](RecorderStatus &s) { s.feeds[0].lastData->monotonic = 1h - 31s; },
        "Silent: the market route delivers nothing", false);
    row(
        "not yet any data", [](RecorderStatus &s) { s.feeds[0].lastData.reset(); }, "Recording",
        true);
    row(
        "one side down",
        [](RecorderStatus &s) {
            addSecondSide(s);
            s.feeds[1].state = FeedStatus::State::Waiting;
            s.feeds[1].lastProblem = u"connection refused"_s;
        },
        "Recording over one side: No market connection: connection refused", false);
    row(
        "one side silent",
        [](RecorderStatus &s) {
            addSecondSide(s);
            s.feeds[0].lastData->monotonic = 1h - 31s;
        },
        "Recording over one side: Silent: the market route delivers nothing", false);
    row(
        "one side down, gaps of before",
        [](RecorderStatus &s) {
            addSecondSide(s);
            s.feeds[0].state = FeedStatus::State::Connecting;
            s.gaps = 2;
        },
        "Recording over one side: Connecting to the market route", false);
    row(
        "both sides down",
        [](RecorderStatus &s) {
            addSecondSide(s);
            s.feeds[0].state = FeedStatus::State::Connecting;
            s.feeds[1].state = FeedStatus::State::Waiting;
            s.feeds[1].lastProblem = u"connection refused"_s;
        },
        "No market connection: connection refused", false);
    row(
        "another shard is no other side",
        [](RecorderStatus &s) {
            addSecondSide(s);
            s.feeds[1].shard = 2;
            s.feeds[1].state = FeedStatus::State::Connecting;
        },
        "Connecting to the market route", false);
    row(
        "both sides well", [](RecorderStatus &s) { addSecondSide(s); }, "Recording", true);
    row(
        "mute streams", [](RecorderStatus &s) { s.feeds[0].muteStreams = 3; },
        "Recording, 3 streams are mute", false);
    row(
        "mute streams, gaps of before",
        [](RecorderStatus &s) {
            s.feeds[0].muteStreams = 3;
            s.gaps = 2;
        },
        "Recording, 3 streams are mute", false);
    row(
        "mute on both sides",
        [](RecorderStatus &s) {
            // The same streams, so they count once; those of a second shard add up.
            addSecondSide(s);
            s.feeds.push_back(s.feeds[0]);
            s.feeds[2].shard = 2;
            s.feeds[0].muteStreams = 2;
            s.feeds[1].muteStreams = 2;
            s.feeds[2].muteStreams = 1;
        },
        "Recording, 3 streams are mute", false);
    row(
        "gaps", [](RecorderStatus &s) { s.gaps = 2; }, "Recording, 2 gaps", true);
    row(
        "losses", [](RecorderStatus &s) { s.eventsLost = 9; }, "Recording, 9 events lost", false);
}

void TestRecorderStatus::testVerdict()
{
    QFETCH(RecorderStatus, status);
    QTEST(verdict(status), "words");
    QTEST(isHealthy(status), "healthy");
}

QTEST_APPLESS_MAIN(TestRecorderStatus)
#include "tst_recorderstatus.moc"
