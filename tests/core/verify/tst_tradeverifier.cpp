#include "core/verify/verifytesting.h"
#include "verify/tradeverifier.h"

#include <QTest>

using namespace Orderflow;
using namespace VerifyTesting;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t MaxId = std::numeric_limits<std::int64_t>::max();

using Rows = std::vector<StoredTrade>;
using Gaps = std::vector<LedgerGap>;

Rows rowsOf(std::initializer_list<std::int64_t> ids)
{
    Rows rows;
    for (const std::int64_t id : ids)
        rows.push_back(tradeRow(id));
    return rows;
}

std::vector<Finding> findingsOf(const Rows &rows, const Gaps &gaps, const VerifiedPart &part = {})
{
    std::vector<Finding> findings;
    TradeVerifier verifier(tradeStream(), gaps, part, Now,
                           [&](const Finding &finding) { findings.push_back(finding); });
    for (const StoredTrade &row : rows)
        verifier.take(row);
    verifier.finish();
    return findings;
}

QStringList shortFindings(const Rows &rows, const Gaps &gaps, const VerifiedPart &part = {})
{
    QStringList all;
    for (const Finding &finding : findingsOf(rows, gaps, part))
        all << inShort(finding);
    return all;
}

/// What is wrong with one row among others, after `change`, with a checksum that fits or not.
template <typename Change>
StoredTrade changedRow(std::int64_t id, bool isSealed, const Change &change)
{
    StoredTrade row = tradeRow(id);
    change(row.trade);
    if (isSealed)
        row.checksum = checksumOf(row.trade);
    return row;
}

} // namespace

Q_DECLARE_METATYPE(StoredTrade)

class TestTradeVerifier : public QObject
{
    Q_OBJECT

private slots:
    void testSequence_data();
    void testSequence();
    void testLedger_data();
    void testLedger();
    void testPart_data();
    void testPart();
    void testRow_data();
    void testRow();
    void testPredecessor();
    void testDuplicateId();
    void testChangedTimeBlamesOneRow();
    void testMissingChecksums_data();
    void testMissingChecksums();
    void testTexts_data();
    void testTexts();
};

void TestTradeVerifier::testSequence_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    QTest::newRow("no row") << Rows() << Gaps() << none;
    QTest::newRow("contiguous") << rowsOf({4, 5, 6}) << Gaps() << none;
    QTest::newRow("a hole") << rowsOf({4, 10}) << Gaps()
                            << QStringList{u"error missing_events 5-9"_s};
    QTest::newRow("a hole of one")
        << rowsOf({4, 6}) << Gaps() << QStringList{u"error missing_events 5-5"_s};
    QTest::newRow("two holes") << rowsOf({4, 6, 9}) << Gaps()
                               << QStringList{u"error missing_events 5-5"_s,
                                              u"error missing_events 7-8"_s};
    QTest::newRow("a hole that the ledger knows")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 5, 9, 5)} << none;
    QTest::newRow("unfillable") << rowsOf({4, 10}) << [] {
        Gaps gaps{gapRow(7, 5, 9, 5)};
        gaps[0].gap.status = GapStatus::Unfillable;
        return gaps;
    }() << none;
    QTest::newRow("a hole that is larger than its gap")
        << rowsOf({4, 11}) << Gaps{gapRow(7, 5, 9, 5)}
        << QStringList{u"error missing_events 10-10"_s};
    QTest::newRow("a hole on both sides of a gap")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 6, 7, 2)}
        << QStringList{u"error missing_events 5-5"_s, u"error missing_events 8-9"_s};
    QTest::newRow("rows end before a gap's end") << rowsOf({3, 4}) << Gaps{gapRow(7, 5, 9, 5)}
                                                 << QStringList{u"error missing_events 10-10"_s};
    QTest::newRow("rows end long before a gap")
        << rowsOf({1}) << Gaps{gapRow(7, 5, 9, 5)}
        << QStringList{u"error missing_events 2-4"_s, u"error missing_events 10-10"_s};
    QTest::newRow("the last trades were lost")
        << rowsOf({3, 4}) << Gaps{lost(gapRow(7, 5, 9, 5))} << none;
    QTest::newRow("the last trades were lost, behind a gap")
        << rowsOf({3, 4}) << Gaps{gapRow(7, 5, 9, 5), lost(gapRow(8, 10, 12, 3))} << none;
    QTest::newRow("the first trades were lost")
        << rowsOf({10, 11}) << Gaps{lost(gapRow(7, 5, 9, 5))} << none;
    QTest::newRow("up to the highest id") << rowsOf({MaxId - 1, MaxId}) << Gaps() << none;
    QTest::newRow("negative id") << rowsOf({-5, 4, 5}) << Gaps()
                                 << QStringList{u"error value_range row 995"_s};
}

