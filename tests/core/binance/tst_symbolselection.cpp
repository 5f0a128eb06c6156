#include "binance/symbolselection.h"

#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

Contract contract(const QString &name, const char *type = "PERPETUAL",
                  const char *status = "TRADING", const char *quote = "USDT")
{
    return {.symbol = *Symbol::parse(QStringView(name)),
            .contractType = type,
            .status = status,
            .quoteAsset = quote,
            .marginAsset = quote};
}

std::vector<Contract> listed()
{
    return {
        contract(u"ETHUSDT"_s),
        contract(u"BTCUSDT"_s),
        contract(u"BTCDOMUSDT"_s),
        contract(u"1000PEPEUSDT"_s),
        contract(u"DOGEUSDT"_s),
        contract(u"币安人生USDT"_s),
        contract(u"龙虾USDT"_s),
        contract(u"BTCUSDC"_s, "PERPETUAL", "TRADING", "USDC"),
        contract(u"BTCUSDT_261225"_s, "CURRENT_QUARTER"),
        contract(u"TSLAUSDT"_s, "TRADIFI_PERPETUAL"),
        contract(u"OLDUSDT"_s, "PERPETUAL", "SETTLING"),
        contract(u"NEWUSDT"_s, "PERPETUAL", "PENDING_TRADING"),
        contract(u"ODDUSDT"_s, "NEW_KIND", "NEW_STATUS"),
    };
}

/// Fails the test where a term is not taken.
SymbolSelection select(const QString &terms)
{
    SymbolSelection selection;
    for (const QString &term : terms.split(u',')) {
        if (!selection.add(term))
            qFatal("%s", qPrintable(term));
    }
    return selection;
}

QString join(const std::vector<Symbol> &symbols)
{
    QStringList names;
    for (const Symbol &symbol : symbols)
        names << symbol.toString();
    return names.join(u' ');
}

} // namespace

class TestSymbolSelection : public QObject
{
    Q_OBJECT

private slots:
    void testResolve_data();
    void testResolve();
    void testNames_data();
    void testNames();
    void testRefused_data();
    void testRefused();
    void testToString();
    void testEmpty();
    void testShards_data();
    void testShards();
    void testShardsAreStable();
};

void TestSymbolSelection::testResolve_data()
{
    QTest::addColumn<QString>("terms");
    QTest::addColumn<bool>("isDynamic");
    QTest::addColumn<QString>("symbols");
    const QString all = u"1000PEPEUSDT BTCDOMUSDT BTCUSDT DOGEUSDT ETHUSDT 币安人生USDT 龙虾USDT"_s;
    const auto row = [](const char *name, const QString &terms, bool isDynamic,
                        const QString &symbols) {
        QTest::newRow(name) << terms << isDynamic << symbols;
    };
    row("name", u"ethusdt"_s, false, u"ETHUSDT"_s);
    row("names in order", u"ethusdt,BTCUSDT,ethusdt"_s, false, u"BTCUSDT ETHUSDT"_s);
    row("name that is not listed", u"nousdt"_s, false, u"NOUSDT"_s);
    row("name of a delivery contract", u"btcusdt_261225"_s, false, u"BTCUSDT_261225"_s);
    row("names of other kinds", u"BTCUSDC,TSLAUSDT,OLDUSDT"_s, false,
        u"BTCUSDC OLDUSDT TSLAUSDT"_s);
    row("name but for one", u"BTCUSDT,ETHUSDT,!ethusdt"_s, false, u"BTCUSDT"_s);
    row("all", u"all"_s, true, all);
    row("ALL", u"ALL"_s, true, all);
    row("star", u"*"_s, true, all);
    row("end", u"*USDT"_s, true, all);
    row("end of another asset", u"*USDC"_s, true, QString());
    row("begin", u"btc*"_s, true, u"BTCDOMUSDT BTCUSDT"_s);
    row("middle", u"*DO*"_s, true, u"BTCDOMUSDT DOGEUSDT"_s);
    row("two stars, one text", u"*USDT*USDT"_s, true, QString());
    row("question marks", u"???USDT"_s, true, u"BTCUSDT ETHUSDT"_s);
    row("question marks for Chinese", u"????USDT"_s, true, u"DOGEUSDT 币安人生USDT"_s);
    row("Chinese", u"币*"_s, true, u"币安人生USDT"_s);
    row("star stands for nothing too", u"BTCUSDT*"_s, true, u"BTCUSDT"_s);
    row("whole name only", u"TCUSD?"_s, true, QString());
    row("pattern and name", u"btc*,tslausdt,BTCUSDT"_s, true, u"BTCDOMUSDT BTCUSDT TSLAUSDT"_s);
    row("all and a delivery contract", u"all,BTCUSDT_261225,!*USDT"_s, true, u"BTCUSDT_261225"_s);
    row("all but a name", u"all,!DOGEUSDT"_s, true, QString(all).remove(u"DOGEUSDT "_s));
    row("only exclusions", u"!DOGEUSDT,!btc*"_s, true,
        u"1000PEPEUSDT ETHUSDT 币安人生USDT 龙虾USDT"_s);
    row("exclusion first", u"!BTCDOM*,BTC*"_s, true, u"BTCUSDT"_s);
}

