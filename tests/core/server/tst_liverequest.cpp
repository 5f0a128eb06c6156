#include "server/liverequest.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestLiveRequest : public QObject
{
    Q_OBJECT

private slots:
    void testGood_data();
    void testGood();
    void testBad_data();
    void testBad();
};

void TestLiveRequest::testGood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("symbols");
    QTest::newRow("one") << uR"({"type":"books","symbols":["BTCUSDT"]})"_s
                         << QStringList{u"BTCUSDT"_s};
    QTest::newRow("none any more") << uR"({"type":"books","symbols":[]})"_s << QStringList();
    QTest::newRow("in any case and order, twice")
        << uR"({"symbols":["ethusdt","BTCUSDT","ETHUSDT"],"type":"books"})"_s
        << QStringList{u"BTCUSDT"_s, u"ETHUSDT"_s};
    QTest::newRow("with more than is known")
        << uR"({"type":"books","symbols":["BTCUSDT"],"depth":5})"_s << QStringList{u"BTCUSDT"_s};
}

void TestLiveRequest::testGood()
{
    QFETCH(QString, text);
    const auto symbols = parseLiveRequest(text);
    QVERIFY2(symbols, symbols ? "" : qPrintable(symbols.error()));
    QTEST(*symbols, "symbols");
}

void TestLiveRequest::testBad_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const QString object = u"JSON object"_s;
    QTest::newRow("nothing") << QString() << object;
    QTest::newRow("no JSON") << u"hello"_s << object;
    QTest::newRow("a list") << u"[]"_s << object;
    QTest::newRow("nested deeply") << QString(4000, u'[') << object;
    QTest::newRow("no type") << u"{}"_s << u"type"_s;
    QTest::newRow("another type") << uR"({"type":"trades","symbols":[]})"_s << u"type"_s;
    QTest::newRow("no symbols") << uR"({"type":"books"})"_s << u"has to be a list"_s;
    QTest::newRow("symbols as a text")
        << uR"({"type":"books","symbols":"BTCUSDT"})"_s << u"has to be a list"_s;
    QTest::newRow("a number") << uR"({"type":"books","symbols":[1]})"_s << u"no symbol"_s;
    QTest::newRow("an empty name") << uR"({"type":"books","symbols":[""]})"_s << u"no symbol"_s;
    QTest::newRow("a long name") << uR"({"type":"books","symbols":["%1"]})"_s.arg(QString(65, u'A'))
                                 << u"no symbol"_s;
    QStringList many;
    for (int i = 0; i <= MaxLiveBooks; ++i)
        many << u"\"S%1\""_s.arg(i);
    QTest::newRow("too many") << uR"({"type":"books","symbols":[%1]})"_s.arg(many.join(u','))
                              << u"20 of them at most"_s;
}

void TestLiveRequest::testBad()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto symbols = parseLiveRequest(text);
    QVERIFY(!symbols);
    QVERIFY2(symbols.error().contains(part), qPrintable(symbols.error()));
}

QTEST_APPLESS_MAIN(TestLiveRequest)
#include "tst_liverequest.moc"
