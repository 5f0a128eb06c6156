#include "gui/symbol/tradetapemodel.h"

#include "gui/guitesting.h"

#include <QAbstractItemModelTester>
#include <QFont>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

AggTrade trade(std::int64_t id, std::int64_t quantity = 100)
{
    AggTrade one;
    one.symbol = GuiTesting::symbol("BTCUSDT");
    one.aggTradeId = id;
    one.price = Decimal(650'000 + id, 1);
    one.quantity = Decimal(quantity, 3);
    one.isBuyerMaker = id % 2 == 1;
    // 2024-07-18 14:00:00 UTC, a trade each millisecond.
    one.tradeTime = UtcMilliseconds(1'721'311'200s) + std::chrono::milliseconds(id);
    return one;
}

std::vector<AggTrade> trades(std::int64_t from, std::int64_t to)
{
    std::vector<AggTrade> some;
    for (std::int64_t id = from; id <= to; ++id)
        some.push_back(trade(id));
    return some;
}

} // namespace

class TestTradeTapeModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testTexts();
    void testNewestOnTop();
    void testMerging_data();
    void testMerging();
    void testBounded();
    void testEmphasis();
    void testRowsAreInserted();
    void testStandsStill();
    void testStandsStillForLong();
    void testIdsStartOver();
    void testThemeChangesColoursOnly();

private:
    QString text(int row, int column) const
    {
        return m_model->index(row, column).data().toString();
    }
    /// The first column, the newest first, without what is the same in all rows.
    QStringList rows() const;

    std::unique_ptr<TradeTapeModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestTradeTapeModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<TradeTapeModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

QStringList TestTradeTapeModel::rows() const
{
    QStringList texts;
    for (int row = 0; row < m_model->rowCount(); ++row)
        texts.append(text(row, 0).remove(u"14:00:00.00"_s));
    return texts;
}

void TestTradeTapeModel::testTexts()
{
    m_model->addTrades(trades(1, 2));
    QCOMPARE(text(0, TradeTapeModel::TimeColumn), u"14:00:00.002"_s);
    QCOMPARE(text(0, TradeTapeModel::PriceColumn), u"65000.2"_s);
    QCOMPARE(text(0, TradeTapeModel::SizeColumn), u"0.100"_s);
    QCOMPARE(text(0, TradeTapeModel::TakerColumn), u"▲ bought"_s);
    QCOMPARE(text(1, TradeTapeModel::TakerColumn), u"▼ sold"_s);
    QCOMPARE(m_model->headerData(0, Qt::Horizontal).toString(), u"Time (UTC)"_s);
}

void TestTradeTapeModel::testNewestOnTop()
{
    m_model->addTrades(trades(1, 3));
    m_model->addTrades(trades(2, 5));
    QCOMPARE(rows(), (QStringList{u"5"_s, u"4"_s, u"3"_s, u"2"_s, u"1"_s}));
}

void TestTradeTapeModel::testMerging_data()
{
    QTest::addColumn<std::vector<AggTrade>>("next");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("the same again") << trades(1, 2) << QStringList{u"2"_s, u"1"_s};
    QTest::newRow("nothing") << trades(1, 0) << QStringList{u"2"_s, u"1"_s};
    QTest::newRow("some known") << trades(2, 3) << QStringList{u"3"_s, u"2"_s, u"1"_s};
    QTest::newRow("right after") << trades(3, 4) << QStringList{u"4"_s, u"3"_s, u"2"_s, u"1"_s};
    QTest::newRow("some missing") << trades(6, 7)
                                  << QStringList{u"7"_s, u"6"_s, u"3 trade(s) not shown"_s, u"2"_s,
                                                 u"1"_s};
    QTest::newRow("some missing within")
        << std::vector{trade(3), trade(9)}
        << QStringList{u"9"_s, u"5 trade(s) not shown"_s, u"3"_s, u"2"_s, u"1"_s};
}

void TestTradeTapeModel::testMerging()
{
    QFETCH(std::vector<AggTrade>, next);
    m_model->addTrades(trades(1, 2));
    m_model->addTrades(next);
    QTEST(rows(), "texts");
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const bool isMissing = m_model->index(row, 0).data(TradeTapeModel::MissingRole).toBool();
        QCOMPARE(isMissing, text(row, 0).contains(u"not shown"_s));
        QCOMPARE(text(row, TradeTapeModel::PriceColumn).isEmpty(), isMissing);
    }
}

