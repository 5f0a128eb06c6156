#include "storage/writer/ledgerwatch.h"

#include "core/storage/storetesting.h"
#include "fakes/failingstore.h"

#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace std::chrono_literals;

class TestLedgerWatch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testReadsWhatIsDue();
    void testWhileTheStoreIsAway();

private:
    void setOpenGaps(int count);

    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<StoreLink> m_link;
};

void TestLedgerWatch::init()
{
    m_script = std::make_shared<StoreScript>();
    m_link = std::make_unique<StoreLink>(
        RetryOptions(), [](Store &) { return StoreResult<void>(); }, [] {});
    QVERIFY(m_link->start(std::make_unique<FailingStore>(m_script)));
}

void TestLedgerWatch::cleanup()
{
    m_link.reset();
}

void TestLedgerWatch::setOpenGaps(int count)
{
    m_script->setRepairableGaps(std::vector<LedgerGap>(std::size_t(count)));
}

void TestLedgerWatch::testReadsWhatIsDue()
{
    LedgerWatch watch(*m_link);
    QVERIFY(!watch.counts());
    setOpenGaps(2);
    watch.read({UtcMicroseconds(5s), 1s});
    QCOMPARE(watch.repairableGaps()->size(), std::size_t(2));
    QCOMPARE(watch.counts()->open, 2);
    QCOMPARE(watch.counts()->asOf, UtcMicroseconds(5s));

    // Counts by the clock, gaps when they are others.
    setOpenGaps(3);
    watch.read({UtcMicroseconds(6s), 2s});
    QCOMPARE(watch.repairableGaps()->size(), std::size_t(2));
    QCOMPARE(watch.counts()->open, 2);
    watch.noteChange();
    watch.read({UtcMicroseconds(7s), 3s});
    QCOMPARE(watch.repairableGaps()->size(), std::size_t(3));
    QCOMPARE(watch.counts()->open, 2);
    watch.read({UtcMicroseconds(90s), 1s + 60s});
    QCOMPARE(watch.counts()->open, 3);
}

void TestLedgerWatch::testWhileTheStoreIsAway()
{
    LedgerWatch watch(*m_link);
    m_link->note({StoreError::Kind::Unavailable, QStringLiteral("gone"), {}});
    watch.read({UtcMicroseconds(5s), 1s});
    QVERIFY(!watch.counts());
    QVERIFY(!watch.repairableGaps());
    QVERIFY(m_link->reconnect());
    watch.read({UtcMicroseconds(6s), 2s});
    QVERIFY(watch.counts());
    QVERIFY(watch.repairableGaps());
}

QTEST_APPLESS_MAIN(TestLedgerWatch)
#include "tst_ledgerwatch.moc"