void TestTradeVerifier::testSequence()
{
    QFETCH(Rows, rows);
    QFETCH(Gaps, gaps);
    QFETCH(QStringList, findings);
    QCOMPARE(shortFindings(rows, gaps), findings);
}

void TestTradeVerifier::testLedger_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    const QStringList mismatch{u"error ledger_mismatch gap 7"_s};
    const auto partly = [](LedgerGap row, std::int64_t filledRows) {
        row.gap.filledRows = filledRows;
        return row;
    };
    const Rows whole = rowsOf({4, 5, 6, 7, 8, 9, 10});
    QTest::newRow("a gap where nothing is missing")
        << whole << Gaps{gapRow(7, 5, 9, 5)} << mismatch;
    QTest::newRow("filled") << whole << Gaps{filled(gapRow(7, 5, 9, 5))} << none;
    QTest::newRow("filled, yet a trade is missing")
        << rowsOf({4, 5, 7, 8, 9, 10}) << Gaps{filled(gapRow(7, 5, 9, 5))}
        << QStringList{u"error missing_events 6-6"_s, u"error ledger_mismatch gap 7"_s};
    QTest::newRow("partly filled, and so it is")
        << rowsOf({4, 6, 7, 10}) << Gaps{partly(gapRow(7, 5, 9, 5), 2)} << none;
    QTest::newRow("more is there than was filled")
        << rowsOf({4, 6, 7, 8, 10}) << Gaps{partly(gapRow(7, 5, 9, 5), 2)} << mismatch;
    QTest::newRow("less is there than was filled")
        << rowsOf({4, 6, 10}) << Gaps{partly(gapRow(7, 5, 9, 5), 2)} << mismatch;
    QTest::newRow("an unknown number is all of them")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 5, 9, {})} << none;
    QTest::newRow("more were filled than were missing")
        << whole << Gaps{partly(gapRow(7, 5, 9, 5), 8)} << none;
    QTest::newRow("ids are wider than the count")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 5, 9, 3)} << mismatch;
    QTest::newRow("a loss with trades in between")
        << rowsOf({4, 6, 7, 10}) << Gaps{lost(gapRow(7, 5, 9, 3))} << none;
    QTest::newRow("a loss of trades that were there already, partly")
        << rowsOf({4, 5, 6, 8, 9, 10}) << Gaps{lost(gapRow(7, 5, 9, 3))}
        << QStringList{u"remark ledger_mismatch gap 7"_s};
    QTest::newRow("more absent than were lost")
        << rowsOf({4, 10}) << Gaps{lost(gapRow(7, 5, 9, 3))} << mismatch;
    QTest::newRow("a gap and a loss, of which less is absent")
        << rowsOf({4, 5, 8, 9, 10}) << Gaps{lost(gapRow(7, 5, 9, 3)), gapRow(8, 6, 7, 2)}
        << QStringList{u"remark ledger_mismatch gap 7"_s};
    QTest::newRow("a loss that spans a gap")
        << rowsOf({4, 10}) << Gaps{lost(gapRow(7, 5, 9, 3)), gapRow(8, 6, 7, 2)} << none;
    QTest::newRow("a loss of trades that had filled a gap")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 5, 9, 5), lost(gapRow(8, 6, 7, 2))} << none;
    QTest::newRow("overlapping gaps, more absent than their sum")
        << rowsOf({4, 10}) << Gaps{lost(gapRow(7, 5, 9, 2)), gapRow(8, 6, 7, 2)} << mismatch;
    QTest::newRow("overlapping gaps, less absent than the larger")
        << rowsOf({4, 5, 6, 7, 8, 10}) << Gaps{lost(gapRow(7, 5, 9, 2)), gapRow(8, 6, 7, 2)}
        << mismatch;
    QTest::newRow("gaps that touch are judged one by one")
        << rowsOf({4, 6, 10}) << Gaps{gapRow(7, 5, 6, 2), gapRow(8, 7, 9, 3)} << mismatch;
    QTest::newRow("ids backwards")
        << rowsOf({4, 10}) << Gaps{gapRow(7, 9, 5, 5)}
        << QStringList{u"error missing_events 5-9"_s, u"error ledger_mismatch gap 7"_s};
    QTest::newRow("proof that nothing is missing")
        << whole << Gaps{filled(gapRow(7, {}, {}, 0))} << none;
    QTest::newRow("end of a run") << whole << Gaps{gapRow(7, {}, {}, {})} << none;
}

