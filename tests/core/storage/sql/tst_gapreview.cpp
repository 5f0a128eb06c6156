#include "core/storage/storetesting.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What another recorder of the same database had of what a recorder missed, on every database.
class TestGapReview : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        m_fixture.setUp(dialect);
    }
    void cleanup() { m_fixture.tearDown(); }

    void testTrades_data();
    void testTrades();
    void testDepth_data();
    void testDepth();
    void testRowsThatComeLater();
    void testOthersAreLeftAlone();
    void testOldGapsAtTheStart();

private:
    void keepUp();
    QStringList gapRow();

    StoreFixture m_fixture;
};

namespace {

const QString Note = u"Another recorder of this database had what was missing."_s;

/// A frame behind the one that ends with `previous`.
DepthUpdate frame(std::int64_t previous, std::int64_t id)
{
    DepthUpdate update = makeDepth(id);
    update.prevFinalUpdateId = previous;
    update.firstUpdateId = id - 1;
    return update;
}

CaptureGap depthGap(std::int64_t after, std::optional<std::int64_t> upTo)
{
    CaptureGap gap = makeGap();
    gap.symbol = *Symbol::parse(u"ETHUSDT");
    gap.stream = "depth5@100ms";
    gap.status = GapStatus::Unfillable;
    gap.firstMissingId = after;
    gap.lastMissingId = upTo;
    gap.missingEvents.reset();
    return gap;
}

} // namespace

void TestGapReview::keepUp()
{
    const auto kept = m_fixture.store->keepUp(Time, {});
    QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
}

QStringList TestGapReview::gapRow()
{
    const auto rows = m_fixture.database->rows(
        u"SELECT status, missing_events, filled_rows, note FROM capture_gaps"_s);
    return rows.size() == 1 ? rows.first() : QStringList();
}

void TestGapReview::testTrades_data()
{
    QTest::addColumn<std::vector<int>>("ids");
    QTest::addColumn<bool>("isFilled");
    // The gap is 5 to 9.
    QTest::newRow("all") << std::vector{4, 5, 6, 7, 8, 9, 10} << true;
    QTest::newRow("exactly") << std::vector{5, 6, 7, 8, 9} << true;
    QTest::newRow("none") << std::vector{4, 10} << false;
    QTest::newRow("without the first") << std::vector{6, 7, 8, 9} << false;
    QTest::newRow("without the last") << std::vector{5, 6, 7, 8} << false;
    QTest::newRow("without one in between") << std::vector{5, 6, 8, 9} << false;
}

void TestGapReview::testTrades()
{
    QFETCH(std::vector<int>, ids);
    QFETCH(bool, isFilled);
    EventBatch batch;
    for (const int id : ids)
        batch.add(makeTrade(id));
    m_fixture.write(batch);
    m_fixture.write(makeBatch(makeGap()));
    keepUp();
    QCOMPARE(gapRow(), isFilled ? (QStringList{u"filled"_s, u"5"_s, u"5"_s, Note})
                                : (QStringList{u"open"_s, u"5"_s, u"0"_s, u"NULL"_s}));
}

void TestGapReview::testDepth_data()
{
    using Frames = std::vector<std::pair<int, int>>;
    QTest::addColumn<Frames>("frames");
    QTest::addColumn<bool>("isFilled");
    // Behind 100, up to 130.
    QTest::newRow("all") << Frames{{90, 100}, {100, 110}, {110, 120}, {120, 130}, {130, 140}}
                         << true;
    QTest::newRow("one step") << Frames{{100, 130}} << true;
    QTest::newRow("in other steps") << Frames{{95, 112}, {110, 130}} << true;
    QTest::newRow("none") << Frames{{90, 100}, {130, 140}} << false;
    QTest::newRow("without the first") << Frames{{90, 100}, {110, 120}, {120, 130}} << false;
    QTest::newRow("without the last") << Frames{{100, 110}, {110, 120}, {130, 140}} << false;
    QTest::newRow("a break in between") << Frames{{100, 110}, {115, 120}, {120, 130}} << false;
    QTest::newRow("a frame that knows of none before")
        << Frames{{100, 110}, {-1, 120}, {120, 130}} << false;
}

void TestGapReview::testDepth()
{
    using Frames = std::vector<std::pair<int, int>>;
    QFETCH(Frames, frames);
    QFETCH(bool, isFilled);
    EventBatch batch;
    for (const auto &[previous, id] : frames)
        batch.add(frame(previous, id));
    m_fixture.write(batch);
    m_fixture.write(makeBatch(depthGap(100, 130)));
    keepUp();
    QCOMPARE(gapRow(), isFilled ? (QStringList{u"filled"_s, u"NULL"_s, u"0"_s, Note})
                                : (QStringList{u"unfillable"_s, u"NULL"_s, u"0"_s, u"NULL"_s}));
}

void TestGapReview::testRowsThatComeLater()
{
    m_fixture.write(makeBatch(depthGap(100, 130)));
    keepUp();
    QCOMPARE(gapRow().first(), u"unfillable"_s);
    m_fixture.write(makeBatch(frame(100, 130)));
    keepUp();
    QCOMPARE(gapRow().first(), u"filled"_s);
}

void TestGapReview::testOthersAreLeftAlone()
{
    CaptureGap otherSymbol = makeGap();
    otherSymbol.symbol = *Symbol::parse(u"DOGEUSDT");
    CaptureGap withoutIds = makeGap();
    withoutIds.firstMissingId.reset();
    withoutIds.lastMissingId.reset();
    withoutIds.missingEvents.reset();
    CaptureGap proof = makeGap();
    proof.missingEvents = 0;
    proof.status = GapStatus::Filled;
    proof.reason = GapReason::Silence;
    CaptureGap otherDepth = depthGap(100, 130);
    otherDepth.stream = "depth20@100ms";
    EventBatch batch =
        makeBatch(otherSymbol, withoutIds, proof, otherDepth, depthGap(100, {}), frame(100, 130));
    for (const int id : {5, 6, 7, 8, 9})
        batch.add(makeTrade(id));
    m_fixture.write(batch);
    const QString all = u"SELECT * FROM capture_gaps ORDER BY id"_s;
    const auto before = m_fixture.database->rows(all);
    QCOMPARE(before.size(), 5);
    keepUp();
    QCOMPARE(m_fixture.database->rows(all), before);
}

void TestGapReview::testOldGapsAtTheStart()
{
    const auto makeOlder = [this](const QString &age) {
        m_fixture.database->execute(
            m_fixture.database->dialect() == SqlDialect::PostgreSql
                ? u"UPDATE capture_gaps SET created_at = now() - interval '%1'"_s.arg(age)
                : u"UPDATE capture_gaps SET created_at = strftime('%Y-%m-%d %H:%M:%f000', 'now', "
                  "'-%1')"_s.replace(u"%1"_s, age));
    };
    keepUp();
    m_fixture.write(makeBatch(depthGap(100, 130), frame(100, 130)));
    makeOlder(u"2 hours"_s);
    keepUp();
    QCOMPARE(gapRow().first(), u"unfillable"_s);

    makeOlder(u"8 days"_s);
    for (const char *status : {"unfillable", "filled"}) {
        m_fixture.store = createStore(m_fixture.database->url());
        QVERIFY(m_fixture.store->open());
        keepUp();
        QCOMPARE(gapRow().first(), QString::fromLatin1(status));
        makeOlder(u"6 days"_s);
    }
}

QTEST_GUILESS_MAIN(TestGapReview)
#include "tst_gapreview.moc"
