#include "replay/playback.h"

#include "core/replay/replaytesting.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestPlayback : public QObject
{
    Q_OBJECT

private slots:
    void testPace_data();
    void testPace();
    void testUnpaced();
    void testWaitsForItsClock();
    void testHeld();
    void testCatchesUp();
    void testHeldFromSlot();
    void testFailure();
};

namespace {

void fill(ListMarket &market, int frames)
{
    for (int i = 0; i < frames; ++i)
        market.add(Route::Market, tradeFrame(i, 1000 + i));
}

} // namespace

void TestPlayback::testPace_data()
{
    QTest::addColumn<double>("speed");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("real time") << 1.0 << 200;
    QTest::newRow("half") << 0.5 << 400;
    QTest::newRow("ten times") << 10.0 << 20;
}

void TestPlayback::testPace()
{
    ListMarket market;
    fill(market, 201);
    QFETCH(double, speed);
    const SystemClock clock;
    Playback playback(market, speed, clock);
    const QSignalSpy frames(&playback, &Playback::frameDue);
    QSignalSpy finished(&playback, &Playback::finished);
    QElapsedTimer timer;
    timer.start();
    playback.start();
    QVERIFY(finished.wait());
    QCOMPARE(frames.size(), 201);
    QFETCH(int, milliseconds);
    QVERIFY2(timer.elapsed() >= milliseconds, qPrintable(QString::number(timer.elapsed())));
}

void TestPlayback::testUnpaced()
{
    ListMarket market;
    fill(market, 5000);
    // One that stands still is not asked.
    const ManualClock clock;
    Playback playback(market, 0, clock);
    QByteArrayList texts;
    connect(&playback, &Playback::frameDue, this,
            [&texts](const MarketFrame &frame) { texts.append(frame.text); });
    QSignalSpy finished(&playback, &Playback::finished);
    QVERIFY(!playback.isStarted());
    playback.start();
    QVERIFY(playback.isStarted());
    QVERIFY(finished.wait());
    QCOMPARE(texts.size(), 5000);
    for (int i = 0; i < 5000; ++i)
        QCOMPARE(texts[i], tradeFrame(i, 1000 + i));
}

void TestPlayback::testWaitsForItsClock()
{
    ListMarket market;
    fill(market, 11);
    ManualClock clock;
    Playback playback(market, 1, clock);
    QSignalSpy frames(&playback, &Playback::frameDue);
    const QSignalSpy finished(&playback, &Playback::finished);
    playback.start();
    QVERIFY(frames.wait());
    clock.advance(std::chrono::milliseconds(4));
    QTRY_COMPARE(frames.size(), 5);
    clock.advance(std::chrono::milliseconds(5));
    QTRY_COMPARE(frames.size(), 10);
    QCOMPARE(finished.size(), 0);
    clock.advance(std::chrono::milliseconds(100));
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(frames.size(), 11);
}

void TestPlayback::testHeld()
{
    ListMarket market;
    fill(market, 10);
    const ManualClock clock;
    Playback playback(market, 0, clock);
    const QSignalSpy frames(&playback, &Playback::frameDue);
    QSignalSpy finished(&playback, &Playback::finished);
    playback.setHeld(true);
    playback.start();
    QVERIFY(!finished.wait(50));
    QCOMPARE(frames.size(), 0);
    playback.setHeld(false);
    QVERIFY(finished.wait());
    QCOMPARE(frames.size(), 10);
    // There is nothing left that could be let go.
    playback.setHeld(true);
    playback.setHeld(false);
    QVERIFY(!finished.wait(50));
    QCOMPARE(finished.size(), 1);
}

void TestPlayback::testCatchesUp()
{
    ListMarket market;
    fill(market, 21);
    ManualClock clock;
    Playback playback(market, 1, clock);
    QSignalSpy frames(&playback, &Playback::frameDue);
    playback.start();
    QVERIFY(frames.wait());
    playback.setHeld(true);
    clock.advance(std::chrono::milliseconds(10));
    playback.setHeld(false);
    QTRY_COMPARE(frames.size(), 11);
}

void TestPlayback::testHeldFromSlot()
{
    ListMarket market;
    fill(market, 10);
    const ManualClock clock;
    Playback playback(market, 0, clock);
    int count = 0;
    connect(&playback, &Playback::frameDue, this, [&](const MarketFrame &) {
        if (++count == 4)
            playback.setHeld(true);
    });
    QSignalSpy finished(&playback, &Playback::finished);
    playback.start();
    QVERIFY(!finished.wait(50));
    QCOMPARE(count, 4);
    playback.setHeld(false);
    QVERIFY(finished.wait());
    QCOMPARE(count, 10);
}

void TestPlayback::testFailure()
{
    ListMarket market;
    fill(market, 3);
    market.failWith(u"the disk is gone"_s);
    const ManualClock clock;
    Playback playback(market, 0, clock);
    const QSignalSpy frames(&playback, &Playback::frameDue);
    const QSignalSpy finished(&playback, &Playback::finished);
    QSignalSpy failed(&playback, &Playback::failed);
    playback.start();
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().toString(), u"the disk is gone"_s);
    QCOMPARE(frames.size(), 3);
    QCOMPARE(finished.size(), 0);
}

QTEST_GUILESS_MAIN(TestPlayback)
#include "tst_playback.moc"
