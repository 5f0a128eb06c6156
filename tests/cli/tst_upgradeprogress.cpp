#include "upgradeprogress.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestUpgradeProgress : public QObject
{
    Q_OBJECT

private slots:
    void testSum();
    void testText_data();
    void testText();
};

void TestUpgradeProgress::testSum()
{
    const LegacyTableProgress trades{u"futures_trades"_s, 100, 30, 2, 1, false};
    const LegacyTableProgress depth{u"futures_orderbook_updates"_s, 50, 0, 0, 0, false};
    const UpgradeProgress sum = UpgradeProgress::of({trades, depth});
    QCOMPARE(sum.rows, 150);
    QCOMPARE(sum.rowsDone, 33);
}

void TestUpgradeProgress::testText_data()
{
    QTest::addColumn<UpgradeProgress>("progress");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const UpgradeProgress &progress, const QString &text) {
        QTest::newRow(name) << progress << text;
    };
    row("start", {0, 4'000'000, 0, milliseconds(0)}, u"0 of 4,000,000 rows · 0 %"_s);
    row("empty tables", {0, 0, 0, milliseconds(7)}, u"0 of 0 rows · 100 %"_s);
    row("under way", {1'250'000, 4'000'000, 1'250'000, milliseconds(12'500)},
        u"1,250,000 of 4,000,000 rows · 31 % · 100,000 rows/s · 27 s left"_s);
    row("going on", {3'000'000, 4'000'000, 1'000, milliseconds(1'000)},
        u"3,000,000 of 4,000,000 rows · 75 % · 1,000 rows/s · 16 min 40 s left"_s);
    row("hours", {1'000, 10'000'000'000, 1'000, milliseconds(10)},
        u"1,000 of 10,000,000,000 rows · 0 % · 100,000 rows/s · 27 h 46 min left"_s);
    row("not quite", {3'999'999, 4'000'000, 0, milliseconds(5)},
        u"3,999,999 of 4,000,000 rows · 99 %"_s);
    row("all", {4'000'000, 4'000'000, 4'000'000, milliseconds(40'000)},
        u"4,000,000 of 4,000,000 rows · 100 % · 100,000 rows/s · 0 s left"_s);
}

void TestUpgradeProgress::testText()
{
    QFETCH(UpgradeProgress, progress);
    QTEST(upgradeProgressText(progress), "text");
}

QTEST_APPLESS_MAIN(TestUpgradeProgress)
#include "tst_upgradeprogress.moc"