void TestSymbolSelection::testResolve()
{
    QFETCH(QString, terms);
    const SymbolSelection selection = select(terms);
    QTEST(selection.isDynamic(), "isDynamic");
    QTEST(join(selection.resolve(listed())), "symbols");
    auto reversed = listed();
    std::ranges::reverse(reversed);
    QTEST(join(selection.resolve(reversed)), "symbols");
}

void TestSymbolSelection::testNames_data()
{
    QTest::addColumn<QString>("terms");
    QTest::addColumn<QString>("names");
    QTest::newRow("their order") << u"ethusdt,btcusdt"_s << u"ETHUSDT BTCUSDT"_s;
    QTest::newRow("excluded") << u"ethusdt,btcusdt,!eth*"_s << u"BTCUSDT"_s;
    QTest::newRow("beside a pattern") << u"ethusdt,btc*"_s << u"ETHUSDT"_s;
    QTest::newRow("none") << u"all"_s << QString();
}

void TestSymbolSelection::testNames()
{
    QFETCH(QString, terms);
    QTEST(join(select(terms).names()), "names");
}

void TestSymbolSelection::testRefused_data()
{
    QTest::addColumn<QString>("term");
    for (const char *term : {"", "!", "a b", "a/b*", "btcusdt@depth", "*@*", "!!BTCUSDT", "BTC!*",
                             "!*", "!**", "!all"})
        QTest::addRow("'%s'", term) << QString::fromLatin1(term);
    QTest::newRow("too long") << QString(65, u'x');
    QTest::newRow("too long pattern") << QString(65, u'x') + u'*';
}

void TestSymbolSelection::testRefused()
{
    QFETCH(QString, term);
    SymbolSelection selection;
    QVERIFY(!selection.add(term));
    QVERIFY(selection == SymbolSelection());
}

void TestSymbolSelection::testToString()
{
    QCOMPARE(select(u"ethusdt,!doge*,All,btc?,ethusdt"_s).toString(), u"ETHUSDT,all,BTC?,!DOGE*"_s);
}

void TestSymbolSelection::testEmpty()
{
    QVERIFY(!SymbolSelection().isDynamic());
    QVERIFY(SymbolSelection().resolve(listed()).empty());
}

void TestSymbolSelection::testShards_data()
{
    QTest::addColumn<QString>("terms");
    QTest::newRow("all") << u"all"_s;
    QTest::newRow("names") << u"ethusdt,btcusdt,dogeusdt,NOUSDT"_s;
    QTest::newRow("pattern and names") << u"*DO*,ethusdt,btcusdc"_s;
    QTest::newRow("all but some") << u"!btc*"_s;
}

void TestSymbolSelection::testShards()
{
    QFETCH(QString, terms);
    const std::vector<Symbol> whole = select(terms).resolve(listed());
    for (const int count : {2, 3, 4}) {
        std::vector<Symbol> together;
        for (int number = 1; number <= count; ++number) {
            SymbolSelection selection = select(terms);
            selection.setShard({number, count});
            QCOMPARE(selection.isDynamic(), select(terms).isDynamic());
            for (const Symbol &symbol : selection.resolve(listed())) {
                QVERIFY(SymbolShard::of(symbol, count) == selection.shard());
                together.push_back(symbol);
            }
            for (const Symbol &symbol : selection.names())
                QVERIFY(selection.shard().has(symbol));
        }
        // Each once.
        std::ranges::sort(together);
        QCOMPARE(join(together), join(whole));
    }
    SymbolSelection quarter = select(terms);
    quarter.setShard({1, 4});
    QCOMPARE(quarter.describe(), select(terms).describe() + u" in SHARD=1/4"_s);
}

void TestSymbolSelection::testShardsAreStable()
{
    SymbolSelection half = select(u"all"_s);
    half.setShard({1, 2});
    const std::vector<Symbol> before = half.resolve(listed());
    QVERIFY(!before.empty());
    std::vector<Contract> contracts = listed();
    std::erase_if(contracts, [&before](const Contract &one) { return one.symbol == before[0]; });
    for (int i = 0; i < 50; ++i)
        contracts.push_back(contract(u"COIN%1USDT"_s.arg(i)));
    std::vector<Symbol> after = half.resolve(contracts);
    QVERIFY(after.size() > before.size());
    std::erase_if(after, [](const Symbol &one) { return one.name().starts_with("COIN"); });
    QCOMPARE(after, std::vector<Symbol>(before.begin() + 1, before.end()));
}

QTEST_APPLESS_MAIN(TestSymbolSelection)
#include "tst_symbolselection.moc"
