#include "settings/settingvalues.h"

#include <QTest>

using namespace Orderflow;
using namespace Orderflow::SettingValues;
using namespace Qt::StringLiterals;

namespace {

constexpr quint64 MiB = 1 << 20;

QStringList toStrings(const std::vector<std::string> &list)
{
    QStringList strings;
    for (const std::string &one : list)
        strings << QString::fromStdString(one);
    return strings;
}

} // namespace

class TestSettingValues : public QObject
{
    Q_OBJECT

private slots:
    void testSymbols_data();
    void testSymbols();
    void testDynamicSymbols_data();
    void testDynamicSymbols();
    void testSymbolsRefused_data();
    void testSymbolsRefused();
    void testStreams_data();
    void testStreams();
    void testStreamsRefused_data();
    void testStreamsRefused();
    void testBaseUrl_data();
    void testBaseUrl();
    void testNumber_data();
    void testNumber();
    void testByteSizeText_data();
    void testByteSizeText();
    void testQuoted();
};

void TestSettingValues::testSymbols_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    const QStringList both{u"BTCUSDT"_s, u"ETHUSDT"_s};
    QTest::newRow("JSON") << u"[\"btcusdt\",\"ethusdt\"]"_s << both;
    QTest::newRow("JSON with blanks") << u" [ \"btcusdt\" , \" ethusdt\" ] "_s << both;
    QTest::newRow("commas") << u"btcusdt,ethusdt"_s << both;
    QTest::newRow("blanks and spare commas") << u" btcusdt , ,ethusdt, "_s << both;
    QTest::newRow("one") << u"btcusdt"_s << QStringList{u"BTCUSDT"_s};
    QTest::newRow("upper case") << u"BTCUSDT,EthUsdt"_s << both;
    QTest::newRow("twice") << u"btcusdt,ethusdt,BTCUSDT"_s << both;
    QTest::newRow("order is kept")
        << u"ethusdt,btcusdt"_s << QStringList{u"ETHUSDT"_s, u"BTCUSDT"_s};
    QTest::newRow("Chinese") << u"[\"币安人生usdt\"]"_s << QStringList{u"币安人生USDT"_s};
    QTest::newRow("delivery") << u"btcusdt_261225"_s << QStringList{u"BTCUSDT_261225"_s};
}

void TestSettingValues::testSymbols()
{
    QFETCH(QString, text);
    const auto selection = parseSymbols(text);
    QVERIFY2(selection, qPrintable(selection ? QString() : selection.error()));
    QVERIFY(!selection->isDynamic());
    QStringList names;
    for (const Symbol &symbol : selection->names())
        names << symbol.toString();
    QTEST(names, "names");
}

void TestSettingValues::testDynamicSymbols_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("terms");
    QTest::newRow("all") << u"all"_s << u"all"_s;
    QTest::newRow("ALL in a list") << u"[\"ALL\"]"_s << u"all"_s;
    QTest::newRow("pattern") << u"btcusdt,*usdt"_s << u"BTCUSDT,*USDT"_s;
    QTest::newRow("only exclusions") << u"!dogeusdt, !btc*"_s << u"!DOGEUSDT,!BTC*"_s;
    QTest::newRow("all of it") << u"[\"!btc*\",\"all\",\"ethusdt\"]"_s << u"ETHUSDT,all,!BTC*"_s;
}

void TestSettingValues::testDynamicSymbols()
{
    QFETCH(QString, text);
    const auto selection = parseSymbols(text);
    QVERIFY2(selection, qPrintable(selection ? QString() : selection.error()));
    QVERIFY(selection->isDynamic());
    QTEST(selection->toString(), "terms");
}

