#include "core/verify/verifytesting.h"
#include "verify/depthverifier.h"

#include <QTest>

using namespace Orderflow;
using namespace VerifyTesting;
using namespace Qt::StringLiterals;

namespace {

using Rows = std::vector<StoredDepthUpdate>;
using Gaps = std::vector<LedgerGap>;

QStringList shortFindings(const Rows &rows, const Gaps &gaps, const VerifiedPart &part = {},
                          const char *kind = "depth5@100ms")
{
    QStringList all;
    DepthVerifier verifier(depthStream(kind), gaps, part, Now,
                           [&](const Finding &finding) { all << inShort(finding); });
    for (const StoredDepthUpdate &row : rows)
        verifier.take(row);
    verifier.finish();
    return all;
}

template <typename Change>
StoredDepthUpdate changedRow(bool isSealed, const Change &change, const char *kind = "depth5@100ms")
{
    StoredDepthUpdate row = depthRow(110, 120, kind);
    change(row.update);
    if (isSealed)
        row.checksum = checksumOf(row.update);
    return row;
}

} // namespace

Q_DECLARE_METATYPE(StoredDepthUpdate)
Q_DECLARE_METATYPE(LedgerGap)

class TestDepthVerifier : public QObject
{
    Q_OBJECT

private slots:
    void testSequence_data();
    void testSequence();
    void testLedger_data();
    void testLedger();
    void testPart_data();
    void testPart();
    void testPartialBook_data();
    void testPartialBook();
    void testDiff_data();
    void testDiff();
    void testRow_data();
    void testRow();
    void testLevelsOfKinds_data();
    void testLevelsOfKinds();
    void testDuplicateId();
    void testPredecessor();
};

void TestDepthVerifier::testSequence_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    const Rows chained{depthRow(90, 100), depthRow(100, 110), depthRow(110, 120)};
    const Rows broken{depthRow(90, 100), depthRow(150, 160)};
    const Rows unknown{depthRow(90, 100), depthRow(-1, 160)};
    QTest::newRow("no row") << Rows() << Gaps() << none;
    QTest::newRow("chained") << chained << Gaps() << none;
    QTest::newRow("a hole") << broken << Gaps() << QStringList{u"error missing_events 100-150"_s};
    QTest::newRow("a hole that the ledger knows")
        << broken << Gaps{gapRow(7, 100, 150, {})} << none;
    QTest::newRow("a gap of another hole") << broken << Gaps{gapRow(7, 100, 140, {})}
                                           << QStringList{u"error missing_events 140-150"_s};
    QTest::newRow("updates that were lost")
        << broken << Gaps{lost(gapRow(7, 100, 120, 2)), lost(gapRow(8, 120, 150, 3))} << none;
    QTest::newRow("part of what was lost")
        << broken << Gaps{lost(gapRow(7, 100, 120, 2)), lost(gapRow(8, 130, 150, 2))}
        << QStringList{u"error missing_events 120-130"_s};
    QTest::newRow("reaches back behind the one before")
        << Rows{depthRow(90, 100), depthRow(95, 110), depthRow(110, 120)} << Gaps() << none;
    QTest::newRow("late rows left parts of a gap")
        << Rows{depthRow(90, 100), depthRow(120, 130), depthRow(150, 160)}
        << Gaps{gapRow(7, 100, 150, {})} << none;
    QTest::newRow("its own predecessor")
        << Rows{depthRow(90, 100), depthRow(100, 110), depthRow(120, 120)} << Gaps()
        << QStringList{u"error missing_events 110-119"_s, u"remark id_order row 1120"_s};
    QTest::newRow("the first knows of none before it")
        << Rows{depthRow(-1, 100), depthRow(100, 110)} << Gaps() << none;
    QTest::newRow("knows of none before it")
        << unknown << Gaps() << QStringList{u"error missing_events 100-159"_s};
    QTest::newRow("knows of none, and the ledger says so")
        << unknown << Gaps{gapRow(7, 100, {}, {})} << none;
    QTest::newRow("knows of none, and a gap claims the ids")
        << unknown << Gaps{gapRow(7, 100, 159, {})} << none;
    QTest::newRow("knows of none, directly behind")
        << Rows{depthRow(90, 100), depthRow(-1, 101)} << Gaps{gapRow(7, 100, {}, {})} << none;
    QTest::newRow("a gap without an end is for one hole")
        << Rows{depthRow(90, 100), depthRow(-1, 160), depthRow(170, 180)}
        << Gaps{gapRow(7, 100, {}, {})} << QStringList{u"error missing_events 160-170"_s};
    QTest::newRow("rows end before a gap's end")
        << Rows{depthRow(90, 100)} << Gaps{gapRow(7, 100, 150, {})}
        << QStringList{u"error missing_events 150-151"_s};
    QTest::newRow("the last updates were lost")
        << Rows{depthRow(90, 100)} << Gaps{lost(gapRow(7, 100, 150, 4))} << none;
    QTest::newRow("the first updates were lost")
        << Rows{depthRow(100, 110)} << Gaps{lost(gapRow(7, 50, 100, 4))} << none;
    QTest::newRow("the first update of all was lost")
        << Rows{depthRow(100, 110)} << Gaps{lost(gapRow(7, -1, 100, 1))} << none;
}

