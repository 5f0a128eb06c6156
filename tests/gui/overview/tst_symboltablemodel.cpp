#include "gui/overview/symboltablemodel.h"

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

/// Each range that views were told of, as `rows first-last, columns first-last`.
QStringList rangesOf(const QSignalSpy &changed)
{
    QStringList ranges;
    for (const QList<QVariant> &signal : changed) {
        const auto from = signal[0].toModelIndex();
        const auto to = signal[1].toModelIndex();
        ranges.append(u"rows %1-%2, columns %3-%4"_s.arg(from.row())
                          .arg(to.row())
                          .arg(from.column())
                          .arg(to.column()));
    }
    return ranges;
}

QStringList namesOf(const SymbolTableModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names.append(model.nameAt(row));
    return names;
}

/// A status of one symbol, which `change` makes something else of.
template <typename Change>
ShownStatus shownWith(Change change)
{
    ShownStatus shown{Markets::status(1), {}, {}};
    change(shown);
    return shown;
}

} // namespace

class TestSymbolTableModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testTexts_data();
    void testTexts();
    void testNothingReceivedYet();
    void testConditions_data();
    void testConditions();
    void testSymbolsComeAndGo();
    void testSymbolsInAnotherOrder();
    void testOnlyChangesAreTold();
    void testFiguresOnceASecond();
    void testFavourites();
    void testFavouritesOfSymbolsThatAreNotThere();
    void testHeadings();

private:
    void update(const RecorderStatus &status) { m_model->update({status, {}, {}}); }
    QString text(int row, Column column) const
    {
        return m_model->index(row, column).data().toString();
    }

    std::unique_ptr<SymbolTableModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestSymbolTableModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<SymbolTableModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestSymbolTableModel::testTexts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("text");
    QTest::newRow("favourite") << int(Column::Favourite) << u"☆"_s;
    QTest::newRow("name") << int(Column::Name) << u"1000PEPEUSDT"_s;
    QTest::newRow("last") << int(Column::LastPrice) << u"0.0114330"_s;
    QTest::newRow("spread keeps all digits") << int(Column::Spread) << u"0.0000010"_s;
    QTest::newRow("bid") << int(Column::Bid) << u"0.0114320"_s;
    QTest::newRow("ask") << int(Column::Ask) << u"0.0114330"_s;
    QTest::newRow("events") << int(Column::EventRate) << u"17.5"_s;
    QTest::newRow("rows, of all streams") << int(Column::RowRate) << u"12.5"_s;
    QTest::newRow("lag, of the slowest stream") << int(Column::Lag) << u"57 ms"_s;
    QTest::newRow("gaps") << int(Column::Gaps) << u"1,234"_s;
    QTest::newRow("age") << int(Column::Age) << u"3 s"_s;
    QTest::newRow("state") << int(Column::State) << u"! gaps"_s;
}

