#include "core/verify/verifytesting.h"
#include "verify/ledgerclaims.h"

#include <QTest>

using namespace Orderflow;
using namespace VerifyTesting;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t MaxId = std::numeric_limits<std::int64_t>::max();

using Gaps = std::vector<LedgerGap>;

QString textOf(const std::vector<HoleSpan> &spans)
{
    QStringList parts;
    for (const HoleSpan &span : spans)
        parts << u"(%1,%2]"_s.arg(span.after).arg(span.upTo);
    return parts.join(u' ');
}

} // namespace

Q_DECLARE_METATYPE(LedgerGap)
Q_DECLARE_METATYPE(HoleSpan)

class TestLedgerClaims : public QObject
{
    Q_OBJECT

private slots:
    void testSize();
    void testUnclaimedTrades_data();
    void testUnclaimedTrades();
    void testUnclaimedDepth_data();
    void testUnclaimedDepth();
    void testUnusable_data();
    void testUnusable();
    void testKnownUpTo_data();
    void testKnownUpTo();
};

void TestLedgerClaims::testSize()
{
    QCOMPARE((HoleSpan{4, 9}).size(), 5);
    QCOMPARE((HoleSpan{9, 4}).size(), 0);
    QCOMPARE((HoleSpan{-1, 0}).size(), 1);
    QCOMPARE((HoleSpan{-1, MaxId}).size(), MaxId);
    QCOMPARE((HoleSpan{0, MaxId}).size(), MaxId);
}

void TestLedgerClaims::testUnclaimedTrades_data()
{
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<HoleSpan>("hole");
    QTest::addColumn<QString>("unclaimed");
    const HoleSpan hole{4, 9};
    QTest::newRow("no gap") << Gaps{} << hole << u"(4,9]"_s;
    QTest::newRow("the gap of the hole") << Gaps{gapRow(1, 5, 9, 5)} << hole << QString();
    QTest::newRow("a gap around the hole") << Gaps{gapRow(1, 2, 20, 19)} << hole << QString();
    QTest::newRow("start is not claimed") << Gaps{gapRow(1, 7, 9, 3)} << hole << u"(4,6]"_s;
    QTest::newRow("end is not claimed") << Gaps{gapRow(1, 5, 6, 2)} << hole << u"(6,9]"_s;
    QTest::newRow("middle is not claimed")
        << Gaps{gapRow(1, 8, 12, 5), gapRow(2, 5, 6, 2)} << hole << u"(6,7]"_s;
    QTest::newRow("only the middle is claimed")
        << Gaps{gapRow(1, 6, 8, 3)} << hole << u"(4,5] (8,9]"_s;
    QTest::newRow("gaps that touch")
        << Gaps{gapRow(1, 7, 9, 3), gapRow(2, 5, 6, 2)} << hole << QString();
    QTest::newRow("gap before the hole") << Gaps{gapRow(1, 1, 4, 4)} << hole << u"(4,9]"_s;
    QTest::newRow("gap behind the hole") << Gaps{gapRow(1, 10, 14, 5)} << hole << u"(4,9]"_s;
    QTest::newRow("filled") << Gaps{filled(gapRow(1, 5, 9, 5))} << hole << u"(4,9]"_s;
    QTest::newRow("proof that nothing is missing")
        << Gaps{gapRow(1, 5, 9, 0)} << hole << u"(4,9]"_s;
    QTest::newRow("without ids") << Gaps{gapRow(1, {}, {}, 5)} << hole << u"(4,9]"_s;
    QTest::newRow("up to the last id")
        << Gaps{gapRow(1, 5, MaxId, {})} << HoleSpan{4, MaxId} << QString();
}

void TestLedgerClaims::testUnclaimedTrades()
{
    QFETCH(Gaps, gaps);
    QFETCH(HoleSpan, hole);
    QFETCH(QString, unclaimed);
    QCOMPARE(textOf(LedgerClaims("aggTrade", gaps).unclaimed(hole)), unclaimed);
}

