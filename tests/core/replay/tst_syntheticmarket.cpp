#include "replay/syntheticmarket.h"

#include "core/replay/replaytesting.h"
#include "replay/jsonmembers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <QTest>

#include <map>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestSyntheticMarket : public QObject
{
    Q_OBJECT

private slots:
    void testFrameShape();
    void testChains();
    void testBooks();
    void testDiffsMakeTheBook();
    void testLooksAlive();
    void testSeeds();
    void testSymbols();
};

namespace {

constexpr int FewMinutes = 4 * 60 * 1000;

std::unique_ptr<MarketSource> make(const ManualClock &clock, std::uint64_t seed = 1)
{
    return makeSyntheticMarket({{}, seed, &clock});
}

/// All frames that are due within `ms`.
std::vector<MarketFrame> play(MarketSource &market, int ms)
{
    std::vector<MarketFrame> frames;
    const MarketTime end = market.startTime() + std::chrono::milliseconds(ms);
    while (true) {
        auto next = market.next();
        if (!next || !*next)
            qFatal("the market ended");
        if ((*next)->dueTime >= end)
            return frames;
        frames.push_back(std::move(**next));
    }
}

QJsonObject dataOf(const MarketFrame &frame)
{
    return QJsonDocument::fromJson(frame.text).object().value(u"data"_s).toObject();
}

qint64 number(const QJsonObject &data, const char *key)
{
    return data.value(QLatin1StringView(key)).toInteger(-1);
}

/// A decimal text with its point taken out: exact where all have as many decimals.
qint64 exact(const QJsonValue &text, int decimals)
{
    const QString digits = text.toString();
    const qsizetype point = digits.indexOf(u'.');
    if (digits.size() - point - 1 != decimals)
        qFatal("%s has not %d decimals", qPrintable(digits), decimals);
    return QString(digits).remove(point, 1).toLongLong();
}

QByteArrayList keysInOrder(const MarketFrame &frame)
{
    QByteArrayList keys;
    JsonMembers members(jsonMember(std::string_view(frame.text), "data"));
    while (members.next())
        keys.append(QByteArray::fromStdString(std::string(members.key())));
    return keys;
}

const QByteArrayList depthStreams{"depth", "depth@100ms", "depth5@100ms", "depth10@100ms",
                                  "depth20@100ms"};

} // namespace