void TestDepthVerifier::testSequence()
{
    QFETCH(Rows, rows);
    QFETCH(Gaps, gaps);
    QFETCH(QStringList, findings);
    QCOMPARE(shortFindings(rows, gaps), findings);
}

void TestDepthVerifier::testLedger_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    const QStringList mismatch{u"error ledger_mismatch gap 7"_s};
    const Rows whole{depthRow(90, 100), depthRow(100, 130), depthRow(130, 150), depthRow(150, 160)};
    const Rows broken{depthRow(90, 100), depthRow(150, 160)};
    QTest::newRow("a gap where nothing is missing")
        << whole << Gaps{gapRow(7, 100, 150, {})} << mismatch;
    QTest::newRow("a counted gap where nothing is missing")
        << whole << Gaps{gapRow(7, 100, 150, 2)} << mismatch;
    QTest::newRow("a loss where nothing is missing")
        << whole << Gaps{lost(gapRow(7, 100, 150, 1))}
        << QStringList{u"remark ledger_mismatch gap 7"_s};
    QTest::newRow("a gap without an end where nothing is missing")
        << whole << Gaps{gapRow(7, 130, {}, {})} << mismatch;
    QTest::newRow("filled") << whole << Gaps{filled(gapRow(7, 100, 150, {}))} << none;
    QTest::newRow("filled, without an end")
        << whole << Gaps{filled(gapRow(7, 100, {}, {}))} << none;
    QTest::newRow("filled, yet updates are missing")
        << broken << Gaps{filled(gapRow(7, 100, 150, {}))}
        << QStringList{u"error missing_events 100-150"_s, u"error ledger_mismatch gap 7"_s};
    QTest::newRow("filled, and what had filled it was lost")
        << broken << Gaps{filled(gapRow(7, 100, 150, {})), lost(gapRow(8, 100, 150, 2))} << none;
    QTest::newRow("each of two holes has its gap")
        << Rows{depthRow(90, 100), depthRow(150, 160), depthRow(170, 180)}
        << Gaps{gapRow(7, 100, 150, {}), gapRow(8, 160, 170, {})} << none;
    QTest::newRow("one of two gaps has no hole")
        << Rows{depthRow(90, 100), depthRow(100, 160), depthRow(170, 180)}
        << Gaps{gapRow(7, 100, 150, {}), gapRow(8, 160, 170, {})} << mismatch;
    QTest::newRow("ids backwards")
        << broken << Gaps{gapRow(7, 150, 100, {})}
        << QStringList{u"error missing_events 100-150"_s, u"error ledger_mismatch gap 7"_s};
    QTest::newRow("proof that nothing is missing")
        << whole << Gaps{filled(gapRow(7, {}, {}, 0))} << none;
    QTest::newRow("end of a run") << whole << Gaps{gapRow(7, {}, {}, {})} << none;
}

