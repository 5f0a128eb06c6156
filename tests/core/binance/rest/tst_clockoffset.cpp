#include "binance/rest/clockoffset.h"
#include "fakes/manualclock.h"
#include "resttesting.h"

#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString Path = u"/fapi/v1/time"_s;
/// Where the manual clock begins.
constexpr std::chrono::milliseconds Start{1'790'000'000'000};

QByteArray timeAnswer(std::chrono::milliseconds time)
{
    return R"({"serverTime":)" + QByteArray::number(qint64(time.count())) + "}";
}

} // namespace

class TestClockOffset : public QObject
{
    Q_OBJECT

private slots:
    void testEstimate_data();
    void testEstimate();
    void testServerTime_data();
    void testServerTime();
    void testProbeKeepsTheQuickest();
    void testProbeGoesOn();
    void testProbeWithoutAnAnswer();
    void testUnreadableAnswers();
};

void TestClockOffset::testEstimate_data()
{
    QTest::addColumn<qint64>("sentUs");
    QTest::addColumn<qint64>("receivedUs");
    QTest::addColumn<qint64>("serverMs");
    QTest::addColumn<qint64>("offsetUs");
    QTest::newRow("same") << qint64(1'000'000) << qint64(1'100'000) << qint64(1'050) << qint64(0);
    QTest::newRow("exchange is ahead")
        << qint64(1'000'000) << qint64(1'100'000) << qint64(2'000) << qint64(950'000);
    QTest::newRow("exchange is behind")
        << qint64(1'000'000) << qint64(1'100'000) << qint64(50) << qint64(-1'000'000);
    QTest::newRow("at once") << qint64(1'000'500) << qint64(1'000'500) << qint64(1'000)
                             << qint64(-500);
    QTest::newRow("odd round trip")
        << qint64(1'000'000) << qint64(1'000'001) << qint64(1'000) << qint64(0);
}

void TestClockOffset::testEstimate()
{
    using std::chrono::microseconds;
    QFETCH(qint64, sentUs);
    QFETCH(qint64, receivedUs);
    QFETCH(qint64, serverMs);
    const UtcMicroseconds sent{microseconds(sentUs)};
    const UtcMicroseconds received{microseconds(receivedUs)};
    const auto sample =
        estimateOffset(sent, received, UtcMilliseconds(std::chrono::milliseconds(serverMs)));
    QVERIFY(sample.has_value());
    QTEST(qint64(sample->offset.count()), "offsetUs");
    QVERIFY(sample->roundTrip == received - sent);
    QVERIFY(sample->measuredAt == received);
    QVERIFY(sent == received || !estimateOffset(received, sent, {}));
}

void TestClockOffset::testServerTime_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("time");
    QTest::newRow("time") << timeAnswer(Start) << qint64(Start.count());
    QTest::newRow("more members") << QByteArray(R"({"a":1,"serverTime":1790000000001})")
                                  << qint64(1'790'000'000'001);
    QTest::newRow("none") << QByteArray("{}") << qint64(0);
    QTest::newRow("text") << QByteArray(R"({"serverTime":"1790000000000"})") << qint64(0);
    QTest::newRow("negative") << QByteArray(R"({"serverTime":-1})") << qint64(0);
    QTest::newRow("list") << QByteArray("[1790000000000]") << qint64(0);
    QTest::newRow("HTML") << QByteArray("<html>") << qint64(0);
}

void TestClockOffset::testServerTime()
{
    QFETCH(QByteArray, json);
    const auto time = parseServerTime(json);
    QTEST(qint64(time ? time->time_since_epoch().count() : 0), "time");
}

void TestClockOffset::testProbeKeepsTheQuickest()
{
    ScriptedRest server;
    // Each answer is made half-way, by a clock that is 700 ms ahead.
    const QList<std::chrono::milliseconds> roundTrips{300ms, 20ms, 80ms};
    auto now = Start;
    for (const auto roundTrip : roundTrips) {
        server.answer(Path, {.body = timeAnswer(now + roundTrip / 2 + 700ms),
                             .way = ScriptedAnswer::Way::Held});
        now += roundTrip;
    }
    ManualClock clock(Start);
    RestClient client(quickOptions(server.url()), clock);
    ClockProbe probe(client);
    QSignalSpy measured(&probe, &ClockProbe::measured);
    probe.start();
    for (int i = 0; i < roundTrips.size(); ++i) {
        QTRY_COMPARE(server.requestCount(Path), i + 1);
        clock.advance(roundTrips[i]);
        server.release(Path);
    }
    QTRY_COMPARE(measured.count(), 1);
    QVERIFY(probe.latest() == ClockSample({.measuredAt = UtcMicroseconds(Start + 320ms),
                                           .offset = 700ms,
                                           .roundTrip = 20ms}));
    QCOMPARE(server.requestCount(Path), 3);
}

void TestClockOffset::testProbeGoesOn()
{
    ScriptedRest server;
    server.answer(Path, {.body = timeAnswer(Start)});
    ManualClock clock(Start);
    RestClient client(quickOptions(server.url()), clock);
    ClockProbe probe(client, {.interval = 1ms});
    QSignalSpy measured(&probe, &ClockProbe::measured);
    probe.start();
    QTRY_VERIFY(measured.count() >= 3);
    QVERIFY(server.requestCount(Path) >= 9);
}

void TestClockOffset::testProbeWithoutAnAnswer()
{
    ScriptedRest server;
    server.answer(Path, {.status = 400});
    server.answer(Path, {.status = 400});
    server.answer(Path, {.body = timeAnswer(Start)});
    SystemClock clock;
    RestClient client(quickOptions(server.url()), clock);
    ClockProbe probe(client, {.interval = 1ms});
    QSignalSpy measured(&probe, &ClockProbe::measured);
    probe.start();
    QVERIFY(!probe.latest());
    QTRY_VERIFY(measured.count() > 0);
    QVERIFY(probe.latest().has_value());
}

void TestClockOffset::testUnreadableAnswers()
{
    ScriptedRest server;
    server.answer(Path, {.body = R"({"time":1})"});
    SystemClock clock;
    RestClient client(quickOptions(server.url()), clock);
    ClockProbe probe(client, {.interval = 1ms});
    QSignalSpy measured(&probe, &ClockProbe::measured);
    probe.start();
    QTRY_VERIFY(server.requestCount(Path) > 6);
    QCOMPARE(measured.count(), 0);
}

QTEST_GUILESS_MAIN(TestClockOffset)
#include "tst_clockoffset.moc"