void TestTradeVerifier::testLedger()
{
    testSequence();
}

void TestTradeVerifier::testPart_data()
{
    QTest::addColumn<bool>("isCutAtStart");
    QTest::addColumn<bool>("isCutAtEnd");
    QTest::addColumn<LedgerGap>("gap");
    QTest::addColumn<QStringList>("findings");
    const QStringList none;
    const QStringList mismatch{u"error ledger_mismatch gap 7"_s};
    // Rows 10 to 20.
    QTest::newRow("in the rows") << true << true << gapRow(7, 11, 19, 9) << mismatch;
    QTest::newRow("over the cut start") << true << true << gapRow(7, 9, 12, 4) << none;
    QTest::newRow("up to the cut start") << true << true << gapRow(7, 10, 12, 3) << none;
    QTest::newRow("over the cut end") << true << true << gapRow(7, 18, 25, 8) << none;
    QTest::newRow("at the cut end") << true << true << gapRow(7, 18, 20, 3) << none;
    QTest::newRow("behind the cut end") << true << true << gapRow(7, 30, 35, 6) << none;
    QTest::newRow("over the start of all") << false << true << gapRow(7, 9, 12, 4) << mismatch;
    QTest::newRow("over the end of all")
        << true << false << gapRow(7, 18, 25, 8)
        << QStringList{u"error missing_events 26-26"_s, u"error ledger_mismatch gap 7"_s};
    QTest::newRow("behind the end of all")
        << true << false << gapRow(7, 30, 35, 6)
        << QStringList{u"error missing_events 21-29"_s, u"error missing_events 36-36"_s};
}