void TestDepthVerifier::testLedger()
{
    testSequence();
}

void TestDepthVerifier::testPart_data()
{
    QTest::addColumn<bool>("isCutAtStart");
    QTest::addColumn<bool>("isCutAtEnd");
    QTest::addColumn<LedgerGap>("gap");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    const QStringList mismatch{u"error ledger_mismatch gap 7"_s};
    // Rows 100 to 130.
    QTest::newRow("in the rows") << true << true << gapRow(7, 100, 110, {}) << mismatch;
    QTest::newRow("over the cut start") << true << true << gapRow(7, 95, 110, {}) << none;
    QTest::newRow("over the cut end") << true << true << gapRow(7, 120, 140, {}) << none;
    QTest::newRow("up to the cut end") << true << true << gapRow(7, 120, 130, {}) << none;
    QTest::newRow("without an end, before the cut start")
        << true << true << gapRow(7, 95, {}, {}) << none;
    QTest::newRow("without an end, at the cut end")
        << true << true << gapRow(7, 130, {}, {}) << none;
    QTest::newRow("over the start of all") << false << true << gapRow(7, 95, 110, {}) << none;
    QTest::newRow("behind the end of all")
        << true << false << gapRow(7, 140, 150, {})
        << QStringList{u"error missing_events 130-140"_s, u"error missing_events 150-151"_s};
}

void TestDepthVerifier::testPart()
{
    QFETCH(bool, isCutAtStart);
    QFETCH(bool, isCutAtEnd);
    QFETCH(LedgerGap, gap);
    QFETCH(QStringList, findings);
    const Rows rows{depthRow(90, 100), depthRow(100, 110), depthRow(110, 120), depthRow(120, 130)};
    QCOMPARE(shortFindings(rows, {gap}, {isCutAtStart, isCutAtEnd}), findings);
}

void TestDepthVerifier::testPartialBook_data()
{
    QTest::addColumn<StoredDepthUpdate>("row");
    QTest::addColumn<QStringList>("findings");
    const QString changed = u"error changed_row row 1120"_s;
    const auto row = [&](const char *name, bool isSealed, auto change, const char *finding) {
        QStringList findings{QString::fromLatin1(finding) + u" row 1120"_s};
        if (!isSealed)
            findings.prepend(changed);
        QTest::newRow(name) << changedRow(isSealed, change) << findings;
    };
    using Update = DepthUpdate;
    row(
        "crossed", true, [](Update &u) { u.bids[0].price = decimal("100.7"); },
        "error crossed_book");
    row(
        "touching", true, [](Update &u) { u.bids[0].price = decimal("100.60"); },
        "error crossed_book");
    row(
        "bids not sorted", true, [](Update &u) { std::swap(u.bids[2], u.bids[3]); },
        "error unsorted_book");
    row(
        "asks not sorted", true, [](Update &u) { std::swap(u.asks[2], u.asks[3]); },
        "error unsorted_book");
    row(
        "a price twice, in other digits", true,
        [](Update &u) { u.asks[3].price = decimal("100.80"); }, "error unsorted_book");
    row(
        "a level too many", true,
        [](Update &u) {
            u.asks.push_back({decimal("102"), decimal("1")});
        },
        "error level_count");
    row(
        "thin book, as it was sent", true, [](Update &u) { u.bids.pop_back(); },
        "remark level_count");
    row(
        "a level taken away", false, [](Update &u) { u.bids.pop_back(); }, "error level_count");
    row(
        "no bids, as it was sent", true, [](Update &u) { u.bids.clear(); }, "remark level_count");
    row(
        "negative quantity", false, [](Update &u) { u.asks[4].quantity = decimal("-1"); },
        "error value_range");
    row(
        "no price", false, [](Update &u) { u.bids[4].price = decimal("0"); }, "error value_range");
    QTest::newRow("a level's quantity")
        << changedRow(false, [](Update &u) { u.bids[4].quantity = decimal("1.0"); })
        << QStringList{changed};
    // A double would not tell these prices apart.
    QTest::newRow("prices of many digits") << changedRow(true, [](Update &u) {
        u.bids[0].price = decimal("9007199254740992");
        for (PriceLevel &ask : u.asks)
            ask.price = Decimal(9007199254740993 + (&ask - u.asks.data()), 0);
    }) << QStringList();
    StoredDepthUpdate thin = changedRow(true, [](Update &u) { u.bids.pop_back(); });
    thin.checksum.reset();
    QTest::newRow("thin book of a row without a checksum")
        << thin
        << QStringList{u"error level_count row 1120"_s, u"error missing_checksum row 1120"_s,
                       u"remark missing_checksum"_s};
}

