#include "gui/symbol/symbolheader.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"

#include <QLocale>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSymbolHeader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testTexts();
    void testNotRecorded();
    void testHigherWhereItIsNarrow();
};

void TestSymbolHeader::testTexts()
{
    SymbolHeader header(GuiTesting::symbol("S0USDT"));
    RecorderStatus status = FakeStatus::healthy(1);
    header.showStatus({status, {}, {}});
    QCOMPARE(header.verdictText(), u"✓ Recorded without gaps since the start."_s);
    QCOMPARE(header.factsText(), u"Last ▲ 6500.1 · Spread 0.1 · Events/s 17.0 · Rows/s 17.0 · "
                                 "Gaps 0 · Age 80 ms"_s);
    QCOMPARE(header.accessibleDescription(),
             QString(header.verdictText() + u' ' + header.factsText()));
    status.symbols[0].intake.lastTrade->isBuyerMaker = true;
    status.symbols[0].intake.gaps = 1234;
    header.showStatus({status, {}, {}});
    QVERIFY(header.verdictText().startsWith(u"! "_s));
    QVERIFY(header.factsText().startsWith(u"Last ▼ 6500.1 · "_s));
    QVERIFY(header.factsText().contains(u"Gaps 1,234"_s));
}

void TestSymbolHeader::testNotRecorded()
{
    SymbolHeader header(GuiTesting::symbol("XUSDT"));
    header.showStatus({FakeStatus::healthy(1), {}, {}});
    QVERIFY(header.verdictText().startsWith(u"✗ XUSDT is not recorded."_s));
    QCOMPARE(header.factsText(), u"Last – · Spread – · Events/s – · Rows/s – · Gaps – · Age –"_s);
}

void TestSymbolHeader::testHigherWhereItIsNarrow()
{
    SymbolHeader header(GuiTesting::symbol("S0USDT"));
    header.showStatus({FakeStatus::healthy(1), {}, {}});
    const int wide = header.heightForWidth(1200);
    const int narrow = header.heightForWidth(300);
    QVERIFY(narrow > wide);
    // Other values do not move anything.
    RecorderStatus status = FakeStatus::healthy(1);
    status.symbols[0].tradesPerSecond = 812;
    header.showStatus({status, {}, {}});
    QCOMPARE(header.heightForWidth(1200), wide);
    QCOMPARE(header.heightForWidth(300), narrow);
}

QTEST_MAIN(TestSymbolHeader)
#include "tst_symbolheader.moc"
