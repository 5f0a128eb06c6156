#include "fakes/fakeledger.h"
#include "gui/guitesting.h"
#include "gui/integrity/gaptablefilter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(GapTableFilter::Wanted)

namespace {

std::shared_ptr<const LedgerSpan> shared(LedgerSpan span)
{
    return std::make_shared<const LedgerSpan>(std::move(span));
}

LedgerSpan spanOf(std::vector<LedgerGap> gaps)
{
    LedgerSpan span;
    span.gaps = std::move(gaps);
    return span;
}

} // namespace

class TestGapTableModel : public QObject
{
    Q_OBJECT

private slots:
    void testTexts();
    void testUnknown();
    void testOnlyChangesAreTold();
    void testFilter_data();
    void testFilter();
    void testSort_data();
    void testSort();
    void testManyRows();
};

void TestGapTableModel::testTexts()
{
    GapTableModel model;
    const QAbstractItemModelTester tester(&model);
    LedgerGap row = FakeLedger::gap("BTCUSDT", "aggTrade", 60, 90s);
    row.gap.filledRows = 100;
    row.gap.note = u"the exchange did not answer"_s;
    model.setSpan(shared(spanOf({row})));
    QStringList texts;
    for (int column = 0; column < model.columnCount(); ++column) {
        texts << model.index(0, column).data().toString();
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
    QCOMPARE(texts,
             (QStringList{u"╱ open"_s, u"BTCUSDT"_s, u"aggTrade"_s, u"connection lost"_s,
                          u"2026-09-21 13:13:20 UTC"_s, u"2026-09-21 13:14:50 UTC"_s, u"90 s"_s,
                          u"250"_s, u"100"_s, QString::number(*row.gap.firstMissingId),
                          QString::number(*row.gap.lastMissingId), QString::number(row.id), u"2"_s,
                          u"the exchange did not answer"_s}));
    const QString words = model.index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(words.contains(u"BTCUSDT aggTrade: open, connection lost"_s), qPrintable(words));
    QVERIFY2(words.contains(u"100 of 250"_s), qPrintable(words));
}

void TestGapTableModel::testUnknown()
{
    GapTableModel model;
    LedgerGap row = FakeLedger::gap("BTCUSDT", "aggTrade", 60, 90s);
    row.gap.symbol = Symbol();
    row.gap.missingEvents.reset();
    row.gap.firstMissingId.reset();
    model.setSpan(shared(spanOf({row})));
    QCOMPARE(model.index(0, GapTableModel::SymbolName).data().toString(), u"–"_s);
    QCOMPARE(model.index(0, GapTableModel::Missing).data().toString(), u"–"_s);
    QCOMPARE(model.index(0, GapTableModel::FirstMissing).data().toString(), u"–"_s);
}

void TestGapTableModel::testOnlyChangesAreTold()
{
    GapTableModel model;
    const QAbstractItemModelTester tester(&model);
    LedgerSpan span = FakeLedger::day(3);
    model.setSpan(shared(span));
    QCOMPARE(model.rowCount(), int(span.gaps.size()));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);

    model.setSpan(shared(span));
    QCOMPARE(changed.count() + inserted.count() + removed.count(), 0);

    // One is filled, one is new, two have become too old.
    const auto isOpen = [](const LedgerGap &row) {
        return isRepairable(row.gap);
    };
    LedgerGap &open = *std::ranges::find_if(span.gaps.begin() + 2, span.gaps.end(), isOpen);
    const std::int64_t filled = open.id;
    open.gap.status = GapStatus::Filled;
    open.gap.filledRows = 250;
    span.gaps.erase(span.gaps.begin(), span.gaps.begin() + 2);
    span.gaps.push_back(FakeLedger::gap("S9USDT", "aggTrade", 1, 1s));
    model.setSpan(shared(span));
    QCOMPARE(model.rowCount(), int(span.gaps.size()));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(inserted.count(), 1);
    QVERIFY(removed.count() >= 1 && removed.count() <= 2);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(model.row(model.rowOf(filled)).gap.gap.filledRows, 250);
    QCOMPARE(model.rowOf(987'654'321), -1);

    model.setSpan(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestGapTableModel::testFilter_data()
{
    QTest::addColumn<GapTableFilter::Wanted>("wanted");
    QTest::addColumn<int>("rows");
    using Wanted = GapTableFilter::Wanted;
    QTest::newRow("holes") << Wanted() << 4;
    QTest::newRow("all") << Wanted{{}, {}, true, {}} << 5;
    QTest::newRow("open") << Wanted{{}, GapState::Open, false, {}} << 2;
    QTest::newRow("seamless") << Wanted{{}, GapState::Seamless, false, {}} << 1;
    QTest::newRow("a reason") << Wanted{{}, {}, true, GapReason::Silence} << 1;
    QTest::newRow("a symbol") << Wanted{u"eth"_s, {}, false, {}} << 1;
    QTest::newRow("a stream") << Wanted{u"depth"_s, {}, false, {}} << 1;
    QTest::newRow("a word of the reason") << Wanted{u"silent"_s, {}, false, {}} << 1;
    QTest::newRow("a word of the note") << Wanted{u"history"_s, {}, false, {}} << 1;
    QTest::newRow("none") << Wanted{u"doge"_s, {}, true, {}} << 0;
}

void TestGapTableModel::testFilter()
{
    GapTableModel model;
    GapTableFilter filter;
    const QAbstractItemModelTester tester(&filter);
    filter.setSourceModel(&model);
    LedgerGap filled = FakeLedger::gap("BTCUSDT", "aggTrade", 60, 90s);
    filled.gap.status = GapStatus::Filled;
    LedgerGap silent = FakeLedger::gap("BTCUSDT", "aggTrade", 50, 90s);
    silent.gap.reason = GapReason::Silence;
    LedgerGap seamless = FakeLedger::gap("BTCUSDT", "aggTrade", 40, 9s);
    seamless.gap.missingEvents = 0;
    model.setSpan(
        shared(spanOf({filled, silent, seamless, FakeLedger::gap("ETHUSDT", "aggTrade", 30, 9s),
                       FakeLedger::gap("BTCUSDT", "depth5@100ms", 30, 9s)})));
    QFETCH(GapTableFilter::Wanted, wanted);
    filter.setWanted(wanted);
    QTEST(filter.rowCount(), "rows");
}

void TestGapTableModel::testSort_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QStringList>("symbols");
    QTest::newRow("by state") << int(GapTableModel::State) << QStringList{u"B"_s, u"A"_s, u"C"_s};
    QTest::newRow("by length, as a time")
        << int(GapTableModel::Length) << QStringList{u"C"_s, u"A"_s, u"B"_s};
    QTest::newRow("by missing, as a number")
        << int(GapTableModel::Missing) << QStringList{u"A"_s, u"C"_s, u"B"_s};
    QTest::newRow("by symbol") << int(GapTableModel::SymbolName)
                               << QStringList{u"A"_s, u"B"_s, u"C"_s};
}

void TestGapTableModel::testSort()
{
    QFETCH(int, column);
    GapTableModel model;
    GapTableFilter filter;
    filter.setSourceModel(&model);
    LedgerGap a = FakeLedger::gap("A", "aggTrade", 60, 300s);
    a.gap.status = GapStatus::Unfillable;
    a.gap.missingEvents = 9;
    LedgerGap b = FakeLedger::gap("B", "aggTrade", 60, 4h);
    b.gap.status = GapStatus::Filled;
    b.gap.missingEvents = 1'000'000;
    LedgerGap c = FakeLedger::gap("C", "aggTrade", 60, 20s);
    c.gap.missingEvents = 10;
    model.setSpan(shared(spanOf({a, b, c})));
    filter.sort(column);
    QStringList symbols;
    for (int row = 0; row < filter.rowCount(); ++row)
        symbols << filter.index(row, GapTableModel::SymbolName).data().toString();
    QTEST(symbols, "symbols");
}

void TestGapTableModel::testManyRows()
{
    std::vector<LedgerGap> gaps;
    for (std::size_t i = 0; i < LedgerSpan::MaxGaps; ++i)
        gaps.push_back(FakeLedger::gap("BTCUSDT", "aggTrade", int(i * 7919 % 1440), 9s));
    GapTableModel model;
    GapTableFilter filter;
    filter.setSourceModel(&model);
    filter.sort(GapTableModel::From, Qt::DescendingOrder);
    QElapsedTimer timer;
    timer.start();
    model.setSpan(shared(spanOf(gaps)));
    const qint64 shown = timer.restart();
    gaps.push_back(FakeLedger::gap("BTCUSDT", "aggTrade", 3, 9s));
    model.setSpan(shared(spanOf(gaps)));
    const qint64 changed = timer.elapsed();
    QCOMPARE(filter.rowCount(), int(gaps.size()));
    qInfo("20,000 rows: %lld ms to show, %lld ms for a change", shown, changed);
    QVERIFY(shown < 1000);
    QVERIFY(changed < 500);
}

QTEST_MAIN(TestGapTableModel)
#include "tst_gaptablemodel.moc"