void TestTradeVerifier::testPart()
{
    QFETCH(bool, isCutAtStart);
    QFETCH(bool, isCutAtEnd);
    QFETCH(LedgerGap, gap);
    QFETCH(QStringList, findings);
    const Rows rows = rowsOf({10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
    QCOMPARE(shortFindings(rows, {gap}, {isCutAtStart, isCutAtEnd}), findings);
}

void TestTradeVerifier::testRow_data()
{
    QTest::addColumn<StoredTrade>("row");
    QTest::addColumn<QStringList>("findings");
    const auto ms = [](int count) {
        return std::chrono::milliseconds(count);
    };
    const QString changed = u"error changed_row row 1005"_s;
    const auto one = [](const char *finding) {
        return QStringList{QString::fromLatin1(finding) + u" row 1005"_s};
    };

    QTest::newRow("price") << changedRow(5, false, [](AggTrade &t) {
        t.price = decimal("63943.91");
    }) << QStringList{changed};
    QTest::newRow("last digit of the quantity")
        << changedRow(5, false, [](AggTrade &t) { t.quantity = decimal("0.10"); })
        << QStringList{changed};
    QTest::newRow("side") << changedRow(5, false, [](AggTrade &t) { t.isBuyerMaker = true; })
                          << QStringList{changed};
    QTest::newRow("receive time") << changedRow(5, false, [&](AggTrade &t) {
        t.receiveTime.utc += ms(1);
    }) << QStringList{changed};
    StoredTrade unreadable = tradeRow(5);
    unreadable.fault = u"price is \"NaN\""_s;
    QTest::newRow("unreadable") << unreadable << one("error unreadable_row");

    const auto isNegative = [](AggTrade &t) {
        t.price = decimal("-1");
    };
    QTest::newRow("negative price")
        << changedRow(5, false, isNegative) << (QStringList{changed} + one("error value_range"));
    QTest::newRow("negative price, as it was sent")
        << changedRow(5, true, isNegative) << one("remark value_range");
    QTest::newRow("no quantity, as it was sent")
        << changedRow(5, true, [](AggTrade &t) { t.quantity = decimal("0.000"); })
        << one("remark value_range");
    QTest::newRow("negative quantity without RPI")
        << changedRow(5, false, [](AggTrade &t) { t.quantityExclRpi = decimal("-0.5"); })
        << (QStringList{changed} + one("error value_range"));
    QTest::newRow("trade ids backwards")
        << changedRow(5, false, [](AggTrade &t) { t.lastTradeId = t.firstTradeId - 1; })
        << (QStringList{changed} + one("error id_order"));

    QTest::newRow("pushed before it was made")
        << changedRow(5, false, [&](AggTrade &t) { t.eventTime = t.tradeTime - ms(1); })
        << (QStringList{changed} + one("error time_order"));
    QTest::newRow("pushed before it was made, as it was sent")
        << changedRow(5, true, [&](AggTrade &t) { t.eventTime = t.tradeTime - ms(1); })
        << one("remark time_order");
    QTest::newRow("made before its predecessor, as it was sent")
        << changedRow(5, true, [&](AggTrade &t) { t.tradeTime -= ms(5); })
        << one("remark time_order");
    QTest::newRow("from REST, without event time")
        << changedRow(5, true, [](AggTrade &t) { t.eventTime.reset(); }) << QStringList();
    QTest::newRow("received before 2019")
        << changedRow(5, true, [](AggTrade &t) { t.receiveTime.utc = UtcMicroseconds(); })
        << one("error time_range");
    QTest::newRow("received two days ahead")
        << changedRow(5, true, [](AggTrade &t) { t.receiveTime.utc = Now + std::chrono::days(2); })
        << one("error time_range");
}

void TestTradeVerifier::testRow()
{
    QFETCH(StoredTrade, row);
    QFETCH(QStringList, findings);
    QCOMPARE(shortFindings({tradeRow(4), row, tradeRow(6)}, {}), findings);
}

void TestTradeVerifier::testPredecessor()
{
    StoredTrade row = changedRow(5, false, [](AggTrade &trade) {
        trade.firstTradeId = AggTrade::UnknownTradeId;
        trade.lastTradeId = AggTrade::UnknownTradeId;
        trade.receiveTime = {};
    });
    row.rowId = 5;
    row.checksum.reset();
    const QString remark = u"remark missing_checksum"_s;
    QCOMPARE(shortFindings({row, tradeRow(6)}, {}),
             (QStringList{u"error time_range row 5"_s, remark}));
    row.isOfPredecessor = true;
    QCOMPARE(shortFindings({row, tradeRow(6)}, {}), QStringList{remark});
    // What it missed, nobody has filed.
    QCOMPARE(shortFindings({row, tradeRow(7)}, {}),
             (QStringList{u"error missing_events 6-6"_s, remark}));
    row.fault = u"price is \"64999.099999999998544808\""_s;
    QCOMPARE(shortFindings({row, tradeRow(6)}, {}), QStringList{u"remark unreadable_row row 5"_s});
}

void TestTradeVerifier::testDuplicateId()
{
    // The other one may come first or second, and be of the recorder or not.
    for (const int shift : {-10, -1, 1, 10}) {
        for (const bool isSealed : {true, false}) {
            StoredTrade other = changedRow(5, isSealed, [&](AggTrade &trade) {
                trade.tradeTime += std::chrono::milliseconds(shift);
            });
            other.rowId = 2000;
            const Rows rows = shift < 0 ? Rows{tradeRow(4), other, tradeRow(5), tradeRow(6)}
                                        : Rows{tradeRow(4), tradeRow(5), other, tradeRow(6)};
            const std::vector<Finding> findings = findingsOf(rows, {});
            const auto duplicate =
                std::ranges::find(findings, FindingKind::DuplicateId, &Finding::kind);
            QVERIFY(duplicate != findings.end());
            QCOMPARE(duplicate->firstId, 5);
            QVERIFY2(duplicate->text.contains(u"row 2000"_s) &&
                         duplicate->text.contains(u"row 1005"_s),
                     qPrintable(duplicate->text));
            // Nothing else is said of the rows that are right.
            for (const Finding &finding : findings)
                QVERIFY2(finding.text.contains(u"row 2000"_s), qPrintable(finding.text));
        }
    }
}

void TestTradeVerifier::testChangedTimeBlamesOneRow()
{
    const StoredTrade later = changedRow(
        5, false, [](AggTrade &trade) { trade.tradeTime += std::chrono::milliseconds(50); });
    QCOMPARE(shortFindings({tradeRow(4), later, tradeRow(6), tradeRow(7)}, {}),
             QStringList{u"error changed_row row 1005"_s});
}

void TestTradeVerifier::testMissingChecksums_data()
{
    QTest::addColumn<QList<int>>("without");
    QTest::addColumn<QStringList>("findings");
    const QString remark = u"remark missing_checksum"_s;
    QTest::newRow("none") << QList<int>{} << QStringList();
    QTest::newRow("rows before schema version 3") << QList<int>{1, 2} << QStringList{remark};
    QTest::newRow("all rows") << QList<int>{1, 2, 3, 4} << QStringList{remark};
    QTest::newRow("a row since") << QList<int>{1, 3}
                                 << QStringList{u"error missing_checksum row 1003"_s, remark};
}

void TestTradeVerifier::testMissingChecksums()
{
    QFETCH(QList<int>, without);
    QFETCH(QStringList, findings);
    Rows rows = rowsOf({1, 2, 3, 4});
    for (const int id : without)
        rows[std::size_t(id) - 1].checksum.reset();
    QCOMPARE(shortFindings(rows, {}), findings);
}

void TestTradeVerifier::testTexts_data()
{
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QString>("text");
    QTest::newRow("hole") << rowsOf({4, 10}) << Gaps()
                          << u"5 trades are missing, aggTradeId 5 to 9, between the rows 1004 and "
                             "1010, and the ledger has no gap for this"_s;
    QTest::newRow("hole of one") << rowsOf({4, 6}) << Gaps()
                                 << u"a trade is missing, aggTradeId 5, between the rows 1004 and "
                                    "1006, and the ledger has no gap for this"_s;
    QTest::newRow("changed") << Rows{changedRow(5, false,
                                                [](AggTrade &t) { t.price = decimal("1"); })}
                             << Gaps()
                             << u"row 1005 of futures_trades (aggTradeId 5) is not as it was "
                                "recorded: its checksum differs"_s;
    QTest::newRow("open gap") << rowsOf({4, 5, 6, 10}) << Gaps{gapRow(7, 5, 9, 5)}
                              << u"gap 7 says that 5 of the trades 5 to 9 are missing, and 3 are"_s;
    QTest::newRow("gap of one") << rowsOf({4, 5, 6}) << Gaps{gapRow(7, 5, 5, 1)}
                                << u"gap 7 says that trade 5 is missing, and it is there"_s;
    QTest::newRow("filled gap and a loss")
        << rowsOf({4, 5, 7, 8, 9, 10}) << Gaps{filled(gapRow(7, 5, 9, 5)), lost(gapRow(8, 6, 8, 3))}
        << u"gap 7 and the gaps that overlap it (8) say that 3 of the trades 5 to 9 are missing, "
           "and 1 is"_s;
    QTest::newRow("three gaps that overlap")
        << rowsOf({4, 5, 6, 7, 8, 9, 10})
        << Gaps{lost(gapRow(7, 5, 9, 2)), gapRow(8, 6, 7, 2), gapRow(9, 9, 9, 1)}
        << u"gap 7 and the gaps that overlap it (8, 9) say that 2 to 5 of the trades 5 to 9 are "
           "missing, and none is"_s;
}

void TestTradeVerifier::testTexts()
{
    QFETCH(Rows, rows);
    QFETCH(Gaps, gaps);
    QFETCH(QString, text);
    const std::vector<Finding> findings = findingsOf(rows, gaps);
    QVERIFY(findings.size() <= 1);
    QCOMPARE(findings.empty() ? QString() : findings.front().text, text);
}

QTEST_APPLESS_MAIN(TestTradeVerifier)
#include "tst_tradeverifier.moc"
