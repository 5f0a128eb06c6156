#include "gui/overview/verdictwatch.h"

#include "fakes/fakestatus.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestVerdictWatch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testNothingYet();
    void testFirstLook();
    void testChange();
    void testFiguresAreNoNews();
    void testChangeWhileNobodyLooked();

private:
    /// What the watch says `time` later than before.
    std::optional<VerdictWatch::Since> lookAfter(std::chrono::microseconds time)
    {
        m_status.takenAt.utc += time;
        return m_watch.update({m_status, {}, {}});
    }

    VerdictWatch m_watch;
    RecorderStatus m_status;
};

void TestVerdictWatch::init()
{
    m_watch = VerdictWatch();
    m_status = FakeStatus::healthy(1);
}

void TestVerdictWatch::testNothingYet()
{
    QVERIFY(!m_watch.update({}));
}

void TestVerdictWatch::testFirstLook()
{
    const auto since = lookAfter(0s);
    QVERIFY(since && since->isOrEarlier);
    QVERIFY(since->time == m_status.takenAt.utc);
}

void TestVerdictWatch::testChange()
{
    lookAfter(0s);
    m_status.writer.state = WriterStatus::State::Retrying;
    const auto since = lookAfter(250ms);
    const UtcMicroseconds changed = m_status.takenAt.utc;
    QVERIFY(since && !since->isOrEarlier && since->time == changed);
    QVERIFY(lookAfter(250ms)->time == changed);
    m_status.writer.state = WriterStatus::State::Ready;
    QVERIFY(lookAfter(250ms)->time == changed + 500ms);
}

void TestVerdictWatch::testFiguresAreNoNews()
{
    lookAfter(0s);
    m_status.eventsLost = 9;
    const auto since = lookAfter(100ms);
    m_status.eventsLost = 1234;
    QVERIFY(lookAfter(100ms)->time == since->time);
}

void TestVerdictWatch::testChangeWhileNobodyLooked()
{
    lookAfter(0s);
    m_status.eventsLost = 9;
    QVERIFY(lookAfter(10s)->isOrEarlier);
}

QTEST_APPLESS_MAIN(TestVerdictWatch)
#include "tst_verdictwatch.moc"
