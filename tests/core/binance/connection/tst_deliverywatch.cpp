#include "binance/connection/deliverywatch.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr StreamId Btc = 0;
constexpr StreamId Quiet = 1;
constexpr StreamId Unknown = 2;
/// When all of them are subscribed.
constexpr std::chrono::nanoseconds Start = 10h;

} // namespace

class TestDeliveryWatch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testFirstDataDeadline();
    void testFirstDataOfAKnownRate();
    void testLadder();
    void testRetriesOfAReportedOneDouble();
    void testDataResetTheLadder();
    void testReportedOneComesBack();
    void testFirstRemedy();
    void testBusyStreamFallsSilent();
    void testQuietContractIsNoAlarm();
    void testUnknownPaceAfterFirstData();
    void testEachOnItsOwn();
    void testRemove();
    void testAddedAgain();
    void testJoined();
    void testDeliveredSince();

private:
    /// The next thing to be done about the stream, where check() is called each second; Start
    /// where there is nothing within `most`.
    struct Next
    {
        std::chrono::nanoseconds at = Start;
        Remedy remedy = Remedy::Resubscribe;
        std::chrono::nanoseconds silence{};
    };
    Next next(std::chrono::nanoseconds from, std::chrono::nanoseconds most = 24h);
    void learn(StreamId stream, std::chrono::nanoseconds interval);

    PaceBook m_paces;
    std::unique_ptr<DeliveryWatch> m_watch;
};

void TestDeliveryWatch::init()
{
    m_paces = PaceBook(3);
    m_watch = std::make_unique<DeliveryWatch>(m_paces);
}

TestDeliveryWatch::Next TestDeliveryWatch::next(std::chrono::nanoseconds from,
                                                std::chrono::nanoseconds most)
{
    for (std::chrono::nanoseconds now = from; now <= from + most; now += 1s) {
        const std::vector<MuteStream> mute = m_watch->check(now);
        if (mute.size() > 1)
            qFatal("more than one stream is mute");
        if (!mute.empty())
            return {now, mute[0].remedy, mute[0].silence};
    }
    return {};
}

/// As another connection saw it before.
void TestDeliveryWatch::learn(StreamId stream, std::chrono::nanoseconds interval)
{
    for (int i = 100; i > 0; --i)
        m_paces[stream].note(1, Start - i * interval);
}

void TestDeliveryWatch::testFirstDataDeadline()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    QVERIFY(m_watch->check(Start).empty());
    QVERIFY(m_watch->check(Start + 30s - 1ns).empty());
    QCOMPARE(m_watch->check(Start + 30s),
             (std::vector<MuteStream>{{Unknown, Remedy::Resubscribe, 30s}}));
    // Once is enough.
    QVERIFY(m_watch->check(Start + 31s).empty());
}

void TestDeliveryWatch::testFirstDataOfAKnownRate()
{
    learn(Btc, 38ms);
    m_watch->add(Btc, Remedy::Resubscribe, Start);
    const Next first = next(Start);
    QCOMPARE(first.at - Start, std::chrono::nanoseconds(5s));
    QCOMPARE(first.remedy, Remedy::Resubscribe);

    learn(Quiet, 60s);
    m_watch->remove(Btc);
    m_watch->add(Quiet, Remedy::Resubscribe, Start);
    QCOMPARE(next(Start).at - Start, std::chrono::nanoseconds(20min));
}

void TestDeliveryWatch::testLadder()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    Next step = next(Start);
    QCOMPARE(step.remedy, Remedy::Resubscribe);
    step = next(step.at);
    QCOMPARE(step.at, Start + 60s);
    QCOMPARE(step.remedy, Remedy::Move);
    QCOMPARE(m_watch->reported().size(), 0U);
    step = next(step.at);
    QCOMPARE(step.at, Start + 90s);
    QCOMPARE(step.remedy, Remedy::Report);
    QCOMPARE(step.silence, std::chrono::nanoseconds(90s));
    QCOMPARE(m_watch->reported().size(), 1U);
}