void TestSettingValues::testSymbolsRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("nothing left") << u"btcusdt,!BTC*"_s
                                  << QStringList{u"\"btcusdt,!BTC*\" leaves out every symbol"_s};
    QTest::newRow("all left out") << u"all,!*"_s
                                  << QStringList{u"\"!*\" leaves out everything"_s, u"!DOGEUSDT"_s};
    QTest::newRow("!all") << u"!All"_s << QStringList{u"\"!All\" leaves out everything"_s};
    QTest::newRow("! at the end") << u"BTC*!"_s
                                  << QStringList{u"\"BTC*!\" has a ! that is not at its start"_s};
    QTest::newRow("! alone") << u"!"_s << QStringList{u"\"!\""_s};
    QTest::newRow("pattern of streams")
        << u"*@depth"_s << QStringList{u"\"*@depth\""_s, u"stream"_s};
    QTest::newRow("stream") << u"btcusdt@depth"_s
                            << QStringList{u"\"btcusdt@depth\""_s, u"stream"_s};
    QTest::newRow("blank") << u"btcusdt ethusdt"_s << QStringList{u"\"btcusdt ethusdt\""_s};
    QTest::newRow("all bad ones") << u"a/b,btcusdt,c;d"_s
                                  << QStringList{u"\"a/b\""_s, u"\"c;d\""_s};
    QTest::newRow("only commas") << u",,"_s << QStringList{u"no symbol"_s};
    QTest::newRow("empty list") << u"[]"_s << QStringList{u"no symbol"_s};
    QTest::newRow("empty name") << u"[\"\"]"_s << QStringList{u"\"\" is no symbol name"_s};
    QTest::newRow("list without quotes")
        << u"[btcusdt]"_s << QStringList{u"JSON"_s, u"character"_s};
    QTest::newRow("open list") << u"[\"btcusdt\""_s << QStringList{u"JSON"_s};
    QTest::newRow("numbers") << u"[1,2]"_s << QStringList{u"no text"_s};
    QTest::newRow("too long") << QString(65, u'x') << QStringList{u"no symbol name"_s};
}

void TestSettingValues::testSymbolsRefused()
{
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const auto symbols = parseSymbols(text);
    QVERIFY(!symbols);
    for (const QString &part : parts)
        QVERIFY2(symbols.error().contains(part), qPrintable(symbols.error()));
}

void TestSettingValues::testStreams_data()
{
    QTest::addColumn<StreamKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("types");
    const auto depth = StreamKind::Depth;
    QTest::newRow("default depth") << depth << u"depth5@100ms"_s << QStringList{u"depth5@100ms"_s};
    QTest::newRow("two") << depth << u"depth, depth20@500ms"_s
                         << QStringList{u"depth"_s, u"depth20@500ms"_s};
    QTest::newRow("JSON") << depth << u"[\"depth5\"]"_s << QStringList{u"depth5"_s};
    QTest::newRow("twice") << depth << u"depth,depth"_s << QStringList{u"depth"_s};
    QTest::newRow("no depth") << depth << QString() << QStringList{};
    QTest::newRow("no depth, JSON") << depth << u"[]"_s << QStringList{};
    QTest::newRow("trades") << StreamKind::AggTrade << u"aggTrade"_s << QStringList{u"aggTrade"_s};
    QTest::newRow("no trades") << StreamKind::AggTrade << u" "_s << QStringList{};
    for (const std::string_view type : streamTypes(depth)) {
        const QString name = QString::fromUtf8(type.data(), qsizetype(type.size()));
        QTest::addRow("every depth: %s", qPrintable(name)) << depth << name << QStringList{name};
    }
}

void TestSettingValues::testStreams()
{
    QFETCH(StreamKind, kind);
    QFETCH(QString, text);
    const auto types = parseStreams(text, kind);
    QVERIFY2(types, qPrintable(types ? QString() : types.error()));
    QTEST(toStrings(*types), "types");
}

