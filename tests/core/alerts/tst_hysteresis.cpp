#include "alerts/hysteresis.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestHysteresis : public QObject
{
    Q_OBJECT

private slots:
    void testCourse_data();
    void testCourse();
    void testAtOnce();
};

void TestHysteresis::testCourse_data()
{
    // One character a second: condition (g, b, or - for between), and what follows of it.
    QTest::addColumn<QByteArray>("conditions");
    QTest::addColumn<QByteArray>("active");
    const auto row = [](const char *name, const char *conditions, const char *active) {
        QTest::newRow(name) << QByteArray(conditions) << QByteArray(active);
    };
    // Raised after 3 s, cleared after 5 s.
    row("always good", "gggggggg", "        ");
    row("raised after its time", "gbbbbbb", "    ***");
    row("a short one is none", "bbbgbbbg", "        ");
    row("between breaks it", "bb-bbbb", "      *");
    row("cleared after its time", "bbbbgggggggg", "   ******   ");
    row("not cleared by a moment", "bbbbggggbggggggg", "   ***********  ");
    row("between keeps it", "bbbb----------", "   ***********");
    row("between breaks clearing", "bbbbgggg-gggggg", "   ***********");
    row("between does not raise", "----------", "          ");
    row("again", "bbbbggggggbbbb", "   ******    *");
}

void TestHysteresis::testCourse()
{
    QFETCH(QByteArray, conditions);
    QFETCH(QByteArray, active);
    Hysteresis alert(3s, 5s);
    bool wasActive = false;
    for (qsizetype second = 0; second < conditions.size(); ++second) {
        const AlertCondition condition = conditions[second] == 'b'   ? AlertCondition::Bad
                                         : conditions[second] == 'g' ? AlertCondition::Good
                                                                     : AlertCondition::Between;
        const bool hasChanged = alert.update(condition, std::chrono::seconds(100 + second));
        const bool isActive = second < active.size() && active[second] == '*';
        QVERIFY2(alert.isActive() == isActive, qPrintable(QString::number(second)));
        QCOMPARE(hasChanged, isActive != wasActive);
        wasActive = isActive;
    }
}

void TestHysteresis::testAtOnce()
{
    Hysteresis alert(0s, 0s);
    QVERIFY(alert.update(AlertCondition::Bad, 1s));
    QVERIFY(alert.isActive());
    QVERIFY(alert.update(AlertCondition::Good, 1s));
    QVERIFY(!alert.isActive());
}

QTEST_APPLESS_MAIN(TestHysteresis)
#include "tst_hysteresis.moc"