void TestDeliveryWatch::testRetriesOfAReportedOneDouble()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    std::vector<std::chrono::minutes> waits;
    std::chrono::nanoseconds reportedAt{};
    std::chrono::nanoseconds now = Start;
    for (int i = 0; i < 21; ++i) {
        const Next step = next(now);
        if (step.remedy == Remedy::Resubscribe && i > 0)
            waits.push_back(std::chrono::round<std::chrono::minutes>(step.at - reportedAt));
        if (step.remedy == Remedy::Report)
            reportedAt = step.at;
        now = step.at;
        QCOMPARE(m_watch->reported().size(), i >= 2 ? 1U : 0U);
    }
    QCOMPARE(waits,
             (std::vector<std::chrono::minutes>{15min, 30min, 60min, 120min, 240min, 240min}));
}

void TestDeliveryWatch::testDataResetTheLadder()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    QCOMPARE(next(Start).remedy, Remedy::Resubscribe);
    QCOMPARE(next(Start + 31s).remedy, Remedy::Move);
    // Nobody was told, so there is no news in that it delivers.
    QVERIFY(!m_watch->noteData(Unknown, true, Start + 70s));
    const Next step = next(Start + 70s);
    QCOMPARE(step.at, Start + 100s);
    QCOMPARE(step.remedy, Remedy::Resubscribe);
    QCOMPARE(step.silence, std::chrono::nanoseconds(30s));
}

void TestDeliveryWatch::testReportedOneComesBack()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    Next step;
    for (std::chrono::nanoseconds now = Start; step.remedy != Remedy::Report; now = step.at)
        step = next(now);
    QVERIFY(m_watch->noteData(Unknown, true, Start + 5min));
    QCOMPARE(m_watch->reported().size(), 0U);
    QVERIFY(!m_watch->noteData(Unknown, true, Start + 5min + 1s));
    // Told again after the whole ladder, and then it waits as after the first time.
    for (std::chrono::nanoseconds now = Start + 6min; m_watch->reported().empty(); now = step.at)
        step = next(now);
    QCOMPARE(next(step.at).at - step.at, std::chrono::nanoseconds(15min));
}

void TestDeliveryWatch::testFirstRemedy()
{
    // On a connection that was made for it, there is no point in moving it to another.
    m_watch->add(Unknown, Remedy::Report, Start);
    QCOMPARE(next(Start).remedy, Remedy::Report);
    QCOMPARE(m_watch->reported().size(), 1U);
}

void TestDeliveryWatch::testBusyStreamFallsSilent()
{
    learn(Btc, 38ms);
    m_watch->add(Btc, Remedy::Resubscribe, Start);
    std::chrono::nanoseconds now = Start;
    for (; now < Start + 60s; now += 38ms) {
        m_paces[Btc].note(1, now);
        m_watch->noteData(Btc, true, now);
        QVERIFY(m_watch->check(now).empty());
    }
    const std::chrono::nanoseconds last = now - 38ms;
    QVERIFY(m_watch->check(last + 4999ms).empty());
    QCOMPARE(m_watch->check(last + 5s), (std::vector<MuteStream>{{Btc, Remedy::Resubscribe, 5s}}));
}

void TestDeliveryWatch::testQuietContractIsNoAlarm()
{
    learn(Quiet, 60s);
    m_watch->add(Quiet, Remedy::Resubscribe, Start);
    std::chrono::nanoseconds last = Start;
    std::chrono::nanoseconds pause = 20s;
    for (std::chrono::nanoseconds now = Start; now < Start + 24h; now += 1s) {
        if (now - last >= pause) {
            m_paces[Quiet].note(1, now);
            m_watch->noteData(Quiet, true, now);
            last = now;
            // Now this long, now that: 20 s to 5 minutes.
            pause = pause * 7 % 281s + 20s;
        }
        QVERIFY(m_watch->check(now).empty());
    }
}