void TestSyntheticMarket::testFrameShape()
{
    const ManualClock clock;
    const auto market = make(clock);
    QSet<QByteArray> streams;
    for (const MarketFrame &frame : play(*market, 20'000)) {
        streams.insert(frame.stream);
        const bool isTrade = frame.stream.endsWith("@aggTrade");
        QVERIFY(frame.route == (isTrade ? Route::Market : Route::Public));
        const QByteArray start = R"({"stream":")" + frame.stream + R"(","data":{"e":)";
        QVERIFY(frame.text.startsWith(start));
        QCOMPARE(QJsonDocument::fromJson(frame.text).toJson(QJsonDocument::Compact).size(),
                 frame.text.size());
        const QByteArrayList keys =
            isTrade ? QByteArrayList{"e", "E", "a", "s", "p", "q", "nq", "f", "l", "T", "m", "st"}
                    : QByteArrayList{"e", "E", "T", "s", "ps", "U", "u", "pu", "b", "a", "st"};
        QCOMPARE(keysInOrder(frame), keys);
        const QJsonObject data = dataOf(frame);
        QCOMPARE(data.value(u"e"_s).toString(), isTrade ? u"aggTrade"_s : u"depthUpdate"_s);
        QCOMPARE(data.value(u"s"_s).toString().toLower().toUtf8(),
                 frame.stream.first(frame.stream.indexOf('@')));
        QVERIFY(MarketTime(std::chrono::milliseconds(number(data, "E"))) == frame.dueTime);
        QVERIFY(number(data, "T") <= number(data, "E"));
        QVERIFY(number(data, "T") >= number(data, "E") - 100);
    }
    QSet<QByteArray> expected;
    for (const QByteArray &symbol : {"btcusdt"_ba, "ethusdt"_ba}) {
        expected.insert(symbol + "@aggTrade");
        for (const QByteArray &type : depthStreams)
            expected.insert(symbol + '@' + type);
    }
    QCOMPARE(streams, expected);
}

void TestSyntheticMarket::testChains()
{
    const ManualClock clock;
    const auto market = make(clock);
    const std::vector<MarketFrame> frames = play(*market, FewMinutes);
    QVERIFY(frames.size() > 20'000);
    QMap<QByteArray, QJsonObject> last;
    MarketTime due = market->startTime();
    for (const MarketFrame &frame : frames) {
        QVERIFY(frame.dueTime >= due);
        due = frame.dueTime;
        const QJsonObject data = dataOf(frame);
        const bool isFirst = !last.contains(frame.stream);
        const QJsonObject before = std::exchange(last[frame.stream], data);
        if (frame.stream.endsWith("@aggTrade")) {
            QVERIFY(number(data, "f") <= number(data, "l"));
            QVERIFY(exact(data.value(u"nq"_s), 3) <= exact(data.value(u"q"_s), 3));
            QVERIFY(exact(data.value(u"q"_s), 3) > 0);
            if (isFirst)
                continue;
            QCOMPARE(number(data, "a"), number(before, "a") + 1);
            QCOMPARE(number(data, "f"), number(before, "l") + 1);
            QVERIFY(number(data, "T") >= number(before, "T"));
        } else {
            QVERIFY(number(data, "U") <= number(data, "u"));
            QVERIFY(number(data, "U") > number(data, "pu"));
            if (isFirst)
                continue;
            QCOMPARE(number(data, "pu"), number(before, "u"));
            const int interval = frame.stream.endsWith("@100ms") ? 100 : 250;
            QCOMPARE(number(data, "E"), number(before, "E") + interval);
        }
    }
}

void TestSyntheticMarket::testBooks()
{
    const ManualClock clock;
    const auto market = make(clock);
    for (const MarketFrame &frame : play(*market, FewMinutes)) {
        const qsizetype type = frame.stream.indexOf('@') + 1;
        if (!frame.stream.sliced(type).startsWith("depth") || frame.stream.size() == type + 5 ||
            frame.stream.at(type + 5) == '@') {
            continue;
        }
        const qsizetype levels = frame.stream.sliced(type + 5).split('@').first().toInt();
        const int tick = frame.stream.startsWith("btc") ? 10 : 1;
        const QJsonObject data = dataOf(frame);
        const QJsonArray bids = data.value(u"b"_s).toArray();
        const QJsonArray asks = data.value(u"a"_s).toArray();
        QCOMPARE(bids.size(), levels);
        QCOMPARE(asks.size(), levels);
        QVERIFY(exact(bids.at(0).toArray().at(0), 2) < exact(asks.at(0).toArray().at(0), 2));
        for (qsizetype i = 0; i < levels; ++i) {
            const qint64 bid = exact(bids.at(i).toArray().at(0), 2);
            const qint64 ask = exact(asks.at(i).toArray().at(0), 2);
            QVERIFY(bid % tick == 0 && ask % tick == 0);
            QVERIFY(exact(bids.at(i).toArray().at(1), 3) > 0);
            QVERIFY(exact(asks.at(i).toArray().at(1), 3) > 0);
            if (i == 0)
                continue;
            QVERIFY(bid < exact(bids.at(i - 1).toArray().at(0), 2));
            QVERIFY(ask > exact(asks.at(i - 1).toArray().at(0), 2));
        }
    }
}

void TestSyntheticMarket::testDiffsMakeTheBook()
{
    const ManualClock clock;
    const auto market = make(clock);
    const Symbol symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    // As a client does: the book first, then the changes that come after it.
    const auto start = market->bookSnapshot(symbol);
    QVERIFY(start);
    QVERIFY(start->bids.size() >= 500 && start->asks.size() >= 500);
    std::map<qint64, qint64> bids;
    std::map<qint64, qint64> asks;
    for (const PriceLevel &level : start->bids)
        bids[level.price.mantissa()] = level.quantity.mantissa();
    for (const PriceLevel &level : start->asks)
        asks[level.price.mantissa()] = level.quantity.mantissa();

    qint64 lastId = -1;
    const auto apply = [](std::map<qint64, qint64> &side, const QJsonValue &changes) {
        for (const auto &change : changes.toArray()) {
            const qint64 quantity = exact(change.toArray().at(1), 3);
            const qint64 price = exact(change.toArray().at(0), 2);
            if (quantity == 0)
                side.erase(price);
            else
                side[price] = quantity;
        }
    };
    int compared = 0;
    for (const MarketFrame &frame : play(*market, FewMinutes)) {
        const QJsonObject data = dataOf(frame);
        if (frame.stream == "btcusdt@depth@100ms") {
            if (lastId < 0)
                QVERIFY(number(data, "U") <= start->lastUpdateId &&
                        number(data, "u") >= start->lastUpdateId);
            lastId = number(data, "u");
            apply(bids, data.value(u"b"_s));
            apply(asks, data.value(u"a"_s));
        } else if (frame.stream == "btcusdt@depth20@100ms") {
            QCOMPARE(number(data, "u"), lastId);
            const QJsonArray topBids = data.value(u"b"_s).toArray();
            auto bid = bids.rbegin();
            auto ask = asks.begin();
            for (int i = 0; i < 20; ++i, ++bid, ++ask) {
                const QJsonArray topBid = topBids.at(i).toArray();
                const QJsonArray topAsk = data.value(u"a"_s).toArray().at(i).toArray();
                QCOMPARE(bid->first, exact(topBid.at(0), 2));
                QCOMPARE(bid->second, exact(topBid.at(1), 3));
                QCOMPARE(ask->first, exact(topAsk.at(0), 2));
                QCOMPARE(ask->second, exact(topAsk.at(1), 3));
            }
            ++compared;
        }
    }
    QVERIFY(compared > 2000);
}

void TestSyntheticMarket::testLooksAlive()
{
    const ManualClock clock;
    const auto market = make(clock);
    QMap<QByteArray, QSet<qint64>> prices;
    QMap<QByteArray, int> counts;
    QMap<QByteArray, int> sells;
    QMap<qint64, int> bySecond;
    QSet<QByteArray> books;
    for (const MarketFrame &frame : play(*market, FewMinutes)) {
        ++counts[frame.stream];
        const QJsonObject data = dataOf(frame);
        if (frame.stream.endsWith("@aggTrade")) {
            prices[frame.stream].insert(exact(data.value(u"p"_s), 2));
            sells[frame.stream] += data.value(u"m"_s).toBool() ? 1 : 0;
        }
        if (frame.stream == "btcusdt@aggTrade")
            ++bySecond[number(data, "T") / 1000];
        if (frame.stream == "btcusdt@depth5@100ms")
            books.insert(QJsonDocument(data.value(u"b"_s).toArray()).toJson());
    }
    const int seconds = FewMinutes / 1000;
    for (const QByteArray &stream : {"btcusdt@aggTrade"_ba, "ethusdt@aggTrade"_ba}) {
        QVERIFY2(counts[stream] > 3 * seconds && counts[stream] < 60 * seconds,
                 qPrintable(QString::number(counts[stream])));
        QVERIFY(prices[stream].size() > 50);
        QVERIFY(sells[stream] > counts[stream] / 4 && sells[stream] < counts[stream] * 3 / 4);
    }
    const auto [quietest, busiest] = std::minmax_element(bySecond.cbegin(), bySecond.cend());
    QVERIFY(*quietest < 5);
    QVERIFY(*busiest > 25);
    QVERIFY(books.size() > counts["btcusdt@depth5@100ms"] * 3 / 4);
}

void TestSyntheticMarket::testSeeds()
{
    const ManualClock clock;
    const auto texts = [&clock](std::uint64_t seed) {
        QByteArrayList result;
        for (const MarketFrame &frame : play(*make(clock, seed), 5000))
            result.append(frame.text);
        return result;
    };
    QCOMPARE(texts(7), texts(7));
    QVERIFY(texts(7) != texts(8));
}

void TestSyntheticMarket::testSymbols()
{
    ManualClock clock;
    SyntheticMarketOptions options;
    options.clock = &clock;
    options.symbols = {*Symbol::parse(QStringView(u"币安人生USDT")),
                       *Symbol::parse(QStringView(u"ETHUSDT")),
                       *Symbol::parse(QStringView(u"ETHUSDT"))};
    const auto market = makeSyntheticMarket(options);
    const std::vector<MarketSymbol> symbols = market->symbols();
    QCOMPARE(symbols.size(), 2U);
    QCOMPARE(symbols[0].symbol.toString(), u"ETHUSDT"_s);
    QCOMPARE(symbols[0].tickSize->toString(), u"0.01"_s);
    QCOMPARE(symbols[1].symbol.toString(), u"币安人生USDT"_s);
    QVERIFY(!market->bookSnapshot(*Symbol::parse(QStringView(u"BTCUSDT"))));

    // It starts with the first frame, not when it is made.
    clock.advance(std::chrono::seconds(30));
    const auto frame = market->next();
    QVERIFY(frame && *frame);
    const std::chrono::nanoseconds late = (*frame)->dueTime - clock.now().utc;
    QVERIFY(late.count() >= 0 && late <= std::chrono::milliseconds(100));
}

QTEST_APPLESS_MAIN(TestSyntheticMarket)
#include "tst_syntheticmarket.moc"