void TestLedgerClaims::testUnclaimedDepth_data()
{
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<QString>("unclaimed");
    QTest::newRow("the gap of the hole") << Gaps{gapRow(1, 100, 150, {})} << QString();
    QTest::newRow("an id short at the start") << Gaps{gapRow(1, 101, 150, {})} << u"(100,101]"_s;
    QTest::newRow("an id short at the end") << Gaps{gapRow(1, 100, 149, {})} << u"(149,150]"_s;
    QTest::newRow("two losses, one behind the other")
        << Gaps{lost(gapRow(2, 120, 160, 2)), lost(gapRow(1, 90, 120, 3))} << QString();
    QTest::newRow("a loss of the first update of all")
        << Gaps{lost(gapRow(1, -1, 150, 1))} << QString();
    QTest::newRow("without an end: left to the rows")
        << Gaps{gapRow(1, 100, {}, {})} << u"(100,150]"_s;
}

void TestLedgerClaims::testUnclaimedDepth()
{
    QFETCH(Gaps, gaps);
    QFETCH(QString, unclaimed);
    QCOMPARE(textOf(LedgerClaims("depth5@100ms", gaps).unclaimed({100, 150})), unclaimed);
}

void TestLedgerClaims::testUnusable_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<LedgerGap>("gap");
    QTest::addColumn<bool>("isUsable");
    const std::string trades = "aggTrade";
    const std::string depth = "depth@100ms";
    QTest::newRow("trades") << trades << gapRow(1, 5, 9, 5) << true;
    QTest::newRow("one trade") << trades << gapRow(1, 5, 5, 1) << true;
    QTest::newRow("trades backwards") << trades << gapRow(1, 9, 5, 5) << false;
    QTest::newRow("trades without a last id") << trades << gapRow(1, 5, {}, 5) << false;
    QTest::newRow("trades without a first id") << trades << gapRow(1, {}, 5, 5) << false;
    QTest::newRow("trades with a negative id") << trades << gapRow(1, -1, 5, 5) << false;
    QTest::newRow("depth") << depth << gapRow(1, 100, 150, {}) << true;
    QTest::newRow("depth without a last id") << depth << gapRow(1, 100, {}, {}) << true;
    QTest::newRow("depth without a first id") << depth << gapRow(1, {}, 150, {}) << false;
    QTest::newRow("depth backwards") << depth << gapRow(1, 150, 100, {}) << false;
    QTest::newRow("depth of nothing") << depth << gapRow(1, 100, 100, {}) << false;
}

void TestLedgerClaims::testUnusable()
{
    QFETCH(std::string, stream);
    QFETCH(LedgerGap, gap);
    QFETCH(bool, isUsable);
    const LedgerClaims claims(stream, {gap});
    QCOMPARE(claims.unusable().empty(), isUsable);
    QCOMPARE(claims.claims().empty(), !isUsable);
}

void TestLedgerClaims::testKnownUpTo_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Gaps>("gaps");
    QTest::addColumn<qint64>("known");
    const std::string trades = "aggTrade";
    const std::string depth = "depth@100ms";
    QTest::newRow("none") << trades << Gaps{} << qint64(-1);
    QTest::newRow("the trade behind the last gap")
        << trades << Gaps{gapRow(1, 50, 60, 11), gapRow(2, 5, 9, 5)} << qint64(61);
    QTest::newRow("of a filled gap") << trades << Gaps{filled(gapRow(1, 5, 9, 5))} << qint64(10);
    QTest::newRow("a loss may be the end")
        << trades << Gaps{lost(gapRow(1, 5, 9, 5))} << qint64(-1);
    QTest::newRow("depth") << depth << Gaps{gapRow(1, 100, 150, {})} << qint64(151);
    QTest::newRow("depth without an end") << depth << Gaps{gapRow(1, 100, {}, {})} << qint64(101);
    QTest::newRow("no id is higher") << trades << Gaps{gapRow(1, 5, MaxId, {})} << qint64(MaxId);
}

void TestLedgerClaims::testKnownUpTo()
{
    QFETCH(std::string, stream);
    QFETCH(Gaps, gaps);
    QFETCH(qint64, known);
    QCOMPARE(LedgerClaims(stream, gaps).knownUpTo().value_or(-1), known);
}

QTEST_APPLESS_MAIN(TestLedgerClaims)
#include "tst_ledgerclaims.moc"
