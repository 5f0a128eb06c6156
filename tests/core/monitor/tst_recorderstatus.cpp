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
        "connecting",
        [](RecorderStatus &s) { s.feeds[0].state = FeedStatus::State::Connecting; },
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