void TestSymbolTableModel::testTexts()
{
    QFETCH(int, column);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    RecorderStatus status = FakeStatus::healthy(1);
    SymbolStatus &symbol = status.symbols[0];
    symbol.intake.symbol = GuiTesting::symbol("1000PEPEUSDT");
    symbol.intake.lastTrade->price = Decimal(114'330, 7);
    symbol.intake.bids.front().price = Decimal(114'320, 7);
    symbol.intake.asks.front().price = Decimal(114'330, 7);
    symbol.intake.gaps = 1234;
    symbol.intake.lastEvent->monotonic = status.takenAt.monotonic - 3900ms;
    symbol.tradesPerSecond = 7.25;
    symbol.depthUpdatesPerSecond = 10.25;
    symbol.streams[0].rowsPerSecond = 8.25;
    symbol.streams[1].rowsPerSecond = 4.25;
    symbol.streams[0].latencies.receiveToCommit.p99 = 12ms;
    symbol.streams[1].latencies.receiveToCommit.p99 = 57ms;
    update(status);
    QTEST(text(0, Column(column)), "text");
}

void TestSymbolTableModel::testNothingReceivedYet()
{
    RecorderStatus status = FakeStatus::healthy(1);
    SymbolIntake unheard;
    unheard.symbol = status.symbols[0].intake.symbol;
    status.symbols[0] = {};
    status.symbols[0].intake = unheard;
    status.uptime = 5s;
    update(status);
    for (const Column column :
         {Column::LastPrice, Column::Spread, Column::Bid, Column::Ask, Column::Lag, Column::Age}) {
        QCOMPARE(text(0, column), u"–"_s);
        QVERIFY(!m_model->hasValue(0, column));
    }
    QCOMPARE(text(0, Column::State), u"◌ waiting"_s);
    QCOMPARE(text(0, Column::EventRate), u"0.0"_s);
    QCOMPARE(text(0, Column::Gaps), u"0"_s);
}

void TestSymbolTableModel::testConditions_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<QString>("text");
    const auto silentFor = [](std::chrono::nanoseconds time) {
        return shownWith([time](ShownStatus &shown) {
            shown.status.symbols[0].intake.lastEvent->monotonic =
                shown.status.takenAt.monotonic - time;
        });
    };
    QTest::newRow("all is well") << shownWith([](ShownStatus &) {}) << u"✓ complete"_s;
    QTest::newRow("just not silent") << silentFor(SilenceLimit) << u"✓ complete"_s;
    QTest::newRow("silent") << silentFor(SilenceLimit + 1ms) << u"! silent"_s;
    QTest::newRow("gaps") << shownWith([](ShownStatus &shown) {
        shown.status.symbols[0].intake.gaps = 1;
    }) << u"! gaps"_s;
    QTest::newRow("a mute stream beside one that delivers") << shownWith([](ShownStatus &shown) {
        shown.status.symbols[0].intake.gaps = 1;
        shown.status.symbols[0].streams[1].state = StreamStatus::State::Mute;
    }) << u"✗ mute"_s;
    QTest::newRow("never heard of for too long")
        << shownWith([](ShownStatus &shown) { shown.status.symbols[0].intake.lastEvent.reset(); })
        << u"! silent"_s;
    QTest::newRow("stopped") << shownWith([](ShownStatus &shown) {
        shown.status.state = RecorderState::Stopped;
        shown.status.symbols[0].intake.lastEvent->monotonic -= 1h;
    }) << u"○ off"_s;
    QTest::newRow("no answer") << shownWith([](ShownStatus &shown) {
        shown.trouble = LinkTrouble{u"host:9464"_s, 3s, {}};
    }) << u"○ unknown"_s;
}

void TestSymbolTableModel::testConditions()
{
    QFETCH(ShownStatus, shown);
    m_model->update(shown);
    QTEST(text(0, Column::State), "text");
    QVERIFY(!m_model->index(0, Column::State).data(Qt::ToolTipRole).toString().isEmpty());
}

void TestSymbolTableModel::testSymbolsComeAndGo()
{
    RecorderStatus status = FakeStatus::healthy(4);
    update(status);
    const QPersistentModelIndex second = m_model->index(1, Column::Name);
    const QPersistentModelIndex last = m_model->index(3, Column::Name);
    status.symbols.erase(status.symbols.begin());
    status.symbols.erase(status.symbols.begin() + 1);
    status.symbols.insert(status.symbols.begin(), Markets::status(1).symbols[0]);
    update(status);
    QCOMPARE(namesOf(*m_model), (QStringList{u"S1USDT"_s, u"S3USDT"_s, u"BTCUSDT"_s}));
    QCOMPARE(second.row(), 0);
    QCOMPARE(last.data().toString(), u"S3USDT"_s);
    QCOMPARE(text(2, Column::LastPrice), status.symbols[0].intake.lastTrade->price.toString());
    QCOMPARE(text(2, Column::State), u"✓ complete"_s);
    update(FakeStatus::healthy(0));
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(!second.isValid());
}

void TestSymbolTableModel::testSymbolsInAnotherOrder()
{
    RecorderStatus status = Markets::status(3);
    update(status);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    std::ranges::reverse(status.symbols);
    status.symbols[0].intake.lastTrade->price = Decimal(5, 0);
    update(status);
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(namesOf(*m_model), (QStringList{u"BTCUSDT"_s, u"ETHUSDT"_s, u"SOLUSDT"_s}));
    QCOMPARE(text(2, Column::LastPrice), u"5"_s);
}

void TestSymbolTableModel::testOnlyChangesAreTold()
{
    RecorderStatus status = Markets::status(800);
    update(status);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    update(status);
    QCOMPARE(rangesOf(changed), QStringList());
    status.symbols[7].intake.lastTrade->price = Decimal(1, 0);
    status.symbols[8].intake.bids.front().price = Decimal(1, 0);
    status.symbols[700].intake.lastTrade->price = Decimal(1, 0);
    update(status);
    QCOMPARE(rangesOf(changed),
             (QStringList{u"rows 7-8, columns 3-5"_s, u"rows 700-700, columns 3-3"_s}));
}

void TestSymbolTableModel::testFiguresOnceASecond()
{
    RecorderStatus status = FakeStatus::healthy(1);
    update(status);
    const auto later = [&status](std::chrono::milliseconds time) {
        status.takenAt.utc += time;
        status.takenAt.monotonic += time;
        status.symbols[0].intake.lastEvent->monotonic += time;
    };
    status.symbols[0].tradesPerSecond = 90;
    later(100ms);
    update(status);
    QCOMPARE(text(0, Column::EventRate), u"17.0"_s);
    later(900ms);
    update(status);
    QCOMPARE(text(0, Column::EventRate), u"100"_s);
    // What is another state is told at once.
    later(100ms);
    status.state = RecorderState::Stopping;
    update(status);
    QCOMPARE(text(0, Column::State), u"○ off"_s);
}

void TestSymbolTableModel::testFavourites()
{
    update(FakeStatus::healthy(3));
    QSignalSpy changed(m_model.get(), &SymbolTableModel::favouritesChanged);
    m_model->setFavourite(2, true);
    m_model->setFavourite(0, true);
    m_model->setFavourite(0, true);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(m_model->favourites(), (QStringList{u"S0USDT"_s, u"S2USDT"_s}));
    QCOMPARE(text(0, Column::Favourite), u"★"_s);
    m_model->setFavourite(0, false);
    QCOMPARE(m_model->favourites(), QStringList{u"S2USDT"_s});
    QCOMPARE(text(0, Column::Favourite), u"☆"_s);
    QCOMPARE(m_model->index(2, Column::Favourite).data(Qt::AccessibleTextRole).toString(),
             u"pinned"_s);
}

void TestSymbolTableModel::testFavouritesOfSymbolsThatAreNotThere()
{
    m_model->setFavourites({u"S9USDT"_s, u"S1USDT"_s});
    update(FakeStatus::healthy(2));
    QVERIFY(!m_model->isFavourite(0));
    QVERIFY(m_model->isFavourite(1));
    QCOMPARE(m_model->favourites(), (QStringList{u"S1USDT"_s, u"S9USDT"_s}));
    update(FakeStatus::healthy(10));
    QVERIFY(m_model->isFavourite(9));
}

void TestSymbolTableModel::testHeadings()
{
    for (int column = 0; column < SymbolTableModel::ColumnCount; ++column) {
        for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole})
            QVERIFY(!m_model->headerData(column, Qt::Horizontal, role).toString().isEmpty());
    }
}

QTEST_MAIN(TestSymbolTableModel)
#include "tst_symboltablemodel.moc"
