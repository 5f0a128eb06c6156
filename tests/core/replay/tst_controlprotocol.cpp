#include "replay/controlprotocol.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestControlProtocol : public QObject
{
    Q_OBJECT

private slots:
    void testReply_data();
    void testReply();
    void testSubscriptions();
    void testProperty();
    void testInvalidJson_data();
    void testInvalidJson();
    void testTooManyStreams();
    void testUrlStreams();
    void testLongName();
};

namespace {

QByteArray subscribe(const QByteArrayList &streams, int id = 1)
{
    return R"({"method":"SUBSCRIBE","params":[")" + streams.join(R"(",")") + R"("],"id":)" +
           QByteArray::number(id) + '}';
}

QList<QByteArray> numbered(int count)
{
    QList<QByteArray> streams;
    for (int i = 0; i < count; ++i)
        streams.append("x" + QByteArray::number(i) + "usdt@depth");
    return streams;
}

} // namespace

void TestControlProtocol::testReply_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("reply");
    const auto error = [](int code, const QByteArray &message,
                          const QByteArray &rest) -> QByteArray {
        return R"({"error":{"code":)" + QByteArray::number(code) + R"(,"msg":")" + message +
               R"("})" + rest + '}';
    };
    const QByteArray badId =
        error(2, "Invalid request: request ID must be an unsigned integer", {});

    QTest::newRow("subscribe") << subscribe({"btcusdt@depth"})
                               << QByteArray(R"({"result":null,"id":1})");
    QTest::newRow("unknown, upper case, odd")
        << subscribe({"nothing@at@all", "BTCUSDT@aggTrade", ""})
        << QByteArray(R"({"result":null,"id":1})");
    QTest::newRow("no names") << QByteArray(R"({"method":"SUBSCRIBE","params":[],"id":1})")
                              << QByteArray(R"({"result":null,"id":1})");
    QTest::newRow("never subscribed")
        << QByteArray(R"({"method":"UNSUBSCRIBE","params":["x@depth"],"id":312})")
        << QByteArray(R"({"result":null,"id":312})");
    QTest::newRow("list of nothing") << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":3})")
                                     << QByteArray(R"({"result":[],"id":3})");
    QTest::newRow("greatest id")
        << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":18446744073709551615})")
        << QByteArray(R"({"result":[],"id":18446744073709551615})");
    QTest::newRow("id is negative")
        << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":-1})") << badId;
    QTest::newRow("id is a fraction")
        << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":1.5})") << badId;
    QTest::newRow("id is a string")
        << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":"1"})") << badId;
    QTest::newRow("id is too great")
        << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS","id":18446744073709551616})") << badId;
    QTest::newRow("no id") << QByteArray(R"({"method":"LIST_SUBSCRIPTIONS"})") << badId;
    QTest::newRow("no object") << QByteArray("[1]") << badId;
    QTest::newRow("no method")
        << QByteArray("{\n\"id\":3}")
        << error(2, "Invalid request: missing field `method` at line 2 column 7", R"(,"id":3)");
    QTest::newRow("unknown method")
        << QByteArray(R"({"method":"subscribe","id":3})")
        << error(2,
                 "Invalid request: unknown variant `subscribe`, expected one of `SUBSCRIBE`, "
                 "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 "
                 "column 21",
                 R"(,"id":3)");
    QTest::newRow("method is a number")
        << QByteArray(R"({"id":3,"method":7})")
        << error(2,
                 "Invalid request: unknown variant ``, expected one of `SUBSCRIBE`, "
                 "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 "
                 "column 18",
                 R"(,"id":3)");
    QTest::newRow("no params")
        << QByteArray(R"({"method":"SUBSCRIBE","id":3})")
        << error(2, "Invalid request: missing field `params` at line 1 column 29", R"(,"id":3)");
    QTest::newRow("params are no array")
        << QByteArray(R"({"method":"GET_PROPERTY","params":"x","id":3})")
        << error(2, "Invalid request: missing field `params` at line 1 column 45", R"(,"id":3)");
    QTest::newRow("name is a number")
        << QByteArray(R"({"method":"SUBSCRIBE","params":[1],"id":3})")
        << error(2, "Invalid request: stream name must be a string", R"(,"id":3)");
    QTest::newRow("unknown property")
        << QByteArray(R"({"method":"GET_PROPERTY","params":["speed"],"id":3})")
        << error(0, "Unknown property", R"(,"id":3)");
    QTest::newRow("property without a name")
        << QByteArray(R"({"method":"GET_PROPERTY","params":[],"id":3})")
        << error(2, "Invalid request: property name must be a string", R"(,"id":3)");
    QTest::newRow("too many properties")
        << QByteArray(R"({"method":"GET_PROPERTY","params":["combined",1],"id":3})")
        << error(2, "Invalid request: too many parameters", R"(,"id":3)");
    QTest::newRow("no Boolean")
        << QByteArray(R"({"method":"SET_PROPERTY","params":["combined","true"],"id":3})")
        << error(1, "Invalid value type: expected Boolean", R"(,"id":3)");
    QTest::newRow("too many values")
        << QByteArray(R"({"method":"SET_PROPERTY","params":["combined",true,1],"id":3})")
        << error(2, "Invalid request: too many parameters", R"(,"id":3)");
}

