#include "replay/jsonmembers.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestJsonMembers : public QObject
{
    Q_OBJECT

private slots:
    void testWalk_data();
    void testWalk();
    void testInteger_data();
    void testInteger();
    void testMember();
};

void TestJsonMembers::testWalk_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArrayList>("members");
    QTest::newRow("values of every kind")
        << QByteArray(R"({"a":1,"b":"x","c":[1,{"d":2}],"e":{"f":"}"},"g":null})")
        << QByteArrayList{"a=1", "b=\"x\"", "c=[1,{\"d\":2}]", "e={\"f\":\"}\"}", "g=null"};
    QTest::newRow("space around") << QByteArray("{ \"a\" : 1 ,\n\"b\": [ 2 ] }")
                                  << QByteArrayList{"a=1", "b=[ 2 ]"};
    QTest::newRow("escaped quote")
        << QByteArray(R"({"a":"x\"}","b":2})") << QByteArrayList{R"(a="x\"}")", "b=2"};
    QTest::newRow("empty object") << QByteArray("{}") << QByteArrayList();
    QTest::newRow("no object") << QByteArray("[1]") << QByteArrayList();
    QTest::newRow("nothing") << QByteArray() << QByteArrayList();
    QTest::newRow("cut in a string") << QByteArray(R"({"a":1,"b":"x)") << QByteArrayList{"a=1"};
    QTest::newRow("cut in an array") << QByteArray(R"({"a":1,"b":[2,)") << QByteArrayList{"a=1"};
    QTest::newRow("cut after an escape") << QByteArray("{\"a\":\"\\") << QByteArrayList();
    QTest::newRow("no value") << QByteArray(R"({"a":,"b":1})") << QByteArrayList();
}

void TestJsonMembers::testWalk()
{
    QFETCH(QByteArray, json);
    QByteArrayList found;
    JsonMembers members{std::string_view(json)};
    while (members.next()) {
        found.append(QByteArray::fromStdString(std::string(members.key())) + '=' +
                     QByteArray::fromStdString(std::string(members.value())));
    }
    QTEST(found, "members");
}

void TestJsonMembers::testInteger_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isInteger");
    QTest::newRow("greatest") << QByteArray("9223372036854775807") << true;
    QTest::newRow("least") << QByteArray("-9223372036854775808") << true;
    QTest::newRow("too great") << QByteArray("9223372036854775808") << false;
    QTest::newRow("fraction") << QByteArray("1.5") << false;
    QTest::newRow("string") << QByteArray("\"1\"") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestJsonMembers::testInteger()
{
    QFETCH(QByteArray, text);
    const std::optional<std::int64_t> number = jsonInteger(std::string_view(text));
    QTEST(number.has_value(), "isInteger");
    if (number)
        QCOMPARE(QByteArray::number(qint64(*number)), text);
}

void TestJsonMembers::testMember()
{
    constexpr std::string_view Json = R"({"a":{"b":1},"b":2,"c":"x","d":"\n"})";
    QCOMPARE(jsonMember(Json, "b"), std::string_view("2"));
    QCOMPARE(jsonMember(Json, "e"), std::string_view());
    QCOMPARE(jsonPlainString(jsonMember(Json, "c")), std::optional(std::string_view("x")));
    QCOMPARE(jsonPlainString(jsonMember(Json, "b")), std::optional<std::string_view>());
    QCOMPARE(jsonPlainString(jsonMember(Json, "d")), std::optional<std::string_view>());
}

QTEST_APPLESS_MAIN(TestJsonMembers)
#include "tst_jsonmembers.moc"
