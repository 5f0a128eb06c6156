#include "gui/symboltablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

SymbolStatus symbol(const char *name)
{
    SymbolStatus status;
    status.intake.symbol = *Symbol::parse(std::string_view(name));
    return status;
}

} // namespace

class TestSymbolTableModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void testCells();
    void testNothingReceivedYet();
    void testLagOfAnOldCapture();
    void testRowsStayWhereSymbolsAreTheSame();

private:
    QString cell(const SymbolTableModel &model, int column) const
    {
        return model.index(0, column).data().toString();
    }
};

void TestSymbolTableModel::testCells()
{
    SymbolStatus status = symbol("BTCUSDT");
    status.intake.bids = {{*Decimal::parse("65000.10"), *Decimal::parse("0.500")}};
    status.intake.asks = {{*Decimal::parse("65000.20"), *Decimal::parse("12.000")}};
    AggTrade trade;
    trade.price = *Decimal::parse("65000.10");
    status.intake.lastTrade = trade;
    status.intake.lastEvent = ReceiveTime();
    status.intake.lag = std::chrono::microseconds(12'900);
    status.intake.gaps = 3;
    status.tradesPerSecond = 4.25;
    status.depthUpdatesPerSecond = 10;

    SymbolTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSymbols({status});
    QCOMPARE(cell(model, SymbolTableModel::SymbolColumn), u"BTCUSDT"_s);
    QCOMPARE(cell(model, SymbolTableModel::BidColumn), u"65000.10"_s);
    QCOMPARE(cell(model, SymbolTableModel::BidQuantityColumn), u"0.500"_s);
    QCOMPARE(cell(model, SymbolTableModel::AskColumn), u"65000.20"_s);
    QCOMPARE(cell(model, SymbolTableModel::LastPriceColumn), u"65000.10"_s);
    QCOMPARE(cell(model, SymbolTableModel::DepthRateColumn), u"10.0"_s);
    QCOMPARE(cell(model, SymbolTableModel::LagColumn), u"12"_s);
    QCOMPARE(cell(model, SymbolTableModel::GapColumn), u"3"_s);
    for (int column = 0; column < SymbolTableModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
}

void TestSymbolTableModel::testNothingReceivedYet()
{
    SymbolTableModel model;
    model.setSymbols({symbol("BTCUSDT")});
    QCOMPARE(cell(model, SymbolTableModel::BidColumn), u"–"_s);
    QCOMPARE(cell(model, SymbolTableModel::LastPriceColumn), u"–"_s);
    QCOMPARE(cell(model, SymbolTableModel::LagColumn), u"–"_s);
}

void TestSymbolTableModel::testLagOfAnOldCapture()
{
    SymbolStatus status = symbol("BTCUSDT");
    status.intake.lastEvent = ReceiveTime();
    status.intake.lag = std::chrono::hours(24 * 365);
    SymbolTableModel model;
    model.setSymbols({status});
    QCOMPARE(cell(model, SymbolTableModel::LagColumn), u"> 1 h"_s);
}

void TestSymbolTableModel::testRowsStayWhereSymbolsAreTheSame()
{
    SymbolTableModel model;
    const QAbstractItemModelTester tester(&model);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setSymbols({symbol("BTCUSDT"), symbol("ETHUSDT")});
    QCOMPARE(reset.count(), 1);
    model.setSymbols({symbol("BTCUSDT"), symbol("ETHUSDT")});
    QCOMPARE(reset.count(), 1);
    QCOMPARE(changed.count(), 1);
    model.setSymbols({symbol("BTCUSDT")});
    QCOMPARE(reset.count(), 2);
    QCOMPARE(model.rowCount(), 1);
}

QTEST_MAIN(TestSymbolTableModel)
#include "tst_symboltablemodel.moc"
