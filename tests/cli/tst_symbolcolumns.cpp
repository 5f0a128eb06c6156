#include "symbolcolumns.h"

#include "fakes/fakestatus.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSymbolColumns : public QObject
{
    Q_OBJECT

private slots:
    void testCells_data();
    void testCells();
    void testCellsOfNothing();
    void testStates();
    void testOrder_data();
    void testOrder();
    void testFilter_data();
    void testFilter();
};

void TestSymbolColumns::testCells_data()
{
    QTest::addColumn<SymbolField>("field");
    QTest::addColumn<QString>("text");
    QTest::newRow("symbol") << SymbolField::Symbol << u"S0USDT"_s;
    QTest::newRow("last") << SymbolField::Last << u"6500.1"_s;
    QTest::newRow("bid") << SymbolField::Bid << u"6500.0"_s;
    QTest::newRow("ask") << SymbolField::Ask << u"6500.1"_s;
    QTest::newRow("spread") << SymbolField::Spread << u"0.1"_s;
    QTest::newRow("events") << SymbolField::Events << u"17.0"_s;
    QTest::newRow("rows") << SymbolField::Rows << u"17.0"_s;
    QTest::newRow("lag is the worst") << SymbolField::Lag << u"18.0 ms"_s;
    QTest::newRow("age") << SymbolField::Age << u"80 ms"_s;
    QTest::newRow("gaps") << SymbolField::Gaps << u"3"_s;
    QTest::newRow("state") << SymbolField::State << u"ok"_s;
}

void TestSymbolColumns::testCells()
{
    QFETCH(SymbolField, field);
    RecorderStatus status = FakeStatus::healthy(1);
    SymbolStatus &symbol = status.symbols[0];
    symbol.intake.gaps = 3;
    symbol.streams[0].latencies.receiveToCommit.p99 = 18ms;
    symbol.streams[1].latencies.receiveToCommit.p99 = 2ms;
    QTEST(cellText(field, symbol, status.takenAt), "text");
}

void TestSymbolColumns::testCellsOfNothing()
{
    SymbolStatus empty;
    empty.streams.resize(2);
    for (const SymbolField field : {SymbolField::Last, SymbolField::Bid, SymbolField::Ask,
                                    SymbolField::Spread, SymbolField::Lag, SymbolField::Age})
        QCOMPARE(cellText(field, empty, ReceiveTime()), u"-"_s);
    QCOMPARE(cellText(SymbolField::State, empty, ReceiveTime()), u"waiting"_s);
}

void TestSymbolColumns::testStates()
{
    RecorderStatus status = FakeStatus::healthy(1);
    SymbolStatus &symbol = status.symbols[0];
    QCOMPARE(stateWord(symbol, status.takenAt), u"ok"_s);
    ReceiveTime later = status.takenAt;
    later.monotonic += 31s;
    QCOMPARE(stateWord(symbol, later), u"silent"_s);
    symbol.streams[1].state = StreamStatus::State::Mute;
    QCOMPARE(stateWord(symbol, status.takenAt), u"mute"_s);
    symbol.streams[1].state = StreamStatus::State::Delivering;
    symbol.intake.lastEvent.reset();
    QCOMPARE(stateWord(symbol, status.takenAt), u"waiting"_s);
}

void TestSymbolColumns::testOrder_data()
{
    using Order = QList<int>;
    QTest::addColumn<int>("field");
    QTest::addColumn<Order>("ascending");
    QTest::addColumn<Order>("descending");
    const auto add = [](const char *name, SymbolField field, const Order &up, const Order &down) {
        QTest::newRow(name) << int(field) << up << down;
    };
    QTest::newRow("as listed") << -1 << Order{0, 1, 2, 3} << Order{0, 1, 2, 3};
    add("name", SymbolField::Symbol, {2, 0, 3, 1}, {1, 3, 0, 2});
    // What has none is last either way, and what is equal stays in order.
    add("last", SymbolField::Last, {0, 3, 2, 1}, {2, 3, 0, 1});
    add("bid", SymbolField::Bid, {2, 0, 3, 1}, {0, 3, 2, 1});
    add("events", SymbolField::Events, {1, 0, 3, 2}, {2, 0, 3, 1});
    add("age", SymbolField::Age, {0, 3, 2, 1}, {2, 0, 3, 1});
    add("gaps", SymbolField::Gaps, {0, 1, 2, 3}, {3, 2, 0, 1});
    add("state", SymbolField::State, {0, 3, 1, 2}, {2, 1, 0, 3});
}

void TestSymbolColumns::testOrder()
{
    QFETCH(int, field);
    RecorderStatus status = FakeStatus::healthy(4);
    const QStringList names{u"BTC"_s, u"ZEC"_s, u"ADA"_s, u"ETH"_s};
    for (std::size_t i = 0; i < 4; ++i)
        status.symbols[i].intake.symbol = *Symbol::parse(QStringView(names[qsizetype(i)]));
    status.symbols[0].intake.lastTrade->price = Decimal(100, 3);
    status.symbols[1].intake = SymbolIntake();
    status.symbols[1].intake.symbol = *Symbol::parse(QStringView(names[1]));
    status.symbols[1].tradesPerSecond = 0;
    status.symbols[1].depthUpdatesPerSecond = 0;
    status.symbols[2].intake.lastTrade->price = Decimal(90000, 0);
    status.symbols[2].intake.bids[0].price = Decimal(1, 8);
    status.symbols[2].tradesPerSecond = 1000;
    status.symbols[2].intake.lastEvent->monotonic -= 40s;
    status.symbols[2].intake.gaps = 1;
    status.symbols[3].intake.gaps = 2;
    SymbolSort sort;
    if (field >= 0)
        sort.field = SymbolField(field);
    const auto toList = [](const std::vector<std::size_t> &order) {
        QList<int> list;
        for (const std::size_t i : order)
            list << int(i);
        return list;
    };
    QTEST(toList(symbolOrder(status, sort, QString())), "ascending");
    sort.isDescending = true;
    QTEST(toList(symbolOrder(status, sort, QString())), "descending");
}

void TestSymbolColumns::testFilter_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<std::size_t>("count");
    QTest::newRow("none") << u""_s << std::size_t(20);
    QTest::newRow("any case") << u"s1"_s << std::size_t(11);
    QTest::newRow("within") << u"9usd"_s << std::size_t(2);
    QTest::newRow("no such") << u"doge"_s << std::size_t(0);
    QTest::newRow("no pattern") << u".*"_s << std::size_t(0);
}

void TestSymbolColumns::testFilter()
{
    QFETCH(QString, filter);
    QTEST(symbolOrder(FakeStatus::healthy(20), SymbolSort(), filter).size(), "count");
}

QTEST_APPLESS_MAIN(TestSymbolColumns)
#include "tst_symbolcolumns.moc"
