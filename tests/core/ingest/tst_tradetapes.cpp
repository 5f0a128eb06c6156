#include "ingest/tradetapes.h"

#include <QTest>

using namespace Orderflow;

namespace {

const Symbol Btc = *Symbol::parse(std::string_view("BTCUSDT"));
const Symbol Eth = *Symbol::parse(std::string_view("ETHUSDT"));

AggTrade trade(const Symbol &symbol, std::int64_t id)
{
    AggTrade trade;
    trade.symbol = symbol;
    trade.aggTradeId = id;
    return trade;
}

std::vector<std::int64_t> ids(const TradeTape &tape)
{
    std::vector<std::int64_t> ids;
    for (const AggTrade &trade : tape.trades)
        ids.push_back(trade.aggTradeId);
    return ids;
}

} // namespace

class TestTradeTapes : public QObject
{
    Q_OBJECT

private slots:
    void testNobodyWatches();
    void testOnlyWhatIsWatched();
    void testOldestGoFirst();
    void testWatchedAlready();
    void testNothingNewIsTheSameValue();
    void testMostSymbols();
};

void TestTradeTapes::testNobodyWatches()
{
    TapeKeeper keeper;
    keeper.add(trade(Btc, 1));
    QVERIFY(!keeper.tapes());
    keeper.watch({Btc});
    QCOMPARE(keeper.tapes()->at(0).trades.size(), std::size_t(0));
    keeper.watch({});
    QVERIFY(!keeper.tapes());
}

void TestTradeTapes::testOnlyWhatIsWatched()
{
    TapeKeeper keeper;
    keeper.watch({Eth, Btc});
    keeper.add(trade(Btc, 1));
    keeper.add(trade(Eth, 7));
    keeper.add(trade(Btc, 2));
    keeper.add(trade(*Symbol::parse(std::string_view("SOLUSDT")), 3));
    const TradeTapes tapes = keeper.tapes();
    QCOMPARE(tapes->size(), std::size_t(2));
    QVERIFY(tapes->at(0).symbol == Btc && tapes->at(1).symbol == Eth);
    QCOMPARE(ids(tapes->at(0)), (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(ids(tapes->at(1)), (std::vector<std::int64_t>{7}));
}

void TestTradeTapes::testOldestGoFirst()
{
    TapeKeeper keeper;
    keeper.watch({Btc});
    const auto most = std::int64_t(TradeTape::MostTrades);
    for (std::int64_t id = 1; id <= most + 3; ++id)
        keeper.add(trade(Btc, id));
    const std::vector<std::int64_t> kept = ids(keeper.tapes()->at(0));
    QCOMPARE(kept.size(), TradeTape::MostTrades);
    QCOMPARE(kept.front(), std::int64_t(4));
    QCOMPARE(kept.back(), most + 3);
}

void TestTradeTapes::testWatchedAlready()
{
    TapeKeeper keeper;
    keeper.watch({Btc});
    keeper.add(trade(Btc, 1));
    keeper.watch({Eth, Btc});
    QCOMPARE(ids(keeper.tapes()->at(0)), (std::vector<std::int64_t>{1}));
    keeper.watch({Eth});
    keeper.watch({Btc});
    QVERIFY(keeper.tapes()->at(0).trades.empty());
}

void TestTradeTapes::testNothingNewIsTheSameValue()
{
    TapeKeeper keeper;
    keeper.watch({Btc});
    keeper.add(trade(Btc, 1));
    const TradeTapes before = keeper.tapes();
    keeper.add(trade(Eth, 2));
    QVERIFY(keeper.tapes() == before);
    keeper.add(trade(Btc, 2));
    QVERIFY(keeper.tapes() != before);
    QCOMPARE(before->at(0).trades.size(), std::size_t(1));
}

void TestTradeTapes::testMostSymbols()
{
    std::vector<Symbol> symbols;
    for (std::size_t i = 0; i < TapeKeeper::MostSymbols + 5; ++i)
        symbols.push_back(*Symbol::parse(std::string_view("S" + std::to_string(i) + "USDT")));
    TapeKeeper keeper;
    keeper.watch(symbols);
    const TradeTapes tapes = keeper.tapes();
    QCOMPARE(tapes->size(), TapeKeeper::MostSymbols);
    QVERIFY(std::ranges::none_of(*tapes, [&](const TradeTape &tape) {
        return tape.symbol == symbols[TapeKeeper::MostSymbols];
    }));
}

QTEST_APPLESS_MAIN(TestTradeTapes)
#include "tst_tradetapes.moc"