void TestDeliveryWatch::testUnknownPaceAfterFirstData()
{
    m_watch->add(Unknown, Remedy::Resubscribe, Start);
    m_paces[Unknown].note(1, Start + 20s);
    m_watch->noteData(Unknown, true, Start + 20s);
    QCOMPARE(next(Start + 20s).at, Start + 50s);
}

void TestDeliveryWatch::testEachOnItsOwn()
{
    learn(Btc, 38ms);
    for (const StreamId stream : {Unknown, Quiet, Btc})
        m_watch->add(stream, Remedy::Resubscribe, Start);
    QCOMPARE(m_watch->check(Start + 5s), (std::vector<MuteStream>{{Btc, Remedy::Resubscribe, 5s}}));
    QCOMPARE(m_watch->check(Start + 10s), (std::vector<MuteStream>{{Btc, Remedy::Move, 10s}}));
    m_watch->noteData(Quiet, true, Start + 20s);
    m_watch->noteData(Btc, true, Start + 29s);
    QCOMPARE(m_watch->check(Start + 30s),
             (std::vector<MuteStream>{{Unknown, Remedy::Resubscribe, 30s}}));
    QCOMPARE(m_watch->check(Start + 50s),
             (std::vector<MuteStream>{{Btc, Remedy::Resubscribe, 21s},
                                      {Quiet, Remedy::Resubscribe, 30s}}));
}

void TestDeliveryWatch::testRemove()
{
    m_watch->add(Unknown, Remedy::Report, Start);
    QVERIFY(m_watch->contains(Unknown));
    QCOMPARE(next(Start).remedy, Remedy::Report);
    m_watch->remove(Unknown);
    QVERIFY(!m_watch->contains(Unknown));
    QCOMPARE(m_watch->reported().size(), 0U);
    QVERIFY(m_watch->check(Start + 24h).empty());
    // What was still under way when it was unsubscribed.
    QVERIFY(!m_watch->noteData(Unknown, true, Start + 24h));
    QVERIFY(!m_watch->contains(Unknown));
    m_watch->remove(Unknown);
}

void TestDeliveryWatch::testAddedAgain()
{
    m_watch->add(Unknown, Remedy::Report, Start);
    QCOMPARE(next(Start).remedy, Remedy::Report);
    m_watch->noteData(Unknown, true, Start + 40s);
    m_watch->add(Unknown, Remedy::Resubscribe, Start + 50s);
    QVERIFY(!m_watch->hasJoined(Unknown));
    QVERIFY(!m_watch->hasDeliveredSince(Unknown, Start));
    QCOMPARE(next(Start + 50s).at, Start + 80s);
}

void TestDeliveryWatch::testJoined()
{
    m_watch->add(Btc, Remedy::Resubscribe, Start);
    QVERIFY(!m_watch->hasJoined(Btc));
    m_watch->noteData(Btc, false, Start + 1s);
    QVERIFY(!m_watch->hasJoined(Btc));
    m_watch->noteData(Btc, true, Start + 2s);
    QVERIFY(m_watch->hasJoined(Btc));
    // A hole later on does not take it back.
    m_watch->noteData(Btc, false, Start + 3s);
    QVERIFY(m_watch->hasJoined(Btc));
    QVERIFY(!m_watch->hasJoined(Quiet));
}

void TestDeliveryWatch::testDeliveredSince()
{
    m_watch->add(Btc, Remedy::Resubscribe, Start);
    // That it was subscribed is no data.
    QVERIFY(!m_watch->hasDeliveredSince(Btc, Start - 1s));
    m_watch->noteData(Btc, false, Start + 5s);
    QVERIFY(m_watch->hasDeliveredSince(Btc, Start + 5s));
    QVERIFY(!m_watch->hasDeliveredSince(Btc, Start + 5s + 1ns));
    QVERIFY(!m_watch->hasDeliveredSince(Quiet, Start));
}

QTEST_APPLESS_MAIN(TestDeliveryWatch)
#include "tst_deliverywatch.moc"