void TestSettingValues::testStreamsRefused_data()
{
    QTest::addColumn<StreamKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    const auto depth = StreamKind::Depth;
    const auto trade = StreamKind::AggTrade;
    QTest::newRow("250 ms") << depth << u"depth@250ms"_s
                            << QStringList{u"\"depth@250ms\""_s, u"delivers nothing"_s,
                                           u"\"depth\""_s};
    QTest::newRow("depth5 at 250 ms")
        << depth << u"depth5@250ms"_s << QStringList{u"delivers nothing"_s, u"\"depth5\""_s};
    QTest::newRow("misspelt") << depth << u"Depth5@100MS"_s
                              << QStringList{u"did you mean \"depth5@100ms\"?"_s};
    QTest::newRow("no such depth") << depth << u"bookTicker"_s << QStringList{u"no depth stream"_s};
    QTest::newRow("with its symbol")
        << depth << u"btcusdt@depth5@100ms"_s << QStringList{u"leave the symbol away"_s};
    QTest::newRow("trades in depth")
        << depth << u"aggTrade"_s << QStringList{u"FUTURES_STREAMS_TRADES"_s};
    QTest::newRow("depth in trades")
        << trade << u"depth"_s << QStringList{u"FUTURES_STREAMS_DEPTH"_s};
    QTest::newRow("case of trades")
        << trade << u"aggtrade"_s << QStringList{u"did you mean \"aggTrade\"?"_s};
    QTest::newRow("no such trades") << trade << u"trade"_s << QStringList{u"no trade stream"_s};
    QTest::newRow("all bad ones") << depth << u"x,depth,y"_s << QStringList{u"\"x\""_s, u"\"y\""_s};
}

void TestSettingValues::testStreamsRefused()
{
    QFETCH(StreamKind, kind);
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const auto types = parseStreams(text, kind);
    QVERIFY(!types);
    for (const QString &part : parts)
        QVERIFY2(types.error().contains(part), qPrintable(types.error()));
}

void TestSettingValues::testBaseUrl_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("refusal");
    const QString none;
    QTest::newRow("default streams") << u"wss://fstream.binance.com/stream"_s << u"ws"_s << none;
    QTest::newRow("host alone") << u"wss://fstream.binance.com"_s << u"ws"_s << none;
    QTest::newRow("own server") << u"ws://127.0.0.1:9443"_s << u"ws"_s << none;
    QTest::newRow("IPv6") << u"ws://[::1]:9443/"_s << u"ws"_s << none;
    QTest::newRow("proxy path") << u"wss://proxy.example/binance/stream"_s << u"ws"_s << none;
    QTest::newRow("upper case scheme") << u"WSS://fstream.binance.com"_s << u"ws"_s << none;
    QTest::newRow("default REST") << u"https://fapi.binance.com"_s << u"http"_s << none;
    QTest::newRow("own REST") << u"http://localhost:9443"_s << u"http"_s << none;
    QTest::newRow("REST for streams") << u"https://x.example"_s << u"ws"_s << u"wss:// or ws://"_s;
    QTest::newRow("streams for REST")
        << u"wss://x.example"_s << u"http"_s << u"https:// or http://"_s;
    QTest::newRow("no scheme") << u"fstream.binance.com"_s << u"ws"_s << u"wss:// or ws://"_s;
    QTest::newRow("no host") << u"wss:///stream"_s << u"ws"_s << u"no host"_s;
    QTest::newRow("bad port") << u"ws://localhost:99999"_s << u"ws"_s << u"no address"_s;
    QTest::newRow("blank") << u"wss://f stream.com"_s << u"ws"_s << u"no address"_s;
    QTest::newRow("password") << u"wss://me:secret@x.example"_s << u"ws"_s << u"me:***@x"_s;
    QTest::newRow("query") << u"wss://x.example/stream?streams=a"_s << u"ws"_s << u"after ?"_s;
    QTest::newRow("fragment") << u"wss://x.example/#a"_s << u"ws"_s << u"or #"_s;
    QTest::newRow("REST path") << u"https://x.example/fapi/v1"_s << u"http"_s << u"adds it"_s;
}

void TestSettingValues::testBaseUrl()
{
    QFETCH(QString, text);
    QFETCH(QString, scheme);
    QFETCH(QString, refusal);
    const auto url = parseBaseUrl(text, scheme);
    QCOMPARE(url.has_value(), refusal.isEmpty());
    if (url) {
        QCOMPARE(url->host(), QUrl(text).host());
        QCOMPARE(url->path(), QUrl(text).path());
    } else {
        QVERIFY2(url.error().contains(refusal), qPrintable(url.error()));
        QVERIFY2(!url.error().contains(u"secret"_s), qPrintable(url.error()));
    }
}

