#include "market/depthupdate.h"

#include <QTest>

using namespace Orderflow;

class TestDepthUpdate : public QObject
{
    Q_OBJECT

private slots:
    void testLevelsComeBack_data();
    void testLevelsComeBack();
    void testOtherFormsAreRefused_data();
    void testOtherFormsAreRefused();
};

void TestDepthUpdate::testLevelsComeBack_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("canonical");
    const QByteArray two = R"([["3411.10","0.000"],["3411.09","12"]])";
    QTest::newRow("as sent") << two << two;
    QTest::newRow("with blanks, as PostgreSQL prints it")
        << QByteArray(R"([["3411.10", "0.000"], ["3411.09", "12"]])") << two;
    QTest::newRow("none") << QByteArray("[]") << QByteArray("[]");
}

void TestDepthUpdate::testLevelsComeBack()
{
    QFETCH(QByteArray, json);
    const auto levels = levelsFromJson(json);
    QVERIFY(levels);
    QTEST(QByteArray::fromStdString(levelsToJson(*levels)), "canonical");
}

void TestDepthUpdate::testOtherFormsAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("no JSON") << QByteArray("[[");
    QTest::newRow("an object") << QByteArray("{}");
    QTest::newRow("numbers") << QByteArray("[[1.5,2]]");
    QTest::newRow("one number") << QByteArray(R"([["1.5"]])");
    QTest::newRow("three numbers") << QByteArray(R"([["1.5","1","1"]])");
    QTest::newRow("no decimal") << QByteArray(R"([["1e5","1"]])");
    QTest::newRow("empty") << QByteArray();
}

void TestDepthUpdate::testOtherFormsAreRefused()
{
    QFETCH(QByteArray, json);
    QVERIFY(!levelsFromJson(json));
}

QTEST_APPLESS_MAIN(TestDepthUpdate)
#include "tst_depthupdate.moc"
