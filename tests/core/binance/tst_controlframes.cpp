#include "binance/controlframes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestControlFrames : public QObject
{
    Q_OBJECT

private slots:
    void testSubscribe();
    void testNothingToSubscribe();
    void testChunks();
};

void TestControlFrames::testSubscribe()
{
    const std::vector<StreamName> streams{*StreamName::parse("btcusdt@depth5@100ms"),
                                          *StreamName::parse("币安人生usdt@aggTrade")};
    const QJsonObject request = QJsonDocument::fromJson(subscribeRequest(streams, 7)).object();
    QCOMPARE(request[u"method"_s].toString(), u"SUBSCRIBE"_s);
    QCOMPARE(request[u"params"_s].toArray(),
             (QJsonArray{u"btcusdt@depth5@100ms"_s, u"币安人生usdt@aggTrade"_s}));
    QCOMPARE(request[u"id"_s].toInt(), 7);
}

void TestControlFrames::testNothingToSubscribe()
{
    QVERIFY(subscribeRequests({}).empty());
}

void TestControlFrames::testChunks()
{
    std::vector<StreamName> streams;
    streams.reserve(250);
    for (int i = 0; i < 250; ++i)
        streams.push_back(*StreamName::parse("s" + std::to_string(i) + "usdt@aggTrade"));

    const std::vector<QByteArray> requests = subscribeRequests(streams);
    QCOMPARE(requests.size(), std::size_t(3));
    qsizetype names = 0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const QJsonObject request = QJsonDocument::fromJson(requests[i]).object();
        const QJsonArray params = request[u"params"_s].toArray();
        QVERIFY(params.size() <= qsizetype(MaxNamesPerRequest));
        QCOMPARE(request[u"id"_s].toInt(), int(i) + 1);
        names += params.size();
    }
    QCOMPARE(names, 250);
}

QTEST_APPLESS_MAIN(TestControlFrames)
#include "tst_controlframes.moc"
