#include "gui/overview/symbolsortmodel.h"

#include "gui/guitesting.h"
#include "gui/overview/markets.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Column = SymbolTableModel::Column;
using Choice = SymbolSortModel::Choice;

} // namespace

class TestSymbolSortModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testPricesAreOrderedExactly();
    void testWithoutValueComesLast();
    void testEveryColumn_data();
    void testEveryColumn();
    void testFavouritesAreOnTop();
    void testFilter_data();
    void testFilter();
    void testChoices();
    void testOrderChangesOnlyWhenAsked();
    void testNoChangeIsNoNews();

private:
    void give(const RecorderStatus &status) { m_model->update({status, {}, {}}); }
    QStringList shown(Column column = Column::Name) const;

    std::unique_ptr<SymbolTableModel> m_model;
    std::unique_ptr<SymbolSortModel> m_sorted;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestSymbolSortModel::init()
{
    m_tester.reset();
    m_sorted.reset();
    m_model = std::make_unique<SymbolTableModel>();
    m_sorted = std::make_unique<SymbolSortModel>(*m_model);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_sorted.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

QStringList TestSymbolSortModel::shown(Column column) const
{
    QStringList texts;
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        texts.append(m_sorted->index(row, column).data().toString());
    return texts;
}

void TestSymbolSortModel::testPricesAreOrderedExactly()
{
    RecorderStatus status = FakeStatus::healthy(6);
    const std::vector<Decimal> prices{Decimal(10, 0), Decimal(10, 2), Decimal(9, 0), Decimal(1, 1),
                                      // Both are the same double.
                                      Decimal(9'007'199'254'740'993, 0),
                                      Decimal(9'007'199'254'740'992, 0)};
    for (std::size_t i = 0; i < prices.size(); ++i)
        status.symbols[i].intake.lastTrade->price = prices[i];
    give(status);
    m_sorted->sort(Column::LastPrice, Qt::AscendingOrder);
    // 0.10 and 0.1 are equal, so their names decide.
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"0.10"_s, u"0.1"_s, u"9"_s, u"10"_s,
                                                    u"9007199254740992"_s, u"9007199254740993"_s}));
    m_sorted->sort(Column::LastPrice, Qt::DescendingOrder);
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"9007199254740993"_s, u"9007199254740992"_s,
                                                    u"10"_s, u"9"_s, u"0.10"_s, u"0.1"_s}));
}

void TestSymbolSortModel::testWithoutValueComesLast()
{
    RecorderStatus status = FakeStatus::healthy(3);
    status.symbols[0].intake.lastTrade.reset();
    status.symbols[1].intake.lastTrade->price = Decimal(2, 0);
    status.symbols[2].intake.lastTrade->price = Decimal(1, 0);
    give(status);
    m_sorted->sort(Column::LastPrice, Qt::AscendingOrder);
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"1"_s, u"2"_s, u"–"_s}));
    m_sorted->sort(Column::LastPrice, Qt::DescendingOrder);
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"2"_s, u"1"_s, u"–"_s}));
}

void TestSymbolSortModel::testEveryColumn_data()
{
    QTest::addColumn<int>("column");
    for (int column = 0; column < SymbolTableModel::ColumnCount; ++column)
        QTest::addRow("column %d", column) << column;
}

