#include "binance/rest/weightbudget.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

using Seconds = std::chrono::duration<double>;

/// So long after a full minute of the UTC clock; the monotonic clock started at 100 s.
ReceiveTime at(Seconds time)
{
    const auto offset = std::chrono::duration_cast<std::chrono::microseconds>(time);
    return {UtcMicroseconds(29'816'666min) + offset, 100s + offset};
}

struct Spent
{
    int weight;
    double second;
};

} // namespace

Q_DECLARE_METATYPE(HoldReason)

class TestWeightBudget : public QObject
{
    Q_OBJECT

private slots:
    void testWait_data();
    void testWait();
    void testLearnUsed_data();
    void testLearnUsed();
    void testHold_data();
    void testHold();
    void testRefusalsDouble_data();
    void testRefusalsDouble();
    void testRefusedTogetherIsOneRefusal();
    void testBanAfterRateLimitHoldsLonger();
    void testShorterHoldCutsNoLongerOne();
    void testSetClockLengthensNoHold();
};

void TestWeightBudget::testWait_data()
{
    QTest::addColumn<QList<Spent>>("spent");
    QTest::addColumn<int>("weight");
    QTest::addColumn<double>("second");
    QTest::addColumn<double>("wait");
    using List = QList<Spent>;
    QTest::newRow("fresh") << List{} << 20 << 0.0 << 0.0;
    QTest::newRow("up to the limit") << List{{80, 1}} << 20 << 2.0 << 0.0;
    QTest::newRow("one too many") << List{{81, 1}} << 20 << 2.0 << 58.0;
    QTest::newRow("lighter one still fits") << List{{81, 1}} << 19 << 2.0 << 0.0;
    QTest::newRow("end of the minute") << List{{100, 1}} << 1 << 59.9 << 0.1;
    QTest::newRow("next minute") << List{{100, 59.9}} << 100 << 60.0 << 0.0;
    QTest::newRow("minutes add nothing") << List{{90, 10}, {90, 70}} << 10 << 80.0 << 0.0;
    QTest::newRow("heavier than the limit") << List{} << 500 << 3.0 << 0.0;
    QTest::newRow("heavier than the limit, later") << List{{1, 1}} << 500 << 3.0 << 57.0;
    QTest::newRow("after a heavier one") << List{{500, 1}} << 1 << 3.0 << 57.0;
}

void TestWeightBudget::testWait()
{
    QFETCH(QList<Spent>, spent);
    QFETCH(int, weight);
    QFETCH(double, second);
    QFETCH(double, wait);
    WeightBudget budget(100);
    for (const Spent &one : spent)
        budget.take(one.weight, at(Seconds(one.second)));
    const auto expected = at(Seconds(second + wait)).utc - at(Seconds(second)).utc;
    QCOMPARE(budget.wait(weight, at(Seconds(second))).count(), expected.count());
}

void TestWeightBudget::testLearnUsed_data()
{
    QTest::addColumn<int>("told");
    QTest::addColumn<double>("sentAt");
    QTest::addColumn<int>("used");
    QTest::newRow("others spend too") << 90 << 61.0 << 90;
    QTest::newRow("ours are on their way") << 5 << 61.0 << 10;
    QTest::newRow("of the minute before") << 90 << 59.0 << 10;
    QTest::newRow("above the limit") << 2400 << 61.0 << 2400;
}

void TestWeightBudget::testLearnUsed()
{
    QFETCH(int, told);
    QFETCH(double, sentAt);
    WeightBudget budget(100);
    budget.take(10, at(61s));
    budget.learnUsed(told, at(Seconds(sentAt)));
    QTEST(budget.used(at(62s)), "used");
    QCOMPARE(budget.used(at(120s)), 0);
}