void TestControlProtocol::testReply()
{
    ControlProtocol protocol;
    QFETCH(QByteArray, message);
    const ControlProtocol::Reply reply = protocol.handle(message);
    QTEST(reply.text, "reply");
    QVERIFY(!reply.closes);
    QCOMPARE(reply.subscribed, message.contains("\"SUBSCRIBE\"") && !reply.text.contains("error"));
}

void TestControlProtocol::testSubscriptions()
{
    ControlProtocol protocol;
    QVERIFY(!protocol.hasSubscriptions());
    QVERIFY(protocol.handle(subscribe({"b@depth", "A@depth", "b@depth"})).subscribed);
    QVERIFY(protocol.handle(subscribe({"c\\\"@depth", "币安人生usdt@depth"})).subscribed);
    QVERIFY(protocol.isSubscribed("b@depth"));
    QVERIFY(!protocol.isSubscribed("a@depth"));
    QVERIFY(protocol.isSubscribed("币安人生usdt@depth"));
    const QByteArray list = R"({"method":"LIST_SUBSCRIPTIONS","id":3})";
    const QByteArray four =
        R"({"result":["b@depth","A@depth","c\"@depth","币安人生usdt@depth"],"id":3})";
    QCOMPARE(protocol.handle(list).text, four);

    const QByteArray unsubscribe = R"({"method":"UNSUBSCRIBE","params":["b@depth"],"id":4})";
    QVERIFY(!protocol.handle(unsubscribe).subscribed);
    QVERIFY(!protocol.isSubscribed("b@depth"));
    const QByteArray three = R"({"result":["A@depth","c\"@depth","币安人生usdt@depth"],"id":3})";
    QCOMPARE(protocol.handle(list).text, three);
}

void TestControlProtocol::testProperty()
{
    ControlProtocol protocol;
    const QByteArray get = R"({"method":"GET_PROPERTY","params":["combined"],"id":2})";
    const QByteArray set = R"({"method":"SET_PROPERTY","params":["combined",false],"id":5})";
    const QByteArray isTrue = R"({"result":true,"id":2})";
    const QByteArray isSet = R"({"result":null,"id":5})";
    const QByteArray isFalse = R"({"result":false,"id":2})";
    QCOMPARE(protocol.handle(get).text, isTrue);
    QVERIFY(protocol.isCombined());
    QCOMPARE(protocol.handle(set).text, isSet);
    QCOMPARE(protocol.handle(get).text, isFalse);
    QVERIFY(!protocol.isCombined());
}

void TestControlProtocol::testInvalidJson_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("words") << QByteArray("hello");
    QTest::newRow("cut") << QByteArray(R"({"method":"SUBSCRIBE")");
    QTest::newRow("broken UTF-8") << QByteArray("{\"id\":1,\"method\":\"\xff\"}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestControlProtocol::testInvalidJson()
{
    QFETCH(QByteArray, message);
    ControlProtocol protocol;
    const ControlProtocol::Reply reply = protocol.handle(message);
    const QByteArray start = R"({"error":{"code":3,"msg":"Invalid JSON: )";
    QVERIFY2(reply.text.startsWith(start), reply.text.constData());
    QVERIFY(reply.closes);
}

void TestControlProtocol::testTooManyStreams()
{
    ControlProtocol protocol;
    QVERIFY(protocol.handle(subscribe(numbered(ControlProtocol::MaxStreams))).subscribed);
    // A name that is known adds nothing.
    QVERIFY(protocol.handle(subscribe({"x5usdt@depth"})).subscribed);
    const ControlProtocol::Reply reply = protocol.handle(subscribe({"one@more"}, 9));
    const QByteArray refusal = R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":9})";
    QCOMPARE(reply.text, refusal);
    QVERIFY(reply.closes);
    QVERIFY(!reply.subscribed);
}

void TestControlProtocol::testUrlStreams()
{
    ControlProtocol protocol;
    QVERIFY(!protocol.subscribe(numbered(ControlProtocol::MaxStreams)));
    QVERIFY(protocol.isSubscribed("x1023usdt@depth"));
    const std::optional<ControlProtocol::Reply> refused =
        protocol.subscribe(QList<QByteArray>{"one@more"});
    QVERIFY(refused && refused->closes);
    const QByteArray refusal = R"({"error":{"code":4,"msg":"Too many subscriptions"}})";
    QCOMPARE(refused->text, refusal);
}

void TestControlProtocol::testLongName()
{
    ControlProtocol protocol;
    const QByteArray longest(ControlProtocol::MaxStreamBytes, 'x');
    QVERIFY(protocol.handle(subscribe({longest})).subscribed);
    const ControlProtocol::Reply reply = protocol.handle(subscribe({longest + 'x'}));
    QCOMPARE(reply.text,
             R"({"error":{"code":2,"msg":"Invalid request: stream name is too long"},"id":1})"_ba);
    QVERIFY(!protocol.isSubscribed(longest + 'x'));
}

QTEST_APPLESS_MAIN(TestControlProtocol)
#include "tst_controlprotocol.moc"