void TestDepthVerifier::testPartialBook()
{
    QFETCH(StoredDepthUpdate, row);
    QFETCH(QStringList, findings);
    QCOMPARE(shortFindings({depthRow(100, 110), row, depthRow(120, 130)}, {}), findings);
}

void TestDepthVerifier::testDiff_data()
{
    QTest::addColumn<StoredDepthUpdate>("row");
    QTest::addColumn<QStringList>("findings");
    const char *const kind = "depth@100ms";
    const auto row = [&](const char *name, auto change, const QStringList &findings) {
        QTest::newRow(name) << changedRow(true, change, kind) << findings;
    };
    using Update = DepthUpdate;
    row("any order", [](Update &u) { std::swap(u.bids[0], u.bids[3]); }, {});
    row("removed level", [](Update &u) { u.bids[0].quantity = decimal("0.000"); }, {});
    row("crossing", [](Update &u) { u.bids[0].price = decimal("101"); }, {});
    row("many levels", [](Update &u) { u.bids.push_back({decimal("99"), decimal("1")}); }, {});
    row("nothing", [](Update &u) { u.bids.clear(), u.asks.clear(); }, {});
    row("a price twice on a side",
        [](Update &u) {
            u.bids.push_back({decimal("100.50"), decimal("2")});
        },
        {u"error repeated_price row 1120"_s});
    row("a price on both sides",
        [](Update &u) {
            u.bids.push_back({decimal("100.6"), decimal("0")});
        },
        {});
    row("negative quantity, as it was sent", [](Update &u) { u.asks[1].quantity = decimal("-1"); },
        {u"remark value_range row 1120"_s});
}

void TestDepthVerifier::testDiff()
{
    QFETCH(StoredDepthUpdate, row);
    QFETCH(QStringList, findings);
    const char *const kind = "depth@100ms";
    QCOMPARE(shortFindings({depthRow(100, 110, kind), row, depthRow(120, 130, kind)}, {}, {}, kind),
             findings);
}

void TestDepthVerifier::testRow_data()
{
    QTest::addColumn<StoredDepthUpdate>("row");
    QTest::addColumn<QStringList>("findings");
    const QString changed = u"error changed_row row 1120"_s;
    const auto one = [](const char *finding) {
        return QStringList{QString::fromLatin1(finding) + u" row 1120"_s};
    };
    const auto ms = [](int count) {
        return std::chrono::milliseconds(count);
    };
    StoredDepthUpdate unreadable = depthRow(110, 120);
    unreadable.fault = u"bids is \"{}\""_s;
    QTest::newRow("unreadable") << unreadable << one("error unreadable_row");
    QTest::newRow("first id behind the final one")
        << changedRow(false, [](DepthUpdate &u) { u.firstUpdateId = 121; })
        << (QStringList{changed} + one("error id_order"));
    QTest::newRow("pushed before it was made")
        << changedRow(false, [&](DepthUpdate &u) { u.eventTime = u.transactionTime - ms(1); })
        << (QStringList{changed} + one("error time_order"));
    QTest::newRow("made before its predecessor, as it was sent")
        << changedRow(true, [&](DepthUpdate &u) { u.transactionTime -= ms(50); })
        << one("remark time_order");
    QTest::newRow("made later than its successor") << changedRow(false, [&](DepthUpdate &u) {
        u.transactionTime += ms(50);
        u.eventTime += ms(50);
    }) << QStringList{changed};
    QTest::newRow("made before 2019")
        << changedRow(true, [](DepthUpdate &u) { u.transactionTime = UtcMilliseconds(); })
        << QStringList{
               u"error time_range row 1120"_s,
               u"remark time_order row 1120"_s,
           };
    QTest::newRow("other first id")
        << changedRow(false, [](DepthUpdate &u) { u.firstUpdateId = 112; }) << QStringList{changed};
}