void TestSettingValues::testNumber_data()
{
    QTest::addColumn<bool>("isSize");
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QString>("refusal");
    const QString none;
    const quint64 no = 0;
    QTest::newRow("least") << false << u"10"_s << quint64(10) << none;
    QTest::newRow("most") << false << u"1073741824"_s << 1024 * MiB << none;
    QTest::newRow("blanks around") << false << u" 42 "_s << quint64(42) << none;
    QTest::newRow("below") << false << u"9"_s << no << u"too small"_s;
    QTest::newRow("above") << false << u"1073741825"_s << no << u"too large"_s;
    QTest::newRow("more than 64 bits")
        << false << u"18446744073709551616"_s << no << u"too large"_s;
    QTest::newRow("negative") << false << u"-1"_s << no << u"no whole number"_s;
    QTest::newRow("fraction") << false << u"10.5"_s << no << u"no whole number"_s;
    QTest::newRow("word") << false << u"many"_s << no << u"no whole number"_s;
    QTest::newRow("empty") << false << QString() << no << u"no whole number"_s;
    QTest::newRow("unit on a count") << false << u"1KiB"_s << no << u"no whole number"_s;
    QTest::newRow("bytes") << true << u"1500"_s << quint64(1500) << none;
    QTest::newRow("KiB") << true << u"64KiB"_s << quint64(65536) << none;
    QTest::newRow("MiB") << true << u"256MiB"_s << 256 * MiB << none;
    QTest::newRow("GiB") << true << u"1GiB"_s << 1024 * MiB << none;
    QTest::newRow("blank and case") << true << u"4 mib"_s << 4 * MiB << none;
    QTest::newRow("too many GiB") << true << u"2GiB"_s << no << u"too large"_s;
    QTest::newRow("overflow") << true << u"18014398509481984KiB"_s << no << u"too large"_s;
    QTest::newRow("decimal unit") << true << u"4MB"_s << no << u"unknown unit \"MB\""_s;
    QTest::newRow("fraction of a size") << true << u"1.5GiB"_s << no << u"no size"_s;
    QTest::newRow("unit alone") << true << u"MiB"_s << no << u"no size"_s;
}

void TestSettingValues::testNumber()
{
    QFETCH(bool, isSize);
    QFETCH(QString, text);
    QFETCH(QString, refusal);
    const auto value =
        isSize ? parseByteSize(text, 10, 1024 * MiB) : parseCount(text, 10, 1024 * MiB);
    QCOMPARE(value.has_value(), refusal.isEmpty());
    if (value) {
        QTEST(quint64(*value), "value");
    } else {
        QVERIFY2(value.error().contains(refusal), qPrintable(value.error()));
        QVERIFY2(value.error().contains(quoted(text)), qPrintable(value.error()));
    }
}

void TestSettingValues::testByteSizeText_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("bytes") << quint64(1500) << u"1500 bytes"_s;
    QTest::newRow("zero") << quint64(0) << u"0 bytes"_s;
    QTest::newRow("KiB") << quint64(65536) << u"64 KiB"_s;
    QTest::newRow("MiB") << 4 * MiB << u"4 MiB"_s;
    QTest::newRow("GiB") << 2048 * MiB << u"2 GiB"_s;
}

void TestSettingValues::testByteSizeText()
{
    QFETCH(quint64, bytes);
    QTEST(byteSizeText(bytes), "text");
}

void TestSettingValues::testQuoted()
{
    QCOMPARE(quoted(u"a b"_s), u"\"a b\""_s);
    QCOMPARE(quoted(u"a\n\x1b[31m"_s), u"\"a\\x0a\\x1b[31m\""_s);
    QCOMPARE(quoted(QString(1000, u'x')).size(), 203);
}

QTEST_APPLESS_MAIN(TestSettingValues)
#include "tst_settingvalues.moc"