void TestSymbolSortModel::testEveryColumn()
{
    QFETCH(int, column);
    RecorderStatus status = FakeStatus::healthy(2);
    SymbolStatus &larger = status.symbols[1];
    larger.intake.lastTrade->price = Decimal(99'999, 0);
    larger.intake.bids.front().price = Decimal(99'999, 0);
    larger.intake.asks.front().price = Decimal(199'999, 0);
    larger.tradesPerSecond = 1000;
    larger.streams[0].rowsPerSecond = 1000;
    larger.streams[0].latencies.receiveToCommit.p99 = 9s;
    larger.intake.gaps = 10;
    larger.intake.lastEvent->monotonic -= 20s;
    give(status);
    m_sorted->sort(column, Qt::AscendingOrder);
    QCOMPARE(shown(), (QStringList{u"S0USDT"_s, u"S1USDT"_s}));
    m_sorted->sort(column, Qt::DescendingOrder);
    // Favourites are on top anyway; among the others that column is no order.
    QCOMPARE(shown(), column == Column::Favourite ? (QStringList{u"S0USDT"_s, u"S1USDT"_s})
                                                  : (QStringList{u"S1USDT"_s, u"S0USDT"_s}));
}

void TestSymbolSortModel::testFavouritesAreOnTop()
{
    give(FakeStatus::healthy(4));
    m_model->setFavourites({u"S1USDT"_s, u"S2USDT"_s});
    m_sorted->sort(Column::Name, Qt::AscendingOrder);
    QCOMPARE(shown(), (QStringList{u"S1USDT"_s, u"S2USDT"_s, u"S0USDT"_s, u"S3USDT"_s}));
    m_sorted->sort(Column::Name, Qt::DescendingOrder);
    QCOMPARE(shown(), (QStringList{u"S2USDT"_s, u"S1USDT"_s, u"S3USDT"_s, u"S0USDT"_s}));
}

void TestSymbolSortModel::testFilter_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("nothing typed")
        << QString()
        << QStringList{u"BNBUSDT"_s, u"BTCUSDT"_s, u"ETHUSDT"_s, u"SOLUSDT"_s, u"XRPUSDT"_s};
    QTest::newRow("any case, anywhere") << u"tcu"_s << QStringList{u"BTCUSDT"_s};
    QTest::newRow("several words") << u" eth, BTC "_s << QStringList{u"BTCUSDT"_s, u"ETHUSDT"_s};
    QTest::newRow("no pattern") << u".*"_s << QStringList();
}

void TestSymbolSortModel::testFilter()
{
    QFETCH(QString, filter);
    give(Markets::status(5));
    m_sorted->setFilter(filter);
    QTEST(shown(), "names");
    m_sorted->setFilter({});
    QCOMPARE(m_sorted->rowCount(), 5);
}

void TestSymbolSortModel::testChoices()
{
    RecorderStatus status = Markets::status(5);
    status.symbols[1].intake.gaps = 1;
    status.symbols[2].streams[0].state = StreamStatus::State::Mute;
    give(status);
    m_model->setFavourites({u"XRPUSDT"_s, u"ETHUSDT"_s});
    m_sorted->setChoice(Choice::Favourites);
    QCOMPARE(shown(), (QStringList{u"ETHUSDT"_s, u"XRPUSDT"_s}));
    m_sorted->setFilter(u"xrp"_s);
    QCOMPARE(shown(), QStringList{u"XRPUSDT"_s});
    m_sorted->setFilter({});
    m_sorted->setChoice(Choice::NeedingAttention);
    QCOMPARE(shown(), (QStringList{u"ETHUSDT"_s, u"SOLUSDT"_s}));
    status = Markets::status(5, 20);
    give(status);
    m_sorted->refresh();
    QCOMPARE(shown(), QStringList());
    m_sorted->setChoice(Choice::All);
    QCOMPARE(m_sorted->rowCount(), 5);
}

void TestSymbolSortModel::testOrderChangesOnlyWhenAsked()
{
    RecorderStatus status = FakeStatus::healthy(3);
    for (std::size_t i = 0; i < 3; ++i)
        status.symbols[i].intake.lastTrade->price = Decimal(std::int64_t(i), 0);
    give(status);
    m_sorted->sort(Column::LastPrice, Qt::AscendingOrder);
    const QPersistentModelIndex first = m_sorted->index(0, Column::Name);
    status.symbols[0].intake.lastTrade->price = Decimal(7, 0);
    give(status);
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"7"_s, u"1"_s, u"2"_s}));
    m_sorted->refresh();
    QCOMPARE(shown(Column::LastPrice), (QStringList{u"1"_s, u"2"_s, u"7"_s}));
    QCOMPARE(first.row(), 2);
}

void TestSymbolSortModel::testNoChangeIsNoNews()
{
    give(Markets::status(50));
    m_sorted->sort(Column::EventRate, Qt::DescendingOrder);
    QSignalSpy ordered(m_sorted.get(), &QAbstractItemModel::layoutChanged);
    QSignalSpy removed(m_sorted.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy reset(m_sorted.get(), &QAbstractItemModel::modelReset);
    m_sorted->refresh();
    QCOMPARE(ordered.count() + removed.count() + reset.count(), 0);
}

QTEST_MAIN(TestSymbolSortModel)
#include "tst_symbolsortmodel.moc"