void TestDepthVerifier::testRow()
{
    QFETCH(StoredDepthUpdate, row);
    QFETCH(QStringList, findings);
    QCOMPARE(shortFindings({depthRow(100, 110), row, depthRow(120, 130)}, {}), findings);
}

void TestDepthVerifier::testLevelsOfKinds_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<int>("levels");
    QTest::newRow("depth5") << QByteArray("depth5") << 5;
    QTest::newRow("depth10@500ms") << QByteArray("depth10@500ms") << 10;
    QTest::newRow("depth20@100ms") << QByteArray("depth20@100ms") << 20;
}

void TestDepthVerifier::testLevelsOfKinds()
{
    QFETCH(QByteArray, kind);
    QFETCH(int, levels);
    const auto rowOf = [&](int count) {
        StoredDepthUpdate row = depthRow(100, 110, kind.constData());
        row.update.bids.clear();
        row.update.asks.clear();
        for (int i = 0; i < count; ++i) {
            row.update.bids.push_back({Decimal(1000 - i, 0), decimal("1")});
            row.update.asks.push_back({Decimal(1001 + i, 0), decimal("1")});
        }
        row.checksum = checksumOf(row.update);
        return row;
    };
    QCOMPARE(shortFindings({rowOf(levels)}, {}, {}, kind.constData()), QStringList());
    const QStringList tooMany(2, u"error level_count row 1110"_s);
    QCOMPARE(shortFindings({rowOf(levels + 1)}, {}, {}, kind.constData()), tooMany);
}

void TestDepthVerifier::testDuplicateId()
{
    StoredDepthUpdate other = depthRow(100, 110);
    other.rowId = 2000;
    other.update.transactionTime += std::chrono::milliseconds(1);
    other.checksum = checksumOf(other.update);
    std::vector<Finding> findings;
    DepthVerifier verifier(depthStream(), {}, {}, Now,
                           [&](const Finding &finding) { findings.push_back(finding); });
    for (const StoredDepthUpdate &row :
         {depthRow(90, 100), depthRow(100, 110), other, depthRow(110, 120)}) {
        verifier.take(row);
    }
    verifier.finish();
    QCOMPARE(findings.size(), std::size_t(1));
    QCOMPARE(inShort(findings.front()), u"error duplicate_id row 2000"_s);
    QVERIFY2(findings.front().text.contains(u"row 1110"_s), qPrintable(findings.front().text));
}

void TestDepthVerifier::testPredecessor()
{
    const auto rowOfPredecessor = [](std::int64_t id) {
        StoredDepthUpdate row = depthRow(-1, id);
        row.isOfPredecessor = true;
        row.update.receiveTime = {};
        row.checksum.reset();
        return row;
    };
    const Rows rows{rowOfPredecessor(90), rowOfPredecessor(100), rowOfPredecessor(110),
                    depthRow(150, 160)};
    // The recorder's first update is held against them as against rows of its own.
    QCOMPARE(shortFindings(rows, {}),
             (QStringList{u"error missing_events 110-150"_s, u"remark missing_events"_s,
                          u"remark missing_checksum"_s}));
    QCOMPARE(shortFindings(rows, {gapRow(7, 110, 150, {})}),
             (QStringList{u"remark missing_events"_s, u"remark missing_checksum"_s}));
}

QTEST_APPLESS_MAIN(TestDepthVerifier)
#include "tst_depthverifier.moc"