void TestTradeTapeModel::testBounded()
{
    for (int i = 0; i < 12; ++i)
        m_model->addTrades(trades(i * 100, i * 100 + 99));
    QCOMPARE(m_model->rowCount(), TradeTapeModel::MostRows);
    QCOMPARE(text(0, TradeTapeModel::PriceColumn), u"65119.9"_s);
    QCOMPARE(text(TradeTapeModel::MostRows - 1, TradeTapeModel::PriceColumn), u"65020.0"_s);
    m_model->addTrades(trades(1200, 4000));
    QCOMPARE(m_model->rowCount(), TradeTapeModel::MostRows);
}

void TestTradeTapeModel::testEmphasis()
{
    // Before anything is usual, nothing is large.
    m_model->addTrades({trade(0, 1'000'000)});
    QCOMPARE(m_model->index(0, 0).data(TradeTapeModel::ShareRole).toDouble(), 0.0);
    m_model->addTrades(trades(1, 100));
    m_model->addTrades({trade(101, 50), trade(102, 5000)});
    const QModelIndex large = m_model->index(0, TradeTapeModel::SizeColumn);
    const QModelIndex small = m_model->index(1, TradeTapeModel::SizeColumn);
    QCOMPARE(large.data(TradeTapeModel::ShareRole).toDouble(), 1.0);
    QVERIFY(large.data(Qt::FontRole).value<QFont>().bold());
    QCOMPARE(small.data(TradeTapeModel::ShareRole).toDouble(), 0.5);
    QVERIFY(!small.data(Qt::FontRole).isValid());
}

void TestTradeTapeModel::testRowsAreInserted()
{
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->addTrades(trades(1, 10));
    m_model->addTrades(trades(5, 12));
    m_model->addTrades(trades(5, 12));
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(inserted.last().at(1).toInt(), 0);
    QCOMPARE(inserted.last().at(2).toInt(), 1);
    QCOMPARE(reset.count(), 0);
}

void TestTradeTapeModel::testStandsStill()
{
    QSignalSpy changed(m_model.get(), &TradeTapeModel::waitingChanged);
    m_model->addTrades(trades(1, 2));
    m_model->setFollowing(false);
    m_model->addTrades(trades(3, 4));
    m_model->addTrades({trade(7)});
    QCOMPARE(rows(), (QStringList{u"2"_s, u"1"_s}));
    // The row of what is missing is no trade.
    QCOMPARE(m_model->waitingTrades(), 3);
    m_model->setFollowing(true);
    QCOMPARE(rows(),
             (QStringList{u"7"_s, u"2 trade(s) not shown"_s, u"4"_s, u"3"_s, u"2"_s, u"1"_s}));
    QCOMPARE(m_model->waitingTrades(), 0);
    QCOMPARE(changed.count(), 4);
}

void TestTradeTapeModel::testStandsStillForLong()
{
    m_model->addTrades(trades(1, 2));
    m_model->setFollowing(false);
    for (int i = 0; i < 50; ++i)
        m_model->addTrades(trades(3 + i * 100, 102 + i * 100));
    QCOMPARE(m_model->waitingTrades(), 5000);
    m_model->setFollowing(true);
    QCOMPARE(m_model->rowCount(), TradeTapeModel::MostRows);
    QCOMPARE(text(0, TradeTapeModel::PriceColumn), u"65500.2"_s);
}

void TestTradeTapeModel::testIdsStartOver()
{
    m_model->addTrades(trades(1000, 1005));
    m_model->addTrades(trades(1, 2));
    QCOMPARE(rows(), (QStringList{u"2"_s, u"1"_s}));
}

void TestTradeTapeModel::testThemeChangesColoursOnly()
{
    m_model->setTheme(Theme::of(GuiTesting::lightPalette()));
    m_model->addTrades(trades(1, 2));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    const Theme dark = Theme::of(GuiTesting::darkPalette());
    m_model->setTheme(dark);
    QCOMPARE(changed.count(), 1);
    const QModelIndex price = m_model->index(0, TradeTapeModel::PriceColumn);
    QCOMPARE(price.data(Qt::ForegroundRole).value<QColor>(), dark.bid);
}

QTEST_MAIN(TestTradeTapeModel)
#include "tst_tradetapemodel.moc"
