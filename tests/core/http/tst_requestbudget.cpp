#include "http/requestbudget.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRequestBudget : public QObject
{
    Q_OBJECT

private slots:
    void testBurstThenRate();
    void testClientsAreApart_data();
    void testClientsAreApart();
    void testManyClients();
};

void TestRequestBudget::testBurstThenRate()
{
    RequestBudget budget({.perSecond = 2, .burst = 3});
    const QHostAddress client(QHostAddress::LocalHost);
    QVERIFY(budget.take(client, 0s));
    QVERIFY(budget.take(client, 0s));
    QVERIFY(budget.take(client, 0s));
    QVERIFY(!budget.take(client, 0s));
    QVERIFY(!budget.take(client, 400ms));
    QVERIFY(budget.take(client, 500ms));
    QVERIFY(!budget.take(client, 500ms));
    // Never more than the burst, however long nobody asked.
    for (int i = 0; i < 3; ++i)
        QVERIFY(budget.take(client, 1h));
    QVERIFY(!budget.take(client, 1h));
}

void TestRequestBudget::testClientsAreApart_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<bool>("areApart");
    QTest::newRow("two addresses") << u"10.0.0.1"_s << u"10.0.0.2"_s << true;
    QTest::newRow("the same in IPv6's clothes") << u"10.0.0.1"_s << u"::ffff:10.0.0.1"_s << false;
    QTest::newRow("a network of one client")
        << u"2001:db8:0:1::1"_s << u"2001:db8:0:1:ffff::2"_s << false;
    QTest::newRow("two networks") << u"2001:db8:0:1::1"_s << u"2001:db8:0:2::1"_s << true;
}

void TestRequestBudget::testClientsAreApart()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    RequestBudget budget({.perSecond = 1, .burst = 1});
    QVERIFY(budget.take(QHostAddress(first), 0s));
    QTEST(budget.take(QHostAddress(second), 0s), "areApart");
}

void TestRequestBudget::testManyClients()
{
    RequestBudget budget({.perSecond = 1, .burst = 1});
    const auto client = [](qsizetype i) {
        return QHostAddress(0x0a000000U + quint32(i));
    };
    for (qsizetype i = 0; i < RequestBudget::MaxClients; ++i)
        QVERIFY(budget.take(client(i), 0s));
    // These are one client now.
    QVERIFY(budget.take(client(RequestBudget::MaxClients), 0s));
    QVERIFY(!budget.take(client(RequestBudget::MaxClients + 1), 0s));
    // And those from before are forgotten when they may ask again.
    QVERIFY(budget.take(client(RequestBudget::MaxClients + 2), 2s));
    QVERIFY(budget.take(client(RequestBudget::MaxClients + 3), 2s));
}

QTEST_APPLESS_MAIN(TestRequestBudget)
#include "tst_requestbudget.moc"
