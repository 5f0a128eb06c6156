#include "binance/controlframes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestControlFrames : public QObject
{
    Q_OBJECT

private slots:
    void testRequest_data();
    void testRequest();
    void testIdsAreUnsigned();
    void testOnOneLine();
    void testRequestCount_data();
    void testRequestCount();
};

void TestControlFrames::testRequest_data()
{
    QTest::addColumn<SubscriptionChange>("change");
    QTest::addColumn<QString>("method");
    QTest::newRow("subscribe") << SubscriptionChange::Subscribe << u"SUBSCRIBE"_s;
    QTest::newRow("unsubscribe") << SubscriptionChange::Unsubscribe << u"UNSUBSCRIBE"_s;
}

void TestControlFrames::testRequest()
{
    QFETCH(SubscriptionChange, change);
    const std::vector<StreamName> streams{*StreamName::parse("btcusdt@depth5@100ms"),
                                          *StreamName::parse("币安人生usdt@aggTrade")};
    const QJsonObject request =
        QJsonDocument::fromJson(subscriptionRequest(change, streams, 7)).object();
    QTEST(request[u"method"_s].toString(), "method");
    QCOMPARE(request[u"params"_s].toArray(),
             (QJsonArray{u"btcusdt@depth5@100ms"_s, u"币安人生usdt@aggTrade"_s}));
    QCOMPARE(request[u"id"_s].toInt(), 7);
    QCOMPARE(request.size(), 3);
}

void TestControlFrames::testIdsAreUnsigned()
{
    const std::vector<StreamName> streams{*StreamName::parse("btcusdt@aggTrade")};
    const QByteArray request = subscriptionRequest(SubscriptionChange::Subscribe, streams,
                                                   std::numeric_limits<std::uint32_t>::max());
    QVERIFY2(request.contains("\"id\":4294967295"), request.constData());
}

void TestControlFrames::testOnOneLine()
{
    const std::vector<StreamName> streams{*StreamName::parse("btcusdt@aggTrade")};
    QVERIFY(!subscriptionRequest(SubscriptionChange::Subscribe, streams, 1).contains('\n'));
}

void TestControlFrames::testRequestCount_data()
{
    QTest::addColumn<std::size_t>("streams");
    QTest::addColumn<std::size_t>("requests");
    QTest::newRow("none") << std::size_t(0) << std::size_t(0);
    QTest::newRow("one") << std::size_t(1) << std::size_t(1);
    QTest::newRow("as many as fit") << std::size_t(100) << std::size_t(1);
    QTest::newRow("one more") << std::size_t(101) << std::size_t(2);
    QTest::newRow("a full connection") << std::size_t(1024) << std::size_t(11);
}

void TestControlFrames::testRequestCount()
{
    QFETCH(std::size_t, streams);
    QTEST(requestCount(streams), "requests");
}

QTEST_APPLESS_MAIN(TestControlFrames)
#include "tst_controlframes.moc"