void TestWeightBudget::testHold_data()
{
    QTest::addColumn<HoldReason>("reason");
    QTest::addColumn<int>("retryAfter");
    QTest::addColumn<double>("seconds");
    const int none = -1;
    QTest::newRow("429") << HoldReason::RateLimit << none << 50.0;
    QTest::newRow("429 that tells") << HoldReason::RateLimit << 7 << 7.0;
    QTest::newRow("429 that tells zero") << HoldReason::RateLimit << 0 << 1.0;
    QTest::newRow("418") << HoldReason::Ban << none << 120.0;
    QTest::newRow("418 that tells") << HoldReason::Ban << 3600 * 24 << 3600.0 * 24;
    QTest::newRow("418 that tells nonsense") << HoldReason::Ban << 2'000'000'000 << 3600.0 * 72;
    QTest::newRow("403") << HoldReason::Firewall << none << 300.0;
    QTest::newRow("451") << HoldReason::RestrictedLocation << none << 300.0;
}

void TestWeightBudget::testHold()
{
    QFETCH(HoldReason, reason);
    QFETCH(int, retryAfter);
    QFETCH(double, seconds);
    WeightBudget budget;
    const auto told =
        retryAfter < 0 ? std::nullopt : std::optional(std::chrono::seconds(retryAfter));
    const auto length = std::chrono::microseconds(std::chrono::seconds(qint64(seconds)));
    QVERIFY(budget.hold(reason, told, at(10s)) == length);
    QVERIFY(budget.wait(1, at(10s)) == length);
    QVERIFY(budget.wait(1, at(11s)) == length - 1s || length == 1s);
    QVERIFY(budget.wait(1, at(Seconds(10 + seconds))) == 0s);
}

void TestWeightBudget::testRefusalsDouble_data()
{
    QTest::addColumn<HoldReason>("reason");
    QTest::addColumn<QList<int>>("minutes");
    const QList<int> fromFive{5, 10, 20, 40, 60, 60};
    QTest::newRow("418") << HoldReason::Ban << QList<int>{2, 4, 8, 16, 32, 60, 60};
    QTest::newRow("403") << HoldReason::Firewall << fromFive;
    QTest::newRow("451") << HoldReason::RestrictedLocation << fromFive;
}

void TestWeightBudget::testRefusalsDouble()
{
    QFETCH(HoldReason, reason);
    QFETCH(QList<int>, minutes);
    WeightBudget budget;
    std::chrono::microseconds now = 0s;
    for (const int length : minutes) {
        QVERIFY(budget.hold(reason, std::nullopt, at(now)) == std::chrono::minutes(length));
        now += std::chrono::minutes(length);
    }
    budget.endRefusals();
    QVERIFY(budget.hold(reason, std::nullopt, at(now)) == std::chrono::minutes(minutes.first()));
}

void TestWeightBudget::testRefusedTogetherIsOneRefusal()
{
    WeightBudget budget;
    for (int i = 0; i < 4; ++i)
        QVERIFY(budget.hold(HoldReason::Ban, std::nullopt, at(10s)) == 2min);
    QVERIFY(budget.hold(HoldReason::Ban, std::nullopt, at(130s)) == 4min);
}

void TestWeightBudget::testBanAfterRateLimitHoldsLonger()
{
    WeightBudget budget;
    QVERIFY(budget.hold(HoldReason::RateLimit, std::nullopt, at(10s)) == 50s);
    QVERIFY(budget.hold(HoldReason::Ban, std::nullopt, at(11s)) == 2min);
}

void TestWeightBudget::testShorterHoldCutsNoLongerOne()
{
    WeightBudget budget;
    budget.hold(HoldReason::Ban, 1h, at(0s));
    QVERIFY(budget.hold(HoldReason::RateLimit, 5s, at(1s)) == 1h - 1s);
}

void TestWeightBudget::testSetClockLengthensNoHold()
{
    WeightBudget budget;
    budget.hold(HoldReason::Firewall, std::nullopt, at(0s));
    ReceiveTime later = at(299s);
    later.utc -= std::chrono::hours(24);
    QVERIFY(budget.wait(1, later) == 1s);
}

QTEST_APPLESS_MAIN(TestWeightBudget)
#include "tst_weightbudget.moc"
