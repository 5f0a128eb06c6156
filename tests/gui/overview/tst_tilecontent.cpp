#include "gui/overview/tilecontent.h"

#include "gui/overview/markets.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A status in good order, which `change` makes something else of.
template <typename Change>
ShownStatus shownWith(Change change)
{
    ShownStatus shown{Markets::status(2), {}, {}};
    change(shown.status);
    return shown;
}

/// `✓ value | detail | second detail`.
QString lineOf(const TileContent &tile)
{
    static const QString signs = u"○◌✓!✗"_s;
    QStringList texts{tile.value, tile.detail, tile.secondDetail};
    texts.removeAll(QString());
    return signs[int(tile.health)] + u' ' + texts.join(u" | "_s);
}

} // namespace

class TestTileContent : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testTiles_data();
    void testTiles();
    void testNothingYet();
    void testNoTileClaimsHealth_data();
    void testNoTileClaimsHealth();
    void testEveryTileIsExplained();
};

void TestTileContent::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void TestTileContent::testTiles_data()
{
    QTest::addColumn<TileKind>("kind");
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, TileKind kind, const ShownStatus &shown,
                        const QString &line) {
        QTest::newRow(name) << kind << shown << line;
    };
    using enum TileKind;
    const ShownStatus healthy = shownWith([](RecorderStatus &status) {
        status.eventsPerSecond = 1234.4;
        status.eventsPerSecondLastMinute = 98.7;
        status.rowsPerSecond = 12.34;
        status.eventsWritten = 7'412'399;
    });
    row("events", Events, healthy, u"✓ 1,234 | 1 min: 98.7/s"_s);
    row("rows", Rows, healthy, u"✓ 12.3 | 7,412,399 in all"_s);
    row("lag", Lag, healthy, u"✓ 39 ms | p50 9.8 ms, max 74 ms"_s);
    row("coverage", Coverage, healthy, u"✓ 100 % | nothing missing"_s);
    row("gaps", Gaps, healthy, u"✓ 0 | 12 filled | 3 unfillable"_s);
    row("spool", Spool, healthy, u"✓ Empty | nothing waits"_s);
    row("database", Database, healthy, u"✓ Ready | last commit 7.3 ms | queue empty"_s);
    row("disk", Disk, healthy, u"✓ 120.0 GiB | free on the disk of | /var/lib/orderflow"_s);

    row("streams are silent", Events, shownWith([](RecorderStatus &status) {
            status.eventsPerSecond = 0;
            status.feeds[0].muteStreams = 2;
        }),
        u"✗ 0.0 | 2 stream(s) silent"_s);
    row("events are lost", Rows, shownWith([](RecorderStatus &status) {
            status.rowsPerSecond = 5;
            status.eventsLost = 1500;
        }),
        u"✗ 5.0 | 1,500 lost"_s);
    row("nothing is committed", Lag,
        shownWith([](RecorderStatus &status) { status.latencies.receiveToCommit = {}; }),
        u"◌ – | no commit lately"_s);
    row("commits are slow", Lag, shownWith([](RecorderStatus &status) {
            status.latencies.receiveToCommit = {5, 1s, 3s, 4s};
        }),
        u"! 3.0 s | p50 1.0 s, max 4.0 s"_s);
    row("lag is an alert", Lag, shownWith([](RecorderStatus &status) {
            status.alerts = {{u"growing_lag"_s, true, {}, {}}};
        }),
        u"✗ 39 ms | p50 9.8 ms, max 74 ms"_s);
    row("something is missing of today", Coverage, shownWith([](RecorderStatus &status) {
            status.coverageToday = 0.98769;
            status.writer.ledger->missingToday = 93s;
        }),
        u"! 98.76 % | 93 s missing"_s);
    row("coverage is not known", Coverage,
        shownWith([](RecorderStatus &status) { status.coverageToday.reset(); }),
        u"◌ – | not known yet"_s);
    row("gaps are open", Gaps,
        shownWith([](RecorderStatus &status) { status.writer.ledger->open = 4; }),
        u"! 4 | 12 filled | 3 unfillable"_s);
    row("the ledger was not read", Gaps, shownWith([](RecorderStatus &status) {
            status.writer.ledger.reset();
            status.gaps = 7;
        }),
        u"! 7 | found since the start | ledger not read yet"_s);
    row("the spool is off", Spool,
        shownWith([](RecorderStatus &status) { status.writer.spool = {}; }),
        u"○ Off | waits in memory only"_s);
    row("batches wait on disk", Spool, shownWith([](RecorderStatus &status) {
            status.writer.spool.totals = {52, 41'237, 7'912'345, 0, 0, 0};
        }),
        u"! 8 MiB | 52 batch(es) on disk"_s);
    row("events are set aside", Spool, shownWith([](RecorderStatus &status) {
            status.writer.spool.totals = {0, 0, 0, 2, 1234, 99};
        }),
        u"! Empty | nothing waits | 1,234 set aside"_s);
    row("the spool cannot be written", Spool, shownWith([](RecorderStatus &status) {
            status.writer.spool.problem = u"the disk is full"_s;
        }),
        u"✗ Empty | nothing waits | the disk is full"_s);
    row("the database is away", Database, shownWith([](RecorderStatus &status) {
            status.writer.state = WriterStatus::State::Retrying;
            status.writer.lastError =
                StoreError{StoreError::Kind::Unavailable, u"connection refused"_s, {}};
            status.writer.queue = {3, 812'345};
        }),
        u"✗ Away | connection refused | queue 793 KiB"_s);
    row("the database is away, rows", Rows, shownWith([](RecorderStatus &status) {
            status.writer.state = WriterStatus::State::Retrying;
            status.rowsPerSecond = 0;
        }),
        u"! 0.0 | 7,412,399 in all"_s);
    row("the disk is nearly full", Disk, shownWith([](RecorderStatus &status) {
            status.process.diskFreeBytes = std::int64_t(4) << 30;
            status.alerts = {{u"low_disk"_s, true, {}, {}}};
        }),
        u"✗ 4.0 GiB | free on the disk of | /var/lib/orderflow"_s);
    row("the disk is not known", Disk,
        shownWith([](RecorderStatus &status) { status.process.diskFreeBytes.reset(); }),
        u"○ – | not known"_s);
}

void TestTileContent::testTiles()
{
    QFETCH(TileKind, kind);
    QFETCH(ShownStatus, shown);
    QTEST(lineOf(tileContents(shown)[std::size_t(kind)]), "line");
}

void TestTileContent::testNothingYet()
{
    for (const TileContent &tile : tileContents({}))
        QCOMPARE(lineOf(tile), u"○ –"_s);
}

void TestTileContent::testNoTileClaimsHealth_data()
{
    QTest::addColumn<ShownStatus>("shown");
    ShownStatus shown{Markets::status(2), {}, {}};
    shown.trouble = LinkTrouble{u"host:9464"_s, 3s, {}};
    QTest::newRow("no answer") << shown;
    shown.trouble.reset();
    shown.failure = u"The database cannot be opened"_s;
    QTest::newRow("failed") << shown;
    shown.failure.clear();
    shown.status.state = RecorderState::Stopped;
    QTest::newRow("stopped") << shown;
}

void TestTileContent::testNoTileClaimsHealth()
{
    QFETCH(ShownStatus, shown);
    for (const TileContent &tile : tileContents(shown))
        QVERIFY(tile.health == Health::Off);
}

void TestTileContent::testEveryTileIsExplained()
{
    const TileContents contents = tileContents({Markets::status(2), {}, {}});
    for (std::size_t i = 0; i < TileCount; ++i) {
        QVERIFY(!titleOf(TileKind(i)).isEmpty());
        QVERIFY(!contents[i].explanation.isEmpty());
    }
}

QTEST_APPLESS_MAIN(TestTileContent)
#include "tst_tilecontent.moc"
