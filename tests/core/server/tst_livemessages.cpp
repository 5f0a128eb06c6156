#include "server/livemessages.h"

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"
#include "monitor/statusjson.h"

#include <QJsonDocument>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

namespace {

QJsonObject parse(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

/// The symbols of a message that have a book.
QStringList booksIn(const QString &text)
{
    QStringList books;
    const QJsonArray symbols = parse(text)[u"symbols"].toArray();
    for (const QJsonValue &symbol : symbols) {
        if (symbol[u"bids"].toArray().size() == 5 && symbol[u"asks"].toArray().size() == 5)
            books << symbol[u"symbol"].toString();
        else if (!symbol[u"bids"].isUndefined() || !symbol[u"asks"].isUndefined())
            books << u"half of a book"_s;
    }
    return books;
}

} // namespace

class TestLiveMessages : public QObject
{
    Q_OBJECT

private slots:
    void testSaysWhatTheStatusSays();
    void testBooks_data();
    void testBooks();
    void testTapes();
    void testMadeOnce();
    void testError();
};

void TestLiveMessages::testSaysWhatTheStatusSays()
{
    const RecorderStatus status = sampleStatus(ManualClock().now());
    LiveMessages messages(status);
    QJsonObject expected = toJson(status);
    expected.insert(u"type"_s, u"status"_s);
    QCOMPARE(parse(messages.withBooks({u"BTCUSDT"_s, u"S1USDT"_s})), expected);
    QVERIFY(!messages.withBooks({}).contains(u'\n'));
}

void TestLiveMessages::testBooks_data()
{
    QTest::addColumn<QStringList>("asked");
    QTest::addColumn<QStringList>("got");
    QTest::newRow("none") << QStringList() << QStringList();
    QTest::newRow("one") << QStringList{u"S1USDT"_s} << QStringList{u"S1USDT"_s};
    QTest::newRow("one that is not recorded")
        << QStringList{u"BTCUSDT"_s, u"NOSUCH"_s} << QStringList{u"BTCUSDT"_s};
}

void TestLiveMessages::testBooks()
{
    QFETCH(QStringList, asked);
    LiveMessages messages(sampleStatus(ManualClock().now(), 3));
    const QString &message = messages.withBooks(asked);
    QCOMPARE(parse(message)[u"symbols"].toArray().size(), 3);
    QTEST(booksIn(message), "got");
}

void TestLiveMessages::testTapes()
{
    RecorderStatus status = sampleStatus(ManualClock().now());
    std::vector<TradeTape> tapes;
    for (const SymbolStatus &symbol : status.symbols)
        tapes.push_back({symbol.intake.symbol, {AggTrade()}});
    status.tapes = std::make_shared<const std::vector<TradeTape>>(tapes);
    LiveMessages messages(status);
    QVERIFY(!parse(messages.withBooks({})).contains(u"tapes"_s));
    const QJsonArray sent = parse(messages.withBooks({u"S1USDT"_s}))[u"tapes"].toArray();
    QCOMPARE(sent.size(), 1);
    QCOMPARE(sent[0][u"symbol"].toString(), u"S1USDT"_s);
    QCOMPARE(sent[0][u"trades"].toArray().size(), 1);
}

void TestLiveMessages::testMadeOnce()
{
    LiveMessages messages(sampleStatus(ManualClock().now()));
    const QChar *const first = messages.withBooks({}).constData();
    messages.withBooks({u"BTCUSDT"_s});
    QCOMPARE(messages.withBooks({}).constData(), first);
}

void TestLiveMessages::testError()
{
    QCOMPARE(LiveMessages::error(u"Say \"please\""_s),
             uR"({"message":"Say \"please\"","type":"error"})"_s);
}

QTEST_APPLESS_MAIN(TestLiveMessages)
#include "tst_livemessages.moc"
