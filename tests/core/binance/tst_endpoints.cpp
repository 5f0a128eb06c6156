#include "binance/endpoints.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestEndpoints : public QObject
{
    Q_OBJECT

private slots:
    void testStreamUrl_data();
    void testStreamUrl();
};

void TestEndpoints::testStreamUrl_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("expected");
    const QString publicUrl = u"wss://fstream.binance.com/public/stream"_s;
    QTest::newRow("host alone") << u"wss://fstream.binance.com"_s << publicUrl;
    QTest::newRow("slash") << u"wss://fstream.binance.com/"_s << publicUrl;
    QTest::newRow("legacy combined") << u"wss://fstream.binance.com/stream"_s << publicUrl;
    QTest::newRow("legacy raw") << u"wss://fstream.binance.com/ws/"_s << publicUrl;
    QTest::newRow("of a route") << u"wss://fstream.binance.com/market/stream"_s << publicUrl;
    QTest::newRow("route alone") << u"wss://fstream.binance.com/public"_s << publicUrl;
    QTest::newRow("with streams") << u"wss://fstream.binance.com/stream?streams=a/b"_s << publicUrl;
    QTest::newRow("port") << u"ws://127.0.0.1:8123/stream"_s
                          << u"ws://127.0.0.1:8123/public/stream"_s;
    QTest::newRow("prefix of a proxy") << u"wss://proxy.example/binance/stream"_s
                                       << u"wss://proxy.example/binance/public/stream"_s;
}

void TestEndpoints::testStreamUrl()
{
    QFETCH(QString, base);
    QFETCH(QString, expected);
    QCOMPARE(streamUrl(QUrl(base), Route::Public).toString(), expected);
    QCOMPARE(streamUrl(QUrl(base), Route::Market).toString(),
             expected.replace(u"public"_s, u"market"_s));
}

QTEST_APPLESS_MAIN(TestEndpoints)
#include "tst_endpoints.moc"
