#include "gui/source/statussource.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(Orderflow::ShownStatus)
Q_DECLARE_METATYPE(Orderflow::Health)

class TestStatusSource : public QObject
{
    Q_OBJECT

private slots:
    void testHealth_data();
    void testHealth();
    void testFinding();
};

void TestStatusSource::testHealth_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<Health>("health");
    const auto row = [](const char *name, Health health, auto change) {
        ShownStatus shown{FakeStatus::healthy(2), {}, {}};
        change(shown);
        QTest::newRow(name) << shown << health;
    };
    row("recording", Health::Good, [](ShownStatus &) {});
    row("idle", Health::Off, [](ShownStatus &s) { s.status.state = RecorderState::Idle; });
    row("starting", Health::Changing,
        [](ShownStatus &s) { s.status.state = RecorderState::Starting; });
    row("stopped", Health::Off, [](ShownStatus &s) { s.status.state = RecorderState::Stopped; });
    row("failed", Health::Bad, [](ShownStatus &s) { s.status.state = RecorderState::Failed; });
    // It never goes away again; while it is open, an alert tells of it.
    row("a gap", Health::Good, [](ShownStatus &s) { s.status.gaps = 1; });
    row("an alert", Health::Attention, [](ShownStatus &s) {
        s.status.alerts = {{QStringLiteral("open_gaps"), true, UtcMicroseconds(), {}}};
    });
    row("events lost", Health::Attention, [](ShownStatus &s) { s.status.eventsLost = 1; });
    row("database away", Health::Bad,
        [](ShownStatus &s) { s.status.writer.state = WriterStatus::State::Retrying; });
    row("a silent route", Health::Bad,
        [](ShownStatus &s) { s.status.feeds[0].state = FeedStatus::State::Waiting; });
    row("hung", Health::Bad,
        [](ShownStatus &s) { s.status.hungThread = QStringLiteral("ingest"); });
    row("no answer", Health::Bad, [](ShownStatus &s) { s.trouble = LinkTrouble(); });
    row("could not start", Health::Bad,
        [](ShownStatus &s) { s.failure = QStringLiteral("no database"); });
}

void TestStatusSource::testHealth()
{
    QFETCH(ShownStatus, shown);
    QTEST(healthOf(shown), "health");
    QVERIFY(!verdictOf(shown).isEmpty());
}

void TestStatusSource::testFinding()
{
    RecorderStatus status = FakeStatus::healthy(2);
    const Symbol known = GuiTesting::symbol("S1USDT");
    QVERIFY(findSymbol(status, known)->intake.symbol == known);
    QVERIFY(!findSymbol(status, GuiTesting::symbol("NOSUCH")));
    QVERIFY(!findTape(status, known));
    status.tapes = std::make_shared<std::vector<TradeTape>>(1, TradeTape{known, {}});
    QVERIFY(findTape(status, known));
    QVERIFY(!findTape(status, GuiTesting::symbol("S0USDT")));
}

QTEST_APPLESS_MAIN(TestStatusSource)
#include "tst_statussource.moc"
